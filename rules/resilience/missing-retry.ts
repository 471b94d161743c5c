import { connectionOf, rule, type Effect, type EntryPoint, type RuleContext, type Step } from '#rule';

export default rule({
  summary: 'A call that could safely be tried again is made once only',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'a remote read, or a write that may be repeated (update, upsert, delete), with no retry around it; one finding an entry point, with its places',
  not: ['SDKs and platforms that retry by default', 'wrappers', 'reruns by a queue'],
  why: 'Most failures of networks and services pass within seconds. Without a second try each of them breaks the run.',
  remedy: 'Try calls that only read, or that may safely be repeated, again two or three times with a growing pause, and give up after that.',
  cwe: [755],

  *check(context) {
    const once = new Map<EntryPoint, Effect[]>();
    for (const effect of context.effects({ does: REPEATABLE, remote: true })) {
      if (effect.does === 'connect' && effect.method === undefined) continue;
      if (ownService(effect) || isPartOfTransaction(effect, context) || context.facts.inTest(effect.call) || context.facts.guards.retried(effect.call)) continue;
      const entry = firstEntry(effect, context);
      if (!entry) continue;
      once.set(entry, [...(once.get(entry) ?? []), effect]);
    }
    for (const [entry, all] of once) {
      const grave = all.filter((effect) => !isPooled(effect, entry, context));
      const found = grave.length > 0 ? grave : all;
      const first = found[0]!;
      const rest = found.length - 1;
      yield {
        at: first.call,
        effect: first,
        message: `This call${to(first)}${rest > 0 ? ` and ${rest} more ${rest === 1 ? 'is' : 'are'}` : ' is'} tried only once: a hiccup of a second on the other side is enough to make it fail.`,
        places: [...found.slice(1).map((effect) => context.step(effect.call, `tried only once${to(effect)}`)), ...found.flatMap((effect) => callSites(effect, context))],
        ...(grave.length === 0 ? { base: 'note' as const, ceiling: 'note' as const } : {}),
      };
    }
  },
});

/** Reads by whatever verb (a model's answer and an access token are read), and writes that may be repeated. */
const REPEATABLE: readonly Effect['does'][] = ['read', 'list', 'update', 'upsert', 'delete', 'prompt', 'connect'];

/** A transaction is repeated as a whole or not at all. */
function isPartOfTransaction(effect: Effect, { facts }: RuleContext): boolean {
  return effect.access !== 'read' && isDatabase(effect) && facts.guards.has(effect.call, 'transaction');
}

function isDatabase({ system }: Effect): boolean {
  return system?.category === 'database' || system?.category === 'warehouse';
}

/**
 * A query on a pool, which opens a new connection where one is broken: a framework's own, or that of a request handler, where whoever
 * asked asks again.
 */
function isPooled(effect: Effect, entry: EntryPoint, { facts }: RuleContext): boolean {
  if (!isDatabase(effect)) return false;
  const opened = connectionOf(effect, facts)?.callee;
  if (!opened) return true;
  if (entry.kind !== 'route') return false;
  const name = opened?.kind === 'name' ? opened.name : opened?.kind === 'member' ? (opened.property ?? '') : '';
  return /pool|engine/i.test(name);
}

/** Where the author's own wrapper is asked for the call: `query("SELECT …")`. */
function callSites({ call }: Effect, { facts, step }: RuleContext): Step[] {
  const func = call.in;
  const fromOutside = call.args.some((arg) => arg.value.kind === 'name' && arg.value.binding.writes.some((write) => write.param?.func === func));
  const callers = fromOutside ? facts.calls.callers(func).filter(({ via }) => via === 'call') : [];
  return callers.slice(0, MOST_SITES).map((caller) => step(caller.call, 'asked for here'));
}

const MOST_SITES = 10;

/** The platform's own services, which it calls reliably: a document that the script lives in, its mail. */
function ownService(effect: Effect): boolean {
  return effect.api.timeout === 'platform' && effect.api.category !== 'http';
}

/** A library's caller may retry; a queue delivers again. */
function firstEntry(effect: Effect, context: RuleContext): EntryPoint | undefined {
  const entries = context.entriesOf(effect.call).filter((entry) => entry.kind !== 'export');
  return entries.some((entry) => entry.kind === 'queue') ? undefined : entries[0];
}

function to(effect: Effect): string {
  return effect.system ? ` to ${effect.system.name}` : '';
}
