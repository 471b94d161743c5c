/** Fields that code takes from deep inside what another system, a file or a model gave, as if they were always there. */
import type { Binding, Call, Expr, Func, Member, Module, Node } from '#model';
import { functionOf, walk } from '#model';
import { isStructured } from '../answers/unchecked-answers.js';
import type { Effect } from '../effects/effects.js';
import { proofsAt } from '../flow/conditions.js';
import type { Facts } from '../index.js';
import { definitions } from '../names/definitions.js';

export interface DeepRead {
  /** The member chain, or the call that takes a model's answer apart. */
  readonly at: Expr;
  /** As written: `results[0].properties.email`; none where a model's answer is taken apart. */
  readonly path?: string;
  /** What was asked, where it is known. */
  readonly from?: Effect;
  readonly label: 'external' | 'model' | 'file';
}

/** The deep reads of each function that no test guards. */
export function deepReads(facts: Facts): ReadonlyMap<Func, readonly DeepRead[]> {
  const found = new Map<Func, DeepRead[]>();
  const add = (read: DeepRead): void => {
    const func = functionOf(read.at);
    if (func) found.set(func, [...(found.get(func) ?? []), read]);
  };
  for (const module of facts.unit.modules) {
    for (const payload of [...payloadsOf(module, facts), ...bodiesOf(module, facts)]) {
      if (facts.inTest(payload.root)) continue;
      if (payload.parsed && payload.label === 'model' && !isGuarded(payload.root, undefined)) add({ at: payload.root, label: 'model', ...(payload.from ? { from: payload.from } : {}) });
      for (const { read, binding } of readsOf(payload.root, facts)) {
        const chain = chainFrom(read);
        if (!chain || !isDeep(chain, module) || isGuarded(chain.at, binding)) continue;
        add({ at: chain.at, path: chain.path, label: payload.label, ...(payload.from ? { from: payload.from } : {}) });
      }
    }
  }
  return found;
}

interface Payload {
  readonly root: Call | Member;
  readonly label: DeepRead['label'];
  readonly from?: Effect;
  /** A text that is taken apart here. */
  readonly parsed: boolean;
}

const PARSES = new Set(['global:JSON.parse', 'py:json.loads', 'py:json.load', 'py:orjson.loads', 'py:simplejson.loads']);

/** Calls whose result is data of another system with no shape but the one hoped for. */
function* payloadsOf(module: Module, facts: Facts): Iterable<Payload> {
  for (const call of module.calls) {
    const parsed = facts.values.paths(call.callee).some((path) => PARSES.has(path));
    const json = !parsed && call.callee.kind === 'member' && call.callee.property === 'json' && call.args.length === 0;
    if (!parsed && !json) continue;
    const given = parsed ? call.args[0]?.value : call.callee.kind === 'member' ? call.callee.object : undefined;
    const states = given ? [...facts.flows.labelsAt(given), ...(json ? facts.flows.labelsAt(call) : [])] : [];
    const state = states.find(({ label }) => label === 'model') ?? states.find(({ label, source }) => label === 'external' && effectAt(source.node, facts)?.system) ?? states.find(({ label }) => label === 'external' || label === 'file');
    if (!state || states.some(({ label }) => label === 'outside')) continue;
    const from = effectAt(state.source.node, facts);
    // What comes straight from the asking is the provider's envelope; what is taken out of that is the model's word.
    const own = state.label === 'model' && parsed && takesAnswer(given!) && !(from && isStructured(from.call, facts));
    yield { root: call, label: own || state.label !== 'model' ? (state.label as DeepRead['label']) : 'external', parsed: own, ...(from ? { from } : {}) };
  }
}

/** `response.data`: the body that a client of any interface takes apart by itself. */
function* bodiesOf(module: Module, facts: Facts): Iterable<Payload> {
  for (const node of module.nodes) {
    if (node.kind !== 'member' || !/^(?:data|body)$/.test(node.property ?? '')) continue;
    const states = facts.flows.labelsAt(node);
    if (!states.some(({ label, source }) => label === 'external' && source.node === node) || states.some(({ label }) => label === 'outside' || label === 'model')) continue;
    const made = definitions(node.object, facts.values, facts.calls).find((at): at is Call => at.kind === 'call');
    const from = made && facts.effects.of(made);
    if (from?.api.category === 'http' && from.does !== 'none') yield { root: node, label: 'external', parsed: false, from };
  }
}

function effectAt(node: Node, facts: Facts): Effect | undefined {
  return node.kind === 'call' ? facts.effects.of(node) : undefined;
}

const RAW = /getContentText|text|read|body|decode|content$/;

/** Holds unless the text is the body of a response. */
function takesAnswer(given: Expr, depth = 0): boolean {
  const call = given.kind === 'await' ? given.value : given;
  if (depth > 8) return true;
  if (call.kind === 'call' && call.callee.kind === 'member') return !RAW.test(call.callee.property ?? '') && takesAnswer(call.callee.object, depth + 1);
  if (call.kind === 'name') return call.binding.writes.length > 4 || call.binding.writes.every(({ value }) => value === undefined || takesAnswer(value, depth + 1));
  return true;
}

/** The expression itself, and the names that hold it alone. */
function* readsOf(root: Expr, facts: Facts, depth = 0): Iterable<{ read: Expr; binding?: Binding }> {
  let at: Expr = root;
  while (at.parent?.kind === 'await') at = at.parent;
  yield { read: at };
  const parent = at.parent;
  // Given back by a function of the author's: read where that is called.
  const func = parent?.kind === 'return' && depth < 3 ? functionOf(parent) : undefined;
  for (const { call, via } of func ? facts.calls.callers(func) : []) if (via === 'call') yield* readsOf(call, facts, depth + 1);
  const target = parent?.kind === 'declare' || parent?.kind === 'assign' ? parent.target : undefined;
  if (target?.kind !== 'name' || target.binding.writes.length !== 1) return;
  for (const read of target.binding.reads) yield { read, binding: target.binding };
}

interface Chain {
  readonly at: Member;
  readonly path: string;
  /** Names and numbers, from the outside in. */
  readonly steps: readonly (string | number)[];
}

const MEASURES = new Set(['length', 'size', 'count', 'status', 'ok', 'error', 'errors', 'message', 'detail']);

function chainFrom(read: Expr): Chain | undefined {
  const steps: (string | number)[] = [];
  let at: Expr = read;
  let last: Member | undefined;
  while (at.parent?.kind === 'member' && at.parent.object === at) {
    const member: Member = at.parent;
    if (member.optional) return undefined;
    const index = member.index?.kind === 'literal' && typeof member.index.value === 'number' ? member.index.value : undefined;
    const called = member.parent?.kind === 'call' && member.parent.callee === member;
    if (called || (index === undefined && member.property === undefined)) break;
    if (index === undefined && MEASURES.has(member.property ?? '') && steps.length < 2) return undefined;
    // What is set is not read, and what is only asked for is a test.
    if (member.parent?.kind === 'assign' && member.parent.target === member) break;
    steps.push(index ?? member.property!);
    last = member;
    at = member;
  }
  if (!last || isFallback(last)) return undefined;
  const path = steps.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
  return { at: last, path, steps };
}

/** `data.a.b || "none"` handles what is missing last, not what is missing on the way: only a test handles that. */
function isFallback(member: Member): boolean {
  return member.parent?.kind === 'unary' && (member.parent.op === 'delete' || member.parent.op === 'typeof');
}

/** An item of a list that may be empty, used further; or a field under two others. */
function isDeep({ steps }: Chain, module: Module): boolean {
  const index = steps.findIndex((step) => typeof step === 'number');
  if (index === -1) return steps.length >= DEEP;
  return index < steps.length - 1 || (module.language === 'python' && index > 0);
}

const DEEP = 3;

/** What Python raises where a key, an item or a field is missing, or a text is no JSON. */
const MISSING = /^(?:KeyError|IndexError|LookupError|TypeError|AttributeError|JSONDecodeError|ValueError)$/;

function isHandled(node: Node): boolean {
  for (let at: Node | undefined = node; at && at.kind !== 'func'; at = at.parent) {
    if (at.kind === 'try' && at.handlers.some(({ types }) => types.flatMap((type) => (type.kind === 'list' ? type.items : [type])).some((type) => MISSING.test(type.kind === 'name' ? type.name : type.kind === 'member' ? type.property ?? '' : '')))) return true;
  }
  return false;
}

/** A test on the way that looks at the data, or a handler for just what can be missing. */
function isGuarded(node: Expr, binding: Binding | undefined): boolean {
  return isHandled(node) || proofsAt(node).some(({ test, returned }) => {
    const looks = binding !== undefined && looksAt(test, binding);
    return looks && (!returned || !/log|print|info|debug|warn/i.test(calleeOf(test)));
  });
}

/** The test names the data, or a name that was made of it: `const more = data.paging && data.paging.next`. */
function looksAt(test: Expr, binding: Binding, depth = 0): boolean {
  let looks = false;
  walk(test, (inner) => {
    looks ||= inner.kind === 'name' && (inner.binding === binding
      || (depth < 2 && inner.binding.writes.length < 8 && inner.binding.writes.some(({ value, via }) => value !== undefined && via !== 'param' && looksAt(value, binding, depth + 1))));
    return !looks && inner.kind !== 'func';
  });
  return looks;
}

function calleeOf(test: Expr): string {
  const call = test.kind === 'await' ? test.value : test;
  if (call.kind !== 'call') return '';
  return call.callee.kind === 'member' ? `${call.callee.object.kind === 'name' ? call.callee.object.name : ''}.${call.callee.property ?? ''}` : call.callee.kind === 'name' ? call.callee.name : '';
}
