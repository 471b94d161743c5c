/** Who uses what the code offers: routes, pages and bots by who may reach them, mail by who gets it. */
import type { Audience, Facet } from '#core';
import { isLoopback, isReachable, openingOf, type AuthenticationFact, type EntryPoint, type Facts } from '#facts';
import type { Call, Module } from '#model';
import { byGravity, shortened, type Weighed } from './evidence.js';
import { channelPosts, massSends } from './recipients.js';

type Known = Audience | 'unknown';
/** What is unknown may be as bad as shared, but a known sharing says more. */
const GRAVITY: readonly Known[] = ['personal', 'unknown', 'shared', 'public'];

export interface Audiences {
  readonly facet: Facet<Known>;
  /** Who is concerned by what one entry point does: who may start it, and who gets its mail. */
  of(entry: EntryPoint): Known;
}

export function audienceOf(facts: Facts): Audiences {
  const sends = [...massSends(facts), ...channelPosts(facts)];
  const openings = facts.effects.all.filter((effect) => !facts.inTest(effect.call) && openingOf(effect, facts) !== undefined);
  const packages = packageReasons(facts);
  const reasons = [
    ...facts.entries.all.flatMap((entry) => entryReason(entry, facts)),
    ...sends.map(({ call, because }) => ({ value: 'shared' as const, step: facts.step(call, because) })),
    ...openings.map(({ call, system }) => ({ value: 'public' as const, step: facts.step(call, `opens what is in ${system?.name ?? 'it'} to anyone who has the link`) })),
    ...packages,
  ];
  const ordered = byGravity(reasons, GRAVITY);
  return {
    facet: { value: ordered[0]?.value ?? 'personal', evidence: shortened(ordered.map(({ step }) => step)) },
    of: (entry) => {
      const own = audienceOfEntry(entry, facts);
      if (own !== 'personal') return own;
      // Starting it stays with its author; what it leaves behind does not.
      return packages.length > 0 || [...sends, ...openings].some(({ call }) => facts.entries.reaching(call.in).includes(entry)) ? 'shared' : 'personal';
    },
  };
}

/** Who may start this entry point or sees what it shows. */
function audienceOfEntry(entry: EntryPoint, facts: Facts): Known {
  if (!isReachable(entry)) return OTHERS_START.has(entry.kind) || isForm(entry) ? 'shared' : 'personal';
  if (isLocal(facts)) return 'personal';
  if (entry.kind === 'page') return 'shared';
  const fact = facts.authentication.of(entry);
  if (ownerOnly(entry, fact, facts)) return 'personal';
  if (fact.state === 'none') return isHealthCheck(entry) || isSignIn(entry) ? 'shared' : 'public';
  return fact.state === 'unknown' ? 'unknown' : 'shared';
}

const OTHERS_START: ReadonlySet<string> = new Set(['chat']);

function entryReason(entry: EntryPoint, facts: Facts): Weighed<Known>[] {
  const value = audienceOfEntry(entry, facts);
  if (value === 'personal') return [];
  const fact = isReachable(entry) && entry.kind !== 'page' ? facts.authentication.of(entry) : undefined;
  const note = entry.how + (value === 'public' ? ', and anyone can reach it: nothing asks who calls' : fact?.because ? ` (${fact.because})` : '');
  return [{ value, step: facts.stepAt(entry.module.source, entry.at, note) }];
}

/** A form is filled in by others. */
function isForm(entry: EntryPoint): boolean {
  return entry.kind === 'event' && (entry.func.name === 'onFormSubmit' || /\.(?:forForm|onFormSubmit)\(/.test(entry.module.source.text.slice(entry.at.start, Math.min(entry.at.end, entry.at.start + 300) + 60)));
}

function ownerOnly(entry: EntryPoint, fact: AuthenticationFact, facts: Facts): boolean {
  return fact.state === 'required' && entry.platform === 'Apps Script' && facts.unit.manifests.some((manifest) => manifest.webapp?.access === 'MYSELF');
}

/** A probe that tells nothing is no way in, though anyone may ask it. */
function isHealthCheck(entry: EntryPoint): boolean {
  return /^\/(?:[\w-]{1,30}\/)?(?:health|healthz|healthcheck|ping|ready|readyz|live|livez|status|alive|version|favicon\.ico)\/?$/i.test(entry.route?.path ?? '') && entry.route?.method !== 'POST';
}

/** Signing in has to be open. */
function isSignIn(entry: EntryPoint): boolean {
  return /^\/(?:[\w-]{1,30}\/){0,3}(?:log-?in|sign-?in|log-?out|sign-?out|oauth2?|auth)(?:\/(?:callback|redirect|[\w-]{1,20}\/callback))?\/?$/i.test(entry.route?.path ?? '');
}

/** Every server that the code starts listens to this machine alone. */
function isLocal(facts: Facts): boolean {
  const servers = facts.unit.modules.flatMap((module) => listening(module));
  return servers.length > 0 && servers.every((call) => call.args.some((arg) => {
    const host = arg.name === undefined || arg.name === 'host' || arg.name === 'address' ? facts.values.string(arg.value) : undefined;
    // `HTTPServer(("127.0.0.1", 8000), Handler)`.
    const pair = arg.value.kind === 'list' && arg.value.items[0] ? facts.values.string(arg.value.items[0]) : undefined;
    const option = arg.value.kind === 'object' ? arg.value.entries.find((entry) => entry.key === 'host' || entry.key === 'hostname') : undefined;
    const named = host ?? pair ?? (option && facts.values.string(option.value));
    return named !== undefined && named !== '0.0.0.0' && isLoopback(named);
  }));
}

function listening(module: Module): Call[] {
  return module.calls.filter((call) => {
    const method = call.callee.kind === 'member' ? call.callee.property : undefined;
    const made = method ?? (call.callee.kind === 'name' ? call.callee.name : '');
    return method === 'listen' || /^(?:Threading)?(?:HTTP|TCP)Server$/.test(made) || ((method === 'run' || method === 'serve') && call.args.some((arg) => arg.name === 'host' || arg.name === 'port'));
  });
}

/** A package with commands, or meant to be published, is for others to install. */
function packageReasons(facts: Facts): Weighed<Known>[] {
  return facts.unit.manifests.flatMap((manifest) => {
    const data = manifest.data as { bin?: unknown; publishConfig?: unknown; private?: unknown } | null | undefined;
    if (manifest.kind !== 'package.json' || !data || data.private === true || (data.bin === undefined && data.publishConfig === undefined)) return [];
    return [{ value: 'shared' as const, step: facts.stepAt(manifest.source, { start: 0, end: 0 }, 'it is a package for others to install') }];
  });
}
