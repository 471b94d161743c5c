import type * as t from '@babel/types';
import type { Binding, Class, Expr, Func, ModuleBuilder, Pattern, Scope, Stmt } from '#model';

/** How the names of a pattern are declared; without it a pattern assigns to names that exist already. */
export interface Declaring {
  readonly kind: Binding['kind'];
  readonly scope: Scope;
}

export type ImportedNames = readonly { readonly imported: string; readonly local?: string }[];

/** An export noted on the way; a local name finds its binding once the whole module was walked. */
export interface PendingExport {
  readonly name: string;
  readonly local?: string;
  readonly value?: Expr;
  readonly from?: { readonly source: string; readonly imported: string };
}

/** What the parts of the walk share: the builder, the way into each other, and what was noted so far for one file. */
export interface Lowering {
  readonly builder: ModuleBuilder;
  /** The text that was parsed; offsets are those of the module's text. */
  readonly code: string;
  /** Doc comments by the offset of the first token after them. */
  readonly docs: ReadonlyMap<number, string>;
  readonly exports: PendingExport[];
  /** Names that a declaration takes from a `require` or `import()` call, by that call. */
  readonly importedNames: Map<t.Node, ImportedNames>;
  /** Above 0 inside a function, `try` or condition: an import there may never run. */
  conditional: number;

  expression(node: t.Node): Expr;
  pattern(node: t.Node, declaring?: Declaring): Pattern;
  /** Adds what the statement means to `out`: none, one or several statements. */
  statement(node: t.Node, out: Stmt[]): void;
  statements(nodes: readonly t.Node[], out: Stmt[]): void;
  func(node: t.Function, form: Func['form'], name?: string): Func;
  cls(node: t.Class): Class;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

export function rangeOf(node: t.Node): Range {
  return { start: node.start!, end: node.end! };
}

/** Child nodes in the order in which the parser lists them. */
export function childNodes(node: t.Node): t.Node[] {
  const children: t.Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key === 'errors' || key === 'extra') continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item && typeof item === 'object' && typeof (item as t.Node).type === 'string') children.push(item as t.Node);
    }
  }
  return children;
}
