/** A route that answers as ever after a failure was passed over: whoever asked takes the answer for success. */
import type { Func, Node, Stmt } from '#model';
import { functionOf } from '#model';
import type { Facts } from '../index.js';

const ANSWERING = /^(?:json|send|end|redirect|render|sendStatus|sendFile|text|html|write)$/;
/** The answer itself speaks of the failure, or has its status. */
const SPEAKS_OF_FAILURE = /\b[45]\d\d\b|err(?:or)?s?\b|fail|problem|sorry|unfortunately|partial|warning/i;

/** The answer behind a handler of a route, where the code simply goes on to it. */
export function answerBehind(handler: Node, facts: Facts): Node | undefined {
  const func = functionOf(handler);
  if (!func || !facts.entries.all.some((entry) => entry.func === func && (entry.kind === 'route' || entry.kind === 'webhook'))) return undefined;
  for (let at: Node = handler; at !== func && at.parent; at = at.parent) {
    for (const statement of following(at, func)) {
      const answer = answered(statement);
      if (answer) return SPEAKS_OF_FAILURE.test(facts.moduleOf(answer).source.text.slice(answer.start, Math.min(answer.end, answer.start + 400))) ? undefined : answer;
      if (statement.kind === 'return' || statement.kind === 'throw' || statement.kind === 'if' || statement.kind === 'try') return undefined;
    }
  }
  return undefined;
}

function answered(statement: Stmt): Node | undefined {
  if (statement.kind === 'return') return statement.value ? statement : undefined;
  if (statement.kind !== 'expression') return undefined;
  const call = statement.value.kind === 'await' ? statement.value.value : statement.value;
  return call.kind === 'call' && call.callee.kind === 'member' && ANSWERING.test(call.callee.property ?? '') ? call : undefined;
}

function following(at: Node, func: Func): readonly Stmt[] {
  const parent = at.parent;
  const lists: readonly (readonly Stmt[])[] = parent === func ? [func.body] : parent?.kind === 'block' || parent?.kind === 'with' ? [parent.body]
    : parent?.kind === 'if' ? [parent.then, parent.otherwise] : parent?.kind === 'try' ? [parent.body, parent.finally] : [];
  const list = lists.find((each) => each.includes(at as Stmt));
  return list ? list.slice(list.indexOf(at as Stmt) + 1) : [];
}
