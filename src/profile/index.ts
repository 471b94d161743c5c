/** What a script is, with evidence. Takes facts; may not know any rule or finding. */
import type { Audience, Profile } from '#core';
import type { EntryPoint, Facts } from '#facts';
import { audienceOf } from './audience.js';
import { dataOf } from './data.js';
import { effectsOf } from './effects.js';
import { ownerOf } from './owner.js';
import { systemsOf } from './systems.js';
import { tierOf } from './tier.js';
import { isUnattended, triggerOf } from './trigger.js';

/** The profile of a unit, and what holds for each of its entry points. */
export interface UnitContext {
  readonly profile: Profile;
  readonly unattended: boolean;
  readonly audience: Audience;
  of(entry: EntryPoint): { readonly unattended: boolean; readonly audience: Audience };
}

export function profileOf(facts: Facts): UnitContext {
  const trigger = triggerOf(facts);
  const audiences = audienceOf(facts);
  const audience = audiences.facet;
  const systems = systemsOf(facts);
  const data = dataOf(facts, systems);
  const owner = ownerOf(facts);
  const tier = tierOf(facts, { trigger, audience, systems, data });
  return {
    profile: { trigger, audience, systems, data, effects: effectsOf(systems), ...(owner ? { owner } : {}), tier },
    unattended: trigger.value === 'scheduled' || trigger.value === 'event',
    audience: assumed(audience.value),
    of: (entry) => ({ unattended: isUnattended(entry, trigger.value, facts), audience: assumed(audiences.of(entry)) }),
  };
}

/** Where it is not known who can use it, others may. */
function assumed(audience: Audience | 'unknown'): Audience {
  return audience === 'unknown' ? 'shared' : audience;
}

export { mergeProfiles } from './merge.js';
