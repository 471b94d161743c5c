/** Tests for a failure that is reported without an exception: a status, an error in the answer, a callback's error. */
import type { Binding, Expr, Func, If, Module, Node, Stmt } from '#model';
import { functionOf, eachNode } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import type { Effect, Effects } from '../effects/effects.js';
import { leaves } from '../flow/conditions.js';
import { outcomeOf } from './handler-outcome.js';
import { callersOf, isExplained, type ErrorHandler } from './handlers.js';
import { endsRun, type CallersOf } from './outcomes.js';
import { isTestFile } from '../entries/test-doubles.js';
import type { Values } from '../names/values.js';

interface Ask {
  readonly effects: Effects;
  readonly values: Values;
  readonly calls: CallGraph;
}

/** What each branch for a failed call does about it: as if it were a handler that protects that one call. */
export function failureTests(module: Module, ask: Ask): ErrorHandler[] {
  const found: ErrorHandler[] = [];
  if (isTestFile(module.file)) return found;
  const callers = callersOf(ask.calls, ask.values);
  eachNode(module, (node) => {
    if (node.kind !== 'if') return;
    const failed = failureIn(node.test, ask);
    const body = failed?.when === true ? node.then : node.otherwise;
    const [first] = body;
    if (!failed || !first) return;
    const at = { start: failed.when ? node.start : first.start, end: body.at(-1)!.end };
    found.push({
      node, at, body, protects: [failed.effect], types: [], explained: isExplained(module, at),
      outcome: outcomeOf(body, failed.error, node, { ...ask, callersOf: callers }), last: endsWith(node, body, callers),
    });
  });
  return found;
}

interface Failure {
  readonly effect: Effect;
  /** What the test is where the call failed. */
  readonly when: boolean;
  readonly error?: Binding;
}

const TOLD_BY = /^(ok|is_success|success|succeeded)$/;
const ERROR_TOLD = /^(is_error|errors?|error_message)$/;
const STATUS = /^(status|statusCode|status_code)$/;

/** `!res.ok`, `response.status_code != 200`, `data.error`, a callback's `err`. */
function failureIn(test: Expr, ask: Ask): Failure | undefined {
  if (test.kind === 'unary' && test.op === 'not') {
    const inner = failureIn(test.operand, ask);
    return inner && { ...inner, when: !inner.when };
  }
  if (test.kind === 'binary') return statusTest(test, ask);
  if (test.kind === 'name') return callbackError(test, ask);
  const read = propertyRead(test);
  if (!read || !(TOLD_BY.test(read.name) || ERROR_TOLD.test(read.name))) return undefined;
  const effect = answered(read.object, ask, true);
  return effect && { effect, when: ERROR_TOLD.test(read.name) };
}

function statusTest(test: Expr & { kind: 'binary' }, ask: Ask): Failure | undefined {
  const limit = ask.values.constant(test.right);
  const read = propertyRead(test.left) ?? (test.left.kind === 'call' && test.left.callee.kind === 'member' && test.left.callee.property === 'getResponseCode' ? { object: test.left.callee.object, name: 'status' } : undefined);
  if (!read || !STATUS.test(read.name) || typeof limit !== 'number' || limit < 200 || limit > 500) return undefined;
  const when = ['!=', '!=='].includes(test.op) && limit < 300 ? true
    : ['==', '==='].includes(test.op) && limit < 300 ? false
      : ['>=', '>'].includes(test.op) && limit >= 299 ? true
        : ['<', '<='].includes(test.op) && limit >= 299 && limit <= 400 ? false : undefined;
  const effect = when === undefined ? undefined : answered(read.object, ask, false);
  return effect && when !== undefined ? { effect, when } : undefined;
}

/** `a.b`, `a["b"]`, `a.get("b")`. */
function propertyRead(expr: Expr): { object: Expr; name: string } | undefined {
  if (expr.kind === 'member' && expr.property !== undefined) return { object: expr.object, name: expr.property };
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.property !== 'get') return undefined;
  const key = expr.args[0]?.value;
  return key?.kind === 'literal' && typeof key.value === 'string' ? { object: expr.callee.object, name: key.value } : undefined;
}

/** The remote call whose answer (or, with `body`, the body of it) an expression is. */
function answered(expr: Expr, ask: Ask, body: boolean): Effect | undefined {
  for (const made of definitions(expr, ask.values, ask.calls)) {
    if (made.kind !== 'call') continue;
    const effect = ask.effects.of(made);
    if (effect?.remote && effect.does !== 'none') return effect;
    const parsed = body && made.callee.kind === 'member' && /^(json|get_json)$/.test(made.callee.property ?? '') ? made.callee.object
      : body && made.callee.kind === 'member' && /^(parse|loads)$/.test(made.callee.property ?? '') ? textOf(made.args[0]?.value) : undefined;
    const inner = parsed && answered(parsed, ask, false);
    if (inner) return inner;
  }
  return undefined;
}

/** `response.getContentText()`, `response.text`: the answer itself. */
function textOf(expr: Expr | undefined): Expr | undefined {
  const member = expr?.kind === 'call' ? expr.callee : expr;
  return member?.kind === 'member' && /^(getContentText|text|content)$/.test(member.property ?? '') ? member.object : undefined;
}

/** The first parameter of the function that a remote call takes to tell how it ended. */
function callbackError(name: Expr & { kind: 'name' }, { effects }: Ask): Failure | undefined {
  if (!/^(e|err|error)$/.test(name.name)) return undefined;
  const write = name.binding.writes.find((each) => each.param?.index === 0 && each.path.length === 0);
  const func = write?.param?.func;
  const call = func?.parent?.kind === 'function' ? func.parent.parent : undefined;
  const effect = call?.kind === 'call' && call.args.some((arg) => arg.value === func?.parent) ? effects.of(call) : undefined;
  return effect?.remote && effect.does !== 'none' && effect.does !== 'connect' ? { effect, when: true, error: name.binding } : undefined;
}

/** Nothing that matters follows: the branch leaves a function that ends the run, or nothing stands behind it. */
function endsWith(node: If, body: readonly Stmt[], callers: CallersOf): boolean {
  if (!leaves(body)) return endsRun(node, callers);
  for (let at: Node | undefined = node.parent; at; at = at.parent) if (at.kind === 'loop') return false;
  const func: Func | undefined = functionOf(node);
  return func === undefined || func.form === 'module' || callers(func).every(({ call, via }) => via === 'call' && endsRun(call, callers));
}
