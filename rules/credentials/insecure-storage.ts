import { rule, type StoragePlace } from '#rule';

const WHERE: Record<StoragePlace, string> = {
  file: 'a plain file', browser: 'the browser’s storage, where every script of the page can read it', sheet: 'a spreadsheet cell, where everybody with access to the sheet can read it',
};

export default rule({
  summary: 'A secret is kept where others can read it',
  base: 'warning',
  firesOn: 'a credential written to, or read from, a plain file, browser storage or a spreadsheet cell',
  not: ['secret managers', 'OS keychains', 'encrypted stores', 'script properties'],
  why: 'A file, a sheet or a browser’s storage has no protection of its own: whoever can open it has the secret, and so has every copy and backup.',
  remedy: 'Ask for the secret to be kept in a secret manager, the keychain of the operating system, script properties or an environment variable instead.',
  cwe: [312, 522],
  owasp: 'CD-SEC-04',

  *check({ facts, step }) {
    for (const kept of facts.keptSecrets) {
      const name = kept.what.charAt(0).toUpperCase() + kept.what.slice(1);
      yield {
        at: kept.effect.call,
        effect: kept.effect,
        message: `${name} ${kept.access === 'write' ? 'is written to' : 'is kept in'} ${WHERE[kept.place]}.`,
        evidence: kept.steps.map((node, index) => step(node, index === 0 ? `${kept.what} comes from here` : 'and goes on here')),
        subject: kept.what,
      };
    }
  },
});
