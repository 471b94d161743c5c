/** Who may own the code: the business user alone, or engineering with them. */
import type { Audience, DataUse, Facet, Profile, Step, SystemUse, Trigger } from '#core';
import type { Facts } from '#facts';
import { shortened } from './evidence.js';

interface Facets {
  readonly trigger: Facet<Trigger | 'unknown'>;
  readonly audience: Facet<Audience | 'unknown'>;
  readonly systems: readonly SystemUse[];
  readonly data: readonly DataUse[];
}

export function tierOf(facts: Facts, facets: Facets): Profile['tier'] {
  const reasons: Step[] = [];
  const because = (text: string, evidence: readonly Step[]): void => {
    const [first] = evidence;
    const module = facts.unit.modules[0];
    if (first) reasons.push({ ...first, note: text });
    else if (module) reasons.push(facts.stepAt(module.source, { start: 0, end: 0 }, text));
  };
  if (facets.audience.value === 'shared') because('other people use it', facets.audience.evidence);
  if (facets.audience.value === 'public') because('anyone can reach it', facets.audience.evidence);
  if (facets.audience.value === 'unknown') because('it is not known who can use it', facets.audience.evidence);
  for (const system of facets.systems) {
    if (system.kind !== 'system-of-record') continue;
    const changes = system.access.some((access) => access === 'write' || access === 'delete');
    because(changes ? `it writes to ${system.name}, a system of record` : `it reads from ${system.name}, which policy does not govern`, system.evidence);
  }
  for (const use of facets.data) {
    if (use.class !== 'internal') because(`it handles ${use.class} data (${use.fields.join(', ')})`, use.evidence);
  }
  if (facets.trigger.value === 'scheduled' || facets.trigger.value === 'event') because('it runs without a person watching', facets.trigger.evidence);
  if (facets.trigger.value === 'unknown') because('it is not known what starts it', facets.trigger.evidence);
  return { value: reasons.length > 0 ? 'hand-off' : 'self-serve', reasons };
}
void shortened;
