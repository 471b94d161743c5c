/** Who looks after the code, as its manifest or a header says. */
import type { Facet } from '#core';
import type { Facts } from '#facts';

export function ownerOf(facts: Facts): Facet<string> | undefined {
  for (const manifest of facts.unit.manifests) {
    if (manifest.owner) return { value: manifest.owner.text, evidence: [facts.stepAt(manifest.source, manifest.owner, 'the manifest names an owner')] };
  }
  return undefined;
}
