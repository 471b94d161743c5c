import type { Call, Expr, Func, Node } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import type { Values } from '../names/values.js';

export interface LoopAround {
  /** The loop, comprehension, or call that runs a callback for each item. */
  readonly node: Node;
  /** What is walked, where it walks a collection. */
  readonly over?: Expr;
  /** The number of rounds where it is a small constant. */
  readonly rounds?: number;
  /** All rounds start at once: `Promise.all(items.map(…))`, `asyncio.gather`. */
  readonly atOnce: boolean;
  /** The call in the loop's own body that leads to the node asked for: that node itself, or a call of the author's function around it. */
  readonly inside: Node;
  /** Loops between this one and the node, innermost first. */
  readonly within: readonly LoopAround[];
}

const ITEM_METHODS = new Set(['map', 'forEach', 'filter', 'flatMap', 'reduce', 'some', 'every', 'find', 'each', 'apply', 'iterrows', 'eachLimit', 'mapSeries']);

/** What a loop walks, counting loops (`i < rows.length`) and iterators (`while (files.hasNext())`) included. */
export function walkedBy({ node, over }: LoopAround): Expr | undefined {
  if (over || node.kind !== 'loop' || !node.test) return over;
  const { test } = node;
  if (test.kind === 'call') return test.callee.kind === 'member' && test.callee.property === 'hasNext' ? test.callee.object : undefined;
  if (node.form !== 'count' || test.kind !== 'binary' || (test.op !== '<' && test.op !== '<=')) return undefined;
  const limit = test.right;
  return limit.kind === 'member' && limit.property === 'length' ? limit.object : limit.kind === 'name' && /rows?|last|count|num|len/i.test(limit.name) ? limit : undefined;
}

/** `isStarted`: holds for a function that something outside starts: what registers it in a loop does not run it there. */
export function loopsAround(node: Node, calls: CallGraph, values: Values, isStarted: (func: Func) => boolean): LoopAround[] {
  const found: LoopAround[] = [];
  const seen = new Set<Func>();
  let frontier: Way[] = [{ at: node, from: node, within: [] }];
  for (let depth = 0; frontier.length > 0 && depth < 8; depth++) {
    const next: Way[] = [];
    for (const way of frontier) {
      const { func, within } = collect(way, found, values);
      if (!func || seen.has(func)) continue;
      seen.add(func);
      for (const caller of calls.callers(func)) {
        if (caller.via === 'callback' && isStarted(func)) continue;
        const loop = caller.via === 'callback' ? itemLoop(caller.call, values) : undefined;
        // A callback written out in place stands in the loop's own body; a named one is called by the loop itself.
        const inside = caller.via === 'callback' && func.start >= caller.call.start && func.end <= caller.call.end ? way.at : caller.call;
        const around = loop ? [...within, { ...loop, inside, within }] : within;
        found.push(...around.slice(within.length));
        next.push({ at: inside, from: caller.call, within: around });
      }
    }
    frontier = next;
  }
  return found;
}

/** How far a walk outwards has come: what stands for the node there, and the loops passed. */
interface Way {
  readonly at: Node;
  /** Where to go on from. */
  readonly from: Node;
  readonly within: readonly LoopAround[];
}

function collect(way: Way, found: LoopAround[], values: Values): { func?: Func; within: readonly LoopAround[] } {
  let within = way.within;
  const add = (loop: Omit<LoopAround, 'inside' | 'within'>): void => {
    const around = { ...loop, inside: way.at, within };
    found.push(around);
    within = [...within, around];
  };
  for (let at: Node = way.from; at.parent; at = at.parent) {
    const parent: Node = at.parent;
    if (parent.kind === 'func') return { func: parent, within };
    if (parent.kind === 'loop' && (parent.body.includes(at as never) || parent.test === at)) {
      add({ node: parent, ...(parent.iterable ? { over: parent.iterable } : {}), ...rounds(parent, values), atOnce: false });
    }
    if (parent.kind === 'comprehension' && (parent.value === at || parent.key === at)) {
      const over = parent.clauses[0]?.iterable;
      add({ node: parent, ...(over ? { over, ...constantSize(over, values) } : {}), atOnce: gathers(parent, values) });
    }
  }
  return { within };
}

function itemLoop(call: Call, values: Values): Omit<LoopAround, 'inside' | 'within'> | undefined {
  if (call.callee.kind === 'member' && ITEM_METHODS.has(call.callee.property ?? '')) {
    const over = call.callee.object;
    return { node: call, over, ...constantSize(over, values), atOnce: gathers(call, values) };
  }
  const name = call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? call.callee.property : undefined;
  if ((name === 'map' || name === 'starmap') && call.args[1]) return { node: call, over: call.args[1].value, ...constantSize(call.args[1].value, values), atOnce: name === 'map' && call.callee.kind === 'member' };
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

const GROWING = new Set(['push', 'append', 'extend', 'add', 'insert', 'unshift', 'concat', 'update']);

/** Holds if a list is only the start of one: it is empty, or things are put into what holds it. */
function grows(list: Expr & { kind: 'list' }): boolean {
  if (list.items.length === 0) return true;
  const target = list.parent?.kind === 'declare' || list.parent?.kind === 'assign' ? list.parent.target : undefined;
  return target?.kind === 'name' && target.binding.reads.some((read) => read.parent?.kind === 'member' && GROWING.has(read.parent.property ?? ''));
}

function constantSize(over: Expr, values: Values): { rounds?: number } {
  for (const value of values.of(over)) {
    if (value.kind === 'list' && value.node.items.every((item) => item.kind !== 'spread') && !grows(value.node)) return { rounds: value.node.items.length };
    if (value.kind === 'object' && value.node.entries.every((entry) => !entry.spread)) return { rounds: value.node.entries.length };
  }
  // `items[:10]`, `argv[1:3]`.
  const slice = over.kind === 'member' && over.index?.kind === 'slice' ? over.index : undefined;
  if (slice?.upper) {
    const last = values.constant(slice.upper);
    const first = slice.lower ? values.constant(slice.lower) : 0;
    if (typeof last === 'number' && typeof first === 'number' && last >= 0 && first >= 0) return { rounds: Math.max(0, last - first) };
  }
  if (over.kind === 'call') {
    const callee = over.callee;
    const name = callee.kind === 'name' ? callee.name : callee.kind === 'member' ? callee.property : undefined;
    // `rows.slice(1)` only leaves the head out.
    if (name === 'slice' && over.args.length === 1 && callee.kind === 'member') return {};
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
