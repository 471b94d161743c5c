/** What the code does to the systems that it uses. */
import type { Access, Effect, SystemUse } from '#core';

const EFFECT: Readonly<Record<Access, Effect>> = { read: 'reads', write: 'writes', delete: 'deletes', send: 'sends' };
const ORDER: readonly Effect[] = ['reads', 'writes', 'deletes', 'sends'];

export function effectsOf(systems: readonly SystemUse[]): Effect[] {
  const found = new Set(systems.flatMap((system) => system.access.map((access) => EFFECT[access])));
  return ORDER.filter((effect) => found.has(effect));
}
