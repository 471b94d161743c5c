/** What starts the code, and whether a person is there when it runs. */
import { TRIGGERS, type Facet, type Trigger } from '#core';
import type { EntryKind, EntryPoint, Facts } from '#facts';
import { byGravity, shortened, type Weighed } from './evidence.js';

const OF_KIND: Readonly<Record<EntryKind, Trigger>> = {
  run: 'manual', command: 'manual', page: 'manual', menu: 'manual', export: 'library',
  route: 'event', webhook: 'event', queue: 'event', chat: 'event', event: 'event', schedule: 'scheduled',
};

/** Least attended last. */
const GRAVITY: readonly Trigger[] = ['library', 'manual', 'event', 'scheduled'];

export function triggerOf(facts: Facts): Facet<Trigger | 'unknown'> {
  const reasons = facts.entries.all.map((entry): Weighed<Trigger> => ({ value: OF_KIND[entry.kind], step: facts.stepAt(entry.module.source, entry.at, entry.how) }));
  const ordered = byGravity(reasons, GRAVITY);
  const first = ordered[0];
  return first ? { value: first.value, evidence: shortened(ordered.map(({ step }) => step)) } : { value: 'unknown', evidence: [] };
}

export function isUnattended(entry: EntryPoint): boolean {
  const trigger = OF_KIND[entry.kind];
  return trigger === 'scheduled' || trigger === 'event';
}
void TRIGGERS;
