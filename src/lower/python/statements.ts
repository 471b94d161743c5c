import type { Expr, Handler, Jump, Name, Pattern, Stmt, With } from '#model';
import { lowerAssignment, lowerAugmented } from './assignments.js';
import { lowerMatch } from './cases.js';
import type { Context } from './context.js';
import { lowerClass, lowerFunction } from './definitions.js';
import { isExpression, unknownExpression } from './expressions.js';
import { lowerImport, lowerImportFrom } from './imports.js';
import { rangeOf, type Syntax } from './syntax.js';

type Lower = (context: Context, node: Syntax) => Stmt[];

export function lowerStatements(context: Context, nodes: readonly Syntax[]): Stmt[] {
  const statements: Stmt[] = [];
  for (const node of nodes) {
    if (!node.named) continue;
    const lower = LOWER.get(node.type);
    if (lower) statements.push(...lower(context, node));
    else if (isExpression(node.type)) statements.push(expression(context, node, node));
    else if (node.children.length > 0) statements.push(unknownStatement(context, node));
  }
  return statements;
}

const LOWER: ReadonlyMap<string, Lower> = new Map<string, Lower>([
  ['expression_statement', lowerExpressionStatement],
  ['assignment', lowerAssignment],
  ['augmented_assignment', (context, node) => {
    const value = lowerAugmented(context, node);
    return [value ? { kind: 'expression', value, ...rangeOf(node) } : unknownStatement(context, node)];
  }],
  ['if_statement', lowerIf],
  ['for_statement', lowerFor],
  ['while_statement', (context, node) => [{
    kind: 'loop', form: 'while', test: context.required(node, node.get('condition')), body: context.block(node.get('body')),
    otherwise: elseOf(context, node), ...rangeOf(node),
  }]],
  ['try_statement', lowerTry],
  ['with_statement', lowerWith],
  ['match_statement', (context, node) => [lowerMatch(context, node)]],
  ['function_definition', (context, node) => lowerFunction(context, node, [])],
  ['class_definition', (context, node) => lowerClass(context, node, [])],
  ['decorated_definition', lowerDecorated],
  ['return_statement', (context, node) => {
    const value = node.parts[0];
    return [{ kind: 'return', ...(value ? { value: context.expression(value) } : {}), ...rangeOf(node) }];
  }],
  ['raise_statement', lowerRaise],
  ['delete_statement', lowerDelete],
  ['assert_statement', (context, node) => {
    const [test, message] = node.parts;
    const condition = context.required(node, test);
    return [{ kind: 'assert', test: condition, ...(message ? { message: context.expression(message) } : {}), ...rangeOf(node) }];
  }],
  ['pass_statement', jump('pass')],
  ['break_statement', jump('break')],
  ['continue_statement', jump('continue')],
  ['global_statement', (context, node) => outerNames(context, node, 'global')],
  ['nonlocal_statement', (context, node) => outerNames(context, node, 'nonlocal')],
  ['import_statement', (context, node) => {
    lowerImport(context, node);
    return [{ kind: 'import', ...rangeOf(node) }];
  }],
  ['import_from_statement', (context, node) => {
    lowerImportFrom(context, node);
    return [{ kind: 'import', ...rangeOf(node) }];
  }],
  ['future_import_statement', (_, node) => [{ kind: 'import', ...rangeOf(node) }]],
  ['type_alias_statement', () => []],
  ['print_statement', lowerPrint],
  ['exec_statement', lowerExec],
  // Parts of broken code, met without the statement that they belong to.
  ['block', (context, node) => context.block(node)],
  ['else_clause', (context, node) => context.block(node.get('body'))],
]);

function jump(form: Jump['form']): Lower {
  return (_, node) => [{ kind: 'jump', form, ...rangeOf(node) }];
}

function expression(context: Context, node: Syntax, whole: Syntax): Stmt {
  return { kind: 'expression', value: context.expression(node), ...rangeOf(whole) };
}

function unknownStatement(context: Context, node: Syntax): Stmt {
  return unknownExpression(context, node) as Stmt & Expr;
}

function lowerExpressionStatement(context: Context, node: Syntax): Stmt[] {
  const parts = node.parts;
  const only = parts[0];
  if (parts.length === 1 && only) {
    const lower = LOWER.get(only.type);
    return lower ? lower(context, only) : [expression(context, only, node)];
  }
  const items = parts.map((child) => context.expression(child));
  return items.length === 0 ? [] : [{ kind: 'expression', value: { kind: 'list', form: 'tuple', items, ...rangeOf(node) }, ...rangeOf(node) }];
}

/** `elif` is an `If` in the `otherwise` of the one before. */
function lowerIf(context: Context, node: Syntax): Stmt[] {
  const condition = node.get('condition');
  const typesOnly = condition !== undefined && /^(?:typing\.)?TYPE_CHECKING$/.test(context.textOf(condition));
  const branches = [node, ...node.all('alternative').filter((child) => child.type === 'elif_clause')].map((branch, index) => {
    const test = context.required(branch, branch.get('condition'));
    const body = context.conditionally(typesOnly && index === 0, () => context.block(branch.get('consequence')));
    return { test, body, start: branch.start };
  });
  let otherwise = context.conditionally(false, () => elseOf(context, node));
  for (let i = branches.length - 1; i >= 0; i--) {
    const { test, body, start } = branches[i]!;
    otherwise = [{ kind: 'if', test, then: body, otherwise, start, end: node.end }];
  }
  return otherwise;
}

function elseOf(context: Context, node: Syntax): Stmt[] {
  return context.block(node.children.find((child) => child.type === 'else_clause')?.get('body'));
}

function lowerFor(context: Context, node: Syntax): Stmt[] {
  const iterable = context.required(node, node.get('right'));
  const left = node.get('left');
  const target: Pattern = left ? context.pattern(left) : { kind: 'unknown', what: 'missing', children: [], start: node.end, end: node.end };
  const body = context.block(node.get('body'));
  return [{
    kind: 'loop', form: 'each', target, iterable, body, otherwise: elseOf(context, node), ...(node.has('async') ? { async: true } : {}), ...rangeOf(node),
  }];
}

function lowerTry(context: Context, node: Syntax): Stmt[] {
  const body = context.conditionally(false, () => context.block(node.get('body')));
  const handlers = context.conditionally(false, () =>
    node.children.filter((child) => child.type === 'except_clause').map((child) => lowerHandler(context, child)));
  const otherwise = elseOf(context, node);
  const last = node.children.find((child) => child.type === 'finally_clause');
  return [{ kind: 'try', body, handlers, otherwise, finally: context.block(last?.children.find((child) => child.type === 'block')), ...rangeOf(node) }];
}

function lowerHandler(context: Context, node: Syntax): Handler {
  let values = node.all('value');
  let alias = node.get('alias');
  if (values.length === 1 && values[0]!.type === 'as_pattern') {
    alias = values[0]!.get('alias')?.parts[0];
    values = values[0]!.parts.slice(0, 1);
  } else if (!alias && values.length === 2 && values[1]!.type === 'identifier' && /^[a-z_]/.test(context.textOf(values[1]!))) {
    // Python 2: `except Error, e`.
    alias = values.pop();
  }
  const types = values.flatMap((value) => {
    const type = context.expression(value);
    return type.kind === 'list' ? type.items : [type];
  });
  const block = node.children.find((child) => child.type === 'block');
  return context.builder.within('catch', (scope) => {
    if (alias?.type !== 'identifier') return { types, body: context.block(block), ...rangeOf(node) };
    const name = context.textOf(alias);
    context.builder.declare(name, 'catch', alias, scope);
    const param: Name = context.builder.name(name, alias.start, alias.end, scope);
    return { types, param, body: context.block(block), ...rangeOf(node) };
  });
}

function lowerWith(context: Context, node: Syntax): Stmt[] {
  const items: With['items'] = [];
  const clause = node.children.find((child) => child.type === 'with_clause');
  for (const child of clause?.parts ?? []) {
    let value = child.get('value') ?? child;
    if (value.type === 'parenthesized_expression' && value.parts[0]?.type === 'as_pattern') value = value.parts[0];
    const target = value.type === 'as_pattern' ? value.get('alias')?.parts[0] : undefined;
    const manager = context.expression(value);
    items.push({ value: manager, ...(target ? { target: context.pattern(target) } : {}) });
  }
  return [{ kind: 'with', items, body: context.block(node.get('body')), ...(node.has('async') ? { async: true } : {}), ...rangeOf(node) }];
}

function lowerDecorated(context: Context, node: Syntax): Stmt[] {
  const decorators = node.children.filter((child) => child.type === 'decorator').map((child) => context.required(child, child.parts[0]));
  const definition = node.get('definition');
  if (!definition) return [unknownStatement(context, node)];
  return definition.type === 'class_definition' ? lowerClass(context, definition, decorators) : lowerFunction(context, definition, decorators);
}

function lowerRaise(context: Context, node: Syntax): Stmt[] {
  const cause = node.get('cause');
  const given = node.parts.find((child) => child !== cause);
  let value = given && context.expression(given);
  if (given?.type === 'expression_list' && value?.kind === 'list' && value.items[0]) {
    // Python 2: `raise Error, "message"`.
    const [callee, ...rest] = value.items;
    value = { kind: 'call', callee, args: rest.slice(0, 1).map((item) => ({ value: item })), ...rangeOf(given) } as Expr;
  }
  return [{ kind: 'throw', ...(value ? { value } : {}), ...(cause ? { cause: context.expression(cause) } : {}), ...rangeOf(node) }];
}

function lowerDelete(context: Context, node: Syntax): Stmt[] {
  const statements: Stmt[] = [];
  for (const child of node.parts.flatMap((part) => (part.type === 'expression_list' ? part.parts : [part]))) {
    const operand = context.expression(child);
    statements.push({ kind: 'expression', value: { kind: 'unary', op: 'delete', operand, ...rangeOf(child) }, ...rangeOf(node) });
  }
  return statements;
}

function outerNames(context: Context, node: Syntax, where: 'global' | 'nonlocal'): Stmt[] {
  for (const child of node.parts) context.outerName(child, where);
  return [];
}

/** Python 2's `print a, b` and `print >>file, a`. */
function lowerPrint(context: Context, node: Syntax): Stmt[] {
  const args = node.all('argument').map((child) => ({ value: context.expression(child) }));
  const file = node.children.find((child) => child.type === 'chevron')?.parts[0];
  return [callStatement(context, 'print', [...args, ...(file ? [{ value: context.expression(file), name: 'file' }] : [])], node)];
}

function lowerExec(context: Context, node: Syntax): Stmt[] {
  return [callStatement(context, 'exec', node.parts.map((child) => ({ value: context.expression(child) })), node)];
}

function callStatement(context: Context, name: string, args: { value: Expr; name?: string }[], node: Syntax): Stmt {
  const callee = context.nameNode(name, { start: node.start, end: node.start + name.length });
  return { kind: 'expression', value: { kind: 'call', callee, args, ...rangeOf(node) } as Expr, ...rangeOf(node) };
}
