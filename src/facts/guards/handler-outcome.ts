/** What an error handler does about the failure. */
import type { Binding, Call, Expr, Func, If, Loop, Node, Stmt, Try } from '#model';
import { enclosing, walk } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import type { Effects } from '../effects/effects.js';
import { leaves } from '../flow/conditions.js';
import { isTested, resultDropped, resultDroppedSomewhere, testsItsResult, type CallersOf } from './outcomes.js';
import { countsTries } from './retries.js';
import { answersSuccess } from './success.js';
import { isBlank, mentions, returnOf, tellsFailure, type Seen } from './handler-returns.js';
import type { Values } from '../names/values.js';

/**
 * What becomes of the failure. `rethrown`, `exits` (non-zero), `alerts` (a person or system is told), `answers` (an error
 * status goes back), `told` (the caller gets it as a value), `shown` (a person at the screen sees it), `counted` (kept and
 * read later), `retried`, `recovered` (another way is taken); otherwise it is lost: `empty`, `logged` (and goes on), `blank`
 * (an empty or success value goes back), `printed` (callers only print the result that tells of it).
 */
export type HandlerOutcome =
  | 'rethrown' | 'exits' | 'alerts' | 'answers' | 'told' | 'shown' | 'counted' | 'retried' | 'recovered' | 'empty' | 'logged' | 'blank' | 'printed';

interface Ask {
  readonly effects: Effects;
  readonly values: Values;
  readonly calls: CallGraph;
  readonly callersOf: CallersOf;
}

const LOGGING = /^(log|logger|logging|console|print|pprint|echo|secho|warn|warning|error|err|info|debug|exception|critical|fatal|puts|trace|print_exc|print_exception|table|group|groupEnd|stderr|stdout|traceback)$/i;

export function outcomeOf(body: readonly Stmt[], param: Binding | undefined, owner: Try | Call | If, ask: Ask): HandlerOutcome {
  const statements = body.filter((statement) => !(statement.kind === 'jump' && statement.form === 'pass') && !(statement.kind === 'expression' && statement.value.kind === 'literal'));
  if (statements.length === 0) return 'empty';
  const seen = look([...body, ...insteadOf(owner)], param, owner, ask, 0);
  if (seen.throws) return 'rethrown';
  if (seen.exits) return 'exits';
  if (seen.answers) return 'answers';
  if (seen.alerts) return 'alerts';
  if (seen.shown) return 'shown';
  if (seen.counted) return 'counted';
  const func = functionAround(owner);
  if (seen.told) {
    const fate = func && resultDropped(func, ask.callersOf);
    return fate === 'dropped' ? 'blank' : fate ?? 'told';
  }
  if (owner.kind !== 'call' && isInRetry(owner, ask.values) && !leaves(body) && !givesUpInSilence(owner, ask)) return 'retried';
  if ((seen.other && !seen.blank) || (!seen.blank && isOneOfSeveral(owner))) return 'recovered';
  // Nothing comes back, and every caller looks whether something did.
  if ((seen.blank ? seen.nothing : true) && func && testsItsResult(func, ask.callersOf)) return 'told';
  if (seen.blank) return 'blank';
  return statements.every((statement) => statement.kind === 'jump') ? 'empty' : 'logged';
}

/** A loop over places or ways, which the first that works leaves: the next one is tried. */
function isOneOfSeveral(owner: Try | Call | If): boolean {
  const loop = enclosing(owner, (at): at is Loop => at.kind === 'loop', (at) => at.kind === 'func');
  return owner.kind === 'try' && loop?.form === 'each' && owner.body.some((statement) => statement.kind === 'jump' && statement.form === 'break');
}

function functionAround(node: Node): Func | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.kind === 'func') return at.form === 'module' ? undefined : at;
  return undefined;
}

/** What runs only after the failure, because the `try` returns when it succeeds: the statements behind it. */
function insteadOf(owner: Try | Call | If): readonly Stmt[] {
  const parent = owner.parent;
  if (owner.kind !== 'try' || !owner.body.some(returnsSomewhere) || owner.handlers.some((handler) => leaves(handler.body))) return [];
  const list: readonly Stmt[] = parent?.kind === 'func' || parent?.kind === 'block' ? parent.body : [];
  return list.slice(list.indexOf(owner) + 1);
}

export function returnsSomewhere(statement: Stmt): boolean {
  switch (statement.kind) {
    case 'return': return statement.value !== undefined;
    case 'if': return [...statement.then, ...statement.otherwise].some(returnsSomewhere);
    case 'with': case 'block': return statement.body.some(returnsSomewhere);
    default: return false;
  }
}

function look(body: readonly Node[], param: Binding | undefined, owner: Node, ask: Ask, depth: number): Seen {
  const seen: Seen = { throws: false, exits: false, answers: false, alerts: false, shown: false, counted: false, told: false, blank: false, other: false, nothing: false };
  for (const statement of body) {
    walk(statement, (node) => {
      switch (node.kind) {
        case 'func': return false;
        case 'throw': seen.throws = true; return undefined;
        case 'return': returnOf(node.value, param, ask.values, owner, seen); return undefined;
        case 'unary': if (node.op === '++') countOf(node.operand, owner, seen); return undefined;
        case 'assign': assignOf(node, owner, ask.values, seen); return undefined;
        case 'call': callOf(node, param, owner, ask, seen, depth); return undefined;
        default: return undefined;
      }
    });
  }
  return seen;
}

function assignOf(node: Node & { kind: 'assign' }, owner: Node, values: Values, seen: Seen): void {
  const target = node.target;
  if (target.kind === 'member' && target.property === 'exitCode') {
    const value = values.constant(node.value);
    if (value !== 0) seen.exits = true;
    return;
  }
  if (target.kind === 'name') {
    // Kept where it is read after the handler: a count, a flag, a fallback value.
    const readLater = target.binding.reads.some((read) => read.start > owner.start && (read.start < node.start || read.start > node.end) && !insideOf(read, node));
    if (!readLater) return;
    const word = node.value.kind === 'literal' && typeof node.value.value === 'string' ? node.value.value : '';
    if (node.op || /fail|err|skip|miss|problem|issue/i.test(target.name) || /fail|error/i.test(word)) seen.counted = true;
    else if (isBlank(node.value)) {
      if (target.binding.reads.some((read) => read.start > owner.start && isTested(read))) seen.told = true;
      else seen.blank = true;
    } else seen.other = true;
    return;
  }
  if (target.kind === 'member') {
    const field = target.property ?? (target.index?.kind === 'literal' ? String(target.index.value) : '');
    if (/fail|err|skip|status|problem|issue|note|reason/i.test(field)) seen.counted = true;
    else seen.other = true;
  }
}

/** `failed++`: kept, if it is read somewhere else. */
function countOf(counter: Expr, owner: Node, seen: Seen): void {
  if (counter.kind === 'member') seen.counted = true;
  if (counter.kind !== 'name') return;
  if (/attempt|retr|tries|^[a-z]$/i.test(counter.name)) seen.other = true;
  else if (counter.binding.reads.some((read) => !insideOf(read, owner))) seen.counted = true;
}

const SHOWING = /^(global:(alert|window\.alert|Browser\.msgBox)|py:streamlit\.(error|warning|exception|stop|toast|write|info)|py:tkinter\.messagebox\.)/;
/** Names of what puts a message on the screen: a toast, a dialogue, a state that the page shows. */
const SCREEN = /^(toast|swal|snackbar|notification|message|alert|dialog)$/i;
const SCREEN_CALL = /^(toast|showModalDialog|alert|messagebox|flash|set\w*(error|message|status|alert|fail|toast)\w*|(show|display|render)\w*(error|message|alert|toast|notification|dialog|status)\w*)$/i;
const COLLECTING = new Set(['push', 'append', 'add', 'set', 'unshift', 'appendRow', 'setValue', 'setNote', 'writerow', 'increment', 'inc']);
/** Names that say that somebody is told. */
const TELLING = /(notify|alert|page(r|duty)|report_?(error|failure|problem|exception)|send_?(error|failure|alert)|escalat|captureException|capture_exception|captureMessage|on_?(error|failure))/i;

function callOf(call: Call, param: Binding | undefined, owner: Node, ask: Ask, seen: Seen, depth: number): void {
  const { effects, values, calls } = ask;
  const effect = effects.of(call);
  const paths = values.paths(call.callee);
  const name = call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? (call.callee.property ?? '') : '';
  if (paths.some((path) => SHOWING.test(path)) || effect?.api.guards?.includes('confirm') || SCREEN_CALL.test(name) || (call.callee.kind === 'member' && call.callee.object.kind === 'name' && SCREEN.test(call.callee.object.name))) {
    seen.shown = true;
    return;
  }
  if (isExit(call, name, values)) {
    seen.exits = true;
    return;
  }
  if (name === 'abort' && call.args[0]) {
    seen.answers = true;
    return;
  }
  if (effect?.api.guards?.includes('alert') || (effect && (effect.does === 'send') && effect.remote) || TELLING.test(name)) {
    seen.alerts = true;
    return;
  }
  if (answersFailure(call, values) || ((name === 'next' || name === 'reject' || name === 'callback' || name === 'done' || name === 'cb') && param !== undefined && call.args.some((arg) => mentions(arg.value, param)))) {
    seen.answers = true;
    return;
  }
  if (goesOnAsDone(call) || answersSuccess(call, owner, values)) {
    seen.blank = true;
    return;
  }
  if (COLLECTING.has(name) && call.callee.kind === 'member') {
    const root = rootName(call.callee.object);
    const readLater = root?.binding.reads.some((read) => (read.start < owner.start || read.start > owner.end) && !(read.parent?.kind === 'member' && COLLECTING.has(read.parent.property ?? '')));
    if (readLater || effect?.remote || call.callee.object.kind === 'member') seen.counted = true;
    return;
  }
  if (effect?.api.guards?.includes('log') || LOGGING.test(name) || (call.callee.kind === 'member' && call.callee.object.kind === 'name' && LOGGING.test(call.callee.object.name))) return;
  const targets = calls.targets(call);
  if (targets.length > 0 && depth < 3) {
    for (const func of targets) {
      const inner = look(func.body, param, func, ask, depth + 1);
      seen.throws ||= inner.throws;
      seen.exits ||= inner.exits;
      seen.alerts ||= inner.alerts;
      seen.answers ||= inner.answers;
      seen.shown ||= inner.shown;
      seen.counted ||= inner.counted;
      if (inner.other) seen.other = true;
    }
    return;
  }
  // Closing, rolling back and the like put things right, as may whatever else is done for its own sake; a pause, a state of the page or formatting the message does not.
  const forItself = call.parent?.kind === 'expression' || (call.parent?.kind === 'await' && call.parent.parent?.kind === 'expression');
  const idle = effect?.api.guards?.includes('pause') || /^(sleep|set[A-Z]\w*|flush|format\w*|str|toString)$/.test(name);
  if (effect?.remote || /^(rollback|close|cleanup|unlink|release|destroy|cancel|abort)/i.test(name) || (forItself && !idle)) seen.other = true;
}

/** The callback that was handed in hears of success: `done(null, 0)`. */
function goesOnAsDone(call: Call): boolean {
  const callee = call.callee;
  const [first] = call.args;
  return callee.kind === 'name' && callee.binding.writes.some((write) => write.param !== undefined)
    && first?.value.kind === 'literal' && (first.value.type === 'null' || first.value.type === 'undefined') && call.args.length > 1;
}

function isExit(call: Call, name: string, values: Values): boolean {
  const on = call.callee.kind === 'member' ? call.callee.object : undefined;
  const process = on === undefined || (on.kind === 'name' && /^(process|sys|os|Deno)$/.test(on.name));
  if (process && (name === 'exit' || name === '_exit' || name === 'quit' || name === 'SystemExit')) {
    const code = call.args[0] ? values.constant(call.args[0].value) : undefined;
    return code !== 0 && !(call.args.length === 0 && name === 'exit' && call.callee.kind === 'member' && call.callee.object.kind === 'name' && call.callee.object.name === 'sys');
  }
  return false;
}

/** `res.status(500)`, `res.sendStatus(502)`, `reply.code(500)`, `response.status_code = 500` as a call. */
function answersFailure(call: Call, values: Values): boolean {
  const name = call.callee.kind === 'member' ? call.callee.property : call.callee.kind === 'name' ? call.callee.name : undefined;
  if (name === 'status' || name === 'sendStatus' || name === 'code' || name === 'writeHead') {
    const code = call.args[0] ? values.constant(call.args[0].value) : undefined;
    return code === undefined || Number(code) >= 400;
  }
  return (name === 'json' || name === 'send' || name === 'Response' || name === 'jsonify' || name === 'say' || name === 'respond' || name === 'reply') && call.args.some((arg) => tellsFailure(arg.value));
}

function rootName(expr: Expr): (Expr & { kind: 'name' }) | undefined {
  let at = expr;
  while (at.kind === 'member') at = at.object;
  return at.kind === 'name' ? at : undefined;
}

function insideOf(inner: Node, outer: Node): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** Behind the loop, once all tries are used up, nothing comes back, and some caller does not look whether something did. */
function givesUpInSilence(owner: Node, ask: Ask): boolean {
  const loop = enclosing(owner, (at): at is Loop => at.kind === 'loop', (at) => at.kind === 'func');
  const { parent } = loop ?? {};
  if (!loop || parent?.kind !== 'func' || parent.form === 'module' || loop.form === 'while' || loop.form === 'do-while') return false;
  const rest = parent.body.slice(parent.body.indexOf(loop) + 1).filter((statement) => statement.kind !== 'expression' || statement.value.kind !== 'call' || !LOGGING.test(calledName(statement.value)));
  const [first] = rest;
  const blank = !first || (first.kind === 'return' && (!first.value || (first.value.kind === 'literal' && !first.value.value)));
  return blank && rest.length <= 1 && resultDroppedSomewhere(parent, ask.callersOf);
}

function calledName({ callee }: Call): string {
  return callee.kind === 'name' ? callee.name : callee.kind === 'member' ? (callee.property ?? '') : '';
}

function isInRetry(node: Node, values: Values): boolean {
  for (let at = node.parent; at && at.kind !== 'func'; at = at.parent) if (at.kind === 'loop') return countsTries(at, values);
  return false;
}
