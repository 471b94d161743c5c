import { bulkExports, rule, type BulkExport } from '#rule';

export default rule({
  summary: 'A whole object or table is copied out of its system',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'a whole object, table or folder, with no filter, copied out to a file, sheet, mail or other system; one finding an object, with its places',
  not: ['a filtered selection', 'totals and groups made of it', 'a message to each person about their own record', 'a copy within the same system'],
  why: 'Once copied out, nobody governs the data any more: the copy lies about, grows old, is passed on, and who may see it no longer depends on the system it came from.',
  remedy: 'Copy only the records and fields that the task needs, with a condition in the query, and keep the copy where access to it is governed.',
  cwe: [200, 359],
  owasp: 'CD-SEC-04',

  *check({ facts, step }) {
    const objects = new Map<string, BulkExport[]>();
    for (const each of facts.derived(bulkExports)) {
      const key = `${each.effect.system?.name ?? ''}/${each.effect.object ?? ''}`;
      objects.set(key, [...(objects.get(key) ?? []), each]);
    }
    for (const found of objects.values()) {
      const [first, ...others] = found as [BulkExport, ...BulkExport[]];
      yield {
        at: first.at,
        effect: first.effect,
        subject: first.effect.object ?? first.effect.system?.name ?? '',
        message: `${whole(first)}${fields(first)} ${first.effect.system ? `is copied from ${first.effect.system.name}` : 'is copied'} ${destination(first)}, with no condition: every record leaves the system that governs it.`,
        evidence: first.steps.map((node, index) => step(node, index === 0 ? 'all of it is read here' : 'goes on here')).concat(step(first.to.call, `and is copied ${destination(first)}`)),
        places: others.map((other) => step(other.at, `is read and copied ${destination(other)} as well`)),
        covers: ['access/unbounded-read'],
      };
    }
  },
});

function whole({ effect }: BulkExport): string {
  return effect.object !== undefined && !effect.object.includes('{}') ? `All of \`${effect.object}\`` : 'Every record';
}

const MOST_FIELDS = 5;

function fields({ effect: { sql } }: BulkExport): string {
  if (!sql) return '';
  if (sql.star) return ' with every field';
  const named = sql.columns.slice(0, MOST_FIELDS);
  return named.length === 0 ? '' : ` (${named.join(', ')}${sql.columns.length > named.length ? ` and ${sql.columns.length - named.length} more` : ''})`;
}

function destination({ to, file }: BulkExport): string {
  if (file !== undefined) return `into the file \`${file}\``;
  if (to.does === 'send') return `into a message${to.system ? ` by ${to.system.name}` : ''}`;
  const name = to.system?.name ?? to.url?.host;
  return !to.remote ? 'into a file' : name === undefined ? 'to another system' : `to ${name}`;
}
