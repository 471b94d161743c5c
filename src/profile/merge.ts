/** Several profiles taken together. */
import { ACCESSES, compareText, DATA_CLASSES, TRIGGERS, type Audience, type DataClass, type DataUse, type Effect, type Environment, type Facet, type Profile, type Step, type SystemKind, type SystemUse, type Trigger } from '#core';
import { shortened } from './evidence.js';

const KINDS: readonly SystemKind[] = ['service', 'work-store', 'system-of-record'];
const EFFECTS: readonly Effect[] = ['reads', 'writes', 'deletes', 'sends'];
/** Least grave first: library says nothing about attendance, unknown counts as the worst. */
const TRIGGER_GRAVITY: readonly (Trigger | 'unknown')[] = ['library', ...TRIGGERS.filter((each) => each !== 'library'), 'unknown'];
const AUDIENCE_GRAVITY: readonly (Audience | 'unknown')[] = ['personal', 'shared', 'unknown', 'public'];

/** All units taken together: the most serious value of each facet, with the evidence that decided it. */
export function mergeProfiles(profiles: readonly Profile[]): Profile {
  if (profiles.length === 0) return NOTHING;
  const owners = profiles.flatMap((profile) => (profile.owner ? [profile.owner] : []));
  const values = new Set(owners.map((owner) => owner.value));
  return {
    trigger: gravest(profiles.map((profile) => profile.trigger), TRIGGER_GRAVITY),
    audience: gravest(profiles.map((profile) => profile.audience), AUDIENCE_GRAVITY),
    systems: mergedSystems(profiles.flatMap((profile) => profile.systems)),
    data: mergedData(profiles.flatMap((profile) => profile.data)),
    effects: EFFECTS.filter((effect) => profiles.some((profile) => profile.effects.includes(effect))),
    ...(owners.length === profiles.length && values.size === 1 ? { owner: owners[0]! } : {}),
    tier: {
      value: profiles.some((profile) => profile.tier.value === 'hand-off') ? 'hand-off' : 'self-serve',
      reasons: distinct(profiles.flatMap((profile) => profile.tier.reasons)),
    },
  };
}

const NOWHERE: Step = { at: { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } }, note: 'nothing could be read' };

const NOTHING: Profile = {
  trigger: { value: 'manual', evidence: [] }, audience: { value: 'personal', evidence: [] }, systems: [], data: [], effects: [],
  tier: { value: 'hand-off', reasons: [NOWHERE] },
};

function gravest<T>(facets: readonly Facet<T>[], gravity: readonly T[]): Facet<T> {
  const value = gravity.findLast((each) => facets.some((facet) => facet.value === each)) ?? facets[0]!.value;
  return { value, evidence: shortened(facets.filter((facet) => facet.value === value).flatMap((facet) => facet.evidence)) };
}

function mergedSystems(all: readonly SystemUse[]): SystemUse[] {
  const names = [...new Set(all.map((use) => use.name))].sort(compareText);
  return names.map((name) => {
    const uses = all.filter((use) => use.name === name);
    return {
      name,
      kind: KINDS.findLast((kind) => uses.some((use) => use.kind === kind))!,
      access: ACCESSES.filter((access) => uses.some((use) => use.access.includes(access))),
      environment: mergedEnvironment(uses.map((use) => use.environment)),
      hosts: [...new Set(uses.flatMap((use) => use.hosts))].sort(compareText),
      evidence: shortened(uses.flatMap((use) => use.evidence)),
    };
  });
}

function mergedEnvironment(all: readonly Environment[]): Environment {
  if (all.includes('production')) return 'production';
  return all.every((each) => each === 'test') ? 'test' : 'unknown';
}

function mergedData(all: readonly DataUse[]): DataUse[] {
  return ([...DATA_CLASSES].reverse() as DataClass[]).flatMap((of) => {
    const uses = all.filter((use) => use.class === of);
    if (uses.length === 0) return [];
    return [{ class: of, fields: [...new Set(uses.flatMap((use) => use.fields))], evidence: shortened(uses.flatMap((use) => use.evidence)) }];
  });
}

function distinct(steps: readonly Step[]): Step[] {
  const seen = new Set<string>();
  return steps.filter((step) => {
    const key = `${step.at.file}:${step.note}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
