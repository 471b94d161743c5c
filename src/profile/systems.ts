/** Which outside systems the code touches, what it does there, and whether that is production. */
import { ACCESSES, compareText, type Access, type Environment, type Step, type SystemKind, type SystemUse } from '#core';
import { wrappedRequests, type Effect, type Facts } from '#facts';
import type { Call } from '#model';
import { shortened } from './evidence.js';
import { unknownOperations } from './unknown-operations.js';

/** Facilities of language and platform, however the catalogue files them. */
const NO_SYSTEM: ReadonlySet<string> = new Set(['public-data', 'files', 'process', 'runtime', 'http', 'web', 'data', 'validation', 'resilience', 'scheduler']);

/** The effects on each system, by its name; public data and effects that stay on the machine are left out. */
export function effectsBySystem(facts: Facts): ReadonlyMap<string, readonly Effect[]> {
  const found = new Map<string, Effect[]>();
  for (const effect of facts.effects.all) {
    const { system } = effect;
    if (!system || NO_SYSTEM.has(system.category)) continue;
    if (!effect.remote && system.kind !== 'work-store' && system.category !== 'database') continue;
    const known = found.get(system.name);
    if (known) known.push(effect);
    else found.set(system.name, [effect]);
  }
  for (const [name, effects] of found) if (effects.every((effect) => isUnknownHost(effect)) && isPublicData(effects, facts)) found.delete(name);
  return found;
}

/** A host that the catalogue does not know. */
function isUnknownHost(effect: Effect): boolean {
  return effect.system?.file === undefined && effect.system?.category === 'other';
}

/** Only read, and without credentials: open to anyone. */
function isPublicData(effects: readonly Effect[], facts: Facts): boolean {
  return effects.every((effect) => accessesOf(effect).every((access) => access === 'read') && !hasCredentials(effect, facts));
}

const CREDENTIAL_HEADER = /^(authorization|x-api-key|api-?key|x-auth-token|x-access-token|cookie)$/i;

/** The call, or the client that it uses, proves who it is. */
export function hasCredentials(effect: Effect, facts: Facts): boolean {
  if (effect.args('credential').length > 0 || effect.option('auth') !== undefined) return true;
  if (facts.flows.reaches(effect.call, ['secret']) || effect.made.some((call) => facts.flows.reaches(call, ['secret']))) return true;
  const headers = effect.option('headers');
  const entries = headers && facts.values.of(headers).flatMap((value) => (value.kind === 'object' ? value.node.entries : []));
  return entries?.some((entry) => entry.key !== undefined && CREDENTIAL_HEADER.test(entry.key)) === true;
}

export function systemsOf(facts: Facts): SystemUse[] {
  const uses = [...effectsBySystem(facts)].map(([name, effects]) => systemUse(name, effects, facts));
  for (const use of furtherUses(facts)) {
    const at = uses.findIndex((known) => known.name === use.name);
    if (at === -1) uses.push(use);
    else if (!use.access.every((access) => uses[at]!.access.includes(access))) uses[at] = joined(uses[at]!, use);
  }
  const used = uses.filter((use) => use.access.length > 0);
  return (used.length > 0 ? used : uses).sort((a, b) => compareText(a.name, b.name));
}

/** Systems that no single effect tells: behind wrappers for several systems, and where only the client is known. */
function furtherUses(facts: Facts): SystemUse[] {
  const use = (call: Call, name: string, kind: SystemKind, access: Access): SystemUse =>
    ({ name, access: [access], kind, environment: 'unknown', hosts: [], evidence: [facts.step(call, `${VERB[access]} ${name}`)] });
  return [
    ...facts.effects.all.filter((effect) => effect.remote).flatMap((effect) => wrappedRequests(effect, facts.effects))
      .filter(({ system }) => system.file !== undefined && !NO_SYSTEM.has(system.category))
      .map(({ call, system, access }) => use(call, system.name, system.kind, access)),
    ...facts.derived(unknownOperations).map((operation) => use(operation.call, operation.system, operation.kind, operation.access)),
  ];
}

function joined(known: SystemUse, more: SystemUse): SystemUse {
  return { ...known, access: ACCESSES.filter((access) => known.access.includes(access) || more.access.includes(access)), evidence: shortened([...known.evidence, ...more.evidence]) };
}

function systemUse(name: string, effects: readonly Effect[], facts: Facts): SystemUse {
  const done = new Map<Access, Effect>();
  for (const effect of effects) for (const access of accessesOf(effect)) if (!done.has(access)) done.set(access, effect);
  const access = ACCESSES.filter((each) => done.has(each));
  const evidence = access.length > 0
    ? access.map((each) => evidenceOf(done.get(each)!, VERB[each], name, facts))
    : effects.slice(0, 1).map((effect) => evidenceOf(effect, 'connects to', name, facts));
  return {
    name, access, kind: gravestKind(effects), environment: environmentOf(effects),
    hosts: [...new Set(effects.flatMap((effect) => effect.url?.host ?? []))].sort(compareText),
    evidence: shortened(evidence),
  };
}

/** Objects of a product's own interface: the business does not speak of them. */
const TECHNICAL = /^(?:range|sheet|spreadsheet|worksheet|workbook|cell|message|messages|value|values|row|rows|file|object|item|records?|document|response|media|blob|page|permission|trigger|function|completion|thread|chat|channel|query|data|body|mail|email|table|collection|bucket|key|attachment)$/i;

const VERB: Readonly<Record<Access, string>> = { read: 'reads from', write: 'writes to', delete: 'deletes in', send: 'sends through' };

function evidenceOf(effect: Effect, verb: string, name: string, facts: Facts): Step {
  return facts.step(effect.call, `${verb} ${name}${effect.object !== undefined && !TECHNICAL.test(effect.object) ? ` (${effect.object})` : ''}`);
}

/**
 * What a call does to its system; for a wrapper of the author's, what it does for each caller. A prompt asks a model for an
 * answer: that is a read, though data leaves with it.
 */
export function accessesOf(effect: Effect): Access[] {
  if (effect.system?.category === 'ai') return effect.access === undefined && effect.does !== 'prompt' ? [] : ['read'];
  const own = effect.uses.length > 0 ? effect.uses.flatMap((use) => (use.system && use.system.name !== effect.system?.name ? [] : [use.access])) : [effect.access];
  return ACCESSES.filter((access) => own.includes(access));
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
