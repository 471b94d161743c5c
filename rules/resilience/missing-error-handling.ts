import { rule, type Effect, type EntryPoint } from '#rule';

export default rule({
  summary: 'A call to another system can fail, and nothing is there to deal with it',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'remote calls (network, database, SaaS client) that no handler covers on some way to the entry point; one finding an entry point, with its places',
  not: ['a handler in a caller', '`.catch`', 'a wrapper', 'a framework that answers with its error status', 'platforms that stop and mark the run failed'],
  why: 'Networks and services fail now and then. Where nobody has thought of it, the run breaks off in the middle, and half of the work is done.',
  remedy: 'Catch failures of the calls to other systems where the run starts: say what failed, undo or skip what is half done, tell somebody, and end with a failure.',
  cwe: [755, 248],
  owasp: 'CD-SEC-01',

  *check({ facts, effects, step }) {
    const open = new Map<EntryPoint, Effect[]>();
    for (const effect of effects({ remote: true })) {
      if (effect.does === 'none' || (effect.does === 'connect' && effect.method === undefined && !facts.guards.signsIn(effect)) || effect.api.throws === 'never' || facts.inTest(effect.call)) continue;
      const entry = leastAttended(facts.guards.uncovered(effect.call).filter((each) => isAlone(each) && !isReply(effect, each)));
      if (entry) open.set(entry, [...(open.get(entry) ?? []), effect]);
    }
    for (const [entry, found] of open) {
      const first = found[0]!;
      const rest = found.length - 1;
      yield {
        at: first.call,
        effect: first,
        message: `Nothing catches a failure of this call${to(first)}${rest > 0 ? ` or of ${rest} more` : ''}: ${ENDS[entry.kind] ?? 'the run breaks off in the middle'}.`,
        places: found.slice(1).map((effect) => step(effect.call, `nothing catches a failure${to(effect)}`)),
      };
    }
  },
});

/** The caller of a library, a framework and a platform deal with failures by themselves. */
function isAlone(entry: EntryPoint): boolean {
  return entry.kind !== 'export' && entry.platform === undefined && entry.catches !== true;
}

/** When the answer itself does not get through, nobody is left to tell. */
function isReply(effect: Effect, entry: EntryPoint): boolean {
  return entry.kind === 'chat' && effect.does === 'send';
}

const GRAVITY: readonly EntryPoint['kind'][] = ['schedule', 'queue', 'event', 'webhook', 'route', 'chat', 'page', 'menu', 'command', 'run'];

function leastAttended(entries: readonly EntryPoint[]): EntryPoint | undefined {
  return [...entries].sort((a, b) => GRAVITY.indexOf(a.kind) - GRAVITY.indexOf(b.kind))[0];
}

const ENDS: Partial<Record<EntryPoint['kind'], string>> = {
  schedule: 'the scheduled run breaks off, and what is left of its work is not done',
  queue: 'the message is lost or blocks the queue',
  event: 'the event is lost',
  webhook: 'the caller gets no answer, and the event may be lost',
  route: 'the request hangs without an answer, or the whole server goes down',
  chat: 'the person who asked gets no answer',
};

function to(effect: Effect): string {
  return effect.system ? ` to ${effect.system.name}` : '';
}
