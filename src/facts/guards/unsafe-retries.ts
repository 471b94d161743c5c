/** Ways of trying again that do harm: without end, without a pause, or of what must not happen twice. */
import type { Call, Func, Loop, Node, Stmt, Try } from '#model';
import { eachNode, enclosing, functionOf, walk } from '#model';
import type { Effect } from '../effects/effects.js';
import { leaves } from '../flow/conditions.js';
import type { Facts } from '../index.js';
import { isPaced } from './pacing.js';
import { isRetryLoop } from './retries.js';

/** `endless`: until it works; `repeated`: a write that may then be done twice. */
export interface UnsafeRetry {
  readonly how: 'endless' | 'repeated';
  readonly at: Node;
  readonly effect: Effect;
  /** Nothing slows it down between two tries. */
  readonly paced: boolean;
}

export function unsafeRetries(facts: Facts): readonly UnsafeRetry[] {
  const found: UnsafeRetry[] = [];
  for (const module of facts.unit.modules) {
    eachNode(module, (node) => {
      if (node.kind !== 'try' || facts.inTest(node)) return;
      const again = goesOnForEver(node, facts);
      const effect = again && remoteIn(node, facts);
      if (again && effect) found.push({ how: 'endless', at: again, effect, paced: isPaced(again.kind === 'loop' ? again : node, facts.effects, facts.calls) });
    });
  }
  for (const effect of facts.effects.all) {
    if (!mustNotRepeat(effect) || facts.inTest(effect.call) || hasKey(effect, facts)) continue;
    const at = repeats(effect, facts);
    if (at && !found.some((other) => other.effect.call === effect.call)) found.push({ how: 'repeated', at, effect, paced: true });
  }
  return found;
}

/** The loop, or the call of itself, that tries the body of a `try` again until it works. */
function goesOnForEver(node: Try, facts: Facts): Node | undefined {
  if (!returnsOnSuccess(node)) return recursion(node, facts);
  const loop = loopAround(node);
  if (loop && isEndless(loop, facts) && node.handlers.length > 0 && node.handlers.every((handler) => comesRound(handler.body)) && !givesUp(loop, node)) return loop;
  return recursion(node, facts);
}

function loopAround(node: Node): Loop | undefined {
  return enclosing(node, (at): at is Loop => at.kind === 'loop', (at) => at.kind === 'func');
}

/** `while (true)`, `for (;;)`. */
function isEndless(loop: Loop, { values }: Facts): boolean {
  if (loop.form === 'count') return loop.test === undefined;
  return (loop.form === 'while' || loop.form === 'do-while') && loop.test !== undefined && [true, 1].includes(values.constant(loop.test) as never);
}

/** What succeeds leaves the loop: it waits for success, and does not serve one message after another. */
function returnsOnSuccess(node: Try): boolean {
  return [...node.body, ...node.otherwise].some((statement) => statement.kind === 'return' || (statement.kind === 'jump' && statement.form === 'break'));
}

/** No path out of the handler leaves the loop. */
function comesRound(body: readonly Stmt[]): boolean {
  let out = false;
  for (const statement of body) walk(statement, (node) => {
    if (node.kind === 'func') return false;
    if (node.kind === 'return' || node.kind === 'throw' || (node.kind === 'jump' && node.form === 'break')) out = true;
    if (node.kind === 'call') out ||= ENDS.test(node.callee.kind === 'name' ? node.callee.name : node.callee.kind === 'member' ? (node.callee.property ?? '') : '');
    return !out;
  });
  return !out;
}

const ENDS = /^(exit|quit|abort|reject|_exit)$/;

/** Something else in the loop leaves it in the end: a count, a clock. */
function givesUp(loop: Loop, tried: Try): boolean {
  let out = false;
  for (const statement of loop.body) walk(statement, (node) => {
    if (node === tried || node.kind === 'func') return false;
    if (node.kind === 'return' || node.kind === 'throw' || (node.kind === 'jump' && node.form === 'break')) out = true;
    return !out;
  });
  return out;
}

/** The handler calls its own function with what it was given: nothing counts the tries. */
function recursion(node: Try, { calls }: Facts): Call | undefined {
  const func = functionOf(node);
  if (!func || func.form === 'module') return undefined;
  let found: Call | undefined;
  for (const handler of node.handlers) for (const statement of handler.body) walk(statement, (inner) => {
    if (inner.kind === 'call' && calls.targets(inner).includes(func) && handsOnUnchanged(inner, func) && !isConditional(inner, node)) found ??= inner;
    return !found;
  });
  return found;
}

function handsOnUnchanged(call: Call, func: Func): boolean {
  return call.args.every((arg) => !arg.spread && arg.value.kind === 'name' && arg.value.binding.writes.length === 1 && arg.value.binding.writes[0]?.param?.func === func);
}

function isConditional(call: Node, owner: Node): boolean {
  for (let at = call.parent; at && at !== owner; at = at.parent) if (at.kind === 'if' || at.kind === 'conditional') return true;
  return false;
}

function remoteIn(node: Try, { effects, calls }: Facts): Effect | undefined {
  let found: Effect | undefined;
  for (const statement of node.body) walk(statement, (inner) => {
    if (inner.kind !== 'call' || found) return !found;
    const direct = effects.of(inner) ?? calls.targets(inner).flatMap((func) => func.calls.map((call) => effects.of(call))).find((effect) => effect?.remote === true && effect.does !== 'none');
    if (direct?.remote && direct.does !== 'none') found = direct;
    return !found;
  });
  return found;
}

const ONCE: ReadonlySet<string> = new Set(['database', 'warehouse', 'ai', 'queue', 'files', 'process', 'cloud', 'logging', 'spreadsheet', 'file-store']);

/** A write to a known system that a second try does a second time. */
function mustNotRepeat({ does, remote, system, api, sql }: Effect): boolean {
  return remote && (does === 'create' || does === 'send') && system !== undefined && !ONCE.has(system.category) && api.idempotent !== true && sql === undefined;
}

const KEY = /idempoten|client_?token|request_?id|dedup|external_?id|unique_?key|client_?request|transaction_?id|message_?id/i;

/** The other side can tell a repetition by a key, or the code looks first whether it is there already. */
function hasKey({ call, module }: Effect, { effects }: Facts): boolean {
  const func = functionOf(call);
  if (!func || func.form === 'module') return KEY.test(module.source.text.slice(call.start, call.end));
  if (KEY.test(module.source.text.slice(func.start, Math.min(func.end, func.start + 4000)))) return true;
  return func.calls.some((other) => other.start < call.start && LOOKS_FIRST.test(other.callee.kind === 'member' ? (other.callee.property ?? '') : other.callee.kind === 'name' ? other.callee.name : '') && effects.of(other)?.access !== 'write');
}

const LOOKS_FIRST = /^(search|find|lookup|get_?by|exists|already|is_?(sent|done|processed))/i;

/** What tries a call again, in its own function or around a call of it: a loop over tries, or a helper that is known to. */
function repeats(effect: Effect, facts: Facts): Node | undefined {
  const { effects, values, guards } = facts;
  const loop = loopAround(effect.call);
  if (loop && isRetryLoop(loop, effects, values) && triesAgain(loop, effect.call)) return refusedOnly(loop) ? undefined : loop;
  if (effect.api.retries === true) return undefined;
  return guards.has(effect.call, 'retry') && !refusedOnly(functionOf(effect.call) ?? effect.call) ? effect.call : undefined;
}

/** The write stands in a `try` of the loop whose handler goes round. */
function triesAgain(loop: Loop, call: Call): boolean {
  for (let at: Node = call; at.parent && at !== loop; at = at.parent) {
    const parent: Node = at.parent;
    if (parent.kind === 'try' && parent.body.includes(at as Stmt) && parent.handlers.some((handler) => !leaves(handler.body)) && returnsOnSuccess(parent)) return true;
  }
  return false;
}

/** Only what was refused before it was done ("too many requests") is tried again. */
function refusedOnly(root: Node): boolean {
  let found = false;
  walk(root, (node) => {
    if (node.kind === 'literal') found ||= node.value === 429 || (typeof node.value === 'string' && /429|rate.?limit|quota|too many/i.test(node.value));
    if (node.kind === 'name' || node.kind === 'member') found ||= /rate_?limit|flood/i.test(node.kind === 'name' ? node.name : (node.property ?? ''));
    return !found;
  });
  return found;
}
