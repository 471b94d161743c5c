/** Reads of a system of record that take all records: with neither a condition nor a limit. */
import type { Call, Node } from '#model';
import { walk } from '#model';
import { asked, type Asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import { isPagedThrough } from '../guards/paging.js';
import { selectionOf } from '../effects/selection.js';
import type { Facts } from '../index.js';

const OF_THE_DATABASE = /^(?:information_schema|pg_|sys\.|sqlite_|performance_schema|show\b)/;

/** In source order; a read through an author's wrapper stands at the caller that asks for it. */
export function unboundedReads(facts: Facts): readonly Asked[] {
  const told = new Set<Node>();
  return facts.effects.all.flatMap(asked).filter(({ effect, at }) => effect.system?.kind === 'system-of-record' && isUnbounded(effect, facts) && !told.has(at) && told.add(at));
}

function isUnbounded(effect: Effect, facts: Facts): boolean {
  // In the body of a class it is only declared.
  if (effect.does !== 'list' || effect.call.parent?.kind === 'cls') return false;
  if (effect.sql && (effect.sql.tables.length === 0 || effect.sql.temporary || effect.sql.tables.some((table) => OF_THE_DATABASE.test(table)))) return false;
  if (effect.api.operations) return asksForAll(effect.call);
  const paging = isPagedThrough(effect, facts.guards);
  if (!effect.sql && effect.api.pages !== undefined && !paging) return false;
  if (!effect.sql && effect.api.pages === undefined && effect.api.category !== 'database' && effect.api.category !== 'warehouse') return false;
  const { filtered, limited, counted } = selectionOf(effect, facts.values, facts.calls, paging && effect.api.pages !== 'auto');
  return !filtered && !limited && !counted;
}

/** An operation called by its name, with a condition that says nothing: `search_read("res.partner", [])`, `[[]]`. */
function asksForAll({ args }: Call): boolean {
  let empty = false;
  let limited = false;
  for (const arg of args) {
    walk(arg.value, (node) => {
      if (node.kind === 'list' && node.items.length === 0) empty = true;
      if (node.kind === 'object') limited ||= node.entries.some(({ key }) => key === 'limit');
      return undefined;
    });
    limited ||= arg.name === 'limit' || (arg.value.kind === 'list' && arg.value.items.some((item) => item.kind === 'list' && item.items.length > 0));
  }
  return empty && !limited;
}
