/** Which outside systems the code touches, what it does there, and whether that is production. */
import { ACCESSES, compareText, type Access, type Environment, type SystemKind, type SystemUse } from '#core';
import type { Effect, Facts } from '#facts';
import { shortened } from './evidence.js';

/** The effects on each system, by its name; public data and effects that stay on the machine are left out. */
export function effectsBySystem(facts: Facts): ReadonlyMap<string, readonly Effect[]> {
  const found = new Map<string, Effect[]>();
  for (const effect of facts.effects.all) {
    const { system } = effect;
    if (!system || system.category === 'public-data' || NO_SYSTEM.has(system.category)) continue;
    if (!effect.remote && system.kind !== 'work-store' && system.category !== 'database') continue;
    const known = found.get(system.name);
    if (known) known.push(effect);
    else found.set(system.name, [effect]);
  }
  return found;
}

/** Facilities of language and platform, however the catalogue files them. */
const NO_SYSTEM: ReadonlySet<string> = new Set(['files', 'process', 'runtime', 'http', 'web', 'data', 'validation', 'resilience', 'scheduler']);

export function systemsOf(facts: Facts): SystemUse[] {
  const uses = [...effectsBySystem(facts)].map(([name, effects]) => systemUse(name, effects, facts));
  const used = uses.filter((use) => use.access.length > 0);
  return (used.length > 0 ? used : uses).sort((a, b) => compareText(a.name, b.name));
}

function systemUse(name: string, effects: readonly Effect[], facts: Facts): SystemUse {
  const done = new Map<Access, Effect>();
  for (const effect of effects) {
    const access = accessOf(effect);
    if (access && !done.has(access)) done.set(access, effect);
  }
  const access = ACCESSES.filter((each) => done.has(each));
  const told = access.length > 0 ? access.map((each) => done.get(each)!) : effects.slice(0, 1);
  return {
    name, access, kind: gravestKind(effects), environment: environmentOf(effects),
    hosts: [...new Set(effects.flatMap((effect) => effect.url?.host ?? []))].sort(compareText),
    evidence: shortened(told.map((effect) => facts.step(effect.call, `${VERB[accessOf(effect) ?? 'none']} ${name}${effect.object ? ` (${effect.object})` : ''}`))),
  };
}

const VERB: Readonly<Record<Access | 'none', string>> = {
  read: 'reads from', write: 'writes to', delete: 'deletes in', send: 'sends through', none: 'connects to',
};

/** A prompt asks a model for an answer: that is a read, though data leaves with it. */
export function accessOf(effect: Effect): Access | undefined {
  return effect.does === 'prompt' || effect.system?.category === 'ai' && effect.access !== undefined ? 'read' : effect.access;
}

const KINDS: readonly SystemKind[] = ['service', 'work-store', 'system-of-record'];

function gravestKind(effects: readonly Effect[]): SystemKind {
  return KINDS.findLast((kind) => effects.some((effect) => effect.system?.kind === kind)) ?? 'service';
}

function environmentOf(effects: readonly Effect[]): Environment {
  const environments = effects.map((effect) => effect.environment);
  if (environments.includes('production')) return 'production';
  const known = environments.filter((each) => each !== 'unknown');
  return known.length === environments.length && known.length > 0 ? 'test' : 'unknown';
}
