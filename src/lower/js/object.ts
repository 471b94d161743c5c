import type * as t from '@babel/types';
import { literal } from '#model';
import type { Entry, Expr, ListExpr, Literal, ObjectExpr, Template } from '#model';
import type { Lowering } from './context.js';
import { constantText, keyName } from './key.js';

export function lowerObject(low: Lowering, node: t.ObjectExpression): ObjectExpr {
  return {
    kind: 'object', start: node.start!, end: node.end!,
    entries: node.properties.map((property) => lowerEntry(low, property)),
  };
}

function lowerEntry(low: Lowering, node: t.ObjectExpression['properties'][number]): Entry {
  const start = node.start!;
  const end = node.end!;
  if (node.type === 'SpreadElement') return { value: low.expression(node.argument), spread: true, start, end };
  const key = keyName(node.key, node.computed);
  const computed = key === undefined ? low.expression(node.key) : undefined;
  return { ...(key === undefined ? {} : { key }), ...(computed ? { computed } : {}), value: entryValue(low, node, key), start, end };
}

function entryValue(low: Lowering, node: t.ObjectMethod | t.ObjectProperty, key: string | undefined): Expr {
  if (node.type === 'ObjectMethod') {
    const form = node.kind === 'get' ? 'getter' : node.kind === 'set' ? 'setter' : 'method';
    return { kind: 'function', func: low.func(node, form, key), start: node.start!, end: node.end! };
  }
  const value = low.expression(node.value);
  if (value.kind === 'function') value.func.doc ??= low.docs.get(node.start!);
  return value;
}

export function lowerList(low: Lowering, node: t.ArrayExpression): ListExpr {
  return {
    kind: 'list', form: 'array', start: node.start!, end: node.end!,
    items: node.elements.map((item) =>
      item ? low.expression(item) : ({ kind: 'literal', type: 'undefined', value: null, start: node.start!, end: node.start! } satisfies Literal)),
  };
}

/** A template without expressions is a plain string; else its text parts are literals between the expressions. */
export function lowerTemplate(low: Lowering, node: t.TemplateLiteral, whole: t.Node, tag?: Expr): Template | Literal {
  const start = whole.start!;
  const end = whole.end!;
  if (!tag) {
    const text = constantText(node);
    if (text !== undefined) return literal(text, start, end);
  }
  const parts: Expr[] = [];
  node.quasis.forEach((quasi, index) => {
    const text = quasi.value.cooked ?? quasi.value.raw;
    if (text !== '') parts.push(literal(text, quasi.start!, quasi.end!));
    const expression = node.expressions[index];
    if (expression) parts.push(low.expression(expression));
  });
  return { kind: 'template', parts, ...(tag ? { tag } : {}), start, end };
}
