/** What the labelled data is called where it enters: the field, column or parameter that carries it. */
import type { Binding, Expr } from '#model';
import type { Values } from '../names/values.js';
import { words } from '../names/words.js';
import { fieldMeaning } from '../texts/fields.js';
import type { State } from './propagate.js';

/** Whole payloads: their names say nothing about what is in them. */
const PAYLOADS = new Set([
  'body', 'query', 'params', 'args', 'form', 'forms', 'json', 'data', 'values', 'files', 'headers', 'parameter', 'parameters', 'postData', 'contents', 'text', 'content',
  'payload', 'event', 'e', 'req', 'request', 'ctx', 'context', 'result', 'results', 'response', 'res', 'rows', 'items', 'records', 'searchParams', 'query_params', 'message',
]);
const TAKING = new Set(['get', 'pop', 'getlist', 'getAll', 'getString', 'header', 'param']);

/** The most telling name on the way from the source to where its text is joined with another; undefined where there is none. */
export function carriedName(state: State, values: Values): string | undefined {
  const way: State[] = [];
  for (let at: State | undefined = state; at && way.length < 200; at = at.from) way.push(at);
  way.reverse();
  let taken: string | undefined;
  let named: string | undefined;
  for (const { node } of way) {
    if (node.kind === 'template' || (node.kind === 'binary' && (node.op === '+' || node.op === '%'))) break;
    const field = takenName(node, values);
    // What is asked for by a text is a field, whatever it is called.
    if (field !== undefined && (!PAYLOADS.has(field) || node.kind === 'call' || (node.kind === 'member' && node.index !== undefined))) taken = field;
    else if (node.kind === 'name') {
      const key = destructuredKey(node.binding);
      if (key !== undefined) taken = key;
      else if (!PAYLOADS.has(node.name) && node.name.length > 2) named ??= node.name;
    }
  }
  return taken ?? named;
}

/** `const { email: address } = body` takes `email`. */
function destructuredKey(binding: Binding): string | undefined {
  const last = binding.writes[0]?.path.at(-1);
  return typeof last === 'string' && !/^\d+$/.test(last) ? last : undefined;
}

function takenName(node: Expr, values: Values): string | undefined {
  if (node.kind === 'member') {
    const called = node.parent?.kind === 'call' && node.parent.callee === node;
    const name = node.property ?? (node.index ? values.string(node.index) : undefined);
    return called || name === undefined || /^\d+$/.test(name) ? undefined : name;
  }
  if (node.kind !== 'call' || node.callee.kind !== 'member' || !TAKING.has(node.callee.property ?? '')) return undefined;
  const first = node.args[0];
  return first && !first.spread ? values.string(first.value) : undefined;
}

/** Last words of what tells of a record without holding anything of it. */
const FIGURES = new Set(['id', 'ids', 'uuid', 'guid', 'count', 'counts', 'total', 'totals', 'size', 'status', 'type', 'kind', 'category', 'month', 'year', 'day', 'date', 'time', 'timestamp', 'percent', 'percentage', 'index', 'version', 'priority', 'sentiment']);
const COUNTED = new Set(['total', 'avg', 'average', 'num', 'count', 'number']);

/** Holds if the name under which a value is used at the end says an identifier, a number, a date or a kind: `candidate.candidate_id`. */
export function isUsedAsFigure(end: State, values: Values): boolean {
  for (let at: State | undefined = end, steps = 0; at?.from && steps < 200; at = at.from, steps++) {
    const name = takenName(at.node, values) ?? (at.node.kind === 'name' ? at.node.name : undefined);
    if (name === undefined) continue;
    const parts = words(name);
    return !fieldMeaning(name) && (FIGURES.has(parts.at(-1) ?? '') || (parts.length > 1 && COUNTED.has(parts[0]!)));
  }
  return false;
}
