/** Whether something slows a loop of calls down: a pause, a limiter, a look at "too many requests". */
import type { Call, Func, Node } from '#model';
import { walk } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import type { Effects } from '../effects/effects.js';

/** Calls of the author's functions are followed this far. */
const DEPTH = 4;

/** Holds if inside a loop, or in a function called from it, something paces it. */
export function isPaced(loop: Node, effects: Effects, calls: CallGraph): boolean {
  return paces(loop, effects, calls, new Set(), 0);
}

function paces(root: Node, effects: Effects, calls: CallGraph, seen: Set<Func>, depth: number): boolean {
  let found = false;
  walk(root, (node) => {
    if (found) return false;
    if (node.kind === 'literal') found = node.value === 429 || node.value === '429' || (typeof node.value === 'string' && /^(x-)?(retry-after|rate-?limit)/i.test(node.value));
    if (node.kind !== 'call') return undefined;
    found = slowsDown(node, effects) || calls.targets(node).some((func) => {
      if (seen.has(func) || depth >= DEPTH) return false;
      seen.add(func);
      return paces(func, effects, calls, seen, depth + 1);
    });
    return undefined;
  });
  return found;
}

const NAMED = /^(sleep|delay|wait|pause|throttle|rate_?limit\w*|limiter|acquire|schedule|backoff|timeout)$/i;

function slowsDown(call: Call, effects: Effects): boolean {
  const guards = effects.api(call)?.guards ?? [];
  if (guards.includes('pause') || guards.includes('limiter') || guards.includes('retry')) return true;
  const callee = call.callee;
  // `AbortSignal.timeout(…)` ends a call and delays none.
  if (callee.kind === 'member' && callee.object.kind === 'name' && callee.object.name === 'AbortSignal') return false;
  return NAMED.test(callee.kind === 'name' ? callee.name : callee.kind === 'member' ? (callee.property ?? '') : '');
}

const PORTION = /page|offset|cursor|token|chunk|batch|slice|portion|group|attempt|retr|tries|delay|backoff/i;

/** Holds if a loop's rounds are portions of a whole (pages, batches), not single records. */
export function walksPortions(loop: Node): boolean {
  if (loop.kind === 'comprehension') return loop.clauses.some((clause) => clause.target.kind === 'name' && PORTION.test(clause.target.name));
  if (loop.kind === 'call') {
    const callback = loop.args[0]?.value;
    const item = callback?.kind === 'function' ? callback.func.params[0]?.target : undefined;
    return item?.kind === 'name' && PORTION.test(item.name);
  }
  if (loop.kind !== 'loop') return false;
  if (loop.form === 'while' || loop.form === 'do-while') return true;
  if (loop.form === 'count') {
    const update = loop.update;
    const step = update?.kind === 'assign' && update.op === '+' && !(update.value.kind === 'literal' && update.value.value === 1);
    const counter = loop.init?.kind === 'declare' && loop.init.target.kind === 'name' ? loop.init.target.name : '';
    return step || loop.test === undefined || PORTION.test(counter);
  }
  if (loop.target?.kind === 'name' && PORTION.test(loop.target.name)) return true;
  const over = loop.iterable;
  if (over?.kind !== 'call') return false;
  const name = over.callee.kind === 'name' ? over.callee.name : over.callee.kind === 'member' ? (over.callee.property ?? '') : '';
  return (name === 'range' && over.args.length === 3) || name === 'count' || /chunk|batch|page/i.test(name);
}
