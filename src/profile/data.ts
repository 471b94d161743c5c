/** Which classes of data the code handles, with the fields and objects that say so. */
import { DATA_CLASSES, type DataClass, type DataUse, type Step, type SystemUse } from '#core';
import type { Facts } from '#facts';
import { shortened } from './evidence.js';

export function dataOf(facts: Facts, systems: readonly SystemUse[]): DataUse[] {
  const found = new Map<DataClass, { fields: Set<string>; evidence: Step[] }>();
  for (const effect of facts.effects.all) {
    if (!effect.data || effect.data === 'internal') continue;
    const known = found.get(effect.data) ?? { fields: new Set<string>(), evidence: [] };
    found.set(effect.data, known);
    if (effect.object) known.fields.add(effect.object);
    known.evidence.push(facts.step(effect.call, `handles ${effect.object ?? 'records'}`));
  }
  const uses = [...DATA_CLASSES].reverse().flatMap((of) => {
    const use = found.get(of);
    return use ? [{ class: of, fields: [...use.fields], evidence: shortened(use.evidence) }] : [];
  });
  if (uses.length > 0) return uses;
  const business = systems.find((system) => system.kind !== 'service' && system.access.length > 0);
  return business ? [{ class: 'internal', fields: [], evidence: business.evidence }] : [];
}
