/** Flows of what others wrote into arguments whose text is run, read or shown: the ground of every injection rule. */
import type { Label, Role } from '#catalogue';
import type { Arrival, Facts, Flow } from '#facts';
import { isIssuedName, madeFor } from '#facts';
import { functionOf, type Call, type Expr, type Node } from '#model';
import type { RuleContext } from './context.js';

/** A flow with the place to mend: where the text is put together for a wrapper of the author's, otherwise the call that runs it. */
export interface Injection extends Flow {
  readonly place: Node;
}

/** Gravest first: where several reach one argument, the first speaks. */
const LABELS: readonly Label[] = ['outside', 'model', 'external', 'argument', 'file'];

/** One flow for each text that is put together: the gravest of data that its author does not control. */
export function* injections(context: RuleContext, role: Role, labels: readonly Label[] = LABELS): Iterable<Injection> {
  const told = new Set<Call>();
  for (const effect of context.facts.effects.all) {
    if (context.facts.inTest(effect.call)) continue;
    const flows = [...context.facts.flows.intoCall(effect, role, labels)].filter((flow) => isText(flow) && isOthers(flow, context));
    for (const flow of flows.sort((a, b) => LABELS.indexOf(a.label) - LABELS.indexOf(b.label))) {
      const made = madeFor(flow) ?? handedOver(flow);
      const call = made?.call ?? effect.call;
      if (told.has(call)) continue;
      told.add(call);
      yield { ...flow, place: made?.text ?? effect.call };
    }
  }
}

/** A model's answer that is handed as it is to a function that runs whatever statement it is given: where that happens. */
function handedOver({ label, role, state, sink }: Flow): { text: Expr; call: Call } | undefined {
  const call = label === 'model' && role === 'sql' ? state.stack[0] : undefined;
  return call && functionOf(call) !== functionOf(sink.call) ? { text: call, call } : undefined;
}

/** What others wrote that reaches an expression as part of a text for a role, gravest first. */
export function arrivals(context: RuleContext, at: Expr, role: Role, labels: readonly Label[]): Arrival[] {
  const found = [...context.facts.flows.arriving(at, role, labels)].filter((arrival) => isText(arrival) && isOthers(arrival, context));
  return found.sort((a, b) => LABELS.indexOf(a.label) - LABELS.indexOf(b.label));
}

/** Parts of an argument object that hold the text itself; the others are bound or are settings. */
const TEXT_FIELDS = new Set(['text', 'sql', 'query', 'statement', 'queryString', 'command', 'code', 'html', '[]']);

function isText(flow: Arrival): boolean {
  const [field] = flow.fields;
  return field === undefined || TEXT_FIELDS.has(field) || (/^\d+$/.test(field) && flow.role === 'command');
}

function isOthers(flow: Arrival, context: RuleContext): boolean {
  switch (flow.label) {
    // Whoever starts a script says what it is to do.
    case 'argument': return runsForOthers(flow.at, context) && context.entriesOf(flow.at).every(({ kind }) => kind !== 'run');
    case 'file': return runsForOthers(flow.at, context);
    case 'external': return !isIssued(flow, context);
    default: return true;
  }
}

/** Holds if somebody else than the author starts it, or nobody watches. */
function runsForOthers(at: Expr, context: RuleContext): boolean {
  const entries = context.entriesOf(at);
  if (entries.length === 0) return false;
  return entries.every((entry) => {
    const { unattended, audience } = context.unitContext.of(entry);
    return unattended || audience !== 'personal';
  });
}

/** Holds for what the other system made up itself, and nobody could choose. */
function isIssued(flow: Arrival, context: RuleContext): boolean {
  if (flow.name !== undefined) return isIssuedName(flow.name);
  // Rows of the very database that is asked again, with no telling which column.
  const from = flow.source.node.kind === 'call' ? context.facts.effects.of(flow.source.node)?.system?.category : undefined;
  return from === undefined || from === 'database' || from === 'warehouse';
}

/** The system that data came from; `http` where a request went to an address that is no known system. */
export function systemBehind({ source }: Arrival, facts: Facts): { readonly category: string } | undefined {
  const effect = source.node.kind === 'call' ? facts.effects.of(source.node) : undefined;
  return effect?.system ?? effect?.api;
}

/** The data of a flow at the head of a sentence: "`email` (data from outside)". */
export function whatComes(flow: Arrival): string {
  const { what } = flow.source;
  return flow.name ? `\`${flow.name}\` (${what})` : what.charAt(0).toUpperCase() + what.slice(1);
}
