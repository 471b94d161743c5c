/** What others send in, and where it is written or sent on without anybody having looked at it. */
import type { Role } from '#catalogue';
import type { Call, Expr, Func, Node } from '#model';
import { functionOf, walk } from '#model';
import type { Authentication } from './authentication.js';
import type { CallGraph } from './call-graph.js';
import type { Effect, Effects } from './effects.js';
import type { Entries, EntryPoint } from './entries.js';
import { proofsAt, type Condition } from './flow/conditions.js';
import type { Flow, Flows, State } from './flow/index.js';
import { placeOf } from './flow/shape.js';
import { isIssuedName } from './issued-names.js';
import { isProviderCallback } from './provider-callback.js';
import { isTestFile } from './test-doubles.js';
import { textShape } from './text.js';
import type { Values } from './values.js';
import { words } from './words.js';

/** Entry points with the flows of what they take in that nobody checks: one, or several that end in the same call. */
export interface UncheckedInput {
  readonly entries: readonly EntryPoint[];
  readonly flows: readonly Flow[];
}

interface Room {
  readonly values: Values;
  readonly calls: CallGraph;
  readonly effects: Effects;
  readonly entries: Entries;
  readonly flows: Flows;
  readonly authentication: Authentication;
}

/** Roles whose content is kept or handed on; texts that are run or shown have rules of their own. */
const KEPT: readonly Role[] = ['data', 'body', 'recipient', 'key', 'params', 'fields', 'cell', 'object'];
const CHANGES: ReadonlySet<Effect['does']> = new Set(['create', 'update', 'upsert', 'delete', 'send']);

export function uncheckedInputs(room: Room): UncheckedInput[] {
  const found = new Map<EntryPoint, Flow[]>();
  for (const effect of room.effects.all) {
    if (!CHANGES.has(effect.does) || !leavesTheScript(effect)) continue;
    for (const flow of flowsInto(effect, room)) {
      const entry = entryOf(flow, room);
      if (!entry || isChecked(flow, room) || onlyAsks(flow, room.values)) continue;
      const known = found.get(entry);
      if (known) known.push(flow);
      else found.set(entry, [flow]);
    }
  }
  return merged(found);
}

/** What people write for people to read: there is nothing to check it against. */
const FREE_TEXT = new Set(['title', 'body', 'text', 'message', 'comment', 'comments', 'note', 'notes', 'description', 'content', 'subject', 'question', 'feedback', 'username', 'password', 'bio', 'caption']);

function isFreeText(flow: Flow): boolean {
  return flow.name !== undefined && flow.sink.system?.kind !== 'system-of-record' && FREE_TEXT.has(words(flow.name).at(-1) ?? '');
}

function merged(found: ReadonlyMap<EntryPoint, readonly Flow[]>): UncheckedInput[] {
  const bySink = new Map<Call, { entries: EntryPoint[]; flows: Flow[] }>();
  for (const [entry, flows] of found) {
    if (flows.every(isFreeText) || isTestFile(entry.module.file)) continue;
    const first = gravest(flows).sink.call;
    const known = bySink.get(first);
    if (known) {
      known.entries.push(entry);
      known.flows.push(...flows);
    } else bySink.set(first, { entries: [entry], flows: [gravest(flows), ...flows.filter((flow) => flow !== gravest(flows))] });
  }
  return [...bySink.values()];
}

function gravest(flows: readonly Flow[]): Flow {
  return flows.find((flow) => flow.sink.system?.kind === 'system-of-record') ?? flows[0]!;
}

/** Files and logs of the script itself are no other system. */
function leavesTheScript(effect: Effect): boolean {
  return (effect.remote || effect.system !== undefined && effect.system.kind !== 'service') && effect.system?.category !== 'ai' && effect.system?.category !== 'files';
}

function* flowsInto(effect: Effect, { flows, effects }: Room): Iterable<Flow> {
  // What a message says is read by a person; whom it goes to is not.
  if (effect.does === 'send') {
    for (const flow of flows.intoCall(effect, 'recipient', ['outside'])) if (flow.fields.every((field) => /^(?:to|cc|bcc|recipients?|e?mail|emails?|phone|address(?:es)?|\[\]|\d+)$/i.test(field))) yield flow;
    return;
  }
  for (const role of KEPT) yield* flows.intoCall(effect, role, ['outside']);
  // A hole in the path of an address whose host is fixed.
  if (effect.url?.host !== undefined) yield* flows.intoCall(effect, 'url', ['outside']);
  if (effect.system?.kind !== 'system-of-record' || effect.does === 'delete') return;
  for (const role of KEPT) {
    for (const flow of flows.intoCall(effect, role, ['external'])) if (isTypedByPeople(flow, effects)) yield flow;
  }
}

const TYPED: ReadonlySet<string> = new Set(['spreadsheet', 'base', 'board', 'forms', 'wiki']);

/** Cells and fields of a sheet or base that people fill: what they typed, not what the store made up. */
function isTypedByPeople(flow: Flow, effects: Effects): boolean {
  const from = flow.source.node.kind === 'call' ? effects.of(flow.source.node)?.system : undefined;
  return from?.kind === 'work-store' && TYPED.has(from.category) && (flow.name === undefined || !isIssuedName(flow.name));
}

/** The entry point that takes the data in and leads to the call; none for chats, whose platform knows the sender, and for proved messages. */
function entryOf(flow: Flow, { entries, authentication, values }: Room): EntryPoint | undefined {
  const taking = functionOf(flow.source.node);
  const doing = functionOf(flow.sink.call);
  if (!taking || !doing) return undefined;
  const into = entries.reaching(doing);
  const candidates = entries.reaching(taking).filter((entry) => into.includes(entry) && (flow.label === 'external' || TAKES_INPUT.has(entry.kind)));
  const entry = candidates[0];
  // What a provider sends has the provider's shape; whether it is the provider who sends it is another question.
  if (!entry || authentication.of(entry).state === 'signature' || isProviderCallback(entry, values)) return undefined;
  // A form has looked at its answers itself; it can't know what becomes of them.
  if (entry.kind === 'event' && flow.sink.system?.kind !== 'system-of-record' && flow.role !== 'recipient') return undefined;
  return entry;
}

const TAKES_INPUT: ReadonlySet<EntryPoint['kind']> = new Set(['route', 'webhook', 'event', 'page']);

/** A GraphQL request is a POST whatever it does: only a mutation writes. */
function onlyAsks(flow: Flow, values: Values): boolean {
  if (!/\/graphql(?:\.json)?\/?$/.test(flow.sink.url?.path ?? '')) return false;
  const texts: string[] = [];
  for (let at: State | undefined = flow.state, n = 0; at && n < 200; at = at.from, n++) {
    const parent = at.node.parent;
    if (parent?.kind === 'call') texts.push(...parent.args.map((arg) => textShape(arg.value, values)));
  }
  return !texts.some((text) => /^\s*mutation\b/.test(text));
}

/** A parameter that the framework checks against its declared type before the handler runs. */
function isDeclared(node: Expr): boolean {
  if (node.kind !== 'name' || node.binding.kind !== 'param') return false;
  const annotation = node.binding.writes.find((write) => write.param)?.param?.param.annotation;
  return annotation !== undefined && !/^(?:dict|Dict|Any|list|List|object|Mapping|Request|any|unknown|GoogleAppsScript)\b/.test(annotation);
}

/** Holds if on the way some test or check looks at more than whether the value is there. */
function isChecked(flow: Flow, { values, calls }: Room): boolean {
  if (flow.sink.module.language === 'python' && isDeclared(flow.source.node)) return true;
  const places = new Set<string>();
  const nodes: Expr[] = [];
  for (let at: State | undefined = flow.state, n = 0; at && n < 200; at = at.from, n++) {
    nodes.push(at.node);
    const place = placeOf(at.node);
    if (place !== undefined) places.add(place);
  }
  const looksAt = (expr: Node): boolean => {
    const place = expr.kind === 'name' || expr.kind === 'member' ? placeOf(expr) : undefined;
    return place !== undefined && [...places].some((known) => known === place || place.startsWith(`${known}.`) || known.startsWith(`${place}.`));
  };
  const asked = [flow.sink.call, ...nodes].flatMap((node) => proofsAt(node));
  return asked.some((condition) => judges(condition, looksAt, values, calls)) || checkedBefore(nodes, looksAt, calls);
}

const CHECKING = /valid|strptime|isoformat|verify|check|assert|sanitiz|sanitis|parse|schema|ensure|normaliz|normalis|clean|require/i;
const SAYING_NOTHING = new Set(['trim', 'strip', 'toString', 'String', 'str', 'Boolean', 'bool', 'get', 'toLowerCase', 'lower']);

/** A test that only asks whether the value is there judges nothing. */
function judges(condition: Condition, looksAt: (expr: Node) => boolean, values: Values, calls: CallGraph): boolean {
  let judged = false;
  if (condition.among) return looksAt(condition.test);
  walk(condition.test, (node) => {
    if (judged || node.kind === 'func') return false;
    if (node.kind === 'name' && !looksAt(node)) {
      // `const problems = check(body); if (problems.length) …`
      judged ||= node.binding.writes.some((write) => write.value !== undefined && write.via !== 'param' && isCheck(write.value, looksAt, calls));
    }
    if (!looksAt(node)) return true;
    const parent = node.parent;
    if (parent === undefined || node === condition.test) return true;
    judged ||= isJudgement(node, parent, values, calls);
    return true;
  });
  return judged;
}

function isJudgement(node: Node, parent: Node, values: Values, calls: CallGraph): boolean {
  switch (parent.kind) {
    case 'binary': {
      if (parent.op === 'and' || parent.op === 'or' || parent.op === '??') return false;
      const other = parent.left === node ? parent.right : parent.left;
      const constant = values.constant(other);
      return constant !== null && constant !== '' && !(other.kind === 'literal' && other.type === 'undefined');
    }
    case 'unary': return parent.op === 'typeof';
    case 'member': {
      if (parent.object !== node) return parent.index === node;
      const name = parent.property ?? '';
      if (parent.parent?.kind === 'call' && parent.parent.callee === parent) return !SAYING_NOTHING.has(name);
      return name === 'length' && parent.parent?.kind === 'binary' && parent.parent.op !== 'and' && parent.parent.op !== 'or';
    }
    case 'call': {
      const name = parent.callee.kind === 'name' ? parent.callee.name : parent.callee.kind === 'member' ? parent.callee.property ?? '' : '';
      return parent.callee !== node && !SAYING_NOTHING.has(name) && (calls.targets(parent).length > 0 || parent.callee.kind === 'member' || /^is|valid|len$/i.test(name));
    }
    default: return false;
  }
}

/** A check in the author's words, or a schema: `schema.parse(body)`, `validateOrder(body)`. */
function isCheck(expr: Expr, looksAt: (expr: Node) => boolean, calls: CallGraph): boolean {
  const call = expr.kind === 'await' ? expr.value : expr;
  if (call.kind !== 'call' || !call.args.some((arg) => mentions(arg.value, looksAt))) return false;
  return CHECKING.test(nameOfCallee(call)) || calls.targets(call).length > 0 && /^(is|has)[A-Z_]/.test(nameOfCallee(call));
}

function mentions(expr: Expr, looksAt: (expr: Node) => boolean): boolean {
  let found = false;
  walk(expr, (node) => {
    found ||= looksAt(node);
    return !found && node.kind !== 'func';
  });
  return found;
}

function nameOfCallee(call: Call): string {
  return call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? call.callee.property ?? '' : '';
}

/** Holds if a checking call got the value before, in a function that the value passes through, or the value went through one. */
function checkedBefore(nodes: readonly Expr[], looksAt: (expr: Node) => boolean, calls: CallGraph): boolean {
  const functions = new Set<Func>();
  for (const node of nodes) {
    if (node.kind === 'call' && CHECKING.test(nameOfCallee(node)) && !/^JSON$|parse(Int|Float)?$/.test(nameOfCallee(node))) return true;
    const func = functionOf(node);
    if (func) functions.add(func);
  }
  for (const func of functions) {
    if (func.calls.some((call) => call.parent?.kind !== 'call' && !/^(parse|loads|stringify)$/.test(nameOfCallee(call)) && isCheck(call, looksAt, calls))) return true;
  }
  return false;
}
