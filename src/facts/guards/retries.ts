import type { Loop, Node } from '#model';
import { walk } from '#model';
import type { Effects } from '../effects/effects.js';
import type { Values } from '../names/values.js';
import { leaves } from '../flow/conditions.js';

/**
 * Holds if a node is a loop that tries again: it counts or waits rather than walking data, and a failure or a bad status
 * inside leads to another round.
 */
export function isRetryLoop(node: Node, effects: Effects, values: Values): boolean {
  if (node.kind !== 'loop' || !countsTries(node, values)) return false;
  if (namesTries(node)) return true;
  let again = false;
  walk(node, (inner) => {
    if (again || (inner.kind === 'func')) return inner === node ? undefined : false;
    if (inner.kind === 'try') again ||= inner.handlers.some((handler) => goesRound(handler.body));
    // A pause before the next round, after a status that asks for patience.
    if (inner.kind === 'call') again ||= pauses(inner, effects);
    return undefined;
  });
  return again;
}

/** More rounds than this are data, not tries. */
const MOST_TRIES = 12;
const TRY = /attempt|retr|tries|delay|backoff|wait/i;

/** Holds if a loop counts tries, or goes on until something works, rather than walking data. */
export function countsTries(loop: Loop, values: Values): boolean {
  if (loop.form === 'while' || loop.form === 'do-while') return true;
  const over = loop.iterable;
  const limit = loop.form === 'count' ? (loop.test?.kind === 'binary' ? loop.test.right : undefined)
    : over?.kind === 'call' && over.callee.kind === 'name' && over.callee.name === 'range' ? over.args.at(-1)?.value : undefined;
  const counter = loop.target?.kind === 'name' ? loop.target.name : loop.init?.kind === 'declare' && loop.init.target.kind === 'name' ? loop.init.target.name : '';
  if (TRY.test(counter) || (over?.kind === 'call' && over.callee.kind === 'name' && over.callee.name === 'count')) return true;
  // `for (;;)`: until something leaves it.
  if (loop.form === 'count' && !loop.test) return true;
  if (!limit) return false;
  const most = values.constant(limit);
  return (typeof most === 'number' && most <= MOST_TRIES) || (limit.kind === 'name' && TRY.test(limit.name)) || (limit.kind === 'member' && TRY.test(limit.property ?? '')) || (limit.kind === 'binary' && [limit.left, limit.right].some((side) => side.kind === 'name' && TRY.test(side.name)));
}

/** `for (let attempt = 1; ; attempt++)`, `for attempt in range(3)`, `while attempts < 3`: said in so many words. */
function namesTries(loop: Loop): boolean {
  const counter = loop.target?.kind === 'name' ? loop.target.name : loop.init?.kind === 'declare' && loop.init.target.kind === 'name' ? loop.init.target.name : '';
  if (TRY.test(counter)) return true;
  const test = loop.test?.kind === 'binary' ? loop.test.left : undefined;
  return test?.kind === 'name' && TRY.test(test.name);
}

/** The handler lets the loop go on, on some path. */
function goesRound(body: readonly Node[]): boolean {
  return !leaves(body as never) || body.some((statement) => statement.kind === 'if');
}

function pauses(call: Node & { kind: 'call' }, effects: Effects): boolean {
  if (effects.api(call)?.guards?.includes('pause')) {
    // A pause in a loop over pages is pacing; a pause beside a test of status or attempts is a retry.
    for (let at = call.parent; at && at.kind !== 'loop'; at = at.parent) if (at.kind === 'if' || at.kind === 'try') return true;
  }
  return false;
}
