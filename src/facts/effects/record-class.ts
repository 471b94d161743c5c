/** Whose record a field was taken from: the phone number of a patient is health data, whatever the field is called. */
import type { Flow } from '../flow/index.js';
import { objectMeaning } from '../texts/fields.js';
import type { Facts } from '../index.js';

const SENSITIVE: ReadonlySet<string> = new Set(['health', 'payment', 'employment']);

/** Holds if what a flow carries was read from records of patients, staff, applicants or the like. */
export function isOfSensitiveRecord({ source: { node } }: Flow, facts: Facts): boolean {
  const base = node.kind === 'member' ? node.object : node.kind === 'call' && node.callee.kind === 'member' ? node.callee.object : node;
  return facts.flows.labelsAt(base).some(({ label, source }) => {
    if (label !== 'external' && label !== 'outside' && label !== 'personal' || source.node.kind !== 'call') return false;
    const read = facts.effects.of(source.node);
    const reads = [...(read ? [read] : []), ...(read?.made ?? []).flatMap((call) => facts.effects.of(call) ?? [])];
    return reads.some(({ sql, object }) => [...(sql?.tables ?? []), ...(object === undefined ? [] : [object])].some((table) => SENSITIVE.has(objectMeaning(table)?.class ?? '')));
  });
}
