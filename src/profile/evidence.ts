/** How evidence for a facet is weighed and kept short. */
import type { Step } from '#core';

/** At most this many places are told for a facet; the deciding one comes first. */
export const MOST_EVIDENCE = 6;

/** One reason for a value of a facet. */
export interface Weighed<T> {
  readonly value: T;
  readonly step: Step;
}

/** The reasons for the gravest value first, the others after it, without repeats of one place. */
export function byGravity<T>(reasons: readonly Weighed<T>[], gravity: readonly T[]): Weighed<T>[] {
  const ordered = [...reasons].sort((a, b) => gravity.indexOf(b.value) - gravity.indexOf(a.value));
  const seen = new Set<string>();
  return ordered.filter(({ step }) => {
    const key = `${step.at.file}:${step.at.start.line}:${step.note}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export function shortened(steps: readonly Step[]): Step[] {
  return steps.slice(0, MOST_EVIDENCE);
}
