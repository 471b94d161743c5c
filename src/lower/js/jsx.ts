import type * as t from '@babel/types';
import { literal } from '#model';
import type { Arg, Call, Entry, Expr, ListExpr } from '#model';
import type { Lowering } from './context.js';

/** `<Tag a={b}>child</Tag>` is a call of the tag with an object of attributes, then the children. */
export function lowerJsxElement(low: Lowering, node: t.JSXElement): Call {
  low.builder.dialects.add('jsx');
  const { openingElement } = node;
  const callee = lowerTag(low, openingElement.name);
  const attributes: Expr = {
    kind: 'object', entries: openingElement.attributes.map((attribute) => lowerAttribute(low, attribute)),
    start: openingElement.start!, end: openingElement.end!,
  };
  return {
    kind: 'call', callee, args: [{ value: attributes }, ...lowerChildren(low, node.children)], jsx: true,
    start: node.start!, end: node.end!,
  } as Call;
}

export function lowerJsxFragment(low: Lowering, node: t.JSXFragment): ListExpr {
  low.builder.dialects.add('jsx');
  const items = lowerChildren(low, node.children).map(({ value, spread }): Expr =>
    spread ? { kind: 'spread', value, start: value.start, end: value.end } : value);
  return { kind: 'list', form: 'array', items, start: node.start!, end: node.end! };
}

function lowerTag(low: Lowering, tag: t.Node): Expr {
  const start = tag.start!;
  const end = tag.end!;
  switch (tag.type) {
    case 'JSXIdentifier': return /^[a-z]/.test(tag.name) || tag.name.includes('-') ? literal(tag.name, start, end) : lowerReference(low, tag);
    case 'JSXMemberExpression': return { kind: 'member', object: lowerReference(low, tag.object), property: tag.property.name, start, end };
    case 'JSXNamespacedName': return literal(`${tag.namespace.name}:${tag.name.name}`, start, end);
    default: return { kind: 'unknown', what: tag.type, children: [], start, end };
  }
}

function lowerReference(low: Lowering, tag: t.JSXIdentifier | t.JSXMemberExpression): Expr {
  if (tag.type === 'JSXMemberExpression') return lowerTag(low, tag);
  if (tag.name === 'this') return { kind: 'this', start: tag.start!, end: tag.end! };
  return low.builder.name(tag.name, tag.start!, tag.end!);
}

function lowerAttribute(low: Lowering, node: t.JSXAttribute | t.JSXSpreadAttribute): Entry {
  const start = node.start!;
  const end = node.end!;
  if (node.type === 'JSXSpreadAttribute') return { value: low.expression(node.argument), spread: true, start, end };
  const key = node.name.type === 'JSXNamespacedName' ? `${node.name.namespace.name}:${node.name.name.name}` : node.name.name;
  const value = node.value ? lowerContained(low, node.value) : undefined;
  return { key, value: value ?? literal(true, start, end), start, end };
}

function lowerContained(low: Lowering, node: t.Node): Expr | undefined {
  if (node.type !== 'JSXExpressionContainer') return low.expression(node);
  return node.expression.type === 'JSXEmptyExpression' ? undefined : low.expression(node.expression);
}

function lowerChildren(low: Lowering, children: readonly t.JSXElement['children'][number][]): Arg[] {
  const args: Arg[] = [];
  for (const child of children) {
    if (child.type === 'JSXText') {
      const text = child.value.trim();
      if (text !== '') args.push({ value: literal(text, child.start!, child.end!) });
    } else if (child.type === 'JSXSpreadChild') args.push({ value: low.expression(child.expression), spread: true });
    else {
      const value = lowerContained(low, child);
      if (value) args.push({ value });
    }
  }
  return args;
}
