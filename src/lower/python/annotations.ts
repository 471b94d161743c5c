import type { Expr } from '#model';
import type { Context } from './context.js';
import { rangeOf, type Syntax } from './syntax.js';

const DOTTED_NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

/** An annotation. A quoted one that is a plain name means the name. */
export function lowerType(context: Context, node: Syntax): Expr {
  const part = node.type === 'type' ? node.parts[0] : node;
  const value = context.required(node, part);
  if (value.kind !== 'literal' || value.type !== 'string' || !DOTTED_NAME.test(String(value.value))) return value;
  const [head, ...members] = String(value.value).split('.');
  let expr: Expr = context.nameNode(head!, node);
  for (const property of members) expr = { kind: 'member', object: expr, property, ...rangeOf(node) };
  return expr;
}

export function lowerGenericType(context: Context, node: Syntax): Expr {
  const [name, parameter] = node.parts;
  const items = (parameter?.parts ?? []).map((child) => context.expression(child));
  const index: Expr = items.length === 1 ? items[0]! : { kind: 'list', form: 'tuple', items, ...rangeOf(parameter ?? node) };
  return { kind: 'member', object: context.required(node, name), index, ...rangeOf(node) };
}

/** `A | B`. */
export function lowerUnionType(context: Context, node: Syntax): Expr {
  const [first, ...others] = node.parts;
  return others.reduce<Expr>((left, child) => {
    const right = context.expression(child);
    return { kind: 'binary', op: '|', left, right, start: left.start, end: right.end };
  }, context.required(node, first));
}
