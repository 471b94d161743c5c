import { rule, unlimitedEndpoints } from '#rule';

export default rule({
  summary: 'One caller can use a public route as often as they like',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'a public route that tries passwords, pays for a model or a message, takes payments or writes to a system of record, with no limiter; one finding a unit, with its places; a note where the route should not be public at all',
  not: ['a limiter in front', 'verified webhooks', 'static pages', 'behind a gateway that policy names', 'a count of one’s own for each caller', 'platforms with limits of their own'],
  why: 'A program can call it thousands of times a minute: to try passwords, to run up a bill, to flood people with mail or the books with made-up records.',
  remedy: 'Put a limiter in front of these routes, for instance ten calls a minute for each caller, and answer the rest with status 429; where a gateway does that, the policy can switch this rule off.',
  cwe: [770, 307],
  owasp: 'CD-SEC-07',
  requires: ['public'],

  *check({ facts, step }) {
    const all = unlimitedEndpoints(facts);
    const first = all.find(({ kind }) => kind === 'password') ?? all.find(({ toBeClosed }) => !toBeClosed) ?? all[0];
    if (!first) return;
    const others = all.filter((each) => each !== first);
    yield {
      at: first.endpoint.node,
      entries: all.map(({ endpoint }) => endpoint.entry),
      message: `Nothing limits how often one caller may use ${first.endpoint.name}${others.length > 0 ? ` and ${others.length} more ${others.length === 1 ? 'route' : 'routes'}` : ''}: each time ${first.cost}, thousands of times a minute if a program asks.`,
      places: others.map(({ endpoint, cost }) => step(endpoint.node, `${endpoint.name}: each time ${cost}`)),
      ...(first.kind === 'password' ? { base: 'warning' as const } : {}),
      ...(all.every(({ toBeClosed }) => toBeClosed) ? { ceiling: 'note' as const } : {}),
      ...(first.effect ? { effect: first.effect } : {}),
    };
  },
});
