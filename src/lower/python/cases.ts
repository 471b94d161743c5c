import { literal, type Expr, type Node, type Stmt, type Switch } from '#model';
import type { Context } from './context.js';
import { lowerNumber } from './strings.js';
import type { Syntax } from './syntax.js';

/** `match`: literals and dotted values are tests, captures are declared in the case's body, the rest is not understood. */
export function lowerMatch(context: Context, node: Syntax): Stmt {
  const subjects = node.all('subject').map((child) => context.expression(child));
  const subject: Expr = subjects.length === 1 ? subjects[0]!
    : { kind: 'list', form: 'tuple', items: subjects, start: subjects[0]?.start ?? node.start, end: node.end };
  const cases: Switch['cases'] = [];
  const others: Syntax[] = [];
  for (const child of node.get('body')?.children ?? []) {
    if (child.type === 'case_clause') cases.push(lowerCase(context, child));
    else others.push(child);
  }
  if (others.length > 0) cases.push({ tests: [], body: context.statements(others) });
  return { kind: 'switch', subject, cases, start: node.start, end: node.end };
}

function lowerCase(context: Context, node: Syntax): Switch['cases'][number] {
  const captures: Syntax[] = [];
  const patterns = node.children.filter((child) => child.type === 'case_pattern');
  const tests = patterns.length === 1
    ? testsOf(context, patterns[0]!, captures)
    : [structure(context, node, patterns, captures)];
  const declared = captures.map((name): Stmt => ({
    kind: 'declare', form: 'let', target: context.pattern(name), start: name.start, end: name.end,
  }));
  const guard = node.get('guard')?.parts[0];
  const condition = guard && context.expression(guard);
  const body = [...declared, ...context.block(node.get('consequence'))];
  return { tests, ...(condition ? { guard: condition } : {}), body };
}

/** No tests: it fits everything. */
function testsOf(context: Context, node: Syntax, captures: Syntax[]): Expr[] {
  switch (node.type) {
    case 'case_pattern': {
      if (node.has('-')) return [negative(context, node)];
      const part = node.parts[0];
      return part ? testsOf(context, part, captures) : [];
    }
    case 'as_pattern': {
      const [pattern, name] = node.parts;
      if (name) captures.push(name);
      return pattern ? testsOf(context, pattern, captures) : [];
    }
    case 'union_pattern': return unionTests(context, node, captures);
    case 'dotted_name': {
      const [first, ...rest] = node.parts;
      if (first && rest.length === 0) {
        captures.push(first);
        return [];
      }
      return [dotted(context, node)];
    }
    case 'tuple_pattern':
      if (node.parts.length === 1 && context.text[node.end - 2] !== ',') return testsOf(context, node.parts[0]!, captures);
      return [structure(context, node, node.parts, captures)];
    case 'string': case 'concatenated_string': case 'integer': case 'float': case 'true': case 'false': case 'none':
      return [context.expression(node)];
    default: return [structure(context, node, node.parts, captures)];
  }
}

function unionTests(context: Context, node: Syntax, captures: Syntax[]): Expr[] {
  const tests: Expr[] = [];
  let negated: Syntax | undefined;
  for (const child of node.children) {
    if (child.type === '-') {
      negated = child;
    } else if (child.type === '_') {
      return [];
    } else if (child.named) {
      const found = testsOf(context, child, captures);
      if (found.length === 0) return [];
      tests.push(...(negated ? found.map((operand): Expr => ({ kind: 'unary', op: '-', operand, start: negated!.start, end: operand.end })) : found));
      negated = undefined;
    }
  }
  return tests;
}

function negative(context: Context, node: Syntax): Expr {
  const number = node.parts[0];
  const operand = number ? lowerNumber(context.textOf(number), number.start, number.end) : literal(null, node.start, node.end);
  return { kind: 'unary', op: '-', operand, start: node.start, end: node.end };
}

function dotted(context: Context, node: Syntax): Expr {
  const [first, ...rest] = node.parts;
  let value: Expr = first ? context.read(first) : literal(null, node.start, node.end);
  for (const member of rest) value = { kind: 'member', object: value, property: context.textOf(member), start: node.start, end: member.end };
  return value;
}

/** A pattern that takes a value apart: keeps the classes and values that it names. */
function structure(context: Context, node: Syntax, parts: readonly Syntax[], captures: Syntax[]): Expr {
  const children: Node[] = [];
  parts.forEach((part, index) => {
    if (node.type === 'class_pattern' && index === 0) children.push(dotted(context, part));
    else if (node.type === 'keyword_pattern' && index === 0) return;
    else if (part.type === 'identifier') captures.push(part);
    else if (part.type === 'splat_pattern') captures.push(...part.parts);
    else children.push(...testsOf(context, part, captures));
  });
  return { kind: 'unknown', what: node.type === 'case_clause' ? 'tuple_pattern' : node.type, children, start: node.start, end: node.end };
}
