/** Reads of a system of record that take all records: with neither a condition nor a limit. */
import { walk, type Node } from '#model';
import { asked, type Asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import { selectionOf } from '../effects/selection.js';
import type { Facts } from '../index.js';

const OF_THE_DATABASE = /^(?:information_schema|pg_|sys\.|sqlite_|performance_schema|show\b)/;

/** In source order; a read through an author's wrapper stands at the caller that asks for it. */
export function unboundedReads(facts: Facts): readonly Asked[] {
  const calls = new Set<Node>();
  const effects = facts.effects.all.filter(({ system, call }) => system?.kind === 'system-of-record' && !calls.has(call) && calls.add(call));
  return effects.flatMap(asked).filter(({ effect }) => effect.system?.kind === 'system-of-record' && isUnbounded(effect, facts));
}

function isUnbounded(effect: Effect, facts: Facts): boolean {
  // In the body of a class it is only declared.
  if (effect.does !== 'list' || effect.call.parent?.kind === 'cls') return false;
  if (effect.sql && (effect.sql.tables.length === 0 || effect.sql.temporary || effect.sql.tables.some((table) => OF_THE_DATABASE.test(table)))) return false;
  const paging = isPagedThrough(effect, facts);
  if (!effect.sql && effect.api.pages !== undefined && !paging) return false;
  if (!effect.sql && effect.api.pages === undefined && effect.api.category !== 'database' && effect.api.category !== 'warehouse') return false;
  const { filtered, limited, counted } = selectionOf(effect, facts.values, facts.calls, paging && effect.api.pages !== 'auto');
  return !filtered && !limited && !counted;
}

/** Every page is read: by the client itself, or in a loop that asks on. */
function isPagedThrough(effect: Effect, facts: Facts): boolean {
  if (effect.api.pages === undefined) return false;
  if (effect.api.pages === 'auto' || isWalked(effect)) return true;
  return facts.guards.loops(effect.call).some(({ node, rounds }) => rounds === undefined && node.kind === 'loop' && (node.form === 'while' || node.form === 'do-while'));
}

/** The client's own list asks for page after page while it is walked: `list().auto_paging_iter()`, `for await (… of list())`. */
function isWalked({ api, call }: Effect): boolean {
  const { parent } = call;
  if (parent?.kind === 'member') return parent.object === call && typeof api.pages === 'object' && /^auto_?paging/i.test(parent.property ?? '') && !isBoundedWalk(parent.parent);
  return parent?.kind === 'loop' && parent.async === true && parent.iterable === call && api.does !== 'request' && !isLeft(parent);
}

/** `autoPagingToArray({ limit: 500 })`. */
function isBoundedWalk(node: Node | undefined): boolean {
  return node?.kind === 'call' && node.args.length > 0;
}

/** The loop has an end of its own before the list's. */
function isLeft({ body }: { readonly body: readonly Node[] }): boolean {
  let left = false;
  for (const statement of body) walk(statement, (node) => { left ||= (node.kind === 'jump' && node.form === 'break') || node.kind === 'return'; return !left && node.kind !== 'func'; });
  return left;
}
