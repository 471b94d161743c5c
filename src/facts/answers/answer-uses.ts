/** What becomes of a model's answer: what is written, sent, deleted or decided with it, and by which prompt's answer. */
import type { Label, Role } from '#catalogue';
import type { Call, Expr, Func, Node } from '#model';
import { functionOf, walk } from '#model';
import { doneFor } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import { proofsAt } from '../flow/conditions.js';
import type { Flow, State } from '../flow/index.js';
import type { Facts } from '../index.js';
import { words } from '../names/words.js';
import { isOutward } from './outward.js';

export interface AnswerUse {
  /** The call that asked the model. */
  readonly prompt: Call;
  /** What is done. */
  readonly effect: Effect;
  /** Where: in a wrapper of the author's, the call of the wrapper. */
  readonly at: Call;
  /** The answer is part of what is handed over, or decides whether the call is made. */
  readonly how: 'content' | 'decision';
  /** For a decision: the answer is held against constants, so that it can only choose among what the author wrote. */
  readonly limited: boolean;
  readonly flow: Flow;
  /** What is kept for a person to read, or in a store of one's own. */
  readonly weak: boolean;
}

const CONTENT: readonly Role[] = ['recipient', 'key', 'object', 'data', 'body', 'params', 'fields', 'cell', 'subject', 'filter', 'html'];
const ANSWER: readonly Label[] = ['model'];
const CHANGES: ReadonlySet<Effect['does']> = new Set(['create', 'update', 'upsert', 'delete', 'send']);

/** Every use of a model's answer that changes something outside the script. */
export function answerUses(facts: Facts): readonly AnswerUse[] {
  return facts.derived(findUses);
}

function findUses(facts: Facts): AnswerUse[] {
  const found: AnswerUse[] = [];
  const prompts = facts.effects.all.some((effect) => effect.does === 'prompt');
  for (const effect of prompts ? facts.effects.all : []) {
    if (facts.inTest(effect.call)) continue;
    for (const flow of contents(effect, facts)) {
      const sink = doneFor(flow.sink, flow.state.stack, facts.effects);
      if (!sink) continue;
      const used = named({ ...flow, sink }, facts);
      const prompt = askedBy(flow.state, facts);
      const strength = prompt && strengthOf(used.sink, used, facts);
      if (prompt && strength) found.push({ prompt, effect: used.sink, at: used.sink.call, how: 'content', limited: false, flow: used, weak: strength === 'weak' });
    }
    found.push(...decisions(effect, facts));
  }
  return found;
}

function* contents(effect: Effect, facts: Facts): Iterable<Flow> {
  if (![effect, ...effect.uses].some(({ does }) => CHANGES.has(does))) return;
  for (const role of CONTENT) yield* facts.flows.intoCall(effect, role, ANSWER);
  // A hole in the path of an address whose host is fixed.
  if (effect.url?.host !== undefined) yield* facts.flows.intoCall(effect, 'url', ANSWER);
}

/** How providers wrap what their models say. */
const ENVELOPE = new Set(['choices', 'message', 'content', 'text', 'candidates', 'parts', 'output', 'data', 'completion', 'completions', 'json', 'body', 'res', 'resp', 'response', 'r', 'generations', 'output_text', 'delta', 'part', 'block', 'contents']);

/** The flow with the name that the answer, or the field of it, has where it is used; none where only its wrapping is named. */
function named(flow: Flow, { values }: Facts): Flow {
  const { name: _name, ...rest } = flow;
  for (let at: State | undefined = flow.state, n = 0; at && n < 200; at = at.from, n++) {
    const { node } = at;
    const called = node.parent?.kind === 'call' && node.parent.callee === node;
    const name = node.kind === 'name' ? node.name : node.kind === 'member' && !called ? node.property ?? (node.index && values.string(node.index)) : undefined;
    if (name === undefined || name.length < 3 || /^-?\d+$/.test(name) || ENVELOPE.has(name)) continue;
    return { ...rest, name };
  }
  return rest;
}

/** The call whose answer a label started at. */
function askedBy({ source }: State, facts: Facts): Call | undefined {
  const { node } = source;
  return node.kind === 'call' && facts.effects.of(node)?.does === 'prompt' ? node : undefined;
}

/** Services whose records others act on or see. */
const SEEN: ReadonlySet<string> = new Set(['marketing', 'ads', 'code-host', 'calendar', 'payment', 'cloud', 'directory']);
/** What people write for people to read. */
const PROSE = new Set([
  'answer', 'answers', 'analysis', 'assistant', 'body', 'bullets', 'comment', 'comments', 'completion', 'content', 'description', 'digest', 'draft', 'explanation', 'feedback', 'html', 'idea', 'ideas',
  'insight', 'insights', 'markdown', 'message', 'messages', 'minutes', 'note', 'notes', 'outline', 'output', 'paragraph', 'reason', 'reasoning', 'rationale', 'recommendation', 'recommendations', 'reply', 'report', 'response',
  'result', 'email', 'mail', 'letter', 'post', 'story', 'suggestion', 'suggestions', 'summary', 'summaries', 'text', 'title', 'transcript', 'translation', 'history', 'chat',
]);

function strengthOf(effect: Effect, { name, fields }: Pick<Flow, 'name' | 'fields'>, facts: Facts): 'strong' | 'weak' | undefined {
  const { system, does } = effect;
  if (!CHANGES.has(does) || system?.category === 'ai' || system?.category === 'files') return undefined;
  const prose = name === undefined || isProse(name) || fields.some(isProse);
  // Another system, whichever it is: a field of the answer is a record there.
  if (!system) return effect.remote && effect.api.does === 'request' && !prose && fields.length > 0 && does !== 'send' ? 'strong' : undefined;
  switch (system.kind) {
    case 'system-of-record':
      if (does === 'delete' || does === 'send') return 'strong';
      // A log of what was asked and answered, kept in a database, decides nothing.
      if (system.category === 'database' || system.category === 'warehouse') return prose ? undefined : 'strong';
      return prose && !isForCustomers(effect, fields) ? 'weak' : 'strong';
    case 'work-store':
      return does === 'delete' ? 'strong' : prose ? undefined : 'weak';
    case 'service':
      if (does === 'send') return isOutward(effect, facts) ? 'strong' : undefined;
      if (effect.object === 'Draft') return undefined;
      return SEEN.has(system.category) ? (prose && system.category === 'calendar' ? 'weak' : 'strong') : undefined;
    default: return undefined;
  }
}

function isProse(name: string | undefined): boolean {
  return name !== undefined && PROSE.has(words(name).at(-1) ?? '');
}

/** What is written into a conversation with a customer goes out. */
function isForCustomers({ system, object, call }: Effect, fields: readonly string[]): boolean {
  if (system?.category !== 'ticketing' && system?.category !== 'contact-centre') return false;
  let inside = false;
  walk(call, (node) => {
    if (node.kind === 'object') inside ||= node.entries.some(({ key, value }) => value.kind === 'literal' && ((key === 'public' && value.value === false) || (/^(?:private|internal|is_?private)$/i.test(key ?? '') && value.value === true)));
    return !inside;
  });
  return !inside && (fields.some((field) => /^(?:comment|reply|message)$/i.test(field)) || /reply|comment|message|conversation/i.test(object ?? ''));
}

const MOST_CALLERS = 4;

/** Calls that are made or not made as the answer says: `if (result.score < 60) reject(id)`. */
function decisions(effect: Effect, facts: Facts): AnswerUse[] {
  if (![effect, ...effect.uses].some(({ does }) => CHANGES.has(does))) return [];
  const found: AnswerUse[] = [];
  const seen = new Set<Func>();
  let frontier: { at: Call; use: Effect }[] = [{ at: effect.call, use: effect }];
  for (let depth = 0; frontier.length > 0 && depth < MOST_CALLERS; depth++) {
    const next: typeof frontier = [];
    for (const { at, use } of frontier) {
      for (const { state, limited } of decidersAt(at, facts)) {
        const prompt = askedBy(state, facts);
        const flow: Flow = { label: 'model', source: state.source, sink: use, role: 'data', at: state.node, fields: state.fields, steps: [], state };
        const strength = prompt && strengthOf(use, { name: 'decision', fields: [] }, facts);
        // A row or a mark in one's own store, made or not, is seen by who owns it.
        if (prompt && strength === 'strong') found.push({ prompt, effect: use, at, how: 'decision', limited, flow, weak: false });
      }
      const func = functionOf(at);
      if (!func || seen.has(func)) continue;
      seen.add(func);
      for (const { call, via } of facts.calls.callers(func)) {
        if (via === 'callback') continue;
        const own = effect.uses.find((candidate) => candidate.call === call);
        if (effect.uses.length > 0 && at === effect.call && !own) continue;
        next.push({ at: call, use: own ? { ...use, ...own } : use });
      }
    }
    frontier = next;
  }
  return found;
}

/** Tests at a node that look at what a model said, not only whether it said something. */
function* decidersAt(node: Node, facts: Facts): Iterable<{ state: State; limited: boolean }> {
  for (const { test, among, returned } of proofsAt(node)) {
    if (returned) continue;
    const tested: { state: State; limited: boolean }[] = [];
    walk(test, (inner) => {
      if (inner.kind === 'func') return false;
      if (inner.kind !== 'name' && inner.kind !== 'member' && inner.kind !== 'call') return true;
      const state = facts.flows.labelsAt(inner).find(({ label }) => label === 'model');
      if (!state) return true;
      const looked = among ? 'limited' : lookOf(inner, test, facts);
      if (looked) tested.push({ state, limited: looked === 'limited' });
      return looked === undefined;
    });
    yield* tested;
  }
}

/** Parts of an answer that say how the asking went, not what was answered. */
const ABOUT_THE_CALL = new Set(['error', 'errors', 'ok', 'success', 'usage', 'status', 'choices', 'candidates', 'content', 'parts', 'output', 'data', 'message', 'text', 'finish_reason', 'finishReason', 'stop_reason', 'tool_calls', 'function_call', 'type', 'length', 'id', 'name', 'role', 'stop', 'block_reason', 'prompt_feedback', 'promptFeedback']);
const ASKS = new Set(['includes', 'startsWith', 'endsWith', 'startswith', 'endswith', 'test', 'match', 'search', 'indexOf', 'has']);

function lookOf(expr: Expr, test: Node, facts: Facts): 'free' | 'limited' | undefined {
  const about = expr.kind === 'member' ? expr.property : undefined;
  if (about !== undefined && ABOUT_THE_CALL.has(about)) return undefined;
  const parent = expr.parent;
  if (parent?.kind === 'binary' && expr !== test) {
    const other = parent.left === expr ? parent.right : parent.left;
    const constant = facts.values.constant(other);
    switch (parent.op) {
      case '<': case '<=': case '>': case '>=': return 'free';
      case '==': case '===': case '!=': case '!==': case 'is': return constant === null || constant === '' || (other.kind === 'literal' && other.type === 'undefined') ? undefined : 'limited';
      case 'in': case 'not in': return 'limited';
      default: break;
    }
  }
  if (parent?.kind === 'member' && parent.object === expr && ASKS.has(parent.property ?? '') && parent.parent?.kind === 'call') return 'limited';
  if (parent?.kind === 'call' && parent.callee !== expr && parent.callee.kind === 'member' && ASKS.has(parent.callee.property ?? '')) return 'limited';
  // `if (result.approved)`: a field that the model set.
  const truth = parent?.kind === 'unary' && parent.op === 'not' ? parent : expr;
  if (about !== undefined && (truth === test || (truth.parent?.kind === 'binary' && (truth.parent.op === 'and' || truth.parent.op === 'or')))) return 'free';
  return undefined;
}
