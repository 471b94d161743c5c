import type { Module } from './module.js';
import type { Class, Func, Node } from './node.js';

type Visit = (child: Node) => void;

/** Calls `visit` for each direct child in evaluation order, function and class bodies included. */
export function forEachChild(node: Node, visit: Visit): void {
  const one = (child: Node | undefined): void => {
    if (child) visit(child);
  };
  const all = (children: readonly (Node | undefined)[]): void => {
    for (const child of children) if (child) visit(child);
  };
  switch (node.kind) {
    case 'literal': case 'regex': case 'name': case 'this': case 'super': case 'jump': case 'import':
      return;
    case 'template': one(node.tag); return all(node.parts);
    case 'member': visit(node.object); return one(node.index);
    case 'slice': one(node.lower); one(node.upper); return one(node.step);
    case 'call': visit(node.callee); for (const arg of node.args) visit(arg.value); return;
    case 'object': for (const entry of node.entries) { one(entry.computed); visit(entry.value); } return;
    case 'list': return all(node.items);
    case 'spread': case 'await': return visit(node.value);
    case 'binary': visit(node.left); return visit(node.right);
    case 'unary': return visit(node.operand);
    case 'conditional': visit(node.test); visit(node.then); return visit(node.otherwise);
    case 'assign': visit(node.value); return visit(node.target);
    case 'yield': return one(node.value);
    case 'function': case 'declare-function': return visit(node.func);
    case 'class': case 'declare-class': return visit(node.cls);
    case 'comprehension':
      for (const clause of node.clauses) { visit(clause.iterable); visit(clause.target); all(clause.conditions); }
      one(node.key);
      return visit(node.value);
    case 'sequence': return all(node.items);
    case 'unknown': return all(node.children);
    case 'object-pattern':
      for (const entry of node.entries) { one(entry.computed); visit(entry.value); }
      return one(node.rest);
    case 'list-pattern': all(node.items); return one(node.rest?.target);
    case 'default-pattern': visit(node.fallback); return visit(node.target);
    case 'expression': return visit(node.value);
    case 'declare': one(node.init); return visit(node.target);
    case 'if': visit(node.test); all(node.then); return all(node.otherwise);
    case 'loop':
      one(node.init); one(node.iterable); one(node.target); one(node.test); all(node.body); one(node.update);
      return all(node.otherwise);
    case 'return': return one(node.value);
    case 'throw': one(node.value); return one(node.cause);
    case 'try':
      all(node.body);
      for (const handler of node.handlers) { all(handler.types); one(handler.param); all(handler.body); }
      all(node.otherwise);
      return all(node.finally);
    case 'with':
      for (const item of node.items) { visit(item.value); one(item.target); }
      return all(node.body);
    case 'switch':
      visit(node.subject);
      for (const branch of node.cases) { all(branch.tests); one(branch.guard); all(branch.body); }
      return;
    case 'block': return all(node.body);
    case 'assert': visit(node.test); return one(node.message);
    case 'func': return funcChildren(node, visit);
    case 'cls': return classChildren(node, visit);
  }
}

function funcChildren(func: Func, visit: Visit): void {
  for (const decorator of func.decorators) visit(decorator);
  for (const param of func.params) {
    for (const decorator of param.decorators ?? []) visit(decorator);
    if (param.annotationExpr) visit(param.annotationExpr);
    if (param.fallback) visit(param.fallback);
    visit(param.target);
  }
  for (const statement of func.body) visit(statement);
}

function classChildren(cls: Class, visit: Visit): void {
  for (const decorator of cls.decorators) visit(decorator);
  for (const base of cls.bases) visit(base);
  for (const field of cls.fields) {
    for (const decorator of field.decorators) visit(decorator);
    if (field.annotationExpr) visit(field.annotationExpr);
    if (field.value) visit(field.value);
  }
  for (const statement of cls.body) visit(statement);
  for (const method of cls.methods) visit(method);
}

/**
 * Walks a tree without recursion (nesting of untrusted code has no limit). `enter` may return false to leave a
 * subtree out; `leave` is called after the children.
 */
export function walk(root: Node, enter: (node: Node) => boolean | void, leave?: (node: Node) => void): void {
  const stack: { node: Node; done: boolean }[] = [{ node: root, done: false }];
  const children: Node[] = [];
  while (stack.length > 0) {
    const top = stack.pop()!;
    if (top.done) {
      leave!(top.node);
      continue;
    }
    if (enter(top.node) === false) continue;
    if (leave) stack.push({ node: top.node, done: true });
    children.length = 0;
    forEachChild(top.node, (child) => children.push(child));
    for (let i = children.length - 1; i >= 0; i--) stack.push({ node: children[i]!, done: false });
  }
}

/** The nearest node around this one that fits, not looking past `stop`. */
export function enclosing<T extends Node>(
  node: Node,
  fits: (candidate: Node) => candidate is T,
  stop?: (candidate: Node) => boolean,
): T | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (fits(at)) return at;
    if (stop?.(at)) return undefined;
  }
  return undefined;
}

/** The function whose body holds the node. */
export function functionOf(node: Node): Func | undefined {
  return enclosing(node, (candidate): candidate is Func => candidate.kind === 'func');
}

/** Holds if `inner` lies inside `outer` by its range (both of one module). */
export function within(inner: { start: number; end: number }, outer: { start: number; end: number }): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** Calls `visit` for every node of a module, each before what it holds. Cheaper than a walk; nothing can be left out. */
export function eachNode(module: Module, visit: (node: Node) => void): void {
  for (const node of module.nodes) visit(node);
}
