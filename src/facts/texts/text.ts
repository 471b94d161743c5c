/** Texts as far as they are known: constant parts with holes between them, through concatenation, templates, names and formatting. */
import type { Expr } from '#model';
import type { Values } from '../names/values.js';

/** A constant piece, or the expression that fills the hole. */
export type TextPart = string | Expr;

const MOST_PARTS = 200;
const MOST_DEPTH = 40;

/** The parts of a text, in order, adjoining constants joined. */
export function textParts(expr: Expr, values: Values): TextPart[] {
  const parts: TextPart[] = [];
  collect(expr, values, parts, 0);
  const joined: TextPart[] = [];
  for (const part of parts) {
    const last = joined[joined.length - 1];
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  }
  return joined;
}

/** The text with each hole shown as `mark`. */
export function textShape(expr: Expr, values: Values, mark = '{}'): string {
  return textParts(expr, values).map((part) => (typeof part === 'string' ? part : mark)).join('');
}

function collect(expr: Expr, values: Values, out: TextPart[], depth: number): void {
  if (out.length > MOST_PARTS || depth > MOST_DEPTH) {
    out.push(expr);
    return;
  }
  const constant = values.constant(expr);
  if (constant !== undefined && constant !== null) {
    out.push(String(constant));
    return;
  }
  switch (expr.kind) {
    case 'template':
      for (const part of expr.parts) collect(part, values, out, depth + 1);
      return;
    case 'binary':
      if (expr.op === '+') {
        collect(expr.left, values, out, depth + 1);
        collect(expr.right, values, out, depth + 1);
        return;
      }
      if (expr.op === '%' ) return formatted(expr, values, out, depth);
      // A default: the text that the author wrote says most.
      if ((expr.op === 'or' || expr.op === '??') && values.constant(expr.right) !== undefined) return collect(expr.right, values, out, depth + 1);
      break;
    case 'name': {
      const writes = expr.binding.writes;
      const only = writes[0];
      const single = writes.length === 1 && only?.value && only.path.length === 0 && (only.via === 'declare' || only.via === 'assign');
      if (single && !only.fallback) return collect(only.value!, values, out, depth + 1);
      break;
    }
    case 'member': {
      const property = expr.property;
      if (property === undefined) break;
      for (const base of values.of(expr.object)) {
        if (base.kind === 'object') {
          const entry = base.node.entries.findLast((candidate) => candidate.key === property);
          if (entry) return collect(entry.value, values, out, depth + 1);
        }
        if (base.kind === 'instance') {
          const member = values.members.instanceMember(base.cls, property);
          if (member?.values.length === 1) return collect(member.values[0]!, values, out, depth + 1);
        }
      }
      break;
    }
    case 'call': {
      const callee = expr.callee;
      const first = expr.args[0]?.value;
      if (callee.kind === 'member' && callee.property !== undefined) {
        // `"…{}…".format(a, b)` and `"…".strip()`.
        if (callee.property === 'format') return braces(callee.object, expr, values, out, depth);
        if (TRIMMING.has(callee.property)) return collect(callee.object, values, out, depth + 1);
        if (callee.property === 'join' && first) return joinedList(callee.object, first, values, out, depth);
        if (callee.property === 'toString' || callee.property === 'href') return collect(callee.object, values, out, depth + 1);
      }
      const path = values.paths(callee)[0];
      if (first && path !== undefined) {
        const second = expr.args[1]?.value;
        if (path === 'global:URL' || path === 'node:url.URL') {
          if (second) collect(second, values, out, depth + 1);
          return collect(first, values, out, depth + 1);
        }
        if (path === 'py:urllib.parse.urljoin' && second) {
          collect(first, values, out, depth + 1);
          return collect(second, values, out, depth + 1);
        }
        if (HANDED_THROUGH.has(path)) return collect(first, values, out, depth + 1);
      }
      break;
    }
    case 'await': return collect(expr.value, values, out, depth + 1);
    default: break;
  }
  out.push(expr);
}

const TRIMMING = new Set(['strip', 'trim', 'rstrip', 'lstrip', 'trimEnd', 'trimStart', 'dedent']);
const HANDED_THROUGH = new Set(['py:sqlalchemy.text', 'py:textwrap.dedent', 'builtin:str', 'global:String', 'py:sqlalchemy.sql.text', 'npm:outdent', 'npm:dedent']);

function braces(format: Expr, call: Expr & { kind: 'call' }, values: Values, out: TextPart[], depth: number): void {
  const text = values.string(format);
  if (text === undefined) {
    out.push(call);
    return;
  }
  let next = 0;
  let last = 0;
  for (const match of text.matchAll(/\{([\w.]{0,60})(?:![rsa])?(?::[^{}]{0,40})?\}/g)) {
    out.push(text.slice(last, match.index));
    last = match.index + match[0].length;
    const key = match[1] ?? '';
    const arg = key === '' ? call.args[next++] : /^\d+$/.test(key) ? call.args[Number(key)] : call.args.find((candidate) => candidate.name === key.split('.')[0]);
    if (arg) collect(arg.value, values, out, depth + 1);
    else out.push(call);
  }
  out.push(text.slice(last));
}

function formatted(expr: Expr & { kind: 'binary' }, values: Values, out: TextPart[], depth: number): void {
  const text = values.string(expr.left);
  if (text === undefined) {
    out.push(expr);
    return;
  }
  const given = expr.right.kind === 'list' ? expr.right.items : [expr.right];
  let next = 0;
  let last = 0;
  for (const match of text.matchAll(/%(?:\((\w{1,60})\))?[-+ #0]?\d{0,4}(?:\.\d{1,3})?[sdifrgxXeEc]/g)) {
    out.push(text.slice(last, match.index));
    last = match.index + match[0].length;
    const key = match[1];
    const value = key !== undefined && expr.right.kind === 'object' ? expr.right.entries.find((entry) => entry.key === key)?.value : given[next++];
    if (value) collect(value, values, out, depth + 1);
    else out.push(expr);
  }
  out.push(text.slice(last));
}

/** `", ".join(list)` and `list.join(", ")`, where the list is written out. */
function joinedList(receiver: Expr, argument: Expr, values: Values, out: TextPart[], depth: number): void {
  const separator = values.string(receiver) ?? values.string(argument);
  const list = receiver.kind === 'list' ? receiver : argument.kind === 'list' ? argument : [...values.of(receiver), ...values.of(argument)].find((value) => value.kind === 'list')?.node;
  if (separator === undefined || !list || list.items.some((item) => item.kind === 'spread')) {
    // What stands between is constant, what is joined is not.
    out.push(values.string(receiver) !== undefined ? argument : receiver);
    return;
  }
  list.items.forEach((item, index) => {
    if (index > 0) out.push(separator);
    collect(item, values, out, depth + 1);
  });
}
