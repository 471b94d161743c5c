import { formulaCells, functionOf, rule, type Arrival, type Func, type RuleContext } from '#rule';

export default rule({
  summary: 'Text of others can run as a formula in a spreadsheet',
  base: 'warning',
  firesOn: 'outside text written to a spreadsheet (user-entered mode) or CSV where `=`, `+`, `-`, `@` would run; one finding a function, with its places',
  not: ['quoted, prefixed or raw cells', 'numbers and dates', 'identifiers that a system issues', 'rows copied from one sheet to another', 'a check for the signs that start a formula'],
  why: 'A “name” such as =IMPORTXML(…) or =HYPERLINK(…) typed into a form runs when a colleague opens the sheet, and can send its content to a stranger.',
  remedy: 'Put an apostrophe in front of texts that start with =, +, - or @ before they are written, or write them in raw mode, which never runs them.',
  cwe: [1236],
  owasp: 'CD-SEC-08',

  *check({ facts, step, evidence }) {
    const groups = new Map<Func | undefined, ReturnType<typeof formulaCells>>();
    for (const cell of formulaCells(facts)) groups.set(functionOf(cell.at), [...(groups.get(functionOf(cell.at)) ?? []), cell]);
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      const flows = [first, ...others].flatMap((cell) => cell.flows);
      const [flow] = first.flows as [Arrival, ...Arrival[]];
      const names = [...new Set(flows.flatMap(({ name }) => name ?? []))];
      yield {
        at: first.at,
        ...(first.effect ? { effect: first.effect } : {}),
        ...([first, ...others].every((cell) => cell.scraped) ? { base: 'note' as const, ceiling: 'note' as const } : {}),
        subject: names.join(','),
        message: `${texts(names, flow, facts)} into ${first.into === 'csv' ? 'a CSV file' : `cells of ${first.effect?.system?.name ?? 'a spreadsheet'}`} as typed: what starts with = runs as a formula when somebody opens it.`,
        evidence: evidence(flow),
        places: others.map((cell) => step(cell.at, 'and here')),
      };
    }
  },
});

function texts(names: readonly string[], flow: Arrival, { effects }: RuleContext['facts']): string {
  const from = flow.source.node.kind === 'call' ? effects.of(flow.source.node)?.system?.name : undefined;
  const origin = flow.label === 'outside' ? 'outside' : from ?? 'another system';
  if (names.length === 0) return `Text from ${origin} goes`;
  const quoted = names.slice(0, 3).map((name) => `\`${name}\``);
  return `${quoted.join(', ')}${names.length > 3 ? ' and more' : ''} from ${origin} ${names.length === 1 ? 'goes' : 'go'}`;
}
