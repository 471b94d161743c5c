import type { Pattern } from '#model';
import type { Context } from './context.js';
import type { Syntax } from './syntax.js';

const LISTS = new Set(['pattern_list', 'tuple_pattern', 'list_pattern', 'tuple', 'list', 'expression_list']);
const WRAPPERS = new Set(['as_pattern_target', 'parenthesized_expression']);

/** What is assigned to: declares each name that is new in its scope. */
export function lowerPattern(context: Context, node: Syntax): Pattern {
  if (node.type === 'identifier') {
    context.bind(node);
    return context.nameNode(context.textOf(node), node);
  }
  if (LISTS.has(node.type)) return listPattern(context, node);
  if (WRAPPERS.has(node.type) && node.parts[0]) return context.pattern(node.parts[0]);
  const value = context.expression(node);
  if (value.kind === 'member' || value.kind === 'unknown') return value;
  return { kind: 'unknown', what: node.type, children: [value], start: node.start, end: node.end };
}

function listPattern(context: Context, node: Syntax): Pattern {
  const items: Pattern[] = [];
  let rest: { target: Pattern; index: number } | undefined;
  for (const child of node.parts) {
    const starred = child.type === 'list_splat_pattern' || child.type === 'list_splat' ? child.parts[0] : undefined;
    if (starred && !rest) rest = { target: context.pattern(starred), index: items.length };
    else items.push(context.pattern(starred ?? child));
  }
  return { kind: 'list-pattern', items, ...(rest ? { rest } : {}), start: node.start, end: node.end };
}

/** The names that a target gives values to. */
export function targetNames(node: Syntax): Syntax[] {
  if (node.type === 'identifier') return [node];
  const holds = LISTS.has(node.type) || WRAPPERS.has(node.type) || node.type === 'list_splat_pattern' || node.type === 'list_splat';
  return holds ? node.parts.flatMap(targetNames) : [];
}
