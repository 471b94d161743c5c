import { openEndpoints, rule } from '#rule';

export default rule({
  summary: 'Anybody can call this without signing in',
  base: 'error',
  firesOn: 'a route, web app or function that acts or returns data with no authentication in front; one finding a unit, with its places',
  not: ['health checks', 'static files', 'verified webhooks', 'platforms that sign in', 'Apps Script without its manifest', 'servers that only this machine reaches'],
  why: 'Whoever finds the address can use it: read what it returns, and make it act in the name of the company.',
  remedy: 'Put a check in front of every route: the company’s sign-in for people, a secret key in a header for other systems.',
  cwe: [306, 862],
  owasp: 'CD-SEC-05',

  *check({ facts, step }) {
    const open = openEndpoints(facts);
    const [first] = open;
    if (!first) return;
    const effects = open.flatMap((endpoint) => endpoint.acts);
    const gravest = effects.find((effect) => effect.system?.kind === 'system-of-record' && effect.access !== 'read') ?? effects.find((effect) => effect.system?.kind === 'system-of-record') ?? effects[0];
    yield {
      at: first.node,
      entries: open.map(({ entry }) => entry),
      message: open.length === 1
        ? `${first.name} ${first.does} for anybody who knows the address: nothing asks who is calling.`
        : `${open.length} ${open.length === first.total ? 'routes, all there are,' : 'routes'} answer anybody who knows the address, the first one ${first.name}, which ${first.does}: nothing asks who is calling.`,
      places: open.slice(1).map((endpoint) => step(endpoint.node, `${endpoint.name} ${endpoint.does}`)),
      ...(gravest ? { effect: gravest } : {}),
    };
  },
});
