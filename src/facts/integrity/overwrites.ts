/** Files of data that are read, changed and written over themselves, with no copy of what was there. */
import type { Call, Expr } from '#model';
import { functionOf } from '#model';
import { PASSING_PATH } from './destroyed-files.js';
import { TEST_FILE, isGuarded, isSetUp, spaced } from './destruction-guard.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';

export interface Overwrite {
  readonly effect: Effect;
  readonly read: Call;
  readonly named?: string;
  /** Of a sheet that is emptied first: the call that fills it again. */
  readonly refilled?: Call;
}

/** What people keep data in; formats of settings and states are the script's own. */
const DATA_FILE = /\.(?:csv|tsv|xlsx?|xlsm|ods)$/i;
const OWN = /\b(?:state|cache|log|logs|processed|seen|sent|history|checkpoint|progress|results?|output|report|summary|tracker|tracking|runs?)\b/i;
const COPIES = /\b(?:copy\w*|back ?up|rename|move|archive|make ?copy|snapshot|duplicate)\b/i;
const ASKS = /^(?:exists|existsSync|is_?file|access(?:Sync)?|isfile|stat(?:Sync)?)$/;

/** One for each file. */
export function overwrites(facts: Facts): Overwrite[] {
  const found = new Map<string, Overwrite>();
  for (const effect of facts.effects.all) {
    if (!['create', 'update', 'upsert'].includes(effect.does) || TEST_FILE.test(effect.module.file) || isSetUp(effect.call) || appends(effect, facts)) continue;
    const path = fileOf(effect, facts);
    if (!path || found.has(path.key)) continue;
    const read = facts.effects.all.find((other) => (other.does === 'read' || other.does === 'list') && other.module === effect.module && fileOf(other, facts)?.key === path.key);
    if (!read || isKept(effect, path.key, facts) || isGuarded(effect.call, facts)) continue;
    found.set(path.key, { effect, read: read.call, ...(path.named === undefined ? {} : { named: path.named }) });
  }
  return [...found.values()];
}

function fileOf(effect: Effect, facts: Facts): { key: string; named?: string } | undefined {
  const path: Expr | undefined = effect.args('path')[0];
  const text = path && textShape(path, facts.values);
  if (text === undefined || !DATA_FILE.test(text) || text.includes('{}') || PASSING_PATH.test(spaced(text)) || OWN.test(spaced(text))) return undefined;
  return { key: text.replace(/^\.\//, ''), named: text };
}

function appends(effect: Effect, facts: Facts): boolean {
  if (/append/i.test(effect.call.callee.kind === 'member' ? effect.call.callee.property ?? '' : '')) return true;
  return effect.call.args.some(({ value, name }) => (name === undefined || name === 'mode') && /^a[bt+]*$/.test(String(facts.values.constant(value))));
}

/** A copy is made in the same code, or the file is one that this code begins when it is not there. */
function isKept(effect: Effect, path: string, facts: Facts): boolean {
  return effect.module.calls.some((call) => {
    const name = call.callee.kind === 'member' ? call.callee.property ?? '' : call.callee.kind === 'name' ? call.callee.name : '';
    if (ASKS.test(name)) return [...call.args.map(({ value }) => value), ...(call.callee.kind === 'member' ? [call.callee.object] : [])].some((expr) => textShape(expr, facts.values).replace(/^\.\//, '') === path);
    return COPIES.test(spaced(name)) && call.args.length > 0 && functionOf(call) !== undefined && [...call.args].some(({ value }) => textShape(value, facts.values).includes(path.replace(DATA_FILE, '')));
  });
}
