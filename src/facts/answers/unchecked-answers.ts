/** Uses of a model's answer that nothing on the way has looked at: no schema, no test, no person. */
import type { Call, Node } from '#model';
import { walk } from '#model';
import { conditionsAt } from '../flow/conditions.js';
import type { Facts } from '../index.js';
import { isChecked } from '../input/input-checks.js';
import { answerUses, type AnswerUse } from './answer-uses.js';

/** One prompt with what its answer does unchecked, gravest first. */
export interface UncheckedAnswer {
  readonly prompt: Call;
  readonly uses: readonly AnswerUse[];
}

export function uncheckedAnswers(facts: Facts): UncheckedAnswer[] {
  const groups = new Map<Call, AnswerUse[]>();
  for (const use of answerUses(facts)) {
    if (use.limited || isStructured(use.prompt, facts) || isConfirmed(use.at, facts) || isLookedAt(use, facts)) continue;
    groups.set(use.prompt, [...(groups.get(use.prompt) ?? []), use]);
  }
  return [...groups].map(([prompt, uses]) => ({ prompt, uses: [...uses].sort((a, b) => gravity(b) - gravity(a)) }));
}

function gravity({ weak, how, effect }: AnswerUse): number {
  return (weak ? 0 : 8) + (effect.system?.kind === 'system-of-record' ? 4 : 0) + (effect.does === 'delete' ? 2 : 0) + (how === 'content' ? 1 : 0);
}

/** Names that say that a value was judged; taking an answer apart judges nothing. */
const JUDGING = /valid|verif|assert|sanitiz|sanitis|schema|ensure|normaliz|normalis|strptime|isoformat|allowed|whitelist|is_?known/i;

function isLookedAt({ flow, how }: AnswerUse, { values, calls }: Facts): boolean {
  // What decides is a test itself: only what came before it counts.
  const judged = how === 'decision' ? { ...flow, sink: { ...flow.sink, call: flow.source.node as Call } } : flow;
  return isChecked(judged, { values, calls, checking: JUDGING, beside });
}

const OWN_JUDGEMENT = /(?:confidence|certainty|probability|is_?confident|is_?sure)\w{0,10}$/i;

/** How sure the model says it is, and which tool it asks for, say nothing about what it wrote beside it. */
function beside(place: string, passed: ReadonlySet<string>): boolean {
  const dot = place.lastIndexOf('.');
  if (OWN_JUDGEMENT.test(place)) return !passed.has(place);
  return /\.(?:name|type)$/.test(place) && ['arguments', 'input', 'args'].some((part) => passed.has(`${place.slice(0, dot)}.${part}`));
}

/** Options with which a provider holds an answer to a schema. */
const SCHEMAS = new Set(['json_schema', 'responseSchema', 'response_schema', 'responseJsonSchema', 'response_json_schema', 'response_model', 'output_type', 'output_schema', 'outputSchema', 'guided_json', 'grammar']);

/** Holds where the answer comes back in the shape that a schema says. */
export function isStructured(prompt: Call, facts: Facts): boolean {
  const effect = facts.effects.of(prompt);
  if (effect?.api.guards?.includes('validate') || effect?.made.some((made) => facts.effects.api(made)?.guards?.includes('validate'))) return true;
  const seen = new Set<Node>();
  const queue: Node[] = [prompt, ...(effect?.made ?? [])];
  for (let steps = 0; queue.length > 0 && steps < 30; steps++) {
    const at = queue.shift()!;
    if (seen.has(at)) continue;
    seen.add(at);
    let found = false;
    walk(at, (node) => {
      if (node.kind === 'object') {
        found ||= node.entries.some(({ key, value }) => key !== undefined && (SCHEMAS.has(key) || (key === 'strict' && value.kind === 'literal' && value.value === true)));
        found ||= node.entries.some(({ value }) => value.kind === 'literal' && value.value === 'json_schema');
      }
      if (node.kind === 'call') found ||= node.args.some(({ name, value }) => name !== undefined && (SCHEMAS.has(name) || (name === 'format' && value.kind === 'call')));
      if (node.kind === 'name') queue.push(...node.binding.writes.flatMap((write) => (write.value && write.via !== 'param' ? [write.value] : [])));
      return !found && node.kind !== 'func';
    });
    if (found) return true;
  }
  return false;
}

const ASKED = /confirm|approv|accept|review|are_?you_?sure|proceed|button|dry_?run|human|manual/i;

/** A person sees it first: asked here, or on every way to it. */
export function isConfirmed(node: Call, facts: Facts, depth = 0): boolean {
  if (depth === 0 && facts.guards.has(node, 'confirm')) return true;
  const asked = conditionsAt(node).some(({ test }) => {
    let found = false;
    walk(test, (inner) => {
      // What the model itself says about approval is nobody's approval.
      const own = inner.kind === 'name' || inner.kind === 'member' ? facts.flows.labelsAt(inner).some(({ label }) => label === 'model') : false;
      const name = inner.kind === 'name' ? inner.name : inner.kind === 'member' ? inner.property : undefined;
      found ||= name !== undefined && !own && ASKED.test(name);
      return !found;
    });
    return found;
  });
  if (asked || depth > 4) return asked;
  const callers = facts.calls.callers(node.in);
  return callers.length > 0 && callers.every(({ call }) => isConfirmed(call, facts, depth + 1));
}
