/** Stores of regulated data that a unit sets up itself and never empties: nothing else could say when the records go. */
import type { DataClass } from '#core';
import type { Call } from '#model';
import { asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { fieldMeaning } from '../texts/fields.js';
import { textShape } from '../texts/text.js';

export interface KeptRecords {
  readonly at: Call;
  readonly effect: Effect;
  /** The table, or the file with `{}` for what changes with every run. */
  readonly store: string;
  readonly fields: readonly string[];
  readonly classes: ReadonlySet<DataClass>;
}

/** Words of a rule about lifetimes, anywhere in the unit. */
const LIFETIME = /expire_?after|time_?to_?live|\bttl\b|lifecycle|retention|purge|expires?_?(?:at|on|in)\b|delete_?old|clean_?up|older_?than|set_?trashed|removeolder|days_?to_?keep|keep_?days|anonymi[sz]e|aufbewahr|lösch/i;
/** A file that every run makes anew under another name. */
const DATED = /(?:date|time|now|stamp|today|day|month|strftime|isoformat|toISOString)/i;

export function keptRecords(facts: Facts): KeptRecords[] {
  if (facts.unit.modules.some(({ source }) => LIFETIME.test(source.text))) return [];
  const all = facts.effects.all.flatMap((effect) => asked(effect));
  // Something deletes: whether it deletes these records is for a person to say.
  if (all.some(({ effect }) => effect.does === 'delete' || effect.sql?.verb === 'truncate')) return [];
  const made = new Set(all.flatMap(({ effect: { sql } }) => (sql?.verb === 'create' && !sql.temporary ? sql.tables : [])));
  return all.flatMap(({ effect, at }) => (facts.inTest(at) ? [] : tableRecords(effect, at, made) ?? fileRecords(effect, at, facts) ?? []));
}

/** Rows for a table that the unit makes. */
function tableRecords(effect: Effect, at: Call, made: ReadonlySet<string>): KeptRecords | undefined {
  const { sql } = effect;
  const table = sql?.tables[0];
  if (!sql || sql.verb !== 'insert' || table === undefined || !made.has(table)) return undefined;
  const meant = sql.columns.flatMap((column) => (fieldMeaning(column) ? [{ column, of: fieldMeaning(column)!.class }] : []));
  return meant.length === 0 ? undefined : { at, effect, store: table, fields: meant.map(({ column }) => column), classes: new Set(meant.map(({ of }) => of)) };
}

/** A file that gets a new name with every run. */
function fileRecords(effect: Effect, at: Call, facts: Facts): KeptRecords | undefined {
  if (effect.remote || effect.does !== 'create' && effect.does !== 'upsert' && effect.does !== 'update') return undefined;
  // What is written with was opened before.
  const path = [effect, ...effect.made.flatMap((call) => facts.effects.of(call) ?? [])].flatMap((each) => each.args('path'))[0];
  const shape = path && textShape(path, facts.values);
  if (!path || shape === undefined || !shape.includes('{}') || !DATED.test(facts.excerpt(facts.moduleOf(path).source, path.start) + shape)) return undefined;
  const flows = (['data', 'body'] as const).flatMap((role) => [...facts.flows.intoCall(effect, role, ['personal'])]);
  if (flows.length === 0) return undefined;
  return { at, effect, store: shape.replaceAll('{}', '…'), fields: [...new Set(flows.flatMap(({ name }) => (name === undefined ? [] : [name])))], classes: new Set(flows.flatMap(({ data }) => (data === undefined ? [] : [data]))) };
}
