/** Who may own the code: the business user alone, or engineering with them. */
import type { Audience, DataUse, Facet, Policy, Profile, Step, SystemUse, Trigger } from '#core';
import { isLoopback, type Effect, type Facts } from '#facts';
import { accessesOf, hasCredentials } from './systems.js';
import { unknownOperations } from './unknown-operations.js';

interface Facets {
  readonly trigger: Facet<Trigger | 'unknown'>;
  readonly audience: Facet<Audience | 'unknown'>;
  readonly systems: readonly SystemUse[];
  readonly data: readonly DataUse[];
}

const MOST_FIELDS = 6;

/** `hand-off` where at least one reason holds; each reason stands at the place that decides it. */
export function tierOf(facts: Facts, facets: Facets): Profile['tier'] {
  const reasons: Step[] = [];
  const because = (note: string, evidence: readonly Step[]): void => {
    const module = facts.unit.modules[0];
    const first = evidence[0];
    if (first) reasons.push({ ...first, note });
    else if (module) reasons.push(facts.stepAt(module.source, { start: 0, end: 0 }, note));
  };
  const { trigger, audience } = facets;
  if (audience.value !== 'personal') because(AUDIENCE[audience.value], audience.evidence);
  for (const system of facets.systems) {
    const reason = systemReason(system, facts);
    // Evidence stands in the order of accesses, reading first: the gravest is the last.
    if (reason !== undefined) because(reason, system.evidence.slice(-1));
  }
  const operation = facts.derived(unknownOperations).find(({ kind }) => kind === 'service');
  if (operation) because(`it uses \`${operation.name}\` of ${operation.system}, of which nothing is known`, [facts.step(operation.call, '')]);
  const unnamed = unnamedTarget(facts);
  if (unnamed) because(unnamed.note, [unnamed]);
  for (const use of facets.data) {
    if (use.class !== 'internal') because(`it handles ${use.class} data (${listed(use.fields)})`, use.evidence);
  }
  if (trigger.value === 'scheduled' || trigger.value === 'event') because('it runs without a person watching', trigger.evidence);
  if (trigger.value === 'unknown') because('it is not known what starts it', trigger.evidence);
  reasons.push(...unread(facts));
  return { value: reasons.length > 0 ? 'hand-off' : 'self-serve', reasons };
}

const AUDIENCE: Readonly<Record<Exclude<Audience, 'personal'> | 'unknown', string>> = {
  shared: 'other people use it', public: 'anyone can reach it', unknown: 'it is not known who can use it',
};

function systemReason(system: SystemUse, facts: Facts): string | undefined {
  const changes = system.access.includes('write') || system.access.includes('delete');
  const verb = system.access.includes('write') || !system.access.includes('delete') ? 'writes to' : 'deletes in';
  const unknown = system.hosts.includes(system.name);
  if (unknown && !isApprovedHost(system.name, facts.policy)) {
    return changes || system.access.includes('send') ? `it sends data to ${system.name}, of which nothing is known` : `it reads from ${system.name} with credentials, and nothing is known of that system`;
  }
  if (system.kind === 'service' && keepsCompanyData(system.name, facts) && !isGoverned(system.name, facts.policy)) {
    if (changes) return `it ${verb} ${system.name}, a service of the company`;
    if (system.access.includes('read')) return `it reads from ${system.name}, a service of the company that policy does not govern`;
  }
  if (system.kind !== 'system-of-record') return undefined;
  if (changes) return `it ${verb} ${system.name}, a system of record`;
  if (system.access.includes('read') && !isGoverned(system.name, facts.policy)) return `it reads from ${system.name}, a system of record that policy does not govern`;
  return system.access.includes('send') ? `it sends through ${system.name}, a system of record` : undefined;
}

/** Neither public data nor somebody's own store: accounts of the company, with what they hold. */
const COMPANY: ReadonlySet<string> = new Set(['cloud', 'ads', 'analytics', 'code-host', 'queue', 'automation']);

function keepsCompanyData(name: string, { effects }: Facts): boolean {
  return effects.all.some(({ system }) => system?.name === name && COMPANY.has(system.category));
}

function isGoverned(name: string, policy: Policy): boolean {
  return policy.approved.sources.some((source) => fits(source, name));
}

function isApprovedHost(host: string, policy: Policy): boolean {
  return [...policy.approved.hosts, ...policy.internal.domains.flatMap((domain) => [domain, `*.${domain}`])].some((pattern) => fits(pattern, host)) || isGoverned(host, policy);
}

/** Names compare without case; `*` stands for any text. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  if (parts.length === 1) return parts[0] === text;
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const at = text.indexOf(part, from);
    if (at === -1 || (index === 0 && at !== 0)) return false;
    from = at + part.length;
  }
  return parts.at(-1) === '' || text.endsWith(parts.at(-1)!);
}

/** Something is sent or changed, or read with credentials, at an address that comes from outside the code. */
function unnamedTarget(facts: Facts): Step | undefined {
  const effects = facts.effects.all.filter((effect) => effect.remote && !effect.system && !(effect.url?.host !== undefined && isLoopback(effect.url.host)) && effect.api.does === 'request');
  const changing = effects.find((effect) => accessesOf(effect).some((access) => access !== 'read') || isUnknownVerb(effect));
  if (changing) return facts.step(changing.call, 'it sends data to an address that the code does not name');
  const reading = effects.find((effect) => accessesOf(effect).length > 0 && hasCredentials(effect, facts));
  return reading && facts.step(reading.call, 'it reads with credentials from an address that the code does not name');
}

function isUnknownVerb(effect: Effect): boolean {
  return effect.method === undefined && effect.uses.length === 0;
}

/** What could not be analysed counts as unknown. */
function unread(facts: Facts): Step[] {
  const gaps = [...facts.unit.modules.flatMap((module) => module.gaps.slice(0, 1)), ...facts.gaps];
  const steps: Step[] = gaps.map((gap) => ({ at: gap.at, note: 'a part of it could not be analysed' }));
  for (const module of facts.unit.modules) {
    for (const imported of module.imports) {
      const missing = imported.form !== 'type' && isLocal(imported.source) && CODE_FILE.test(imported.source) && !facts.unit.resolve(module, imported.source);
      if (missing) steps.push(facts.stepAt(module.source, imported, `it uses \`${imported.source}\`, which is not part of what was given`));
    }
  }
  return steps.slice(0, 3);
}

/** No ending, or that of code: style sheets, data and images tell nothing of what runs. */
const CODE_FILE = /(?:^|\/)[^/.]*(?:\.[^/.]+){0,3}(?<!\.(?:json|css|scss|sass|less|svg|png|jpe?g|gif|webp|txt|md|html|csv|ya?ml|wasm|node|woff2?))$/i;

function isLocal(source: string): boolean {
  return source.startsWith('./') || source.startsWith('../') || /^\.+\w/.test(source);
}

function listed(fields: readonly string[]): string {
  return fields.length > MOST_FIELDS ? `${fields.slice(0, MOST_FIELDS).join(', ')} and ${fields.length - MOST_FIELDS} more` : fields.join(', ');
}
