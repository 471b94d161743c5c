import { rule } from '#rule';

export default rule({
  summary: 'A secret stands in as the default of a look-up',
  base: 'error',
  firesOn: 'a real-looking literal as the default when a secret is not set',
  not: ['empty, null or placeholder defaults'],
  why: 'The code looks as if it kept its secret outside, but it carries one. When the setting is missing it runs with the secret that everybody can read, and nobody notices.',
  remedy: 'Ask for the default to be removed, so that the script stops with a clear message when the secret is not set. If the default was ever in use, revoke it and issue a new one.',
  cwe: [798, 1188],
  owasp: 'CD-SEC-02',

  *check({ facts }) {
    for (const credential of facts.credentials) {
      if (credential.copy || credential.kind !== 'fallback') continue;
      yield {
        at: credential.node ?? credential,
        message: `If ${credential.name === undefined ? 'the secret' : `\`${credential.name}\``} is not set, the script goes on with a secret written into the code${credential.provider === undefined ? '' : ` (${credential.provider})`}: whoever gets the file can use it.`,
        places: credential.copies.map((other) => facts.stepAt(other.source, other, 'the same default again')),
        subject: credential.name ?? credential.provider ?? 'secret',
      };
    }
  },
});
