import { rule, unsafeRetries, type Effect, type Node, type UnsafeRetry } from '#rule';

export default rule({
  summary: 'Trying again does harm of its own',
  base: 'warning',
  firesOn: 'a retry without limit, without a pause, or of a write that is not safe to repeat; one finding a loop or helper, with its places',
  not: ['an idempotency key', 'an upsert', 'a loop that gives up after some tries', 'only what was refused for its rate is tried again', 'a service that takes one message after another'],
  why: 'A failure that stays keeps the script busy for ever, or hammers the other side until it locks the account out. A write whose answer got lost was done all the same: the second try does it twice.',
  remedy: 'Give up after a few tries with a growing pause between them, and repeat a write only with a key by which the other side can tell that it has seen it already.',
  cwe: [835, 837],

  *check({ facts, step }) {
    const loops = new Map<Node, UnsafeRetry[]>();
    for (const retry of facts.derived(unsafeRetries)) loops.set(retry.at, [...(loops.get(retry.at) ?? []), retry]);
    for (const [first, ...rest] of loops.values()) {
      if (!first) continue;
      const { how, at, effect, paced } = first;
      yield {
        at: how === 'repeated' ? effect.call : at,
        effect,
        message: how === 'repeated'
          ? `This ${effect.does === 'send' ? 'message' : 'write'}${to(effect)} is tried again after a failure: where only the answer got lost, it is ${effect.does === 'send' ? 'sent' : 'created'} twice.`
          : how === 'hasty'
            ? `A call${to(effect)} that fails is tried again at once, without a pause: a failure of a few seconds outlasts all the tries, and a busy service is made busier.`
            : `A call${to(effect)} that fails is tried again for ever${paced ? '' : ', without a pause'}: a failure that stays is never reported, and the run never ends.`,
        evidence: at === effect.call ? [] : [step(how === 'repeated' ? at : effect.call, how === 'repeated' ? 'tried again here' : 'what is tried')],
        places: rest.map((other) => step(other.effect.call, 'tried again too')),
        ...(how === 'hasty' ? { base: 'note' as const, ceiling: 'note' as const } : {}),
      };
    }
  },
});

function to(effect: Effect): string {
  return effect.system ? ` to ${effect.system.name}` : '';
}
