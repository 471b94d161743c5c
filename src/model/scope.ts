import type { Class, Expr, Func, Name, Node, Param } from './node.js';

export interface Scope {
  readonly kind: 'module' | 'class' | 'function' | 'block' | 'catch' | 'comprehension';
  readonly parent?: Scope;
  readonly bindings: Map<string, Binding>;
}

/** Where in a value an assignment takes its part: a property, a list index, the rest, or each item of a loop. */
export type PathStep = string | number | { rest: true } | { each: true } | { keys: true };

/** One place that gives a binding its value. */
export interface Write {
  readonly via: 'declare' | 'assign' | 'augment' | 'loop' | 'param' | 'catch' | 'with' | 'function' | 'class' | 'import' | 'field';
  /** The whole value on the right; the part of it that is taken is `path`. */
  readonly value?: Expr;
  readonly path: readonly PathStep[];
  /** Default of a pattern or parameter. */
  readonly fallback?: Expr;
  readonly func?: Func;
  readonly cls?: Class;
  /** For `param`: which one of which function. */
  readonly param?: { readonly func: Func; readonly index: number; readonly param: Param };
  /** The node that writes (declaration, assignment, loop, handler). */
  readonly at: Node;
}

export interface ImportRef {
  /** As written: `axios`, `./client`, `.models`, `google.cloud`. */
  readonly source: string;
  /** Imported name, `*` for the whole module, `default`. */
  readonly imported: string;
}

export interface Binding {
  readonly name: string;
  readonly kind: 'import' | 'const' | 'let' | 'var' | 'param' | 'function' | 'class' | 'catch' | 'global';
  readonly scope: Scope;
  readonly start: number;
  readonly end: number;
  readonly import?: ImportRef;
  readonly writes: Write[];
  readonly reads: Name[];
  annotation?: string;
  annotationExpr?: Expr;
}
