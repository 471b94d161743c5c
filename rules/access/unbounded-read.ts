import { rule, unboundedReads, type Asked } from '#rule';

export default rule({
  summary: 'A read takes all records of a system of record',
  base: 'warning',
  firesOn: 'a query or list call on a system of record with neither filter nor limit; one finding an object, with its places',
  not: ['paged with a stated end', 'filtered reads', 'a single first page', 'totals and groups', 'small look-up tables of the database itself'],
  why: 'It works with a few hundred test records. Over the real ones it is slow, may run out of memory or time, and copies far more data than the task needs.',
  remedy: 'Ask only for the records needed: add a condition (a date, a status, an owner) or a limit.',
  cwe: [770, 1049],
  owasp: 'CD-SEC-03',

  *check({ facts, step }) {
    const objects = new Map<string, Asked[]>();
    for (const each of facts.derived(unboundedReads)) {
      const { effect } = each;
      const key = `${effect.system?.name ?? ''}/${effect.object ?? ''}`;
      objects.set(key, [...(objects.get(key) ?? []), each]);
    }
    for (const found of objects.values()) {
      const { effect: first, at } = found[0]!;
      const what = first.object && !first.object.includes('{}') ? `all of \`${first.object}\`` : 'all records';
      yield {
        at,
        effect: first,
        subject: first.object ?? first.system?.name ?? '',
        message: `This reads ${what}${first.system ? ` from ${first.system.name}` : ''}, with neither a condition nor a limit: it grows with the data until it fails, and takes more than the task needs.`,
        places: found.slice(1).map((other) => step(other.at, `reads ${what}`)),
      };
    }
  },
});
