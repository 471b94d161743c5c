import { rule, wildcards, type Wildcard } from '#rule';

export default rule({
  summary: 'A permission allows everything',
  base: 'error',
  firesOn: '`*` as action or resource of an access policy that writes or reads records, grant-all SQL, everybody as the principal of a policy; one finding a statement',
  not: ['Deny statements', 'actions that allow no resource', 'read-only describe actions', 'statements with a condition', 'policies that stand on the thing itself', 'a warning for all actions on named resources'],
  why: 'Whoever gets hold of the script’s identity can read, change or delete everything in the account, not only what the script works with.',
  remedy: 'List the actions that the script calls, and name the bucket, table or queue that it works on.',
  cwe: [250, 732],
  owasp: 'CD-SEC-03',

  *check({ facts }) {
    const told = new Set<unknown>();
    for (const wildcard of facts.derived(wildcards)) {
      const place = 'source' in wildcard.at ? `${wildcard.at.source.file}:${wildcard.at.start}` : wildcard.at;
      if (told.has(place)) continue;
      told.add(place);
      yield {
        at: wildcard.at,
        subject: wildcard.name,
        ...(wildcard.effect ? { effect: wildcard.effect } : {}),
        ...(wildcard.kind === 'service' ? { base: 'warning' as const } : {}),
        message: messageOf(wildcard),
      };
    }
  },
});

function messageOf({ kind, name }: Wildcard): string {
  switch (kind) {
    case 'everything': return `This policy allows ${name === '*' || name === '*:*' ? 'every action' : `every action of \`${name.split(':')[0]}\``} on every resource: a leaked key or a wrong call reads, changes or deletes all of it.`;
    case 'service': return `This policy allows ${name === '*' || name === '*:*' ? 'every action' : `every action of \`${name.split(':')[0]}\``} on what it names, deleting and opening it to others included: far more than the script calls.`;
    case 'every-resource': return `This policy allows \`${name}\` on every resource of the account: a leaked key or a wrong call reaches all records, not only those of this script.`;
    case 'everybody': return `This policy allows \`${name}\` to everybody: anyone on the internet can do it, without signing in.`;
    case 'grant': return `This grants all rights${name === '' ? '' : ` on \`${name}\``}: whoever has the account can change or delete everything there, and pass the data on.`;
  }
}
