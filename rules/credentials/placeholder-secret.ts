import { rule, type Credential } from '#rule';

export default rule({
  summary: 'The code has a slot that invites pasting a secret',
  base: 'note',
  firesOn: 'a placeholder or an empty text in a credential position of the code; one finding a file, with its places',
  not: ['the same text in comments or documentation', 'defaults of a look-up'],
  why: 'Whoever runs the script has to put a real secret into the file, and from then on every copy of the file carries it.',
  remedy: 'Ask for the secret to be read from the environment, script properties or a secret store instead of a text in the code.',
  cwe: [1188],
  owasp: 'CD-SEC-02',

  *check({ facts }) {
    const files = new Map<string, Credential[]>();
    for (const credential of facts.credentials) {
      if (credential.kind !== 'placeholder') continue;
      const file = credential.source.file;
      files.set(file, [...(files.get(file) ?? []), credential]);
    }
    for (const [first, ...others] of files.values()) {
      if (!first) continue;
      const what = others.length > 0 ? `${others.length + 1} secrets are` : `${first.name === undefined ? 'A secret' : `\`${first.name}\``} is`;
      yield {
        at: first.node ?? first,
        message: `${what} to be filled in right here in the code: once that is done, every copy of the file carries ${others.length > 0 ? 'them' : 'it'}.`,
        places: others.map((other) => facts.stepAt(other.source, other, 'and here')),
        subject: first.name ?? 'secret',
      };
    }
  },
});
