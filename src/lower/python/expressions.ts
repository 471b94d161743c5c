import { literal, newFunc, type Arg, type BinaryOp, type Call, type Entry, type Expr, type Node, type Unary } from '#model';
import { lowerGenericType, lowerType, lowerUnionType } from './annotations.js';
import { lowerComprehension } from './comprehensions.js';
import type { Context } from './context.js';
import { addDynamicImport } from './imports.js';
import { bindParams, lowerParams } from './params.js';
import { lowerShellLine, notebookCall } from './shell.js';
import { lowerNumber, lowerString } from './strings.js';
import { rangeOf, type Syntax } from './syntax.js';

type Lower = (context: Context, node: Syntax) => Expr;

/** Any expression; what is not one comes back as `Unknown` with its children. */
export function lowerExpression(context: Context, node: Syntax): Expr {
  const lower = LOWER.get(node.type);
  return lower ? lower(context, node) : unknownExpression(context, node);
}

export function isExpression(type: string): boolean {
  return LOWER.has(type);
}

const inner: Lower = (context, node) => {
  const part = node.parts[0];
  return part ? context.expression(part) : unknownExpression(context, node);
};

const LOWER: ReadonlyMap<string, Lower> = new Map<string, Lower>([
  ['identifier', (context, node) => {
    const line = context.shellLines.get(node.start);
    return line ? lowerShellLine(context, line) : context.read(node);
  }],
  ['string', lowerString],
  ['concatenated_string', lowerString],
  ['integer', (context, node) => lowerNumber(context.textOf(node), node.start, node.end)],
  ['float', (context, node) => lowerNumber(context.textOf(node), node.start, node.end)],
  ['true', (_, node) => literal(true, node.start, node.end)],
  ['false', (_, node) => literal(false, node.start, node.end)],
  ['none', (_, node) => literal(null, node.start, node.end)],
  ['ellipsis', (_, node) => ({ kind: 'literal', type: 'ellipsis', value: null, ...rangeOf(node) })],
  ['attribute', lowerAttribute],
  ['subscript', lowerSubscript],
  ['slice', lowerSlice],
  ['call', lowerCall],
  ['binary_operator', lowerBinary],
  ['boolean_operator', lowerBinary],
  ['comparison_operator', lowerComparison],
  ['not_operator', (context, node) => unary(context, node, 'not')],
  ['unary_operator', (context, node) => unary(context, node, (node.children.find((child) => !child.named)?.type ?? '-') as Unary['op'])],
  ['conditional_expression', lowerConditional],
  ['named_expression', lowerWalrus],
  ['await', (context, node) => ({ kind: 'await', value: inner(context, node), ...rangeOf(node) })],
  ['yield', lowerYield],
  ['lambda', lowerLambda],
  ['list', (context, node) => list(context, node, 'array')],
  ['set', (context, node) => list(context, node, 'set')],
  ['tuple', (context, node) => list(context, node, 'tuple')],
  ['expression_list', (context, node) => list(context, node, 'tuple')],
  ['pattern_list', (context, node) => list(context, node, 'tuple')],
  ['dictionary', lowerDictionary],
  ['list_comprehension', (context, node) => lowerComprehension(context, node, 'list')],
  ['set_comprehension', (context, node) => lowerComprehension(context, node, 'set')],
  ['dictionary_comprehension', (context, node) => lowerComprehension(context, node, 'dict')],
  ['generator_expression', (context, node) => lowerComprehension(context, node, 'generator')],
  ['list_splat', (context, node) => ({ kind: 'spread', value: inner(context, node), ...rangeOf(node) })],
  ['list_splat_pattern', (context, node) => ({ kind: 'spread', value: inner(context, node), ...rangeOf(node) })],
  ['dictionary_splat', (context, node) => ({ kind: 'spread', value: inner(context, node), ...rangeOf(node) })],
  ['parenthesized_expression', inner],
  ['as_pattern', inner],
  ['as_pattern_target', inner],
  ['type', lowerType],
  ['generic_type', lowerGenericType],
  ['union_type', lowerUnionType],
  ['constrained_type', inner],
  ['splat_type', inner],
]);

/** Statements inside (of code that does not parse) stay statements. */
export function unknownExpression(context: Context, node: Syntax): Expr {
  const children: Node[] = [];
  for (const child of node.children) {
    if (!child.named) continue;
    if (isExpression(child.type)) children.push(context.expression(child));
    else if (child.children.length > 0) children.push(...context.statements([child]));
  }
  return { kind: 'unknown', what: node.type, children, ...rangeOf(node) };
}

function lowerAttribute(context: Context, node: Syntax): Expr {
  const object = context.required(node, node.get('object'));
  const name = node.get('attribute');
  return { kind: 'member', object, ...(name ? { property: context.textOf(name) } : {}), ...rangeOf(node) };
}

function lowerSubscript(context: Context, node: Syntax): Expr {
  const object = context.required(node, node.get('value'));
  const subscripts = node.all('subscript');
  const index: Expr = subscripts.length === 1
    ? context.expression(subscripts[0]!)
    : { kind: 'list', form: 'tuple', items: subscripts.map((child) => context.expression(child)), start: subscripts[0]?.start ?? node.end, end: node.end };
  return {
    kind: 'member', object, ...(index.kind === 'literal' && index.type === 'string' ? { property: String(index.value) } : {}), index, ...rangeOf(node),
  };
}

function lowerSlice(context: Context, node: Syntax): Expr {
  const bounds: (Expr | undefined)[] = [undefined, undefined, undefined];
  let place = 0;
  for (const child of node.children) {
    if (child.type === ':') place++;
    else if (child.named && place < bounds.length) bounds[place] = context.expression(child);
  }
  const [lower, upper, step] = bounds;
  return { kind: 'slice', ...(lower ? { lower } : {}), ...(upper ? { upper } : {}), ...(step ? { step } : {}), ...rangeOf(node) };
}

function lowerCall(context: Context, node: Syntax): Expr {
  const called = node.get('function');
  // `super()` is the object that JavaScript calls `super`; and there the constructor is called by calling `super` itself.
  if (called?.type === 'identifier' && context.textOf(called) === 'super') return { kind: 'super', ...rangeOf(node) };
  const found = context.required(node, called);
  const callee = found.kind === 'member' && found.object.kind === 'super' && found.property === '__init__' ? found.object : found;
  const given = node.get('arguments');
  const args = given?.type === 'generator_expression' ? [{ value: context.expression(given) }] : lowerArgs(context, given);
  const call = notebookCall(context, { kind: 'call', callee, args, ...rangeOf(node) } as Call);
  addDynamicImport(context, call);
  return call;
}

function lowerArgs(context: Context, node: Syntax | undefined): Arg[] {
  return (node?.parts ?? []).map((arg): Arg => {
    if (arg.type === 'keyword_argument') {
      const value = context.required(arg, arg.get('value'));
      const name = arg.get('name');
      return name ? { value, name: context.textOf(name) } : { value };
    }
    const value = context.expression(arg);
    if (value.kind !== 'spread') return { value };
    return arg.type === 'dictionary_splat' ? { value: value.value, spread: true, keywords: true } : { value: value.value, spread: true };
  });
}

/** Chains such as `a + b + c + …` lean to the left and may be thousands long: their spine is walked without recursion. */
function lowerBinary(context: Context, node: Syntax): Expr {
  const spine: Syntax[] = [];
  let first: Syntax | undefined = node;
  while (first && (first.type === 'binary_operator' || first.type === 'boolean_operator')) {
    spine.push(first);
    first = first.get('left');
  }
  let value = context.required(node, first);
  for (let i = spine.length - 1; i >= 0; i--) {
    const step = spine[i]!;
    const op = (step.get('operator')?.type ?? '+') as BinaryOp;
    value = { kind: 'binary', op, left: value, right: context.required(step, step.get('right')), start: step.start, end: step.end };
  }
  return value;
}

function lowerComparison(context: Context, node: Syntax): Expr {
  const operators = node.all('operators');
  const operands = node.children.filter((child) => child.named && child.field !== 'operators');
  let left = context.required(node, operands[0]);
  let whole: Expr | undefined;
  operators.forEach((operator, index) => {
    const operand = operands[index + 1];
    const right = context.required(node, operand);
    const op = (operator.type === '<>' ? '!=' : operator.type) as BinaryOp;
    const comparison: Expr = { kind: 'binary', op, left, right, start: left.start, end: right.end };
    whole = whole ? { kind: 'binary', op: 'and', left: whole, right: comparison, start: node.start, end: right.end } : comparison;
    // The middle of a chain is evaluated once: a call in it must not be counted again.
    if (operand && index + 1 < operators.length) {
      left = isSimple(operand) ? context.expression(operand) : { kind: 'unknown', what: 'shared operand', children: [], ...rangeOf(operand) };
    }
  });
  return whole ?? left;
}

function isSimple(node: Syntax): boolean {
  switch (node.type) {
    case 'identifier': case 'integer': case 'float': case 'true': case 'false': case 'none': case 'string': return true;
    case 'attribute': return isSimple(node.get('object') ?? node.children[0]!);
    default: return false;
  }
}

function unary(context: Context, node: Syntax, op: Unary['op']): Expr {
  return { kind: 'unary', op, operand: context.required(node, node.get('argument')), ...rangeOf(node) };
}

function lowerConditional(context: Context, node: Syntax): Expr {
  const [then, test, otherwise] = node.parts;
  const condition = context.required(node, test);
  return { kind: 'conditional', test: condition, then: context.required(node, then), otherwise: context.required(node, otherwise), ...rangeOf(node) };
}

function lowerWalrus(context: Context, node: Syntax): Expr {
  const value = context.required(node, node.get('value'));
  const name = node.get('name');
  if (!name) return value;
  context.bind(name);
  return { kind: 'assign', target: context.nameNode(context.textOf(name), name), value, ...rangeOf(node) };
}

function lowerYield(context: Context, node: Syntax): Expr {
  context.func.generator = true;
  const value = node.parts[0];
  return { kind: 'yield', ...(value ? { value: context.expression(value) } : {}), ...(node.has('from') ? { delegate: true } : {}), ...rangeOf(node) };
}

function lowerLambda(context: Context, node: Syntax): Expr {
  const params = lowerParams(context, node.get('parameters'));
  const body = node.get('body');
  return context.builder.within('function', (scope) => {
    const func = newFunc('arrow', scope, node.start, node.end);
    return context.inside(func, scope, undefined, () => {
      func.params = bindParams(context, params);
      const value = context.required(node, body);
      func.body = [{ kind: 'return', value, start: value.start, end: value.end }];
      return { kind: 'function', func, ...rangeOf(node) };
    });
  });
}

function list(context: Context, node: Syntax, form: 'array' | 'set' | 'tuple'): Expr {
  return { kind: 'list', form, items: node.parts.map((child) => context.expression(child)), ...rangeOf(node) };
}

function lowerDictionary(context: Context, node: Syntax): Expr {
  const entries = node.parts.map((child): Entry => {
    if (child.type !== 'pair') {
      const value = context.expression(child);
      return value.kind === 'spread' ? { value: value.value, spread: true, ...rangeOf(child) } : { value, ...rangeOf(child) };
    }
    const key = context.required(child, child.get('key'));
    const value = context.required(child, child.get('value'));
    const constant = key.kind === 'literal' && (key.type === 'string' || key.type === 'number');
    return { ...(constant ? { key: String(key.value) } : { computed: key }), value, ...rangeOf(child) };
  });
  return { kind: 'object', entries, ...rangeOf(node) };
}
