import type * as t from '@babel/types';
import type { Arg, Call, Expr } from '#model';
import type { Lowering } from './context.js';
import { constantText } from './key.js';

type AnyCall = t.CallExpression | t.OptionalCallExpression | t.NewExpression | t.ImportExpression;

export function lowerCall(low: Lowering, node: AnyCall): Call {
  const start = node.start!;
  const end = node.end!;
  const loaded = loadedModule(node);
  if (loaded) {
    low.builder.imports.push({
      ...loaded, start, end, names: low.importedNames.get(node) ?? [], optional: low.conditional > 0,
    });
  }
  if (node.type === 'ImportExpression') {
    const args: Arg[] = [{ value: low.expression(node.source) }, ...(node.options ? [{ value: low.expression(node.options) }] : [])];
    return { kind: 'call', callee: low.builder.name('import', start, start + 'import'.length), args, start, end } as Call;
  }
  const call = { kind: 'call', callee: low.expression(node.callee), args: lowerArguments(low, node.arguments), start, end } as Call;
  if (node.type === 'NewExpression') call.isNew = true;
  if (node.type === 'OptionalCallExpression' && node.optional) call.optional = true;
  return call;
}

/** A recovered tree has holes where an argument is missing: `f(, a)`. */
function lowerArguments(low: Lowering, nodes: readonly (t.Node | null)[]): Arg[] {
  const args: Arg[] = [];
  for (const node of nodes) {
    if (node?.type === 'SpreadElement') args.push({ value: low.expression(node.argument), spread: true });
    else if (node) args.push({ value: argument(low, node) });
  }
  return args;
}

function argument(low: Lowering, node: t.Node): Expr {
  const value = low.expression(node);
  if (value.kind === 'function') value.func.doc ??= low.docs.get(node.start!);
  return value;
}

/** The module that `require("x")` or `import("x")` loads, when its name is constant. */
export function loadedModule(node: t.Node): { source: string; form: 'require' | 'dynamic' } | undefined {
  if (node.type === 'ImportExpression') {
    const source = constantText(node.source);
    return source === undefined ? undefined : { source, form: 'dynamic' };
  }
  if (node.type !== 'CallExpression') return undefined;
  const { callee } = node;
  const form = callee.type === 'Import' ? 'dynamic' : callee.type === 'Identifier' && callee.name === 'require' ? 'require' : undefined;
  const source = form ? constantText(node.arguments[0]) : undefined;
  return form && source !== undefined ? { source, form } : undefined;
}
