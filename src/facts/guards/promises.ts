/** Work that is started and left alone: promises that nobody waits for, coroutines that never run. */
import type { Call, Func, Module, Node } from '#model';
import { eachNode, walk } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import type { Effect, Effects } from '../effects/effects.js';
import type { Guards } from './guards.js';
import { isTestFile } from '../entries/test-doubles.js';
import type { Values } from '../names/values.js';

export interface Floating {
  readonly call: Call;
  /**
   * `started`: runs on unwatched. `each`: started for every item by a method that does not wait. `chained`: `.then(…)` with nothing
   * for the failure. `never`: a Python coroutine that is not even started.
   */
  readonly how: 'started' | 'each' | 'chained' | 'never';
  /** What the work does to other systems, where that is known. */
  readonly effect?: Effect;
  /** At module level, with nothing after it: a failure still ends the process with an error. */
  readonly last: boolean;
}

interface Ask {
  readonly values: Values;
  readonly calls: CallGraph;
  readonly effects: Effects;
  readonly guards: Guards;
}

export function floatingIn(module: Module, ask: Ask): Floating[] {
  const found: Floating[] = [];
  if (isTestFile(module.file)) return found;
  eachNode(module, (node) => {
    if (node.kind !== 'expression' || node.value.kind !== 'call') return;
    const floating = module.language === 'python' ? coroutine(node.value, ask) : promise(node.value, module, ask);
    if (floating) found.push({ ...floating, call: node.value, last: isLast(node, module) });
  });
  return found;
}

type Found = Pick<Floating, 'how' | 'effect'>;

function promise(call: Call, module: Module, ask: Ask): Found | undefined {
  const chain = links(call);
  if (chain.some(({ name, args }) => name === 'catch' || (name === 'then' && args > 1) || name === 'on' || name === 'once' || name === 'pipe')) return undefined;
  const root = chain.length > 0 ? chain.at(-1)!.on : call;
  const work = chain.length > 0 && chain.every(({ name }) => name === 'then' || name === 'finally') ? root : call;
  const how = work === call ? 'started' : 'chained';
  const each = eachAsync(call, ask);
  if (each) return { how: 'each', ...each };
  const effect = ask.effects.of(work);
  if (effect && isPromise(effect, module)) return { how, effect };
  if (chain.length > 0 && how === 'started') return undefined;
  const targets = ask.calls.targets(work);
  if (targets.length === 0 || !targets.every((func) => (func.async && !func.generator) || handsBackPromise(func, ask))) return undefined;
  if (targets.every((func) => dealsWithFailure(func, ask))) return undefined;
  const reached = firstEffect(targets, ask);
  return reached.effect ? { how, ...reached } : undefined;
}

/** `const notify = (text) => client.post('/messages', { text })`: no word says that it is a promise. */
function handsBackPromise(func: Func, { effects }: Ask): boolean {
  return !func.async && !func.generator && func.returns.length > 0 && func.returns.every(({ value }) => {
    const effect = value?.kind === 'call' ? effects.of(value) : undefined;
    return effect !== undefined && isPromise(effect, effect.module);
  });
}

/** `a().then(…).finally(…)`: the links from the outside in. */
function links(call: Call): { name: string; args: number; on: Call }[] {
  const found: { name: string; args: number; on: Call }[] = [];
  let at = call;
  while (at.callee.kind === 'member' && at.callee.object.kind === 'call') {
    found.push({ name: at.callee.property ?? '', args: at.args.length, on: at.callee.object });
    at = at.callee.object;
  }
  return found;
}

function isPromise(effect: Effect, module: Module): boolean {
  // Opening a connection is work too where it is a step of its own: `db.connect()` gives back a promise of the client.
  const opens = effect.does === 'connect' && effect.api.returns?.same === 'this';
  if (!effect.remote || effect.does === 'none' || (effect.does === 'connect' && !opens)) return false;
  if (module.dialects.has('apps-script') || effect.api.timeout === 'platform' || effect.api.throws === 'never' || effect.api.entry) return false;
  const { call } = effect;
  const name = call.callee.kind === 'member' ? (call.callee.property ?? '') : '';
  if (call.isNew || call.jsx || /Sync$|^(on|once|emit|subscribe|close|end|destroy)$/.test(name)) return false;
  return !call.args.some(({ value }) => takesCallback(value));
}

/** A callback, alone or among options, hears of the end. */
function takesCallback(value: Node): boolean {
  if (value.kind === 'function') return true;
  if (value.kind === 'name') return /^(cb|callback|done|next)$/i.test(value.name) || value.binding.writes.some((write) => write.func !== undefined);
  return value.kind === 'object' && value.entries.some((entry) => entry.value.kind === 'function');
}

/** `items.forEach(async (item) => { await … })`. */
function eachAsync(call: Call, ask: Ask): { effect?: Effect } | undefined {
  if (call.callee.kind !== 'member' || !['forEach', 'map', 'filter', 'some'].includes(call.callee.property ?? '')) return undefined;
  const given = call.args[0]?.value;
  const func = given && given.kind !== 'literal' ? ask.values.of(given).find((value) => value.kind === 'func') : undefined;
  if (func?.kind !== 'func' || !func.func.async) return undefined;
  const { effect } = firstEffect([func.func], ask);
  return effect ? { effect } : undefined;
}

function coroutine(call: Call, ask: Ask): Found | undefined {
  const started = ask.values.paths(call.callee).some((path) => /^py:asyncio\.(create_task|ensure_future)$/.test(path));
  const inner = started ? call.args[0]?.value : call;
  if (inner?.kind !== 'call') return undefined;
  const targets = ask.calls.targets(inner);
  if (targets.length === 0 || !targets.every((func) => func.async && !func.generator && func.decorators.length === 0)) return undefined;
  if (started && targets.every((func) => dealsWithFailure(func, ask))) return undefined;
  const reached = firstEffect(targets, ask);
  return started && !reached.effect ? undefined : { how: started ? 'started' : 'never', ...reached };
}

/** Everything in the function that can fail later is caught there, or in the author's functions that it waits for. */
function dealsWithFailure(func: Func, ask: Ask, depth = 0): boolean {
  let open = false;
  walk({ kind: 'block', body: func.body, start: func.start, end: func.end }, (node) => {
    if (node.kind === 'func' || open) return false;
    if (node.kind !== 'await' && !(node.kind === 'call' && ask.effects.of(node)?.remote)) return undefined;
    const waited = node.kind === 'await' && node.value.kind === 'call' && depth < DEPTH ? ask.calls.targets(node.value) : [];
    const inner = waited.length > 0 && waited.every((target) => target !== func && dealsWithFailure(target, ask, depth + 1));
    open ||= !inner && !ask.guards.caughtHere(node);
    return undefined;
  });
  return !open;
}

/** Functions that are waited for are followed this far. */
const DEPTH = 3;

function firstEffect(funcs: readonly Func[], ask: Ask, depth = 0, seen: Set<Func> = new Set()): { effect?: Effect } {
  for (const func of funcs) {
    if (seen.has(func) || depth > 4) continue;
    seen.add(func);
    for (const call of func.calls) {
      const effect = ask.effects.of(call);
      if (effect?.remote && effect.does !== 'none' && effect.does !== 'connect') return { effect };
      const inner = firstEffect(ask.calls.targets(call), ask, depth + 1, seen);
      if (inner.effect) return inner;
    }
  }
  return {};
}

function isLast(statement: Node, module: Module): boolean {
  const list = module.top.body;
  return statement.parent === module.top && list.indexOf(statement as (typeof list)[number]) === list.length - 1;
}
