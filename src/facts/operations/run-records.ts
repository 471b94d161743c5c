/** What a run leaves behind of what it did: log lines, prints, tables and files of runs, messages about each. */
import type { Call, Func, Node } from '#model';
import { asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import type { EntryPoint } from '../entries/entries.js';
import { isTestFile } from '../entries/test-doubles.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';
import { objectMeaning } from '../texts/fields.js';

const LOGGING = /^(?:log(?:ger|ging)?|console|print|pprint|echo|warn(?:ing)?|info|debug|error|exception|critical|write_?log|add_?log|log_?\w{1,30}|logger|journal|audit\w{0,20})$/i;
/** Tables, sheets and files of what was done. */
const RECORD = /(?:^|[^a-z])(?:audit|logs?|history|journal|trail|events?|changes?|runs?|activit(?:y|ies)|versions?|revisions?)(?:$|[^a-z])|(?:audit|history|_log|Log|History)/;

/** Holds if something in the unit keeps or says what was done. */
export function keepsRunRecords(facts: Facts, ofChanges = false): boolean {
  return facts.unit.modules.some((module) => !isTestFile(module.file) && module.calls.some((call) => isRecord(call, facts) && !(ofChanges && isForCaller(call, facts))));
}

/** An answer to whoever asks, or a file of something else: no record of what was changed. */
function isForCaller(call: Call, facts: Facts): boolean {
  const effect = facts.effects.of(call);
  const api = effect?.api ?? facts.effects.api(call);
  return keepsOtherFile(call, facts) || effect?.does === 'send' || api?.entry === 'page' || (api?.category === 'web' && api.guards === undefined);
}

function isRecord(call: Call, facts: Facts): boolean {
  const api = facts.effects.of(call)?.api ?? facts.effects.api(call);
  if (api?.guards?.includes('log') || api?.guards?.includes('alert')) return true;
  const callee = call.callee;
  const name = callee.kind === 'name' ? callee.name : callee.kind === 'member' ? callee.property ?? '' : '';
  if (LOGGING.test(name) || (callee.kind === 'member' && callee.object.kind === 'name' && LOGGING.test(callee.object.name))) return true;
  const effect = facts.effects.of(call);
  if (!effect) return false;
  // A message of each run tells what it did; so does a file that is written.
  return effect.does === 'send' || (effect.api.category === 'files' && effect.access === 'write') || writesRecord(effect);
}

function writesRecord(effect: Effect): boolean {
  return effect.access === 'write' && [effect.object ?? '', ...(effect.sql?.tables ?? [])].some((name) => RECORD.test(name));
}

/** Changes of one entry point to records that somebody may have to account for. */
export interface Untraced {
  readonly entry: EntryPoint;
  readonly changes: readonly { readonly effect: Effect; readonly at: Call; readonly table?: string }[];
}

const CHANGING: ReadonlySet<Effect['does']> = new Set<Effect['does']>(['update', 'upsert', 'delete']);
/** Money and what is owed: nobody may change it without a trace. */
const OF_MONEY = /(?:^|_)(?:payments?|refunds?|invoices?|orders?|salar(?:y|ies)|payroll|accounts?|balances?|transactions?|ledger|credits?|customers?|employees?|patients?|subscriptions?|prices?|contracts?|claims?|loans?)(?:_|$)/i;
/** Columns that say who or when. */
const BY_WHOM = /\b(?:updated|changed|modified|deleted|edited|last_modified|last_changed)_?(?:by|user)\b/i;

/** Changes and deletions in databases that leave nothing behind that says who changed what and when. */
export function untracedChanges(facts: Facts): Untraced[] {
  if (facts.effects.all.some(writesRecord)) return [];
  const told = new Set<Call>();
  return facts.entries.all.flatMap((entry): Untraced[] => {
    if (isTestFile(entry.module.file)) return [];
    const changes = facts.effects.all.flatMap((effect) => {
      if (!effect.remote || effect.system?.kind !== 'system-of-record' || !DATABASES.has(effect.system.category) || !facts.entries.reaching(effect.call.in).includes(entry)) return [];
      return asked(effect).flatMap(({ effect: each, at }) => {
        if (!CHANGING.has(each.does) || told.has(at) || !facts.entries.reaching(at.in).includes(entry)) return [];
        const table = each.sql?.tables[0] ?? each.object;
        if (table === undefined || table.includes('{}') || !(OF_MONEY.test(table) || isAccountable(each)) || namesWho(each, facts) || isLogged(at, facts)) return [];
        return [{ effect: each, at, table }];
      });
    });
    for (const { at } of changes) told.add(at);
    return changes.length > 0 ? [{ entry, changes }] : [];
  });
}

const DATABASES: ReadonlySet<string> = new Set(['database', 'warehouse']);

function isAccountable(effect: Effect): boolean {
  const held = effect.data ?? (effect.object === undefined ? undefined : objectMeaning(effect.object)?.class);
  return held === 'employment' || held === 'payment' || held === 'health';
}

function namesWho(effect: Effect, facts: Facts): boolean {
  const { source } = facts.moduleOf(effect.call);
  return BY_WHOM.test(source.text.slice(effect.call.start, Math.min(effect.call.end, effect.call.start + 4000)));
}

/** The function that makes the change, or one that calls it, writes down that it did. */
function isLogged(call: Call, facts: Facts, depth = 0): boolean {
  const func: Func = call.in;
  // A message about the run does not say which record was changed.
  if (func.calls.some((other) => other !== call && facts.effects.of(other)?.does !== 'send' && !keepsOtherFile(other, facts) && isRecord(other, facts) && !inHandler(other))) return true;
  return depth < 3 && func.form !== 'module' && facts.calls.callers(func).some((caller) => isLogged(caller.call, facts, depth + 1));
}

/** A file of something else: an upload, a report. */
function keepsOtherFile(call: Call, facts: Facts): boolean {
  const effect = facts.effects.of(call);
  return effect?.api.category === 'files' && !effect.args('path').some((path) => RECORD.test(textShape(path, facts.values)));
}

function inHandler(node: Node): boolean {
  for (let at = node; at.parent && at.kind !== 'func'; at = at.parent) {
    const { parent } = at;
    if (parent.kind === 'try' && parent.handlers.some(({ body }) => body.includes(at as never))) return true;
  }
  return false;
}
