import { rule, type Credential } from '#rule';

export default rule({
  summary: 'A secret is written into the code',
  base: 'error',
  firesOn: 'a literal in a known provider’s format, a private key, a connection string with a password, or a non-placeholder literal in a credential position, also where it is put together, encoded or handed over as the name of a look-up',
  not: [
    'environment or vault look-ups', 'placeholders', 'documentation examples', 'publishable keys', 'hashes, UUIDs and ids outside credential positions',
    'words that only contain a credential word', 'test doubles in tests',
  ],
  why: 'Everybody who gets the file gets the key: by mail, in a shared folder, in a code repository, in the chat it was pasted to. It stays there after the person or the project has gone.',
  remedy: 'Ask for the secret to be read from the environment or a secret store, with a clear error when it is missing. Then revoke the one in the code and issue a new one: it must be taken as known.',
  cwe: [798, 259],
  owasp: 'CD-SEC-02',

  *check({ facts }) {
    for (const credential of facts.credentials) {
      if (credential.copy || (credential.kind !== 'hardcoded' && credential.kind !== 'look-up-name')) continue;
      yield {
        at: credential.node ?? credential,
        message: `${what(credential)} ${where(credential)}${credential.testMode ? ', for a test environment' : ''}: whoever gets the file can use it.`,
        places: credential.copies.map((other) => facts.stepAt(other.source, other, 'the same secret again')),
        subject: credential.name ?? credential.provider ?? 'secret',
        covers: ['credentials/secret-in-url', 'credentials/insecure-storage'],
      };
    }
  },
});

function what({ provider, name, because }: Credential): string {
  const of = provider === undefined ? 'A secret' : provider === 'private key' ? 'A private key' : /^URL|^JSON|^database$/.test(provider) ? `A secret (${provider})` : `A secret for ${provider}`;
  const by = name === undefined ? '' : ` (\`${name}\`)`;
  return because.startsWith('connection string') ? `A password in a connection string${by}` : `${of}${by}`;
}

function where(credential: Credential): string {
  if (credential.kind === 'look-up-name') return 'stands where the name of a setting belongs, so it is in the code and the look-up finds nothing';
  if (credential.inComment) return 'stands in a comment';
  return credential.because.endsWith('in a saved output') ? 'stands in an output saved with the notebook' : credential.module ? 'is written into the code' : 'is written in this file';
}
