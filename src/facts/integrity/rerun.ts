/** What makes a second run harmless: keys that tell a double, look-ups, marks of what is done, handlers that know of doubles. */
import type { Call, Expr, Func, Node } from '#model';
import { functionOf, walk, within } from '#model';
import { spaced } from './destruction-guard.js';
import type { Effect } from '../effects/effects.js';
import { conditionsAt } from '../flow/index.js';
import { walkedBy, type LoopAround } from '../guards/loops.js';
import type { Facts } from '../index.js';
import { selectionOf } from '../effects/selection.js';
import { definitions } from '../names/definitions.js';
import { textShape } from '../texts/text.js';

const KEY = /\b(?:idempot\w*|dedup\w*|external ?(?:id|key|reference)|client ?token|(?:x )?request ?id|upsert\w*|on ?conflict|(?:ignore|skip) ?duplicates?|if ?not ?exists|get ?or ?create|find ?or ?create|create ?or ?update|unique ?key)\b/i;
const KNOWN = /\b(?:exist\w*|already|processed|seen|sent|mailed|emailed|contacted|reminded|notified|duplicates?|dupes?|known|synced|imported|uploaded|posted|created|handled|done|completed|last ?(?:run|sync\w*|id|processed|row|seen|sent|checked|time)|checkpoint|cursor|watermark|is ?new|first ?time)\b/i;
const REMAINING = /\b(?:new|unsent|pending|un(?:processed|synced|seen|read|notified|matched|handled)|missing|not ?(?:sent|synced|processed)|since|delta|changed|diff|remaining|to ?(?:create|send|add|insert|import|sync|process|notify)|queued?|unique)\b/i;
const LOOK_UP = /^_*(?:find|search|look_?up|exists?|has|is_?(?:known|new|already|duplicate)|already|get_?(?:existing|by|\w{1,30}_?by)|check|match|load_?(?:existing|processed|sent|seen|state))/i;
const MEMBER_TEST = new Set(['has', 'includes', 'indexOf', 'some', 'find', 'findIndex', 'get', 'contains', 'count', 'any', 'exists', 'isin', 'sismember', 'lookup']);
const DOUBLE = /duplicate|already[ _-]?(?:exist|register|subscri|process|sent|in[ _-]|taken)|uniqueviolation|integrityerror|conflict|^P2002$|^23505$|ER_DUP/i;
const DOUBLE_CODES: ReadonlySet<unknown> = new Set([409, 1062, 11000]);
const STATE_CHANGES: ReadonlySet<string> = new Set(['update', 'upsert', 'delete']);
const MOST_NODES = 3000;
const MOST_DEPTH = 6;

/** Holds if a repetition of the call does nothing twice, or the code can tell what has been done. `loop`: where it is done for each item. */
export function isRerunSafe(effect: Effect, at: Call, facts: Facts, loop?: LoopAround): boolean {
  if (effect.api.idempotent || effect.sql?.upsert || hasKey(at, facts) || (effect.call !== at && hasKey(effect.call, facts)) || (effect.inner && hasKey(effect.inner, facts))) return true;
  const functions = functionsOn(at, facts, loop);
  if (functions.some((func) => knowsOfDoubles(func, facts)) || standsInHandler(at)) return true;
  const home = loop && functionOf(loop.node);
  const tests = functions.flatMap(({ func, node }) => conditionsAt(node).map(({ test }) => test).filter((test) => func !== home || within(test, loop!.node)));
  if (tests.some((test) => tellsKnown(test, effect, facts))) return true;
  if (!loop) return false;
  const over = walkedBy(loop);
  const filtered = over && selects(over, effect, facts);
  if (filtered === 'remaining') return true;
  return (filtered === 'some' || tests.length > 0) && marksDone(at, loop, facts);
}

/** A key that makes a double known: an option, a header or a field of the record, a method's name. */
function hasKey(call: Call, facts: Facts): boolean {
  const called = call.callee.kind === 'member' ? call.callee.property : call.callee.kind === 'name' ? call.callee.name : undefined;
  if (called !== undefined && KEY.test(spaced(called))) return true;
  let seen = 0;
  let found = false;
  for (const arg of call.args) {
    if (arg.name !== undefined && KEY.test(spaced(arg.name))) return true;
    for (const made of [arg.value, ...definitions(arg.value, facts.values, facts.calls)]) {
      walk(made, (node) => {
        if (found || ++seen > MOST_NODES || node.kind === 'func') return false;
        if (node.kind === 'object') found = node.entries.some((entry) => entry.key !== undefined && KEY.test(spaced(entry.key)));
        if (node.kind === 'literal' && typeof node.value === 'string' && node.value.length < 200) found ||= KEY.test(spaced(node.value));
        return !found;
      });
    }
  }
  return found;
}

interface OnTheWay {
  readonly func: Func;
  /** What leads to the call there: itself, or a call of the author's functions. */
  readonly node: Node;
}

/** The functions from the call out to the one whose loop repeats it; where nothing repeats it, to its entry. */
function functionsOn(at: Call, facts: Facts, loop: LoopAround | undefined): OnTheWay[] {
  const found: OnTheWay[] = [];
  const seen = new Set<Func>();
  let frontier: Node[] = [at];
  for (let depth = 0; frontier.length > 0 && depth < MOST_DEPTH; depth++) {
    const next: Node[] = [];
    for (const node of frontier) {
      let func: Node | undefined = node.parent;
      while (func && func.kind !== 'func') func = func.parent;
      if (func?.kind !== 'func' || seen.has(func)) continue;
      seen.add(func);
      found.push({ func, node });
      if (loop && func === functionOf(loop.node)) continue;
      for (const { call } of facts.calls.callers(func).slice(0, 4)) next.push(call);
    }
    frontier = next;
  }
  return found;
}

/** A status, an error code or an error's name that means "is there already". */
function knowsOfDoubles({ func }: OnTheWay, facts: Facts): boolean {
  let seen = 0;
  let found = false;
  for (const statement of func.body) {
    walk(statement, (node) => {
      if (found || ++seen > MOST_NODES) return false;
      if (node.kind === 'literal') found = DOUBLE_CODES.has(node.value) || (typeof node.value === 'string' && node.value.length < 200 && DOUBLE.test(node.value) && node.parent?.kind !== 'call');
      if (node.kind === 'literal' && !found && node.parent?.kind === 'call' && node.parent.callee.kind === 'member' && MEMBER_TEST.has(node.parent.callee.property ?? '')) found = DOUBLE.test(String(node.value));
      if (node.kind === 'try') found ||= node.handlers.some(({ types }) => types.some((type) => DOUBLE.test(facts.values.paths(type)[0] ?? (type.kind === 'name' ? type.name : type.kind === 'member' ? type.property ?? '' : ''))));
      return !found;
    });
  }
  return found;
}

/** Tried otherwise first: an update that found nothing. */
function standsInHandler(at: Node): boolean {
  for (let node: Node = at; node.parent && node.kind !== 'func'; node = node.parent) {
    const parent: Node = node.parent;
    if (parent.kind === 'try' && parent.handlers.some((handler) => handler.body.includes(node as never))) return true;
  }
  return false;
}

/** A test that asks whether it is there or done already. */
function tellsKnown(test: Expr, effect: Effect, facts: Facts): boolean {
  let found = false;
  let seen = 0;
  walk(test, (node) => {
    if (found || ++seen > 300 || node.kind === 'func') return false;
    if (node.kind === 'binary' && (node.op === 'in' || node.op === 'not in')) found = node.left.kind !== 'literal' && node.right.kind !== 'list' && node.right.kind !== 'literal';
    else if (node.kind === 'call') found = asksWhether(node, effect, facts);
    else if (node.kind === 'name') found = KNOWN.test(spaced(node.name)) || (node.binding.kind !== 'import' && isLookedUp(node, effect, facts));
    else if (node.kind === 'member') found = node.property !== undefined && KNOWN.test(spaced(node.property));
    else if (node.kind === 'literal' && typeof node.value === 'string') found = node.value.length < 60 && KNOWN.test(spaced(node.value));
    return !found;
  });
  return found;
}

function asksWhether(call: Call, effect: Effect, facts: Facts): boolean {
  const name = call.callee.kind === 'member' ? call.callee.property ?? '' : call.callee.kind === 'name' ? call.callee.name : '';
  const given = call.args[0]?.value;
  if (call.callee.kind === 'member' && MEMBER_TEST.has(name)) return given !== undefined && given.kind !== 'literal';
  return LOOK_UP.test(name) && given !== undefined || KNOWN.test(spaced(name)) || readsFrom(call, effect, facts);
}

/** `existing = find_contact(email)`: the name holds what a search brought back. */
function isLookedUp(name: Expr & { kind: 'name' }, effect: Effect, facts: Facts): boolean {
  return name.binding.writes.some((write) => {
    if (!write.value || write.via === 'loop' || write.via === 'param') return false;
    let found = false;
    let seen = 0;
    walk(write.value, (node) => {
      if (found || ++seen > 300) return false;
      if (node.kind === 'call') found = asksWhether(node, effect, facts);
      // `rows = search(…).results`, by way of another name.
      if (node.kind === 'name' && node !== name && node.binding !== name.binding) {
        found ||= node.binding.writes.some(({ value, via }) => via !== 'loop' && via !== 'param' && value !== undefined && callsOf(value).some((call) => asksWhether(call, effect, facts)));
      }
      return !found;
    });
    return found;
  });
}

function callsOf(expr: Expr): Call[] {
  const found: Call[] = [];
  walk(expr, (node) => {
    if (node.kind === 'func' || found.length > 20) return false;
    if (node.kind === 'call') found.push(node);
    return undefined;
  });
  return found;
}

/** Reads from the system that is written to, itself or in a function of the author's. */
function readsFrom(call: Call, effect: Effect, facts: Facts): boolean {
  const reads = (made: Call): boolean => facts.effects.allOf(made).some((other) => (other.does === 'read' || other.does === 'list') && other.system !== undefined && other.system.name === effect.system?.name);
  return reads(call) || facts.calls.targets(call).some((func) => func.calls.some(reads));
}

/** Which items are walked: those that are left to do, some, or all. */
function selects(over: Expr, effect: Effect, facts: Facts): 'remaining' | 'some' | undefined {
  let some = false;
  let remaining = false;
  const seen = new Set<Expr>();
  const queue: Expr[] = [over];
  for (let steps = 0; queue.length > 0 && steps < 40 && !remaining; steps++) {
    const at = queue.shift()!;
    if (seen.has(at)) continue;
    seen.add(at);
    let nodes = 0;
    walk(at, (node) => {
      if (remaining || ++nodes > 1000) return false;
      if (node.kind === 'name') {
        remaining ||= REMAINING.test(spaced(node.name));
        for (const write of node.binding.writes) if (write.value && write.via !== 'loop') queue.push(write.value);
        for (const read of node.binding.reads.slice(0, 40)) queue.push(...filledBy(read, effect, facts, () => { remaining = true; }));
      } else if (node.kind === 'comprehension') {
        for (const test of node.clauses.flatMap((clause) => clause.conditions)) {
          some = true;
          remaining ||= tellsKnown(test, effect, facts);
        }
      } else if (node.kind === 'call') {
        const name = node.callee.kind === 'member' ? node.callee.property ?? '' : node.callee.kind === 'name' ? node.callee.name : '';
        remaining ||= REMAINING.test(spaced(name));
        if (name === 'filter' || name === 'reject') {
          some = true;
          remaining ||= node.args.some(({ value }) => value.kind === 'function' && value.func.body.some((statement) => { const test = statement.kind === 'return' ? statement.value : undefined; return test !== undefined && tellsKnown(test, effect, facts); }));
        }
        for (const made of facts.effects.allOf(node)) {
          if (selectionOf(made, facts.values, facts.calls).filtered) some = true;
          if (made.args('sql').concat(made.args('filter')).some((text) => asksRemaining(textShape(text, facts.values)))) remaining = true;
        }
        for (const target of facts.calls.targets(node)) for (const { value } of target.returns) if (value) queue.push(value);
      } else if (node.kind === 'member' && node.index?.kind !== 'literal' && node.index !== undefined && node.index.kind !== 'name') some = true;
      return !remaining;
    });
  }
  return remaining ? 'remaining' : some ? 'some' : undefined;
}

/** `if (!known.has(id)) fresh.push(row)`: what a list is filled with, and on which condition. */
function filledBy(read: Node, effect: Effect, facts: Facts, known: () => void): Expr[] {
  const call = read.parent?.kind === 'member' && read.parent.object === read ? read.parent.parent : undefined;
  if (call?.kind !== 'call' || call.callee !== read.parent || !/^(?:push|append|add|set)$/.test(call.callee.kind === 'member' ? call.callee.property ?? '' : '')) return [];
  if (conditionsAt(call).some(({ test }) => tellsKnown(test, effect, facts))) known();
  return [];
}

/** `sent_at IS NULL`, `is:unread`, `-label:processed`. */
function asksRemaining(text: string): boolean {
  return text.length < 5000 && (/\bis null\b|\bis:unread\b|-label:|\bisread eq false\b|\bunseen\b|\bnot exists\b|\bleft join\b/i.test(text) || /\b(?:sent|synced|processed|notified|imported|exported|reminded)\w*\s*=\s*(?:0|false|''|\{\})/i.test(text)) || KNOWN.test(spaced(text.slice(0, 5000)));
}

/** Something in the loop changes what the next run reads: a mark, a state, a file of what is done. */
function marksDone(at: Call, loop: LoopAround, facts: Facts): boolean {
  const module = facts.moduleOf(loop.node);
  const changes = (call: Call): boolean => call !== at && facts.effects.allOf(call).some((other) => STATE_CHANGES.has(other.does)
    || other.does === 'create' && (other.api.category === 'files' || KNOWN.test(spaced(other.object ?? other.sql?.tables[0] ?? ''))));
  return module.calls.some((call) => within(call, loop.node) && (changes(call) || facts.calls.targets(call).some((func) => !func.calls.includes(at) && func.calls.some(changes))));
}
