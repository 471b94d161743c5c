import { rule } from '#rule';

export default rule({
  summary: 'The code has a slot that invites pasting a secret',
  base: 'note',
  firesOn: 'a placeholder or an empty text in a credential position of the code',
  not: ['the same text in comments or documentation', 'defaults of a look-up'],
  why: 'Whoever runs the script has to put a real secret into the file, and from then on every copy of the file carries it.',
  remedy: 'Ask for the secret to be read from the environment, script properties or a secret store instead of a text in the code.',
  cwe: [1188],

  *check({ facts }) {
    for (const credential of facts.credentials) {
      if (credential.kind !== 'placeholder') continue;
      const name = credential.name === undefined ? 'A secret' : `\`${credential.name}\``;
      yield {
        at: credential.node ?? credential,
        message: `${name} is to be filled in right here in the code: once that is done, every copy of the file carries the secret.`,
        subject: credential.name ?? 'secret',
      };
    }
  },
});
