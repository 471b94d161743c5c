import { injections, rule, whatComes } from '#rule';

export default rule({
  summary: 'Text from outside becomes part of an SQL statement',
  base: 'error',
  firesOn: 'outside data joined into the text of a query (SQL, SOQL or a raw ORM call), through functions and files',
  not: ['constants', 'bound parameters', 'allow-lists', 'numeric casts'],
  why: 'Whoever sends that text can end the query early and add one of their own: read every record, change them or delete them.',
  remedy: 'Pass the value as a bound parameter (`?`, `%s` or `$1` with a list of values) instead of joining it into the text; check names of tables and columns against a fixed list.',
  cwe: [89],
  owasp: 'CD-SEC-08',

  *check(context) {
    for (const flow of injections(context, 'sql')) {
      const system = flow.sink.system?.name ?? 'the database';
      yield {
        at: flow.place,
        effect: flow.sink,
        message: `${whatComes(flow)} becomes part of this query's text, so whoever writes it can run statements of their own against ${system}.`,
        evidence: context.evidence(flow),
        places: flow.place === flow.sink.call ? [] : [context.step(flow.sink.call, 'it runs here')],
        ...(flow.name ? { subject: flow.name } : {}),
      };
    }
  },
});
