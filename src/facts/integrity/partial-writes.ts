/** Writes that belong together and are made one after the other, with nothing that holds them together or takes the first one back. */
import type { Call, Expr, Func } from '#model';
import { walk, within } from '#model';
import { TEST_FILE, isSetUp, spaced } from './destruction-guard.js';
import { asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import { conditionsAt } from '../flow/index.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';

export interface PartialWrite {
  readonly first: Effect;
  /** Needs what the first one made, or changes another record of the same deed. */
  readonly second: Effect;
  readonly depends: boolean;
}

const RECORDS: ReadonlySet<string> = new Set(['crm', 'erp', 'hr', 'finance', 'payment', 'shop', 'ticketing', 'contact-centre', 'directory', 'database', 'base']);
const UNDOES = /\b(?:roll ?back|undo|compensat\w*|revert|outbox|saga|transaction\w*|trx|tx|begin|commit)\b/i;
const ASIDE = /\b(?:logs?|audits?|events?|history|activit(?:y|ies)|notes?|comments?|messages?|metrics?|sessions?|notifications?|associations?|files?)\b/i;
const MOST_STEPS = 40;

/** One pair for each function: the first that can come apart. */
export function partialWrites(facts: Facts): PartialWrite[] {
  const writers = new Map<Func, Effect[]>();
  for (const { effect: each, at } of facts.effects.all.flatMap(asked)) {
    // A wrapper's write is its caller's.
    const effect: Effect = at === each.call && each.uses.every((use) => use.call !== at) ? each : { ...each, call: at, uses: [] };
    if (!isWrite(effect) || TEST_FILE.test(effect.module.file) || isSetUp(effect.call) || facts.guards.has(effect.call, 'transaction')) continue;
    writers.set(effect.call.in, [...(writers.get(effect.call.in) ?? []), effect]);
  }
  return [...writers].flatMap(([func, effects]) => {
    if (effects.length < 2 || effects.every(opensTransaction) || effects.some(keepsState) || holdsTogether(func, facts)) return [];
    for (const first of effects) {
      for (const second of effects) {
        if (second.call.start <= first.call.end || isAlternative(first.call, second.call)) continue;
        if ([first, second].some(opensTransaction) && first.system?.name === second.system?.name) continue;
        const depends = first.does === 'create' && second.call.args.some(({ value }) => comesFrom(value, first.call));
        if (depends ? differs(first, second) : isTransfer(first, second)) return [{ first, second, depends }];
      }
    }
    return [];
  });
}

/** A record of a system that keeps each call at once. A driver that opens a transaction by itself has it among its guards. */
function isWrite(effect: Effect): boolean {
  if (!['create', 'update'].includes(effect.does) || !effect.system || !RECORDS.has(effect.system.category) || effect.api.bulk && effect.api.does !== 'query') return false;
  if (effect.uses.length > 0 && effect.api.operations === undefined) return false;
  if (effect.module.language === 'python' && effect.system.category === 'database' && !effect.remote) return false;
  return !ASIDE.test(spaced(effect.object ?? effect.sql?.tables[0] ?? ''));
}

/** Drivers of Python begin a transaction by themselves: it holds their own statements together, not those of another system. */
function opensTransaction({ api, module }: Effect): boolean {
  return api.does === 'query' && module.language === 'python';
}

function differs(first: Effect, second: Effect): boolean {
  const object = (effect: Effect): string | undefined => effect.object ?? effect.sql?.tables[0] ?? (effect.system ? effect.url?.path.split('?')[0] : undefined);
  return first.system?.name !== second.system?.name || object(first) !== undefined && object(second) !== undefined && object(first) !== object(second);
}

/** Two statements that count one up and another down, or take from one table for another. */
function isTransfer(first: Effect, second: Effect): boolean {
  const counts = ({ sql, args }: Effect): boolean => sql?.verb === 'update' && args('sql').some((text) => text.kind === 'literal' && /\bset\s+(\w{1,60})\s*=\s*\1\s*[-+]/i.test(String(text.value)));
  return counts(first) && counts(second) && first.system?.name === second.system?.name && first.call.callee.kind === 'member' && second.call.callee.kind === 'member';
}

/** A transaction begun by hand, or a handler that takes back what was done. */
function holdsTogether(func: Func, facts: Facts): boolean {
  let found = false;
  for (const statement of func.body) {
    walk(statement, (node) => {
      if (node.kind === 'try') found ||= node.handlers.some((handler) => func.calls.some((call) => within(call, handler) && facts.effects.of(call)?.does === 'delete'));
      if (node.kind === 'call') {
        const name = node.callee.kind === 'member' ? node.callee.property : node.callee.kind === 'name' ? node.callee.name : undefined;
        found ||= name !== undefined && UNDOES.test(spaced(name));
        found ||= facts.effects.of(node)?.args('sql').some((text) => /^\s*(?:begin|start transaction|commit)\b/i.test(textShape(text, facts.values))) === true;
      }
      return !found;
    });
  }
  return found;
}

/** `status: 'new'`: the record itself says that it is not finished, as an outbox does. */
function keepsState({ call, does }: Effect): boolean {
  if (does !== 'create') return false;
  let found = false;
  for (const { value } of call.args) {
    walk(value, (node) => {
      if (node.kind === 'object') found ||= node.entries.some(({ key, value: state }) => /^(?:state|status)$/i.test(key ?? '') && state.kind === 'literal');
      return !found && node.kind !== 'func';
    });
  }
  return found;
}

/** Only one of both is made: they stand in two branches. */
function isAlternative(first: Call, second: Call): boolean {
  const tests = new Map(conditionsAt(first).map(({ test, holds }) => [test, holds]));
  return conditionsAt(second).some(({ test, holds }) => tests.has(test) && tests.get(test) !== holds);
}

/** The value holds what a call returned, an id for instance. */
function comesFrom(from: Expr, made: Call): boolean {
  const seen = new Set<Expr>();
  const queue: Expr[] = [from];
  let found = false;
  for (let steps = 0; queue.length > 0 && !found && steps < MOST_STEPS; steps++) {
    const at = queue.shift()!;
    if (seen.has(at)) continue;
    seen.add(at);
    walk(at, (node) => {
      found ||= node === made;
      if (node.kind === 'name') for (const { value, via } of node.binding.writes) if (value && via !== 'loop' && via !== 'param') queue.push(value);
      return !found;
    });
  }
  return found;
}
