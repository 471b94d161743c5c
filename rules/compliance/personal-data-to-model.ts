import { approvalOf, askedModel, carriedFields, isLocalModel, isOfSensitiveRecord, madeFor, rule, type Call, type Effect, type Flow, type Func, type Role } from '#rule';

export default rule({
  summary: 'Regulated data goes to an AI model',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'regulated fields flow into a model prompt',
  not: ['redacted first', 'a provider that policy approves'],
  why: 'Data about people leaves the company for the provider of the model, which needs a legal ground, a contract and often the consent of the people concerned.',
  remedy: 'Leave these fields out or replace them by placeholders before the prompt is built, or have the provider approved.',
  cwe: [359, 200],
  owasp: 'CD-SEC-04',

  *check({ facts, effects, approved, evidence, step }) {
    const groups = new Map<Func | Call, Prompt[]>();
    for (const effect of effects({ does: ['prompt'] })) {
      if (isLocalModel(effect) || (approved.models.length > 0 && approvalOf(askedModel(effect, facts), approved.models, facts) === 'approved')) continue;
      // A plain request carries the prompt in its body.
      for (const [caller, flows] of byCaller(PLACES.flatMap((role) => [...facts.flows.intoCall(effect, role, ['personal'])]))) {
        // A choice between providers, or a second try, is one problem.
        const key = caller ?? effect.call.in;
        groups.set(key, [...(groups.get(key) ?? []), { effect, flows, first: gravest(flows)!, at: caller ?? effect.call }]);
      }
    }
    for (const [{ effect, flows, first, at }, ...others] of groups.values() as Iterable<[Prompt, ...Prompt[]]>) {
      const names = [...new Set(flows.flatMap((flow) => carriedFields(flow, facts.flows).map(({ what }) => what.replace(/^the field /, ''))))];
      yield {
        at,
        effect,
        context: { sensitive: (first.data !== undefined && SENSITIVE.has(first.data)) || flows.some((flow) => isOfSensitiveRecord(flow, facts)) },
        message: `${listed(names)} ${names.length > 1 ? 'go' : 'goes'} to ${effect.system?.name ?? effect.api.product} in a prompt: ${CLASS_WORDS[first.data ?? 'personal']} data leaves the company, with nothing taken out first.`,
        evidence: evidence(first),
        places: others.map((other) => step(other.effect.call, `and to ${other.effect.system?.name ?? other.effect.api.product}`)),
      };
    }
  },
});

interface Prompt {
  /** Where the data is put into the prompt: in the call of the author's own wrapper, or of the model. */
  readonly at: Call;
  readonly effect: Effect;
  readonly flows: readonly Flow[];
  readonly first: Flow;
}

const PLACES: readonly Role[] = ['prompt', 'body', 'data'];
const ORDER = ['health', 'payment', 'employment', 'personal'];
const SENSITIVE: ReadonlySet<string> = new Set(['health', 'payment', 'employment']);
const CLASS_WORDS: Readonly<Record<string, string>> = { health: 'health', payment: 'payment', employment: 'employment', personal: 'personal' };

function byCaller(flows: readonly Flow[]): Map<Call | undefined, Flow[]> {
  const found = new Map<Call | undefined, Flow[]>();
  for (const flow of flows) {
    const caller = madeFor(flow)?.call;
    found.set(caller, [...(found.get(caller) ?? []), flow]);
  }
  return found;
}

function gravest(flows: readonly Flow[]): Flow | undefined {
  return [...flows].sort((a, b) => ORDER.indexOf(a.data ?? 'personal') - ORDER.indexOf(b.data ?? 'personal'))[0];
}

/** At most three, by the name that they have in the code. */
function listed(names: readonly string[]): string {
  const text = names.slice(0, 3).join(', ') + (names.length > 3 ? ' and more' : '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
