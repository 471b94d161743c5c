import { rule, untracedChanges } from '#rule';

export default rule({
  summary: 'Records are changed without a trace',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'changes to records of money or people in a database that leave no record of who, what, when; one finding an entry point',
  not: ["the provider's own audit", 'an audit table', 'a log of the changes', 'a column that says who changed it', 'new records only'],
  why: 'When a figure is questioned, nobody can say who or what changed it, when, and what stood there before.',
  remedy: 'Write each change to an audit table or a log: when, which record, the old and the new value, and on whose behalf.',
  cwe: [778],
  owasp: 'CD-SEC-10',

  *check({ facts, step }) {
    for (const { entry, changes } of untracedChanges(facts)) {
      const [first, ...more] = changes;
      if (!first) continue;
      const deletes = first.effect.does === 'delete';
      yield {
        at: first.at,
        effect: first.effect,
        entries: [entry],
        subject: first.table ?? entry.how,
        message: `This ${deletes ? 'deletes from' : 'changes'} \`${first.table}\`${first.effect.system ? ` in ${first.effect.system.name}` : ''} and keeps no record of who changed what and when: a wrong ${deletes ? 'deletion' : 'value'} cannot be traced back.`,
        places: more.map(({ at }) => step(at, 'and here')),
      };
    }
  },
});
