import { rule, uncheckedInputs, type Flow } from '#rule';

export default rule({
  summary: 'What others send in is written or sent on unchecked',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'data of a request, webhook or form that reaches a write or another system, or what people typed into a sheet or base that reaches a system of record, where nothing on the way looks at more than whether it is there; one finding an entry point, with its places',
  not: ['a schema', 'a type and range check', 'an allow-list', 'messages of a provider whose signature is checked', 'prompts, queries and logs'],
  why: 'A wrong amount, a made-up reference or a mistyped address goes straight into the books, and whoever calls it on purpose can write whatever they like.',
  remedy: 'Check every field at the door, with a schema: its type, its length or range, and that it is one of the allowed values; answer anything else with an error.',
  cwe: [20],
  owasp: 'CD-SEC-08',

  *check({ facts, step, evidence }) {
    for (const { entries, flows } of uncheckedInputs(facts)) {
      const first = flows[0]!;
      const others = flows.filter((flow) => flow.sink.call !== first.sink.call);
      const names = [...new Set(flows.flatMap((flow) => flow.name ?? []))];
      const systems = [...new Set(flows.map((flow) => flow.sink.system?.name ?? 'another system'))];
      yield {
        at: first.sink.call,
        effect: first.sink,
        entries,
        subject: names.join(','),
        message: `${fields(names, origin(first))} into ${listed(systems)} unchecked, so a wrong or made-up value is ${first.sink.does === 'send' ? 'sent' : first.sink.does === 'delete' ? 'deleted' : 'written'} as it comes.`,
        evidence: evidence(first),
        places: distinctSinks(others).map((flow) => step(flow.sink.call, `${flow.name ? `\`${flow.name}\`` : 'the data'} goes on here`)),
      };
    }
  },
});

function origin(flow: Flow): string {
  return flow.label === 'outside' ? 'outside' : /\(([^()]+)\)$/.exec(flow.source.what)?.[1] ?? 'another system';
}

function fields(names: readonly string[], from: string): string {
  if (names.length === 0) return `What comes from ${from} goes`;
  return `${named(names)} from ${from} ${names.length === 1 ? 'goes' : 'go'}`;
}

function named(names: readonly string[]): string {
  const quoted = names.slice(0, 4).map((name) => `\`${name}\``);
  return names.length > 4 ? `${quoted.join(', ')} and more` : listed(quoted);
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function distinctSinks(flows: readonly Flow[]): Flow[] {
  return flows.filter((flow, index) => flows.findIndex((other) => other.sink.call === flow.sink.call) === index);
}
