import { carriedFields, conditionsAt, isOfSensitiveRecord, isUsedAsFigure, rule, walk, type Flow, type RuleContext } from '#rule';

export default rule({
  summary: 'Regulated data is written to a log',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'regulated fields flow to logs, to the console of an unattended or shared run, saved notebook output or a platform’s run history; one finding a file, with its places',
  not: ['masked, hashed or counted', 'an identifier in an audit line', 'the console of a script that a person runs for themselves'],
  why: 'Logs are kept for long, copied to other systems and read by people who have no business with the data; deleting a person’s data there is next to impossible.',
  remedy: 'Log an identifier or a count instead, or mask the value.',
  cwe: [532, 359],
  owasp: 'CD-SEC-04',

  *check(context) {
    const groups = new Map<string, Flow[]>();
    for (const flow of context.facts.flows.into('log', ['personal'])) {
      if (!isKept(flow, context) || isActor(flow) || isOwn(flow) || isErrorAnswer(flow) || isUsedAsFigure(flow.state, context.facts.values)) continue;
      const { file } = flow.sink.module;
      groups.set(file, [...(groups.get(file) ?? []), flow]);
    }
    for (const flows of groups.values()) {
      const first = [...flows].sort((a, b) => ORDER.indexOf(a.data ?? 'personal') - ORDER.indexOf(b.data ?? 'personal'))[0]!;
      const names = [...new Set(flows.flatMap((flow) => carriedFields(flow, context.facts.flows).map(({ what }) => what.replace(/^the field /, ''))))];
      const lines = new Set(flows.map((flow) => flow.sink.call));
      const text = names.slice(0, 3).join(', ') + (names.length > 3 ? ' and more' : '');
      yield {
        at: first.sink.call,
        context: { sensitive: flows.some((flow) => (flow.data !== 'personal' && flow.data !== undefined) || isOfSensitiveRecord(flow, context.facts)), regulated: true },
        message: `${text.charAt(0).toUpperCase()}${text.slice(1)} ${names.length > 1 ? 'are' : 'is'} written to a log: it stays there, out of reach of whoever has to delete it.`,
        evidence: context.evidence(first),
        places: [...lines].filter((call) => call !== first.sink.call).map((call) => context.step(call, 'and here')),
      };
    }
  },
});

const ORDER = ['health', 'payment', 'employment', 'personal'];
/** Whoever is signed in and did it: that is what an audit line is for. */
const ACTORS = /^(?:(?:current|logged_?in|active|effective|session|auth(?:enticated)?)_?user|user|actor|session|principal|claims|operator|admin|editor|g|me|identity)$/i;

function isActor({ source: { node }, data }: Flow): boolean {
  if (data !== 'personal') return false;
  const field = node.kind === 'call' && node.callee.kind === 'member' ? node.callee : node;
  if (field.kind !== 'member' || (field === node && !/e_?mail$/i.test(field.property ?? ''))) return false;
  const base = field.object;
  const name = base.kind === 'name' ? base.name : base.kind === 'member' ? (base.property ?? '') : '';
  return ACTORS.test(name);
}

/** The address of whoever runs the script. */
function isOwn({ source }: Flow): boolean {
  return source.data === undefined;
}

/** What another system says about a failure holds no record. */
function isErrorAnswer({ source, sink }: Flow): boolean {
  return source.node.kind === 'call' && conditionsAt(sink.call).some(({ test }) => {
    let found = false;
    walk(test, (node) => { if (node.kind === 'member') found ||= /^(?:ok|status|status_?code|getResponseCode|is_?success)$/i.test(node.property ?? ''); });
    return found;
  });
}

/** What a person sees in a window of their own and is gone when it closes. */
const CONSOLE = /^(?:builtin:print$|py:sys\.std|py:pprint|py:rich|global:console\.)/;

/** A log that lasts or that others read; a person's own console is neither. */
function isKept(flow: Flow, { entriesOf, unitContext, modules }: RuleContext): boolean {
  const { call, api } = flow.sink;
  const module = modules.find((candidate) => candidate === flow.sink.module);
  const isConsole = CONSOLE.test(api.path) || (api.category === 'logging' && /rich|Spinner|chalk/i.test(api.path));
  if (!isConsole) return true;
  if (module?.dialects.has('apps-script') || module?.dialects.has('notebook')) return module.dialects.has('apps-script') || hasOutputs(module.outputs);
  const entries = entriesOf(call);
  const contexts = entries.length > 0 ? entries.map((entry) => unitContext.of(entry)) : [unitContext];
  return contexts.some(({ unattended, audience }) => unattended || audience !== 'personal');
}

function hasOutputs(outputs: readonly unknown[]): boolean {
  return outputs.length > 0;
}
