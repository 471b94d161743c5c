import { rule, type Effect } from '#rule';

export default rule({
  summary: 'An answer is used without a look at whether the call succeeded',
  base: 'warning',
  firesOn: 'a response used without looking at its status where the client does not throw on an error status',
  not: ['clients that throw by default', 'the status is looked at', 'errors that the answer carries are looked at'],
  why: 'When the other side refuses or breaks, it answers with an error page. Code that takes this page for data goes on with wrong or empty values.',
  remedy: 'Look at the status of the answer first, and stop with a clear error when the call did not succeed.',
  cwe: [252, 754],

  *check({ facts, effects }) {
    for (const effect of effects({ remote: true })) {
      if (facts.guards.status(effect.call) !== 'unchecked' || facts.inTest(effect.call)) continue;
      yield {
        at: effect.call,
        effect,
        message: `The answer ${from(effect)} is used without a look at its status: an error (access denied, too many requests, server down) is taken for data.`,
      };
    }
  },
});

function from(effect: Effect): string {
  return effect.system ? `of ${effect.system.name}` : 'to this call';
}
