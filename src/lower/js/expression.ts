import type * as t from '@babel/types';
import { literal } from '#model';
import type { Assign, Binary, BinaryOp, Expr, Member, Unary } from '#model';
import { lowerCall } from './call.js';
import { noteCommonJsExport } from './commonjs.js';
import { childNodes } from './context.js';
import type { Lowering } from './context.js';
import { lowerJsxElement, lowerJsxFragment } from './jsx.js';
import { constantText } from './key.js';
import { lowerList, lowerObject, lowerTemplate } from './object.js';

export function lowerExpression(low: Lowering, node: t.Node): Expr {
  const start = node.start!;
  const end = node.end!;
  switch (node.type) {
    case 'Identifier':
      return node.name === 'undefined'
        ? { kind: 'literal', type: 'undefined', value: null, start, end }
        : low.builder.name(node.name, start, end);
    case 'StringLiteral': case 'NumericLiteral': case 'BooleanLiteral': return literal(node.value, start, end);
    case 'NullLiteral': return literal(null, start, end);
    case 'BigIntLiteral': return { kind: 'literal', type: 'bigint', value: node.value, start, end };
    case 'RegExpLiteral': return { kind: 'regex', pattern: node.pattern, flags: node.flags, start, end };
    case 'TemplateLiteral': return lowerTemplate(low, node, node);
    case 'TaggedTemplateExpression': return lowerTemplate(low, node.quasi, node, low.expression(node.tag));
    case 'MemberExpression': case 'OptionalMemberExpression': return lowerMember(low, node);
    case 'CallExpression': case 'OptionalCallExpression': case 'NewExpression': case 'ImportExpression': return lowerCall(low, node);
    case 'ObjectExpression': return lowerObject(low, node);
    case 'ArrayExpression': return lowerList(low, node);
    case 'SpreadElement': return { kind: 'spread', value: low.expression(node.argument), start, end };
    case 'BinaryExpression': case 'LogicalExpression': return lowerBinary(low, node);
    case 'UnaryExpression': return lowerUnary(low, node);
    case 'UpdateExpression': return lowerUpdate(low, node);
    case 'AssignmentExpression': return lowerAssignment(low, node);
    case 'ConditionalExpression': {
      const test = low.expression(node.test);
      low.conditional++;
      const then = low.expression(node.consequent);
      const otherwise = low.expression(node.alternate);
      low.conditional--;
      return { kind: 'conditional', test, then, otherwise, start, end };
    }
    case 'AwaitExpression': return { kind: 'await', value: low.expression(node.argument), start, end };
    case 'YieldExpression':
      return {
        kind: 'yield', start, end,
        ...(node.argument ? { value: low.expression(node.argument) } : {}),
        ...(node.delegate ? { delegate: true } : {}),
      };
    case 'FunctionExpression': return { kind: 'function', func: low.func(node, 'function'), start, end };
    case 'ArrowFunctionExpression': return { kind: 'function', func: low.func(node, 'arrow'), start, end };
    case 'ClassExpression': return { kind: 'class', cls: low.cls(node), start, end };
    case 'SequenceExpression': return { kind: 'sequence', items: node.expressions.map((item) => low.expression(item)), start, end };
    case 'ThisExpression': return { kind: 'this', start, end };
    case 'Super': return { kind: 'super', start, end };
    case 'Import': return low.builder.name('import', start, end);
    case 'MetaProperty':
      if (node.meta.name !== 'import') return { kind: 'unknown', what: `${node.meta.name}.${node.property.name}`, children: [], start, end };
      return { kind: 'member', object: low.builder.name('import', node.meta.start!, node.meta.end!), property: node.property.name, start, end };
    case 'JSXElement': return lowerJsxElement(low, node);
    case 'JSXFragment': return lowerJsxFragment(low, node);
    // Types are erased: what stays is the value.
    case 'TSAsExpression': case 'TSSatisfiesExpression': case 'TSNonNullExpression': case 'TSTypeAssertion':
    case 'TSInstantiationExpression': case 'TypeCastExpression': case 'ParenthesizedExpression':
      return low.expression(node.expression);
    case 'TSQualifiedName': return { kind: 'member', object: low.expression(node.left), property: node.right.name, start, end };
    case 'PrivateName': return literal(`#${node.id.name}`, start, end);
    default: return lowerUnknown(low, node);
  }
}

function lowerUnknown(low: Lowering, node: t.Node): Expr {
  return {
    kind: 'unknown', what: node.type, start: node.start!, end: node.end!,
    children: childNodes(node).filter((child) => !child.type.startsWith('TS')).map((child) => low.expression(child)),
  };
}

function lowerMember(low: Lowering, node: t.MemberExpression | t.OptionalMemberExpression): Member {
  const member: Member = { kind: 'member', object: low.expression(node.object), start: node.start!, end: node.end! };
  const { property } = node;
  if (!node.computed && property.type === 'Identifier') member.property = property.name;
  else if (property.type === 'PrivateName') member.property = `#${property.id.name}`;
  else {
    member.index = low.expression(property);
    const name = constantText(property);
    if (name !== undefined) member.property = name;
  }
  if (node.optional) member.optional = true;
  return member;
}

const BINARY_OPS: ReadonlyMap<string, BinaryOp> = new Map<string, BinaryOp>([
  ['&&', 'and'], ['||', 'or'],
  ...(['??', '+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>', '==', '!=', '===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof'] as const)
    .map((op): [string, BinaryOp] => [op, op]),
]);

/** Walks the left spine in a loop: text put together with thousands of `+` is ordinary in generated code. */
function lowerBinary(low: Lowering, node: t.BinaryExpression | t.LogicalExpression): Expr {
  const spine: (t.BinaryExpression | t.LogicalExpression)[] = [];
  let first: t.Node = node;
  while (first.type === 'BinaryExpression' || first.type === 'LogicalExpression') {
    spine.push(first);
    first = first.left;
  }
  let value = low.expression(first);
  for (let i = spine.length - 1; i >= 0; i--) {
    const { type, operator, right, start, end } = spine[i]!;
    if (type === 'LogicalExpression') low.conditional++;
    const other = low.expression(right);
    if (type === 'LogicalExpression') low.conditional--;
    const op = BINARY_OPS.get(operator);
    value = op
      ? ({ kind: 'binary', op, left: value, right: other, start: start!, end: end! } satisfies Binary)
      : { kind: 'unknown', what: operator, children: [value, other], start: start!, end: end! };
  }
  return value;
}

function lowerUnary(low: Lowering, node: t.UnaryExpression): Expr {
  const operand = low.expression(node.argument);
  const range = { start: node.start!, end: node.end! };
  if (node.operator === 'throw') return { kind: 'unknown', what: 'throw', children: [operand], ...range };
  const op: Unary['op'] = node.operator === '!' ? 'not' : node.operator;
  return { kind: 'unary', op, operand, ...range };
}

/** `x++` writes: it is `x += 1`, with the operator's place for the 1. */
function lowerUpdate(low: Lowering, node: t.UpdateExpression): Assign {
  const at = node.prefix ? node.start! : node.end! - 2;
  return {
    kind: 'assign', target: low.pattern(node.argument), op: node.operator === '++' ? '+' : '-', value: literal(1, at, at + 2),
    start: node.start!, end: node.end!,
  };
}

function lowerAssignment(low: Lowering, node: t.AssignmentExpression): Expr {
  const target = low.pattern(node.left);
  const value = low.expression(node.right);
  const range = { start: node.start!, end: node.end! };
  if (value.kind === 'function') value.func.doc ??= low.docs.get(range.start);
  if (node.operator === '=') {
    noteCommonJsExport(low, node.left, value);
    return { kind: 'assign', target, value, ...range };
  }
  const op = BINARY_OPS.get(node.operator.slice(0, -1));
  return op ? { kind: 'assign', target, op, value, ...range } : { kind: 'unknown', what: node.operator, children: [target, value], ...range };
}
