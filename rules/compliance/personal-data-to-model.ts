import { approvalOf, askedModel, carriedFields, isLocalModel, isOfSensitiveRecord, rule, type Effect, type Flow, type Func, type Role } from '#rule';

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
    const groups = new Map<Func, Prompt[]>();
    for (const effect of effects({ does: ['prompt'] })) {
      if (isLocalModel(effect) || (approved.models.length > 0 && approvalOf(askedModel(effect, facts), approved.models, facts) === 'approved')) continue;
      // A plain request carries the prompt in its body.
      const flows = PLACES.flatMap((role) => [...facts.flows.intoCall(effect, role, ['personal'])]);
      const first = gravest(flows);
      // A choice between providers, or a second try, is one problem.
      if (first) groups.set(effect.call.in, [...(groups.get(effect.call.in) ?? []), { effect, flows, first }]);
    }
    for (const [{ effect, flows, first }, ...others] of groups.values() as Iterable<[Prompt, ...Prompt[]]>) {
      const names = [...new Set(flows.flatMap((flow) => carriedFields(flow, facts.flows).map(({ what }) => what.replace(/^the field /, ''))))];
      yield {
        at: effect.call,
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
  readonly effect: Effect;
  readonly flows: readonly Flow[];
  readonly first: Flow;
}

const PLACES: readonly Role[] = ['prompt', 'body', 'data'];
const ORDER = ['health', 'payment', 'employment', 'personal'];
const SENSITIVE: ReadonlySet<string> = new Set(['health', 'payment', 'employment']);
const CLASS_WORDS: Readonly<Record<string, string>> = { health: 'health', payment: 'payment', employment: 'employment', personal: 'personal' };

function gravest(flows: readonly Flow[]): Flow | undefined {
  return [...flows].sort((a, b) => ORDER.indexOf(a.data ?? 'personal') - ORDER.indexOf(b.data ?? 'personal'))[0];
}

/** At most three, by the name that they have in the code. */
function listed(names: readonly string[]): string {
  const text = names.slice(0, 3).join(', ') + (names.length > 3 ? ' and more' : '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
