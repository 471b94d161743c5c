import { rule, type Effect } from '#rule';

export default rule({
  summary: 'A call to another system can wait for ever',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'a remote call that waits for ever, or by default for more than two minutes; one finding a unit, with its places',
  not: ['clients with a shorter default', 'platforms’ own limits', '`AbortSignal`'],
  why: 'When the other side hangs, the script hangs with it: it neither finishes nor fails, and nobody is told.',
  remedy: 'Give every network call a time limit, for instance 30 seconds, and treat running out of time like any other failure.',
  cwe: [400, 1088],

  *check({ facts, effects, step }) {
    const endless: Effect[] = [];
    for (const effect of effects({ remote: true })) {
      if (effect.does === 'none' || effect.does === 'connect' || facts.inTest(effect.call) || facts.guards.timeLimited(effect.call)) continue;
      endless.push(effect);
    }
    const first = endless[0];
    if (!first) return;
    yield {
      at: first.call,
      effect: first,
      message: endless.length === 1
        ? `This call${to(first)} ${waits(first)}: if the other side hangs, the script hangs with it.`
        : `${endless.length} calls set no time limit, the first one${to(first)} ${waits(first)}: if the other side hangs, the script hangs with it.`,
      places: endless.slice(1).map((effect) => step(effect.call, `${waits(effect)}${to(effect)}`)),
    };
  },
});

/** A client with a long default does give up, but only then. */
function waits({ api }: Effect): string {
  return typeof api.timeout === 'number' ? `has no time limit of its own and gives up only after ${Math.round(api.timeout / 60)} minutes` : 'has no time limit';
}

function to(effect: Effect): string {
  return effect.system ? ` to ${effect.system.name}` : '';
}
