import { rule } from '#rule';

export default rule({
  summary: 'Work is started and nobody waits for it or hears of its failure',
  base: 'warning',
  firesOn: 'a promise neither awaited, returned nor handled; a coroutine that is never awaited',
  not: ['`void` with a comment', 'event emitters', 'top-level `main()` with its own handler', 'callbacks that hear of the end'],
  why: 'The script goes on, and may end, before the work is done; when the work fails, the failure is lost or takes the whole program down.',
  remedy: 'Wait for the work (`await`), or deal with its failure where it is started.',
  cwe: [755, 252],

  *check({ facts, modules }) {
    for (const module of modules) {
      for (const { call, how, effect, last } of facts.guards.floating(module)) {
        const what = facts.excerpt(module.source, call.start).length > 0 && call.callee.kind === 'name' ? `\`${call.callee.name}()\`` : 'this call';
        const target = effect?.system ? ` (it reaches ${effect.system.name})` : '';
        yield {
          at: call,
          ...(effect ? { effect } : {}),
          message: MESSAGES[how](what, target),
          // At the end of the file a failure still ends the process with an error, in view of whoever started it.
          ...(last && how !== 'never' ? { base: 'note' as const } : {}),
        };
      }
    }
  },
});

const MESSAGES: Record<'started' | 'each' | 'chained' | 'never', (what: string, target: string) => string> = {
  started: (what, target) => `Nobody waits for ${what}${target}: the code goes on before it is done, and when it fails the failure reaches nobody.`,
  each: (_what, target) => `This loop starts work for every item and waits for none of it${target}: what follows runs too early, and failures reach nobody.`,
  chained: (_what, target) => `When this work${target} fails, nothing catches it: the chain has no \`catch\`.`,
  never: (what, target) => `${what === 'this call' ? 'This call' : what} is never awaited${target}, so it does not run at all.`,
};
