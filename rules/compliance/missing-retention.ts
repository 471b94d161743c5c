import { keptRecords, rule } from '#rule';

export default rule({
  summary: 'Regulated data is stored and never deleted',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'regulated data goes into a table that the unit itself makes, or a new file or bucket entry with every run, and nothing in the unit ever deletes it; one finding a unit, with its places',
  not: ['stores with a lifetime rule', 'a purge in the same unit', 'systems of record, which keep their own rules', 'a note for the accounts of those who sign in'],
  why: 'Data about people may be kept only as long as it is needed; a store that only grows holds the records of everyone who ever passed through, and nobody remembers to clear it.',
  remedy: 'Decide how long the records are needed and have the script, or a rule of the store, delete what is older.',
  cwe: [359],
  owasp: 'CD-SEC-04',

  *check({ facts, step }) {
    const [first, ...others] = facts.derived(keptRecords);
    if (!first) return;
    yield {
      at: first.at,
      ...([first, ...others].every(({ accounts }) => accounts) ? { ceiling: 'note' as const } : {}),
      ...(first.effect ? { effect: first.effect } : {}),
      subject: first.store,
      context: { regulated: true, sensitive: [first, ...others].some(({ classes }) => [...classes].some((of) => of !== 'personal' && of !== 'internal')) },
      message: `${first.fields.length === 0 ? 'Records about people' : listed(first.fields)} ${first.fields.length === 1 ? 'is' : 'are'} kept in \`${first.store}\`, and nothing here ever deletes the records: the store only grows.`,
      places: others.map((other) => step(other.at, `and in \`${other.store}\``)),
    };
  },
});

function listed(fields: readonly string[]): string {
  return fields.slice(0, 3).map((field) => `\`${field}\``).join(', ') + (fields.length > 3 ? ' and more' : '');
}
