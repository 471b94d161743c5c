import { recordFiles, rule, type RecordFile } from '#rule';

export default rule({
  summary: 'Records of people come from a loose file',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'customer or staff records read from an export, a mailed spreadsheet or a local CSV; one finding a file',
  not: ['sources that the policy approves', 'other data', 'files that the script wrote itself', 'samples and test data', 'a note where only the file’s name tells'],
  why: 'An export is a copy that nobody governs: it grows old, lies on somebody’s disk, and people who asked to be deleted are still in it.',
  remedy: 'Read the records from the system that keeps them, with only the fields needed, or have this source approved.',
  cwe: [668, 359],
  owasp: 'CD-SEC-09',

  *check({ facts, step }) {
    const files = new Map<string, RecordFile[]>();
    for (const file of facts.derived(recordFiles)) {
      const key = file.name ?? facts.locate(file.at).file;
      files.set(key, [...(files.get(key) ?? []), file]);
    }
    for (const found of files.values()) {
      const first = found[0]!;
      const fields = [...new Set(found.flatMap((file) => file.fields))];
      yield {
        at: first.at,
        ...(first.effect ? { effect: first.effect } : {}),
        subject: first.name ?? 'file',
        context: { regulated: fields.length > 0, production: false },
        message: `Records of people${listed(fields)} are read from ${first.mailed ? 'a file that came by mail' : first.name === undefined ? 'a file' : `the file \`${first.name}\``}, a copy outside the system that governs them: it may be out of date, and who deletes it is open.`,
        places: found.slice(1).map((other) => step(other.at, 'and is read here')),
      };
    }
  },
});

const MOST_FIELDS = 4;

function listed(fields: readonly string[]): string {
  if (fields.length === 0) return '';
  const named = fields.slice(0, MOST_FIELDS).map((field) => `\`${field}\``).join(', ');
  return ` (${named}${fields.length > MOST_FIELDS ? ' and more' : ''})`;
}
