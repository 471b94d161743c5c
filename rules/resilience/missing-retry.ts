import { rule, type Effect, type EntryPoint, type RuleContext } from '#rule';

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
    for (const effect of context.effects({ does: ['read', 'list', 'update', 'upsert', 'delete'], remote: true })) {
      if (ownService(effect) || context.facts.inTest(effect.call) || context.facts.guards.retried(effect.call)) continue;
      const entry = firstEntry(effect, context);
      if (entry) once.set(entry, [...(once.get(entry) ?? []), effect]);
    }
    for (const found of once.values()) {
      const first = found[0]!;
      const rest = found.length - 1;
      yield {
        at: first.call,
        effect: first,
        message: `This call${to(first)}${rest > 0 ? ` and ${rest} more ${rest === 1 ? 'is' : 'are'}` : ' is'} tried only once: a hiccup of a second on the other side is enough to make it fail.`,
        places: found.slice(1).map((effect) => context.step(effect.call, `tried only once${to(effect)}`)),
      };
    }
  },
});

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
