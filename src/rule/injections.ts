/** Flows of what others wrote into arguments whose text is run, read or shown: the ground of every injection rule. */
import type { Label, Role } from '#catalogue';
import type { Flow } from '#facts';
import { isIssuedName } from '#facts';
import type { Expr } from '#model';
import type { RuleContext } from './context.js';

/** Gravest first: where several reach one argument, the first speaks. */
const LABELS: readonly Label[] = ['outside', 'model', 'external', 'argument', 'file'];

/** One flow for each call: the gravest of data that its author does not control. */
export function* injections(context: RuleContext, role: Role, labels: readonly Label[] = LABELS): Iterable<Flow> {
  for (const effect of context.facts.effects.all) {
    const flow = first(context, [...context.facts.flows.intoCall(effect, role, labels)]);
    if (flow) yield flow;
  }
}

function first(context: RuleContext, flows: readonly Flow[]): Flow | undefined {
  return flows
    .filter((flow) => isText(flow) && isOthers(flow, context))
    .sort((a, b) => LABELS.indexOf(a.label) - LABELS.indexOf(b.label))[0];
}

/** Parts of an argument object that hold the text itself; the others are bound or are settings. */
const TEXT_FIELDS = new Set(['text', 'sql', 'query', 'statement', 'queryString', 'command', 'code', 'html', '[]']);

function isText(flow: Flow): boolean {
  const [field] = flow.fields;
  return field === undefined || TEXT_FIELDS.has(field) || (/^\d+$/.test(field) && flow.role === 'command');
}

function isOthers(flow: Flow, context: RuleContext): boolean {
  switch (flow.label) {
    case 'argument': case 'file': return runsForOthers(flow.at, context);
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
function isIssued(flow: Flow, context: RuleContext): boolean {
  if (flow.name !== undefined) return isIssuedName(flow.name);
  // Rows of the very database that is asked again, with no telling which column.
  const from = flow.source.node.kind === 'call' ? context.facts.effects.of(flow.source.node)?.system?.category : undefined;
  return from === undefined || from === 'database' || from === 'warehouse';
}

/** The data of a flow at the head of a sentence: "`email` (data from outside)". */
export function whatComes(flow: Flow): string {
  const { what } = flow.source;
  return flow.name ? `\`${flow.name}\` (${what})` : what.charAt(0).toUpperCase() + what.slice(1);
}
