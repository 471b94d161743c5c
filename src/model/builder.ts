import type { Gap, SourceText } from '#core';
import type { Comment, Dialect, Export, Import, Language, Module } from './module.js';
import type { Call, Class, Func, Literal, Name, Node, Pattern } from './node.js';
import type { Binding, ImportRef, PathStep, Scope, Write } from './scope.js';
import { forEachChild, walk } from './walk.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * What a front end builds a module with. It opens and closes scopes while it walks its own tree, declares names and
 * makes `Name` nodes; `seal` then binds the names (so that hoisting needs no second thought), links parents and
 * collects writes, reads and calls.
 */
export class ModuleBuilder {
  readonly imports: Import[] = [];
  readonly exports: Export[] = [];
  readonly comments: Comment[] = [];
  readonly gaps: Gap[] = [];
  readonly dialects = new Set<Dialect>();
  readonly outputs: Mutable<Module['outputs'][number]>[] = [];
  readonly moduleScope: Scope = { kind: 'module', bindings: new Map() };
  #scope: Scope = this.moduleScope;
  readonly #pending: { name: Name; scope: Scope }[] = [];
  readonly #globals = new Map<string, Binding>();
  readonly #declarations = new Map<Func | Class, Binding>();

  constructor(
    readonly source: SourceText,
    readonly language: Language,
  ) {}

  get scope(): Scope {
    return this.#scope;
  }

  /** Runs `body` in a new scope. A class scope is not seen from the functions inside it (Python's and JavaScript's rule for fields). */
  within<T>(kind: Scope['kind'], body: (scope: Scope) => T): T {
    const outer = this.#scope;
    this.#scope = { kind, parent: outer, bindings: new Map() };
    try {
      return body(this.#scope);
    } finally {
      this.#scope = outer;
    }
  }

  /** The nearest function or module scope: where `var` and Python assignments declare. */
  functionScope(): Scope {
    let scope = this.#scope;
    while (scope.parent && scope.kind !== 'function' && scope.kind !== 'module' && scope.kind !== 'class') scope = scope.parent;
    return scope;
  }

  /** Declares a name once; a second declaration in the same scope gives the first binding again. */
  declare(name: string, kind: Binding['kind'], at: { start: number; end: number }, scope: Scope = this.#scope, ref?: ImportRef): Binding {
    const known = scope.bindings.get(name);
    if (known && !(ref && !known.import)) return known;
    const binding: Binding = {
      name, kind, scope, start: at.start, end: at.end, writes: [], reads: [],
      ...(ref ? { import: ref } : {}),
    };
    scope.bindings.set(name, binding);
    return binding;
  }

  /** A reference to a name, bound when the module is sealed, seen from the scope that is open now (or the given one). */
  name(name: string, start: number, end: number, scope: Scope = this.#scope): Name {
    const node = { kind: 'name', name, start, end } as Name;
    this.#pending.push({ name: node, scope });
    return node;
  }

  /** Ties a function or class declaration to its binding. */
  declares(owner: Func | Class, binding: Binding): void {
    this.#declarations.set(owner, binding);
  }

  gap(stage: Gap['stage'], reason: string, start: number, end: number): void {
    this.gaps.push({ at: this.source.locate(start, end), stage, reason });
  }

  seal(top: Func): Module {
    for (const { name, scope } of this.#pending) name.binding = this.#lookUp(name.name, scope);
    const functions: Func[] = [];
    const classes: Class[] = [];
    const calls: Call[] = [];
    const nodes: Node[] = [];
    const owners: Func[] = [];
    const writeTargets = new Set<Node>();
    for (const binding of this.#importBindings()) binding.writes.push({ via: 'import', path: [], at: top });
    walk(
      top,
      (node) => {
        nodes.push(node);
        forEachChild(node, (child) => {
          child.parent = node;
        });
        switch (node.kind) {
          case 'func': {
            const outer = owners[owners.length - 1];
            if (outer) node.outer = outer;
            owners.push(node);
            functions.push(node);
            node.params.forEach((param, index) =>
              this.#bindPattern(param.target, [], writeTargets, {
                via: 'param', at: node, param: { func: node, index, param }, ...(param.fallback ? { fallback: param.fallback } : {}),
              }));
            for (const param of node.params) {
              if (param.target.kind === 'name' && param.annotation) {
                param.target.binding.annotation = param.annotation;
                if (param.annotationExpr) param.target.binding.annotationExpr = param.annotationExpr;
              }
            }
            break;
          }
          case 'cls': classes.push(node); break;
          case 'call': {
            const owner = owners[owners.length - 1]!;
            node.in = owner;
            owner.calls.push(node);
            calls.push(node);
            break;
          }
          case 'return': owners[owners.length - 1]!.returns.push(node); break;
          case 'declare':
            // Without a value it gives none, except that a loop's own declaration is written by the loop.
            if (node.init) this.#bindPattern(node.target, [], writeTargets, { via: 'declare', value: node.init, at: node });
            else this.#markTargets(node.target, writeTargets);
            if (node.annotation && node.target.kind === 'name') node.target.binding.annotation = node.annotation;
            break;
          case 'assign':
            this.#bindPattern(node.target, [], writeTargets, { via: node.op ? 'augment' : 'assign', value: node.value, at: node });
            break;
          case 'loop':
            if (node.target && node.iterable) {
              const step: PathStep = node.form === 'keys' ? { keys: true } : { each: true };
              this.#bindPattern(node.target, [step], writeTargets, { via: 'loop', value: node.iterable, at: node });
            }
            break;
          case 'comprehension':
            for (const clause of node.clauses) {
              this.#bindPattern(clause.target, [{ each: true }], writeTargets, { via: 'loop', value: clause.iterable, at: node });
            }
            break;
          case 'try':
            for (const handler of node.handlers) {
              if (handler.param) this.#bindPattern(handler.param, [], writeTargets, { via: 'catch', at: node });
            }
            break;
          case 'with':
            for (const item of node.items) {
              if (item.target) this.#bindPattern(item.target, [], writeTargets, { via: 'with', value: item.value, at: node });
            }
            break;
          case 'declare-function':
            this.#declarations.get(node.func)?.writes.push({ via: 'function', path: [], func: node.func, at: node });
            break;
          case 'declare-class':
            this.#declarations.get(node.cls)?.writes.push({ via: 'class', path: [], cls: node.cls, at: node });
            break;
        }
      },
      (node) => {
        if (node.kind === 'func') owners.pop();
      },
    );
    for (const { name } of this.#pending) if (!writeTargets.has(name)) name.binding.reads.push(name);
    calls.sort((a, b) => a.start - b.start || b.end - a.end);
    return {
      file: this.source.file, language: this.language, dialects: this.dialects, source: this.source, top, nodes, functions, classes, calls,
      imports: this.imports, exports: this.exports, globals: this.#globals, comments: this.comments, gaps: this.gaps, outputs: this.outputs,
    };
  }

  *#importBindings(): Iterable<Binding> {
    const seen = new Set<Scope>();
    for (const { scope } of this.#pending) {
      for (let at: Scope | undefined = scope; at && !seen.has(at); at = at.parent) {
        seen.add(at);
        for (const binding of at.bindings.values()) if (binding.import) yield binding;
      }
    }
    if (!seen.has(this.moduleScope)) {
      for (const binding of this.moduleScope.bindings.values()) if (binding.import) yield binding;
    }
  }

  #lookUp(name: string, from: Scope): Binding {
    let first = true;
    for (let scope: Scope | undefined = from; scope; scope = scope.parent) {
      // Names of a class body are seen in the body itself only, not from the methods inside.
      if (scope.kind !== 'class' || first) {
        const found = scope.bindings.get(name);
        if (found) return found;
      }
      if (scope.kind !== 'comprehension' && scope.kind !== 'block') first = false;
    }
    let binding = this.#globals.get(name);
    if (!binding) {
      binding = { name, kind: 'global', scope: this.moduleScope, start: 0, end: 0, writes: [], reads: [] };
      this.#globals.set(name, binding);
    }
    return binding;
  }

  #bindPattern(pattern: Pattern, path: PathStep[], targets: Set<Node>, write: Omit<Write, 'path'>): void {
    switch (pattern.kind) {
      case 'name':
        targets.add(pattern);
        pattern.binding.writes.push({ ...write, path });
        return;
      case 'default-pattern':
        return this.#bindPattern(pattern.target, path, targets, { ...write, fallback: pattern.fallback });
      case 'object-pattern':
        for (const entry of pattern.entries) {
          this.#bindPattern(entry.value, [...path, entry.key ?? { each: true }], targets, withoutFallback(write));
        }
        if (pattern.rest) this.#bindPattern(pattern.rest, [...path, { rest: true }], targets, withoutFallback(write));
        return;
      case 'list-pattern':
        pattern.items.forEach((item, index) => {
          if (item) this.#bindPattern(item, [...path, index], targets, withoutFallback(write));
        });
        if (pattern.rest) this.#bindPattern(pattern.rest.target, [...path, { rest: true }], targets, withoutFallback(write));
        return;
      case 'member': case 'unknown':
        return;
    }
  }

  #markTargets(pattern: Pattern, targets: Set<Node>): void {
    walk(pattern, (node) => {
      if (node.kind === 'name') targets.add(node);
      return node.kind !== 'member';
    });
  }
}

function withoutFallback(write: Omit<Write, 'path'>): Omit<Write, 'path'> {
  const { fallback: _, ...rest } = write;
  return rest;
}

/** A function node with everything empty, for front ends to fill. */
export function newFunc(form: Func['form'], scope: Scope, start: number, end: number): Func {
  return { kind: 'func', form, params: [], body: [], async: false, generator: false, decorators: [], scope, calls: [], returns: [], start, end };
}

export function literal(value: string | number | boolean | null, start: number, end: number): Literal {
  const type = value === null ? 'null' : (typeof value as 'string' | 'number' | 'boolean');
  return { kind: 'literal', type, value, start, end };
}
