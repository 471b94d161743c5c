import { rule, type Effect } from '#rule';

export default rule({
  summary: 'An answer is used without a look at whether the call succeeded',
  base: 'warning',
  firesOn: 'a response used, or the answer to a write dropped, without looking at its status where the client does not throw on an error status',
  not: ['clients that throw by default', 'the status is looked at', 'errors that the answer carries are looked at'],
  why: 'When the other side refuses or breaks, it answers with an error page. Code that takes this page for data goes on with wrong or empty values.',
  remedy: 'Look at the status of the answer first, and stop with a clear error when the call did not succeed.',
  cwe: [252, 754],

  *check({ facts, effects, isUnattended, step }) {
    for (const effect of effects({ remote: true })) {
      if (facts.inTest(effect.call)) continue;
      const use = facts.guards.status(effect.call);
      if (use === 'unchecked') {
        yield {
          at: effect.call,
          effect,
          message: `The answer ${from(effect)} is used without a look at its status: an error (access denied, too many requests, server down) is taken for data.`,
        };
      } else if (WRITES.has(effect.does) && (use === 'unused' || (use === 'printed' && isUnattended(effect.call))) && !isFloating(effect) && !facts.guards.mayFail(effect)) {
        yield {
          at: effect.call,
          effect,
          message: `Nobody looks whether this ${effect.does === 'send' ? 'message' : 'write'}${to(effect)} succeeded: when it is refused (access denied, too many requests, server down), the script goes on as if it had worked.`,
          places: effect.uses.filter((use) => WRITES.has(use.does)).map((use) => step(use.call, 'asked for here')),
        };
      }
    }
  },
});

/** What is lost without a word when its answer is dropped. */
const WRITES: ReadonlySet<Effect['does']> = new Set<Effect['does']>(['create', 'update', 'upsert', 'delete', 'send']);

/** Nobody even waits for it: floating-promise speaks. */
function isFloating({ call, module }: Effect): boolean {
  return module.language === 'javascript' && !module.dialects.has('apps-script') && call.parent?.kind === 'expression';
}

function to(effect: Effect): string {
  return effect.system ? ` to ${effect.system.name}` : '';
}

function from(effect: Effect): string {
  return effect.system ? `of ${effect.system.name}` : 'to this call';
}
