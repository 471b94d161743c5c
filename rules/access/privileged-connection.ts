import { privileges, rule, type Privilege } from '#rule';

export default rule({
  summary: 'It connects with more power than it needs',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'a root, `sa`, `postgres` or admin account, a service-role key, domain-wide delegation or impersonation',
  not: ['least-privileged service accounts', 'local development hosts', 'a note where the account is only the default of a setting'],
  why: 'A mistake in the script, or a leaked password, then reaches everything: all tables, all mailboxes, all users.',
  remedy: 'Have an account made that may do only what this script does, and connect with that one.',
  cwe: [250, 272],
  owasp: 'CD-SEC-02',

  *check({ facts, entriesOf, step }) {
    const found = new Map<string, Privilege[]>();
    for (const privilege of privileges(facts)) {
      const key = `${privilege.kind}:${privilege.name}`;
      found.set(key, [...(found.get(key) ?? []), privilege]);
    }
    for (const all of found.values()) {
      const first = all.find(({ isDefault }) => !isDefault) ?? all[0]!;
      yield {
        // The account has to be changed where it is named.
        at: first.kind === 'account' ? first.at : first.effect.call,
        effect: first.effect,
        entries: entriesOf(first.effect.call),
        subject: first.name,
        ...(first.isDefault ? { base: 'note' as const } : {}),
        message: messageOf(first),
        evidence: first.kind === 'account' ? [step(first.at, `\`${first.name}\` is named here`), step(first.effect.call, 'and connects here')] : [],
        places: all.filter((each) => each !== first).map((each) => step(each.effect.call, 'and here')),
      };
    }
  },
});

function messageOf({ kind, effect, name, isDefault }: Privilege): string {
  const to = effect.system?.name ?? effect.api.product;
  switch (kind) {
    case 'account': return isDefault
      ? `Unless a setting says otherwise, the script connects to ${to} as \`${name}\`, an administrator: it can then change or delete everything there.`
      : `The script connects to ${to} as \`${name}\`, an administrator: whatever goes wrong here can change or delete everything there.`;
    case 'key': return `The script uses the key \`${name}\`, which passes over all access rules of ${to}: every record can be read and changed with it.`;
    case 'impersonation': return `The script acts as ${name === '' ? 'another user' : `\`${name}\``} by delegation: the same key can act as anyone in the organisation.`;
  }
}
