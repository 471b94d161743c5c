import { rule, runsInBrowser, type Call, type RuleContext } from '#rule';

export default rule({
  summary: 'Work is started and nobody waits for it or hears of its failure',
  base: 'warning',
  firesOn: 'a promise neither awaited, returned nor handled; a coroutine that is never awaited',
  not: ['`void` with a comment', 'event emitters', 'top-level `main()` with its own handler', 'callbacks that hear of the end'],
  why: 'The script goes on, and may end, before the work is done; when the work fails, the failure is lost or takes the whole program down.',
  remedy: 'Wait for the work (`await`), or deal with its failure where it is started.',
  cwe: [755, 252],

  *check({ facts, modules, step }) {
    for (const module of modules) {
      // The same work left alone in several places is one problem.
      const known = new Map<string, Floating[]>();
      for (const floating of facts.guards.floating(module)) {
        const key = `${floating.how} ${nameOf(floating.call) ?? String(floating.call.start)}`;
        known.set(key, [...(known.get(key) ?? []), floating]);
      }
      for (const [first, ...rest] of known.values()) {
        if (!first) continue;
        const { call, how, effect, last } = first;
        const name = nameOf(call);
        yield {
          at: call,
          ...(effect ? { effect } : {}),
          message: MESSAGES[how](name ? `\`${name}()\`` : 'this call', effect?.system ? ` (it reaches ${effect.system.name})` : ''),
          places: rest.map((other) => step(other.call, 'left alone here too')),
          // At the end of the file a failure still ends the process with an error, in view of whoever started it. What a page has not
          // read is missing before the eyes of its visitor, who can load it again.
          ...((last && how !== 'never') || (effect?.access === 'read' && runsInBrowser(module)) ? { base: 'note' as const } : {}),
        };
      }
    }
  },
});

type Floating = ReturnType<RuleContext['facts']['guards']['floating']>[number];

function nameOf({ callee }: Call): string | undefined {
  return callee.kind === 'name' ? callee.name : undefined;
}

const MESSAGES: Record<'started' | 'each' | 'chained' | 'never', (what: string, target: string) => string> = {
  started: (what, target) => `Nobody waits for ${what}${target}: the code goes on before it is done, and when it fails the failure reaches nobody.`,
  each: (_what, target) => `This loop starts work for every item and waits for none of it${target}: what follows runs before it is done, whether it works or not.`,
  chained: (_what, target) => `When this work${target} fails, nothing catches it: the chain has no \`catch\`.`,
  never: (what, target) => `${what === 'this call' ? 'This call' : what} is never awaited${target}, so it does not run at all.`,
};
