import { rule, runsInBrowser, type Effect, type LoopAround, type Node } from '#rule';

export default rule({
  summary: 'Calls follow one another as fast as they can, whatever the other side allows',
  base: 'warning',
  firesOn: 'remote calls in a loop over a collection without a stated end, or all started at once, with no pause, batching or handling of "too many requests"',
  not: ['small constant loops', 'limiters', 'bulk endpoints', 'SDKs that wait and try again by themselves', 'pages and batches'],
  why: 'Services allow so many calls a minute. A longer list than the one it was tried with gets refused halfway, and can block other programs of the company too.',
  remedy: 'Send the records in batches where the service offers that; otherwise pause between calls, and on "too many requests" (status 429) wait as long as the answer says and try again.',
  cwe: [770, 799],

  *check({ facts, effects, step }) {
    const loops = new Map<Node, { loop: LoopAround; calls: Map<Node, Effect> }>();
    for (const effect of effects({ remote: true })) {
      // A page asks its own server.
      if (!isLimited(effect) || facts.inTest(effect.call) || !effect.system && runsInBrowser(effect.module)) continue;
      for (const loop of facts.guards.hurried(effect.call)) {
        if (isOwnAddress(effect, loop)) continue;
        const known = loops.get(loop.node) ?? { loop, calls: new Map<Node, Effect>() };
        if (!known.calls.has(loop.inside)) known.calls.set(loop.inside, effect);
        loops.set(loop.node, known);
      }
    }
    for (const { loop, calls } of loops.values()) {
      const [[at, effect], ...rest] = [...calls].sort(([a], [b]) => a.start - b.start) as [[Node, Effect], ...[Node, Effect][]];
      const target = effect.system ? ` to ${effect.system.name}` : '';
      yield {
        at,
        effect,
        message: loop.atOnce
          ? `One call${target} for every record, all started at once: a long list exceeds the number of calls that is allowed, and the rest is refused.`
          : `One call${target} for every record, with no pause and no look at "too many requests": with a long list the service starts to refuse, and the rest fails.`,
        evidence: [step(loop.node, 'once for every item here'), ...(at === effect.call ? [] : [step(effect.call, `the call${target} itself`)])],
        places: rest.map(([inside]) => step(inside, 'made in the same loop')),
      };
    }
  },
});

const UNLIMITED = new Set(['database', 'warehouse', 'queue', 'files', 'process', 'runtime', 'data', 'web']);

/** Databases and a platform's own services do not count calls a minute; a call for many records is the remedy. */
function isLimited(effect: Effect): boolean {
  if (effect.does === 'none' || effect.does === 'connect' || effect.api.bulk === true || effect.api.pages === 'auto') return false;
  if (effect.api.timeout === 'platform' && effect.api.category !== 'http') return false;
  return !UNLIMITED.has(effect.system?.category ?? effect.api.category);
}

/** Each round goes to an address of its own: no single service is hurried. */
function isOwnAddress(effect: Effect, { node }: LoopAround): boolean {
  const url = effect.system ? undefined : effect.args('url')[0];
  const item = node.kind === 'loop' ? node.target : undefined;
  return url?.kind === 'name' && item?.kind === 'name' && url.binding === item.binding;
}
