import { asked, rule, selectionOf, type Asked } from '#rule';

export default rule({
  summary: 'A query takes every field, needed or not',
  base: 'note',
  ceiling: 'warning',
  firesOn: '`SELECT *` or an all-fields read on business data; one finding a table, with its places',
  not: ['`count(*)`', 'temp tables', 'existence tests'],
  why: 'Fields that nobody needs, personal ones among them, are copied out with the others; columns added later come along unseen.',
  remedy: 'Name the fields that are used.',
  cwe: [200, 213],
  owasp: 'CD-SEC-03',

  *check({ facts, effects, step }) {
    const tables = new Map<string, Asked[]>();
    for (const each of [...effects()].flatMap(asked)) {
      const { effect } = each;
      if (effect.does !== 'list' && effect.does !== 'read') continue;
      if (effect.system === undefined || effect.sql?.temporary || (effect.sql && effect.sql.tables.every(isCatalogue))) continue;
      const { allFields, counted } = selectionOf(effect, facts.values, facts.calls);
      if (!allFields || counted) continue;
      const table = effect.object ?? '';
      tables.set(table, [...(tables.get(table) ?? []), each]);
    }
    for (const [table, found] of tables) {
      const first = found.find(({ effect }) => effect.system?.kind === 'system-of-record') ?? found[0]!;
      const named = table === '' || table.includes('{}') ? 'the table' : `\`${table}\``;
      yield {
        at: first.at,
        effect: first.effect,
        subject: table,
        ...(first.effect.system?.kind === 'system-of-record' ? {} : { ceiling: 'note' as const, base: 'note' as const }),
        message: `Every field of ${named} is read${found.length > 1 ? ` (in ${found.length} queries)` : ''}: whatever it holds, now or later, comes along, needed or not.`,
        places: found.filter((each) => each !== first).map(({ at }) => step(at, `every field of ${named} is read`)),
      };
    }
  },
});

/** What a database tells of itself. */
function isCatalogue(table: string): boolean {
  return /^(?:information_schema|pg_catalog|sys|sqlite_master|pg_\w+|performance_schema)(?:\.|$)/.test(table);
}
