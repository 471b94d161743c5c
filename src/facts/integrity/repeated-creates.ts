/** Records that a rerun or a message delivered twice would create once more. */
import type { Call } from '#model';
import { asked } from '../effects/asked.js';
import { TEST_FILE, isMadeHere, isSetUp, spaced } from './destruction-guard.js';
import type { Effect } from '../effects/effects.js';
import { isProviderCallback } from '../entries/provider-callback.js';
import type { EntryPoint } from '../entries/entries.js';
import { walkedBy, type LoopAround } from '../guards/loops.js';
import { isRetryLoop } from '../guards/retries.js';
import type { Facts } from '../index.js';
import { isRerunSafe } from './rerun.js';
import { textShape } from '../texts/text.js';

export interface RepeatedCreate {
  readonly effect: Effect;
  /** The call that asks for it. */
  readonly at: Call;
  /** The loop that creates one for each item. */
  readonly loop?: LoopAround;
  /** The entry that another system calls, and calls again when it is not sure. */
  readonly webhook?: EntryPoint;
  /** The route with which a person moves money. */
  readonly payment?: EntryPoint;
  /** Rows of a sheet or base of one's own: a double is seen by whoever keeps it. */
  readonly weak: boolean;
}

/** Where a record is no message, log entry or file: two of it are one too many. */
const RECORDS: ReadonlySet<string> = new Set([
  'crm', 'erp', 'hr', 'finance', 'payment', 'shop', 'ticketing', 'contact-centre', 'directory', 'database', 'warehouse', 'board', 'wiki', 'base', 'calendar', 'code-host',
]);
const LOG = /\b(?:logs?|logging|audits?|events?|history|histories|metrics?|stats?|snapshots?|runs?|jobs?|messages?|activit(?:y|ies)|reports?|views?|sessions?|cache|trace|telemetry|archive|feedback|responses?|comments?|notes?|timeline|engagements?|chat\w*|conversations?|logs?)\b/i;
const ACTION = /\/(?:search|query|find|token|oauth\d?|login|auth|session|send|run|start|stop|trigger|export|refresh|validate|preview|calculate|count|lookup|batch\/read|download|render|publish|cancel|close|archive|merge|sync|subscribe)(?:[/?]|$)/i;

export function repeatedCreates(facts: Facts): RepeatedCreate[] {
  return facts.effects.all.flatMap((effect) => {
    if (TEST_FILE.test(effect.module.file) || facts.inTest(effect.call)) return [];
    return asked(effect).flatMap(({ effect: each, at }): RepeatedCreate[] => {
      const row = isRow(each, at, facts);
      if (!row && !isRecord(each) || isAskedForByDefault(effect, at) || isSetUp(at) || isFilledAnew(each, facts) || isMadeHere(each, facts)) return [];
      const loop = facts.guards.loops(at).find((candidate) => repeats(candidate, facts));
      if (loop && (row || isSubmitted(each, at, facts))) return [];
      if (loop) return isRerunSafe(each, at, facts, loop) ? [] : [{ effect: each, at, loop, weak: false }];
      const entries = facts.entries.reaching(at.in);
      const webhook = entries.find((entry) => isProviderCallback(entry, facts.values)) ?? (row ? entries.find(({ func }) => func.name === 'doPost') : undefined);
      const payment = !webhook && movesMoney(each) ? entries.find(({ kind, route }) => kind === 'route' && route?.method !== 'GET') : undefined;
      if (!(webhook ?? payment) || isRerunSafe(each, at, facts)) return [];
      return [{ effect: each, at, ...(webhook ? { webhook } : { payment: payment! }), weak: row }];
    });
  });
}

/** A row that a message adds to a sheet or base: the store knows of no keys. */
function isRow({ does, system, object }: Effect, at: Call, facts: Facts): boolean {
  return does === 'create' && system?.category === 'spreadsheet' && /^append/i.test(at.callee.kind === 'member' ? at.callee.property ?? '' : '') && !LOG.test(spaced(object ?? '')) && !facts.inTest(at);
}

const MONEY = /^(?:payment|charge|refund|payout|transfer|capture|invoice ?item|disbursement|sale|transaction)s?$/i;

/** A second click, or a browser that asks again, charges or pays back once more. What only opens a page to pay on does not. */
function movesMoney({ system, object, call }: Effect): boolean {
  if (system?.category !== 'payment' || object === undefined) return false;
  if (MONEY.test(spaced(object))) return true;
  // What is only meant to be paid, unless it is confirmed at once.
  return /^payment ?intents?$/i.test(spaced(object)) && call.args.some(({ name, value }) => name === 'confirm' || value.kind === 'object' && value.entries.some(({ key }) => key === 'confirm'));
}

function isRecord(effect: Effect): boolean {
  if (effect.does !== 'create' || !effect.system || !RECORDS.has(effect.system.category)) return false;
  // A directory itself refuses a second account of the same address.
  if (effect.system.category === 'directory' && /^(?:user|group|member|account)s?$/i.test(effect.object ?? '')) return false;
  // What a statement for a graph of records does stands in its text.
  if (effect.url && (ACTION.test(effect.url.path) || /graphql/i.test(effect.url.path))) return false;
  const named = effect.object ?? effect.sql?.tables[0];
  return named === undefined ? effect.sql === undefined : effect.system.category === 'calendar' || !LOG.test(spaced(named));
}

/** A caller of the author's wrapper that leaves the verb out gets its default, which mostly reads. */
function isAskedForByDefault(effect: Effect, at: Call): boolean {
  if (effect.api.does !== 'request' || at === effect.call) return false;
  const told = effect.uses.some((use) => use.call === at && use.method !== undefined);
  return !told || at.args.length < 2 && effect.args('method').some((verb) => verb.kind === 'name' && verb.binding.writes.some((write) => write.fallback !== undefined));
}

/** A person sends a form, sees the answer, and the script's own database takes it. */
function isSubmitted({ system }: Effect, at: Call, facts: Facts): boolean {
  const entries = facts.entries.reaching(at.in);
  return system?.category === 'database' && entries.length > 0 && entries.every((entry) => (entry.kind === 'route' || entry.kind === 'page' || entry.kind === 'export') && !isProviderCallback(entry, facts.values));
}

/** One round for each item of a collection that may be long: not tries of one thing. */
function repeats(loop: LoopAround, facts: Facts): boolean {
  const over = walkedBy(loop);
  // Tools that a model asks for: a few in one answer, told by no list that could be walked again.
  if (over && facts.flows.labelsAt(over).some(({ label }) => label === 'model')) return false;
  return over !== undefined && (loop.rounds === undefined || loop.rounds > 3 && over.kind !== 'list') && !isRetryLoop(loop.node, facts.effects, facts.values);
}

/** The table is emptied or made first, or the database itself refuses doubles. */
function isFilledAnew({ call, sql, object, system }: Effect, facts: Facts): boolean {
  const table = sql?.tables[0] ?? object;
  if (table === undefined) return false;
  return facts.effects.all.some((other) => {
    if (other.api.does === 'query') {
      if (together(other.call, call, facts) && ((other.sql?.verb === 'truncate' || other.sql?.verb === 'drop' || other.sql?.verb === 'delete') && other.sql.tables.includes(table))) return true;
      return other.sql?.verb === 'create' && other.sql.tables[0] === table && other.args('sql').some((text) => /\bunique\b|primary key\s*\(/i.test(textShape(text, facts.values)));
    }
    return other.does === 'delete' && other.api.mass === true && together(other.call, call, facts) && other.object === object && other.system?.name === system?.name;
  });
}

/** One start leads to both: emptying in another route empties nothing here. */
function together(one: Call, other: Call, facts: Facts): boolean {
  const entries = facts.entries.reaching(one.in);
  const others = facts.entries.reaching(other.in);
  return entries.length === 0 || others.length === 0 || entries.some((entry) => others.includes(entry));
}
