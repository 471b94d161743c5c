/** Calls that destroy or change many records or files at once, with nothing to stop them. */
import type { Call, Expr } from '#model';
import { walk } from '#model';
import { asked } from '../effects/asked.js';
import { ofFiles } from './destroyed-files.js';
import { TEST_FILE, isGuarded, isMadeHere, isSetUp, isSliced } from './destruction-guard.js';
import type { Effect } from '../effects/effects.js';
import { isPagedThrough } from '../guards/paging.js';
import { ofSheet } from './emptied-sheets.js';
import type { Facts } from '../index.js';
import { selectionOf } from '../effects/selection.js';
import { textShape } from '../texts/text.js';

export interface Destruction {
  readonly effect: Effect;
  /** The call that asks for it. */
  readonly at: Call;
  readonly kind: 'by-pattern' | 'all-records' | 'table' | 'each-found' | 'by-state' | 'folder' | 'sheet' | 'sheet-early' | 'guard-off';
  /** What is hit, where the code names it. */
  readonly target?: string;
  /** What goes is put back by the same code, or other code decides: worth a note. */
  readonly weak?: boolean;
}

const GUARD_OFF = /\bset\s+(?:session\s+|global\s+)?(?:sql_safe_updates|foreign_key_checks)\s*=\s*0|\bdisable\s+trigger\b/i;

/** Each destruction that neither a switch, a question nor a limit holds back. */
export function destructions(facts: Facts): Destruction[] {
  return facts.effects.all.flatMap((effect) => {
    if (TEST_FILE.test(effect.module.file)) return [];
    return asked(effect).flatMap(({ effect: each, at }) => {
      const found = destructionOf(each, facts);
      if (!found || isGuarded(at, facts) || isSetUp(at) || isMadeHere(each, facts)) return [];
      return [{ ...found, at, ...(isLibrary(at, facts) ? { weak: true } : {}) }];
    });
  });
}

/** What is destroyed, whoever asks for it. */
export type Destroyed = Omit<Destruction, 'at'>;

function destructionOf(effect: Effect, facts: Facts): Destroyed | undefined {
  if (effect.api.does === 'query') return byStatement(effect, facts);
  if (effect.api.unguards) return { effect, kind: 'guard-off' };
  if (effect.does !== 'delete' && !(effect.does === 'update' && effect.api.mass)) return undefined;
  if (effect.api.category === 'files' || effect.api.category === 'process') return ofFiles(effect, facts);
  if (effect.api.category === 'queue' || effect.api.category === 'runtime') return undefined;
  if (effect.api.category === 'spreadsheet') return ofSheet(effect, facts);
  const named = effect.object === undefined ? {} : { target: effect.object };
  if (effect.api.mass) {
    const { filtered, limited } = selectionOf(effect, facts.values, facts.calls);
    if (limited) return undefined;
    if (!filtered) return { effect, kind: 'all-records', ...named };
    // A list of ids that a search found.
    return effect.call.args.some((arg) => isFound(arg.value, facts)) && effect.api.category !== 'database' ? { effect, kind: 'each-found', ...named } : undefined;
  }
  // An operation on a list of records: `unlink` of all that a search found.
  if (effect.api.operations && effect.call.args.some((arg) => isFound(arg.value, facts))) return { effect, kind: 'each-found', ...named };
  return effect.remote && inLoopOverFound(effect.call, facts) ? { effect, kind: 'each-found', ...named } : undefined;
}

function byStatement(effect: Effect, facts: Facts): Destroyed | undefined {
  const sql = effect.sql;
  if (!sql) return effect.args('sql').some((expr) => GUARD_OFF.test(textShape(expr, facts.values))) ? { effect, kind: 'guard-off' } : undefined;
  if (sql.temporary) return undefined;
  const table = sql.tables[0]?.replaceAll('{}', '…');
  const named = table === undefined || table === '…' ? {} : { target: table };
  const refilled = isRefilled(sql.tables[0], facts);
  switch (sql.verb) {
    case 'truncate': return { effect, kind: 'table', ...named, ...(refilled ? { weak: true } : {}) };
    case 'drop': return sql.drops && refilled !== 'made' ? { effect, kind: 'table', ...named } : undefined;
    case 'alter': return sql.drops === 'column' ? { effect, kind: 'table', ...named } : undefined;
    case 'delete': case 'update':
      if (sql.byPattern && !sql.limit) return { effect, kind: 'by-pattern', ...named };
      if (sql.verb === 'delete' && sql.where && !sql.limit) {
        if (sql.byState) return { effect, kind: 'by-state', ...named };
        return inLoopOverFound(effect.call, facts) ? { effect, kind: 'each-found', ...named } : undefined;
      }
      return sql.where || sql.limit || sql.open ? undefined : { effect, kind: 'all-records', ...named, ...(sql.verb === 'delete' && refilled ? { weak: true } : {}) };
    default: return undefined;
  }
}

/** The other statements of the unit that put rows into a table, or make it anew. */
function isRefilled(table: string | undefined, facts: Facts): 'made' | 'filled' | undefined {
  if (table === undefined || table.includes('{}')) return undefined;
  const others = facts.effects.all.flatMap((effect) => (effect.sql?.tables.includes(table) ? [effect.sql.verb] : effect.object?.toLowerCase() === table && effect.does === 'create' ? ['insert'] : []));
  return others.includes('create') ? 'made' : others.includes('insert') || others.includes('merge') ? 'filled' : undefined;
}

/** Part of a library: other code calls it, and decides. */
function isLibrary(call: Call, facts: Facts): boolean {
  if (call.in.cls === undefined && facts.unit.modules.length < 4) return false;
  const entries = facts.entries.reaching(call.in);
  return entries.length > 0 && entries.every(({ kind }) => kind === 'export');
}

/** Each of what a search returned, however many those are: what is hit comes from it. */
function inLoopOverFound(call: Call, facts: Facts): boolean {
  const parts: Expr[] = [];
  for (const arg of call.args) walk(arg.value, (node) => { if (node.kind === 'name' || node.kind === 'member') parts.push(node); return node.kind !== 'func'; });
  const hit = [...(call.callee.kind === 'member' ? [call.callee.object] : []), ...call.args.map((arg) => arg.value), ...parts]
    .flatMap((expr) => facts.flows.labelsAt(expr)).map((state) => state.source.node);
  return facts.guards.loops(call).some(({ over, rounds }) => over !== undefined && (rounds === undefined || rounds === 0 || rounds > 20) && isFound(over, facts)
    && facts.flows.labelsAt(over).some((state) => hit.includes(state.source.node)));
}

/** The call whose answer a source is, or is a part of. */
function callBehind(source: Expr, facts: Facts): Call | undefined {
  let at = source;
  while (at.kind === 'member') at = at.object;
  if (at.kind === 'call') return at;
  return at.kind === 'name' ? at.binding.writes.map((write) => (write.value?.kind === 'await' ? write.value.value : write.value)).find((value): value is Call => value?.kind === 'call' && facts.effects.of(value) !== undefined) : undefined;
}

function isFound(expr: Expr, facts: Facts): boolean {
  if (isSliced(expr)) return false;
  return facts.flows.labelsAt(expr).some((state) => {
    const call = state.label === 'external' || state.label === 'outside' ? callBehind(state.source.node, facts) : undefined;
    const answer = call && facts.effects.of(call);
    const from = answer && [answer.call, ...answer.made].flatMap((made) => facts.effects.allOf(made)).find(({ does, remote, uses }) => remote && [{ does }, ...uses].some((use) => use.does === 'list' || use.does === 'read'));
    // A page's size bounds nothing where the next one is asked for.
    return from !== undefined && !selectionOf(from, facts.values, facts.calls, isPagedThrough(from, facts.guards)).limited;
  });
}
