import type { Loop, Node } from '#model';
import { walk } from '#model';
import type { Effects } from './effects.js';
import type { Values } from './values.js';
import { leaves } from './flow/conditions.js';

/**
 * Holds if a node is a loop that tries again: it counts or waits rather than walking data, and a failure or a bad status
 * inside leads to another round.
 */
export function isRetryLoop(node: Node, effects: Effects, values: Values): boolean {
  if (node.kind !== 'loop' || !triesByCount(node)) return false;
  let again = false;
  walk(node, (inner) => {
    if (again || (inner.kind === 'func')) return inner === node ? undefined : false;
    if (inner.kind === 'try') again ||= inner.handlers.some((handler) => goesRound(handler.body));
    // A pause before the next round, after a status that asks for patience.
    if (inner.kind === 'call') again ||= pauses(inner, effects, values);
    return undefined;
  });
  return again;
}

function triesByCount(loop: Loop): boolean {
  if (loop.form === 'count' || loop.form === 'while' || loop.form === 'do-while') return true;
  const over = loop.iterable;
  if (over?.kind === 'call' && over.callee.kind === 'name') return over.callee.name === 'range' || over.callee.name === 'count';
  const target = loop.target?.kind === 'name' ? loop.target.name : '';
  return /attempt|retr|tries|delay|backoff|wait/i.test(target);
}

/** The handler lets the loop go on, on some path. */
function goesRound(body: readonly Node[]): boolean {
  return !leaves(body as never) || body.some((statement) => statement.kind === 'if');
}

function pauses(call: Node & { kind: 'call' }, effects: Effects, values: Values): boolean {
  if (effects.api(call)?.guards?.includes('pause')) {
    // A pause in a loop over pages is pacing; a pause beside a test of status or attempts is a retry.
    for (let at = call.parent; at && at.kind !== 'loop'; at = at.parent) if (at.kind === 'if' || at.kind === 'try') return true;
  }
  void values;
  return false;
}
