/** What some code does to other systems, the author's functions that it calls included. */
import type { Node, Try } from '#model';
import { walk } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import type { Effect, Effects } from '../effects/effects.js';

/** Calls of the author's functions are followed this far. */
const DEPTH = 3;
const MOST = 50;

/** Known calls under some nodes whose failure gets out of them: what is caught and kept further in does not. */
export function effectsUnder(nodes: readonly Node[], effects: Effects, calls: CallGraph): Effect[] {
  const found = new Set<Effect>();
  collect(nodes, effects, calls, found, 0);
  return [...found];
}

function collect(nodes: readonly Node[], effects: Effects, calls: CallGraph, found: Set<Effect>, depth: number): void {
  for (const root of nodes) {
    walk(root, (node) => {
      if (node.kind === 'declare-function' || node.kind === 'declare-class') return false;
      if (node.kind === 'try' && keepsAll(node)) {
        collect([...node.otherwise, ...node.handlers.flatMap((handler) => handler.body), ...node.finally], effects, calls, found, depth);
        return false;
      }
      if (node.kind !== 'call' || found.size > MOST) return undefined;
      if (node.callee.kind === 'member' && node.callee.property === 'catch' && node.args.every(({ value }) => !throwsIn(value))) return false;
      for (const effect of effects.allOf(node)) found.add(effect);
      if (depth < DEPTH) for (const func of calls.targets(node)) collect(func.body, effects, calls, found, depth + 1);
      return undefined;
    });
  }
}

const EVERY_TYPE = /^(Exception|BaseException|Error)$/;

/** Some handler catches every failure, and none lets one out again. */
function keepsAll(node: Try): boolean {
  return node.handlers.some(({ types }) => types.length === 0 || types.some((type) => type.kind === 'name' && EVERY_TYPE.test(type.name)))
    && node.handlers.every(({ body }) => !body.some(throwsIn));
}

function throwsIn(root: Node): boolean {
  let throws = false;
  walk(root, (node) => {
    throws ||= node.kind === 'throw';
    return !throws;
  });
  return throws;
}
