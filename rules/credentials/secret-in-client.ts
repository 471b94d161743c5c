import { rule } from '#rule';

export default rule({
  summary: 'A server’s secret gets into the browser',
  base: 'error',
  firesOn: 'a server-side credential in code that runs in a page, in a page itself, or under a name that a build copies into the page (`NEXT_PUBLIC_`, `VITE_`)',
  not: ['publishable and anonymous keys'],
  why: 'Everything that a page contains can be read by every visitor with two clicks. A server’s key in it gives them the access of the server.',
  remedy: 'Ask for the call to be moved to a small server-side function that keeps the key, and for the page to call that. Revoke the key and issue a new one: it must be taken as known.',
  cwe: [200, 522],
  owasp: 'CD-SEC-04',

  *check({ facts }) {
    for (const leak of facts.clientSecrets) {
      yield {
        at: leak.at,
        message: leak.how === 'build'
          ? `The build copies \`${leak.name}\` into the page, where every visitor can read this server-side key.`
          : `A secret${leak.name === undefined ? '' : ` (\`${leak.name}\`)`}${leak.provider === undefined ? '' : ` for ${leak.provider}`} stands in code that runs in the browser: every visitor can read it.`,
        places: leak.places.map((place) => facts.stepAt(place.source, place, 'and here')),
        subject: leak.name ?? leak.provider ?? 'secret',
        covers: ['credentials/hardcoded-secret', 'credentials/fallback-secret'],
      };
    }
  },
});
