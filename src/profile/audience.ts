/** Who uses what the code offers. */
import type { Audience, Facet } from '#core';
import type { EntryPoint, Facts } from '#facts';
import { byGravity, shortened, type Weighed } from './evidence.js';

const GRAVITY: readonly Audience[] = ['personal', 'shared', 'public'];

export function audienceOf(facts: Facts): Facet<Audience | 'unknown'> {
  const reasons = facts.entries.all.map((entry): Weighed<Audience> => ({ value: audienceOfEntry(entry), step: facts.stepAt(entry.module.source, entry.at, entry.how) }));
  const ordered = byGravity(reasons, GRAVITY);
  return { value: ordered[0]?.value ?? 'personal', evidence: shortened(ordered.map(({ step }) => step)) };
}

export function audienceOfEntry(entry: EntryPoint): Audience {
  return ['route', 'webhook', 'chat', 'page'].includes(entry.kind) ? 'shared' : 'personal';
}
