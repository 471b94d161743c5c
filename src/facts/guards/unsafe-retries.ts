/** Ways of trying again that do harm: without end, without a pause, or of what must not happen twice. */
import type { Binding, Call, Expr, Func, Loop, Node, Stmt, Try } from '#model';
import { enclosing, functionOf, walk, within } from '#model';
import { asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import { leaves } from '../flow/conditions.js';
import type { Facts } from '../index.js';
import type { ErrorHandler } from './handlers.js';
import { isPaced } from './pacing.js';
import { effectsUnder } from './reached.js';
import { carelessHelpers, repeatsWrites } from './retry-helpers.js';
import { isRetryLoop } from './retries.js';
import { isRepeatedOnStatus } from './status-loops.js';

/** `endless`: until it works; `hasty`: some times at once; `repeated`: a write that may then be done twice. */
export interface UnsafeRetry {
  readonly how: 'endless' | 'hasty' | 'repeated';
  readonly at: Node;
  readonly effect: Effect;
  /** Something slows it down between two tries. */
  readonly paced: boolean;
}

export function unsafeRetries(facts: Facts): readonly UnsafeRetry[] {
  const careless = [...facts.unit.modules.flatMap((module) => [...loopsWithoutCare(module.nodes, facts), ...recursions([...facts.guards.handlers(module), ...facts.guards.failureTests(module)], facts)]), ...helpers(facts)]
    .filter(({ at }) => !facts.inTest(at));
  const twice: UnsafeRetry[] = [];
  for (const known of facts.effects.all) {
    if (facts.inTest(known.call)) continue;
    for (const { effect, at: call } of asked(known)) {
      if (!mustNotRepeat(effect) || hasKey(effect, call, facts)) continue;
      const at = repeats(effect, known.call, facts);
      if (at && !careless.some((other) => other.effect.call === known.call)) twice.push({ how: 'repeated', at, effect: { ...effect, call }, paced: true });
    }
  }
  return [...careless, ...twice];
}

/** Loops around a `try` that wait for success without a limit, or hurry from try to try. */
function loopsWithoutCare(nodes: readonly Node[], facts: Facts): UnsafeRetry[] {
  const found: UnsafeRetry[] = [];
  for (const node of nodes) {
    if (node.kind === 'loop') {
      const waited = waitsForStatus(node, facts);
      if (waited) found.push({ how: 'endless', at: node, effect: waited, paced: isPaced(node, facts.effects, facts.calls) });
    }
    if (node.kind !== 'try' || node.handlers.length === 0) continue;
    const loop = loopAround(node);
    const effect = loop && firstRemote(node.body, facts);
    if (!loop || !effect) continue;
    const paced = isPaced(loop, facts.effects, facts.calls);
    if (isUntilDone(loop, node, facts)) {
      if (node.handlers.every((handler) => comesRound(handler.body)) && !givesUp(loop, node)) found.push({ how: 'endless', at: loop, effect, paced });
    } else if (!paced && leavesOnSuccess(node) && effect.does !== 'prompt' && isRetryLoop(loop, facts.effects, facts.values) && node.handlers.every((handler) => !leaves(handler.body))) {
      found.push({ how: 'hasty', at: loop, effect, paced });
    }
  }
  return found;
}

/** `while True:` around a request that goes round again as long as the answer's status is a bad one. */
function waitsForStatus(loop: Loop, { effects, calls, values }: Facts): Effect | undefined {
  return isRepeatedOnStatus(loop, values) ? effectsUnder(loop.body, effects, calls).find((effect) => effect.remote && effect.does !== 'none') : undefined;
}

function firstRemote(nodes: readonly Node[], { effects, calls }: Facts): Effect | undefined {
  return effectsUnder(nodes, effects, calls).find((effect) => effect.remote && effect.does !== 'none');
}

function loopAround(node: Node): Loop | undefined {
  return enclosing(node, (at): at is Loop => at.kind === 'loop', (at) => at.kind === 'func');
}

/** The loop goes on until the `try` succeeds: it leaves the loop itself, or sets what the loop waits for. */
function isUntilDone(loop: Loop, tried: Try, { values }: Facts): boolean {
  if (loop.form === 'count' && loop.test === undefined) return leavesOnSuccess(tried);
  if ((loop.form !== 'while' && loop.form !== 'do-while') || loop.test === undefined) return false;
  if ([true, 1].includes(values.constant(loop.test) as never)) return leavesOnSuccess(tried);
  const flag = awaited(loop.test);
  const set = flag?.writes.filter(({ value }) => value !== undefined && within(value, loop)) ?? [];
  return set.length > 0 && set.every(({ value }) => tried.body.some((statement) => within(value!, statement)));
}

/** `while (!done)`, `while result is None`. */
function awaited(test: Expr): Binding | undefined {
  const name = test.kind === 'unary' && test.op === 'not' ? test.operand
    : test.kind === 'binary' && ['==', '===', 'is'].includes(test.op) && test.right.kind === 'literal' && test.right.value === null ? test.left : undefined;
  return name?.kind === 'name' ? name.binding : undefined;
}

/** What succeeds leaves the loop: it waits for success, and does not serve one message after another. */
function leavesOnSuccess(node: Try): boolean {
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

/** What deals with a failure calls its own function with what it was given: nothing counts the tries. */
function recursions(handlers: readonly ErrorHandler[], { calls, effects }: Facts): UnsafeRetry[] {
  const found: UnsafeRetry[] = [];
  for (const { node, body, protects } of handlers) {
    const func = functionOf(node);
    const effect = protects.find((each) => each.remote && each.does !== 'none');
    if (!func || func.form === 'module' || !effect) continue;
    let again: Call | undefined;
    for (const statement of body) walk(statement, (inner) => {
      if (inner.kind === 'call' && calls.targets(inner).includes(func) && handsOnUnchanged(inner, func) && !isConditional(inner, node)) again ??= inner;
      return !again;
    });
    if (again) found.push({ how: 'endless', at: again, effect, paced: body.some((statement) => isPaced(statement, effects, calls)) });
  }
  return found;
}

function handsOnUnchanged(call: Call, func: Func): boolean {
  return call.args.every(({ spread, value }) => !spread && value.kind === 'name' && value.binding.writes.length === 1 && value.binding.writes[0]?.param?.func === func);
}

function isConditional(call: Node, owner: Node): boolean {
  for (let at = call.parent; at && at !== owner; at = at.parent) if (at.kind === 'if' || at.kind === 'conditional') return true;
  return false;
}

function helpers(facts: Facts): UnsafeRetry[] {
  return carelessHelpers(facts).flatMap(({ at, endless, paced, tried }) => {
    const effect = tried.find((each) => each.remote && each.does !== 'none');
    return effect ? [{ how: endless ? 'endless' as const : 'hasty' as const, at, effect, paced }] : [];
  });
}

const ONCE: ReadonlySet<string> = new Set(['database', 'warehouse', 'ai', 'queue', 'files', 'process', 'cloud', 'logging', 'spreadsheet', 'file-store']);

/** A write to a known system that a second try does a second time. */
function mustNotRepeat({ does, remote, system, api, sql }: Effect): boolean {
  return remote && (does === 'create' || does === 'send') && system !== undefined && !ONCE.has(system.category) && api.idempotent !== true && sql === undefined;
}

const KEY = /idempoten|client_?token|request_?id|dedup|external_?id|unique_?key|client_?request|transaction_?id|message_?id/i;

/** The other side can tell a repetition by a key, or the code looks first whether it is there already. */
function hasKey({ module }: Effect, call: Call, { effects }: Facts): boolean {
  const func = functionOf(call);
  if (!func || func.form === 'module') return KEY.test(module.source.text.slice(call.start, call.end));
  if (KEY.test(module.source.text.slice(func.start, Math.min(func.end, func.start + 4000)))) return true;
  return func.calls.some((other) => other.start < call.start && LOOKS_FIRST.test(other.callee.kind === 'member' ? (other.callee.property ?? '') : other.callee.kind === 'name' ? other.callee.name : '') && effects.of(other)?.access !== 'write');
}

const LOOKS_FIRST = /^(search|find|lookup|get_?by|exists|already|is_?(sent|done|processed))/i;

/** What tries a write again: a loop over tries, a helper that is known to, or the client that was told so. */
function repeats(effect: Effect, made: Call, facts: Facts): Node | undefined {
  const loop = loopThatTries(made, facts, 0);
  if (loop) return refusedOnly(loop) ? undefined : loop;
  const told = repeatsWrites({ ...effect, call: made }, facts);
  if (told) return told;
  return facts.guards.has(made, 'retry') && !refusedOnly(functionOf(made) ?? made) ? effect.call : undefined;
}

/** Callers are followed this far: into the author's own helper that takes a function and tries it again. */
const DEPTH = 2;

function loopThatTries(call: Call, facts: Facts, depth: number): Loop | undefined {
  const loop = loopAround(call);
  if (loop && isRetryLoop(loop, facts.effects, facts.values) && triesAgain(loop, call)) return loop;
  const func = functionOf(call);
  if (!func || depth >= DEPTH) return undefined;
  for (const caller of facts.calls.callers(func)) {
    const found = caller.call === call ? undefined : loopThatTries(caller.call, facts, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** The write stands in a `try` of the loop whose handler goes round. */
function triesAgain(loop: Loop, call: Call): boolean {
  for (let at: Node = call; at.parent && at !== loop; at = at.parent) {
    const parent: Node = at.parent;
    if (parent.kind === 'try' && parent.body.includes(at as Stmt) && parent.handlers.some((handler) => !leaves(handler.body)) && leavesOnSuccess(parent)) return true;
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
