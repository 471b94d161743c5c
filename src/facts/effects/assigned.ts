/** Values that are handed over by assigning them: `ctx.body = { … }`. */
import type { Role } from '#catalogue';
import type { Assign } from '#model';
import { eachNode } from '#model';
import type { Facts } from '../index.js';

/** Assignments to members that take a role. */
export function assignedAs(facts: Facts, role: Role): readonly Assign[] {
  return facts.derived(assignments).get(role) ?? [];
}

function assignments({ unit, values, effects }: Facts): ReadonlyMap<Role, readonly Assign[]> {
  const found = new Map<Role, Assign[]>();
  for (const module of unit.modules) {
    eachNode(module, (node) => {
      if (node.kind !== 'assign' || node.op || node.target.kind !== 'member' || node.target.property === undefined) return;
      const { object, property } = node.target;
      for (const path of values.paths(object)) {
        const takes = path.startsWith('type:') ? effects.catalogue.member(path, property)?.takes : undefined;
        if (takes === undefined) continue;
        const known = found.get(takes);
        if (known) known.push(node);
        else found.set(takes, [node]);
        return;
      }
    });
  }
  return found;
}
