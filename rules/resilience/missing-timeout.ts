import { connectionOf, rule, type Effect, type Node, type RuleContext } from '#rule';

export default rule({
  summary: 'A call to another system can wait for ever',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'a remote call that waits for ever, or by default for more than two minutes; one finding a unit, with its places',
  not: ['clients with a shorter default', 'platforms’ own limits', '`AbortSignal`'],
  why: 'When the other side hangs, the script hangs with it: it neither finishes nor fails, and nobody is told.',
  remedy: 'Give every network call a time limit, for instance 30 seconds, and treat running out of time like any other failure.',
  cwe: [400, 1088],

  *check({ facts, effects, entriesOf, step }) {
    const endless: Effect[] = [];
    for (const effect of effects({ remote: true })) {
      if (effect.does === 'none' || (effect.does === 'connect' && effect.method === undefined && !facts.guards.signsIn(effect)) || facts.inTest(effect.call) || facts.guards.timeLimited(effect.call)) continue;
      // Opened elsewhere, by a framework's settings: its limits can't be seen.
      if (isDatabase(effect) && effect.does !== 'connect' && !openedBy(effect, facts)) continue;
      endless.push(effect);
    }
    const [first] = endless;
    if (!first) return;
    // Where the limit is missing, each place once: a connection and the calls on it.
    const places = new Map<Node, string>();
    for (const effect of endless) {
      const opened = openedBy(effect, facts);
      if (opened) places.set(opened, `opened without a time limit${to(effect)}`);
      if (!places.has(effect.call)) places.set(effect.call, `${waits(effect)}${to(effect)}`);
    }
    const [[at], ...rest] = [...places] as [[Node, string], ...[Node, string][]];
    yield {
      at,
      effect: first,
      entries: [...new Set(endless.flatMap((effect) => entriesOf(effect.call)))],
      message: endless.length > 1
        ? `${endless.length} calls are made without a time limit; the first one${to(first)} ${waits(first)}: if the other side hangs, the script hangs with it.`
        : `This ${at === first.call ? 'call' : 'connection'}${to(first)} ${waits(first)}: if the other side hangs, the script hangs with it.`,
      places: rest.map(([node, note]) => step(node, note)),
    };
  },
});

function isDatabase({ system }: Effect): boolean {
  return system?.category === 'database' || system?.category === 'warehouse';
}

/** What opens a database's connection or pool: the limit of all calls on it is set there. */
function openedBy(effect: Effect, facts: RuleContext['facts']): Node | undefined {
  if (!isDatabase(effect)) return undefined;
  return connectionOf(effect, facts);
}

/** A client with a long default does give up, but only then. */
function waits({ api }: Effect): string {
  return typeof api.timeout === 'number' ? `has no time limit of its own and gives up only after ${Math.round(api.timeout / 60)} minutes` : 'has no time limit';
}

function to(effect: Effect): string {
  return effect.system ? ` to ${effect.system.name}` : '';
}
