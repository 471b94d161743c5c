import type { Call, Expr, Func, Node } from '#model';
import type { CallGraph } from './call-graph.js';
import type { Values } from './values.js';

export interface LoopAround {
  /** The loop, comprehension, or call that runs a callback for each item. */
  readonly node: Node;
  /** What is walked, where it walks a collection. */
  readonly over?: Expr;
  /** The number of rounds where it is a small constant. */
  readonly rounds?: number;
  /** All rounds start at once: `Promise.all(items.map(…))`, `asyncio.gather`. */
  readonly atOnce: boolean;
}

const ITEM_METHODS = new Set(['map', 'forEach', 'filter', 'flatMap', 'reduce', 'some', 'every', 'find', 'each', 'apply', 'iterrows', 'eachLimit', 'mapSeries']);

export function loopsAround(node: Node, calls: CallGraph, values: Values): LoopAround[] {
  const found: LoopAround[] = [];
  const seen = new Set<Func>();
  let frontier: Node[] = [node];
  for (let depth = 0; frontier.length > 0 && depth < 8; depth++) {
    const next: Node[] = [];
    for (const start of frontier) {
      const func = collect(start, found, values);
      if (!func || seen.has(func)) continue;
      seen.add(func);
      for (const caller of calls.callers(func)) {
        if (caller.via === 'callback') {
          const loop = itemLoop(caller.call, func, values);
          if (loop) found.push(loop);
        }
        next.push(caller.call);
      }
    }
    frontier = next;
  }
  return found;
}

function collect(start: Node, found: LoopAround[], values: Values): Func | undefined {
  for (let at: Node = start; at.parent; at = at.parent) {
    const parent: Node = at.parent;
    if (parent.kind === 'func') return parent;
    if (parent.kind === 'loop' && (parent.body.includes(at as never) || parent.test === at)) {
      found.push({ node: parent, ...(parent.iterable ? { over: parent.iterable } : {}), ...rounds(parent, values), atOnce: false });
    }
    if (parent.kind === 'comprehension' && (parent.value === at || parent.key === at)) {
      const over = parent.clauses[0]?.iterable;
      found.push({ node: parent, ...(over ? { over, ...constantSize(over, values) } : {}), atOnce: gathers(parent, values) });
    }
  }
  return undefined;
}

function itemLoop(call: Call, func: Func, values: Values): LoopAround | undefined {
  if (call.callee.kind === 'member' && ITEM_METHODS.has(call.callee.property ?? '')) {
    const over = call.callee.object;
    return { node: call, over, ...constantSize(over, values), atOnce: gathers(call, values) };
  }
  const name = call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? call.callee.property : undefined;
  if ((name === 'map' || name === 'starmap') && call.args[1]) return { node: call, over: call.args[1].value, ...constantSize(call.args[1].value, values), atOnce: name === 'map' && call.callee.kind === 'member' };
  void func;
  return undefined;
}

function gathers(node: Node, values: Values): boolean {
  for (let at = node.parent; at && at.kind !== 'func'; at = at.parent) {
    if (at.kind === 'call' && values.paths(at.callee).some((path) => /^(global:Promise\.(all|allSettled|any|race)|py:asyncio\.gather)$/.test(path))) return true;
    if (at.kind === 'declare' && at.target.kind === 'name') {
      return at.target.binding.reads.some((read) => read.parent?.kind === 'call' || read.parent?.kind === 'spread'
        ? gathersDirectly(read, values) : false);
    }
  }
  return false;
}

function gathersDirectly(node: Node, values: Values): boolean {
  for (let at = node.parent; at && (at.kind === 'call' || at.kind === 'spread'); at = at.parent) {
    if (at.kind === 'call' && values.paths(at.callee).some((path) => /^(global:Promise\.(all|allSettled)|py:asyncio\.gather)$/.test(path))) return true;
  }
  return false;
}

function rounds(loop: Node & { kind: 'loop' }, values: Values): { rounds?: number } {
  if (loop.iterable) return constantSize(loop.iterable, values);
  if (loop.form === 'count' && loop.test?.kind === 'binary' && ['<', '<='].includes(loop.test.op)) {
    const limit = values.constant(loop.test.right);
    if (typeof limit === 'number' && Number.isFinite(limit)) return { rounds: limit };
    // `i < list.length`
    if (loop.test.right.kind === 'member' && loop.test.right.property === 'length') return constantSize(loop.test.right.object, values);
  }
  return {};
}

function constantSize(over: Expr, values: Values): { rounds?: number } {
  for (const value of values.of(over)) {
    if (value.kind === 'list' && value.node.items.every((item) => item.kind !== 'spread')) return { rounds: value.node.items.length };
    if (value.kind === 'object' && value.node.entries.every((entry) => !entry.spread)) return { rounds: value.node.entries.length };
  }
  if (over.kind === 'call') {
    const callee = over.callee;
    const name = callee.kind === 'name' ? callee.name : callee.kind === 'member' ? callee.property : undefined;
    if (name === 'range' || name === 'enumerate' || name === 'slice') {
      const last = over.args[over.args.length === 1 || name === 'enumerate' ? 0 : 1];
      if (name === 'enumerate' && last) return constantSize(last.value, values);
      const limit = last && values.constant(last.value);
      const first = name === 'range' && over.args.length > 1 && over.args[0] ? values.constant(over.args[0].value) : 0;
      if (typeof limit === 'number') return { rounds: limit - (typeof first === 'number' ? first : 0) };
    }
    if ((name === 'entries' || name === 'keys' || name === 'values' || name === 'items') ) {
      const inner = callee.kind === 'member' ? (over.args[0]?.value ?? callee.object) : undefined;
      if (inner && inner !== over) return constantSize(inner, values);
    }
  }
  return {};
}
