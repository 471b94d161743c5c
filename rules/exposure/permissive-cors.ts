import { crossOriginOpenings, rule } from '#rule';

export default rule({
  summary: 'Any web page may call this from a visitor’s browser',
  base: 'warning',
  firesOn: 'any origin, or a reflected origin with credentials, on routes that act or return records; one finding an application, with its places',
  not: ['read-only public data', 'a list of origins', 'development-only branches', 'verified webhooks', 'headers of a request'],
  why: 'A page that a colleague happens to open can call these routes behind their back, from inside the company’s network and, where the sign-in comes along, in their name.',
  remedy: 'List the addresses of the pages that are meant to call it, and allow no others; leave cross-origin access out where only servers call it.',
  cwe: [942, 346],
  owasp: 'CD-SEC-07',

  *check({ facts, step }) {
    const all = crossOriginOpenings(facts);
    const first = all.find(({ credentials }) => credentials) ?? all[0];
    if (!first) return;
    const entries = [...new Set(all.flatMap((opening) => opening.entries))];
    const acts = all.flatMap((opening) => opening.acts);
    const gravest = acts.find((effect) => effect.system?.kind === 'system-of-record' && effect.access !== 'read') ?? acts.find((effect) => effect.system) ?? acts[0];
    const routes = entries.length === 1 ? 'the route behind it' : `the ${entries.length} routes behind it`;
    yield {
      at: first.at,
      entries,
      message: `${first.origins === 'reflected' ? 'Every page that asks is told that it may call' : 'Pages of any site may call'} ${routes}${first.credentials ? ', and the visitor’s sign-in comes along' : ''}: a page that somebody opens can ${gravest?.access === 'read' || gravest?.access === undefined ? 'fetch what they answer' : 'make them act'}${gravest?.system ? ` (${gravest.system.name})` : ''}.`,
      places: all.filter((opening) => opening !== first).map(({ at }) => step(at, 'and here')),
      ...(gravest ? { effect: gravest } : {}),
    };
  },
});
