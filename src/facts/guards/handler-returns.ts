/** What a handler hands back: the failure, a default that is used instead, or nothing. */
import type { Binding, Expr, Node } from '#model';
import { walk } from '#model';
import type { Value, Values } from '../names/values.js';
import { saysSuccess } from './success.js';

/** What has been seen in a handler. */
export interface Seen {
  throws: boolean; exits: boolean; answers: boolean; alerts: boolean; shown: boolean; counted: boolean; told: boolean; blank: boolean; other: boolean;
  /** The blank value is null, None or nothing at all: it cannot be taken for a result. */
  nothing: boolean;
}

export function returnOf(value: Expr | undefined, param: Binding | undefined, values: Values, owner: Node, seen: Seen): void {
  if (!value || (value.kind === 'literal' && (value.type === 'null' || value.type === 'undefined'))) {
    seen.blank = true;
    seen.nothing = true;
    return;
  }
  if (param && mentions(value, param)) {
    seen.told = true;
    return;
  }
  if (value.kind === 'literal') {
    if (typeof value.value === 'string' && /error|fail|unable|could not|invalid/i.test(value.value)) seen.told = true;
    else if (value.value === false || (typeof value.value === 'number' && value.value !== 0)) seen.told = true;
    // A default that is used instead; a word of success is none.
    else if (typeof value.value === 'string' && value.value !== '' && !isOneOfItsResults(value.value, owner) && !/^(ok|okay|success\w*|done|sent|complete\w*)\b/i.test(value.value)) seen.other = true;
    else seen.blank = true;
    return;
  }
  if ((value.kind === 'list' && value.items.length === 0) || (value.kind === 'object' && value.entries.length === 0)) {
    seen.blank = true;
    return;
  }
  if (value.kind === 'object' || value.kind === 'list' || value.kind === 'call') {
    if (tellsFailure(value)) seen.answers = true;
    else if (saysSuccess(value, owner, values)) seen.blank = true;
    else if (value.kind === 'list' && value.items.every((item) => item.kind === 'literal' && (item.value === null || item.value === ''))) seen.blank = true;
    else seen.other = true;
    return;
  }
  const can = values.of(value);
  if (can.length > 0 && can.every(isNothingMuch)) {
    seen.blank = true;
    if (can.every((each) => each.kind === 'const' && each.value === null)) seen.nothing = true;
  } else seen.other = true;
}

/** The work that failed speaks of the same word: `return 'COLD'`, where the model was asked for HOT, WARM or COLD. */
function isOneOfItsResults(word: string, owner: Node): boolean {
  if (owner.kind !== 'try' || word.length > 40) return false;
  let said = false;
  for (const statement of owner.body) walk(statement, (node) => {
    if (node.kind === 'literal' && node.type === 'string') said ||= String(node.value).split(/[^\p{L}\p{N}_-]+/u).includes(word);
    return !said;
  });
  return said;
}

function isNothingMuch(value: Value): boolean {
  if (value.kind === 'const') return value.value === null || value.value === '' || value.value === 0;
  return (value.kind === 'list' && value.node.items.length === 0) || (value.kind === 'object' && value.node.entries.length === 0);
}

/** `{ statusCode: 500 }`, `{ success: false }`, `({ error: … })`, `jsonify(…), 502`. */
export function tellsFailure(value: Expr): boolean {
  let tells = false;
  walk(value, (node) => {
    if (node.kind === 'object') {
      for (const entry of node.entries) {
        const key = entry.key?.toLowerCase();
        const constant = entry.value.kind === 'literal' ? entry.value.value : undefined;
        if (key && /^(error|errors|err|failed|failure|message|reason)$/.test(key) && constant !== null && constant !== false) tells = true;
        if (key && /^(ok|success|succeeded)$/.test(key) && constant === false) tells = true;
        if (key && /^status(code|_code)?$/.test(key) && ((typeof constant === 'number' && constant >= 400) || (typeof constant === 'string' && /err|fail/i.test(constant)))) tells = true;
      }
    }
    if (node.kind === 'list') for (const item of node.items) if (item.kind === 'literal' && typeof item.value === 'number' && item.value >= 400 && item.value < 600) tells = true;
    if (node.kind === 'call') for (const arg of node.args) if (/^status(_code|Code)?$/.test(arg.name ?? '') && arg.value.kind === 'literal' && Number(arg.value.value) >= 400) tells = true;
    return node.kind !== 'func';
  });
  return tells;
}

export function isBlank(expr: Expr): boolean {
  return (expr.kind === 'literal' && (expr.value === null || expr.value === '' || expr.value === 0)) || (expr.kind === 'list' && expr.items.length === 0) || (expr.kind === 'object' && expr.entries.length === 0);
}

export function mentions(expr: Expr, binding: Binding): boolean {
  let found = false;
  walk(expr, (node) => {
    if (node.kind === 'name' && node.binding === binding) found = true;
    return !found;
  });
  return found;
}
