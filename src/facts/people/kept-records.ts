/** Stores of regulated data that a unit sets up itself and never empties: nothing else could say when the records go. */
import type { DataClass } from '#core';
import type { Role } from '#catalogue';
import type { Call, Class, Expr, Module } from '#model';
import { asked, type Asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { definitions } from '../names/definitions.js';
import { words } from '../names/words.js';
import { fieldMeaning } from '../texts/fields.js';
import { textParts, textShape } from '../texts/text.js';

export interface KeptRecords {
  readonly at: Call;
  readonly effect?: Effect;
  /** The table, or the file with `…` for what changes with every run. */
  readonly store: string;
  readonly fields: readonly string[];
  readonly classes: ReadonlySet<DataClass>;
  /** The accounts of those who sign in: kept as long as they do. */
  readonly accounts?: true;
}

/** Words of a rule about how long records are kept, anywhere in the unit. */
const LIFETIME = /expire_?after|time_?to_?live|lifecycle|retention|purge|delete_?old|clean_?up_?(?:old|expired|records|data|rows|stale)|older_?than|removeolder|days_?to_?keep|keep_?days|max_?age_?days|anonymi[sz]e|aufbewahr|lösch/i;
/** Columns that say when a record goes, and the like of stores that know a lifetime themselves. */
const ENDS = /\bttl\b|expires?_?(?:at|on|in|time)?\b|delete_?(?:at|on|after)\b|valid_?until/i;
/** A file that every run makes anew under another name. */
const DATED = new Set(['date', 'datetime', 'time', 'now', 'stamp', 'timestamp', 'ts', 'today', 'day', 'month', 'strftime', 'isoformat', 'iso']);

export function keptRecords(facts: Facts): KeptRecords[] {
  if (facts.unit.modules.some(({ source }) => LIFETIME.test(source.text))) return [];
  const all = facts.effects.all.flatMap((effect) => asked(effect));
  const made = madeTables(all, facts);
  return [
    ...all.flatMap(({ effect, at }) => (facts.inTest(at) ? [] : tableRecords(effect, at, made) ?? rowRecords(effect, at, facts) ?? storedRecords(effect, at, facts) ?? [])).filter(({ effect, store }) => !isEmptied(store, effect, all)),
    ...mappedRecords(facts),
  ];
}

/** The tables that a unit makes and that know no lifetime. */
function madeTables(all: readonly Asked[], facts: Facts): ReadonlySet<string> {
  return new Set(all.flatMap(({ effect: { sql }, at }) => (sql?.verb === 'create' && !sql.temporary && !ENDS.test(facts.excerpt(facts.moduleOf(at).source, at.start)) && !at.args.some(({ value }) => ENDS.test(textShape(value, facts.values))) ? sql.tables : [])));
}

/** Something deletes from this store, or from one that the code does not name: whether it deletes enough is for a person to say. */
function isEmptied(store: string, effect: Effect | undefined, all: readonly Asked[]): boolean {
  return all.some(({ effect: other }) => {
    if (other.sql) return (other.does === 'delete' || other.sql.verb === 'truncate') && (other.sql.tables.length === 0 || other.sql.tables.some((table) => table === store || table.includes('{}')));
    return other.does === 'delete' && other.remote === (effect?.remote ?? true) && (effect === undefined || other.system?.name === effect.system?.name);
  });
}

/** Rows for a table that the unit makes. */
function tableRecords(effect: Effect, at: Call, made: ReadonlySet<string>): KeptRecords | undefined {
  const { sql } = effect;
  const table = sql?.tables[0];
  if (!sql || sql.verb !== 'insert' || table === undefined || !made.has(table) || sql.columns.some((column) => ENDS.test(column))) return undefined;
  const meant = meaningsOf(sql.columns);
  return meant.fields.length === 0 ? undefined : { at, effect, store: table, ...meant };
}

const ROW_ROLES = ['cell', 'data', 'fields', 'body'] as const;

/** Rows for a sheet or base that whoever fills a form or calls a route adds to. */
function rowRecords(effect: Effect, at: Call, facts: Facts): KeptRecords | undefined {
  if (effect.does !== 'create' || !effect.remote || effect.system?.category !== 'spreadsheet' && effect.system?.category !== 'base') return undefined;
  const entered = ROW_ROLES.some((role) => [...facts.flows.intoCall(effect, role, ['outside'])].length > 0)
    && facts.entries.reaching(at.in).some(({ kind }) => kind === 'route' || kind === 'event' || kind === 'webhook');
  if (!entered) return undefined;
  const flows = ROW_ROLES.flatMap((role) => [...facts.flows.intoCall(effect, role, ['personal'])]);
  if (flows.length === 0) return undefined;
  return { at, effect, store: effect.system.name, fields: [...new Set(flows.flatMap(({ name }) => (name === undefined ? [] : [name])))], classes: new Set(flows.flatMap(({ data }) => (data === undefined ? [] : [data]))) };
}

/** A file, a thing in a bucket, rows of a sheet or base: with every run one more, or the people of today over those of yesterday. */
function storedRecords(effect: Effect, at: Call, facts: Facts): KeptRecords | undefined {
  if (effect.does !== 'create' && effect.does !== 'upsert' && effect.does !== 'update') return undefined;
  const store = effect.system?.kind === 'work-store' && effect.remote ? effect.object ?? effect.system.name : fileOf(effect, facts);
  if (store === undefined) return undefined;
  const flows = STORED.flatMap((role) => [...facts.flows.intoCall(effect, role, ['personal'])]);
  if (flows.length === 0) return undefined;
  return { at, effect, store, fields: [...new Set(flows.flatMap(({ name }) => (name === undefined ? [] : [name])))], classes: new Set(flows.flatMap(({ data }) => (data === undefined ? [] : [data]))) };
}

const STORED: readonly Role[] = ['data', 'body', 'cell', 'fields'];

/** The file that is written, with `…` for what changes; undefined for what is none, and for files that the system clears away. */
function fileOf(effect: Effect, facts: Facts): string | undefined {
  const remote = effect.remote && (effect.system?.category === 'file-store' || effect.system?.category === 'cloud');
  if (effect.remote && !remote || !remote && effect.api.category !== 'files' && effect.api.category !== 'data') return undefined;
  // What is written with was opened before.
  const opened = effect.made.flatMap((call) => [call, ...call.args.flatMap((arg) => definitions(arg.value, facts.values, facts.calls)).filter((expr): expr is Call => expr.kind === 'call')]);
  const path = [effect, ...opened.flatMap((call) => facts.effects.of(call) ?? [])].flatMap((each) => each.args(remote ? 'key' : 'path')).map((each) => lastOf(each, facts))[0];
  const shape = path && textShape(path, facts.values);
  if (shape === undefined || !/\w/.test(shape) || /\btmp\b|temp/i.test(shape)) return undefined;
  // A thing of the same name in a bucket takes the place of the one before.
  if (remote && (!shape.includes('{}') || !textParts(path!, facts.values).some((part) => typeof part !== 'string' && saysWhen(part, facts)))) return undefined;
  return shape.replaceAll('{}', '…');
}

/** `folder / f"report_{today}.html"`: the name of the file. */
function lastOf(path: Expr, facts: Facts): Expr {
  const joined = definitions(path, facts.values, facts.calls).find((at) => at.kind === 'binary' && at.op === '/');
  return joined?.kind === 'binary' ? joined.right : path;
}

/** `today`, `datetime.now().isoformat()`, or a name that one of these is behind. */
function saysWhen(part: Expr, facts: Facts): boolean {
  return [part, ...definitions(part, facts.values, facts.calls)].some((at) => {
    const { text } = facts.moduleOf(at).source;
    return words(text.slice(at.start, Math.min(at.end, at.start + 200))).some((word) => DATED.has(word));
  });
}

/** Names of the columns of a mapped class: what a mapper calls to make one. */
const COLUMN = /^(?:Column|mapped_column|\w*Field)$/;

/** Records of a class that a mapper keeps in a table of its own: a `Candidate(email=…)` saved. */
function mappedRecords(facts: Facts): KeptRecords[] {
  if (deletesAny(facts.unit.modules)) return [];
  return facts.unit.modules.flatMap((module) => module.calls.flatMap((call): KeptRecords[] => {
    const cls = facts.inTest(call) || call.args.length === 0 ? undefined : facts.values.of(keptIn(call)).flatMap((value) => (value.kind === 'class' ? [value.cls] : []))[0];
    if (!cls) return [];
    const columns = cls.fields.flatMap(({ name, value }) => (value?.kind === 'call' && COLUMN.test(calledName(value)) ? [name] : []));
    const table = columns.length > 0 ? tableOf(cls, facts) : undefined;
    if (table === undefined) return [];
    const given = meaningsOf(columns.filter((column) => call.args.some(({ name }) => name === column)));
    return given.fields.length === 0 || columns.some((column) => ENDS.test(column)) ? [] : [{ at: call, store: table, ...given, ...(columns.some((column) => /passw/i.test(column)) ? { accounts: true as const } : {}) }];
  }));
}

/** The class that a call makes or keeps a record of: `Guest(…)`, `Guest.objects.create(…)`. */
function keptIn({ callee }: Call): Expr {
  const manager = callee.kind === 'member' && /^(?:create|get_or_create|update_or_create)$/.test(callee.property ?? '') ? callee.object : undefined;
  return manager?.kind === 'member' && manager.property === 'objects' ? manager.object : callee;
}

/** The table that a class stands for; a form or a schema of the same make keeps nothing. */
function tableOf(cls: Class, facts: Facts): string | undefined {
  const named = cls.fields.find(({ name }) => name === '__tablename__')?.value;
  if (named) return facts.values.string(named) ?? cls.name;
  return cls.bases.some((base) => base.kind === 'member' && base.property === 'Model') ? cls.name : undefined;
}

/** `session.query(Candidate).filter(…).delete()`, `delete(Candidate)`: which table it empties is for a person to say. */
function deletesAny(modules: readonly Module[]): boolean {
  return modules.some(({ calls }) => calls.some((call) => calledName(call) === 'delete'));
}

function calledName({ callee }: Call): string {
  return callee.kind === 'name' ? callee.name : callee.kind === 'member' ? (callee.property ?? '') : '';
}

function meaningsOf(columns: readonly string[]): Pick<KeptRecords, 'fields' | 'classes'> {
  const meant = columns.flatMap((column) => (fieldMeaning(column) ? [{ column, of: fieldMeaning(column)!.class }] : []));
  return { fields: meant.map(({ column }) => column), classes: new Set(meant.map(({ of }) => of)) };
}
