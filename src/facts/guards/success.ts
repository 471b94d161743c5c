/** Success that is reported although something failed. */
import type { Call, Expr, Func, If, Node, Stmt } from '#model';
import { eachNode, functionOf, walk } from '#model';
import { leaves } from '../flow/conditions.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { answerBehind } from './answered-route.js';
import type { ErrorHandler } from './handlers.js';
import { leftAlone } from './outcomes.js';
import { changesIn, saysDone } from './said-success.js';
import type { Values } from '../names/values.js';

/** A word of success behind a failure that nobody hears of. */
export interface SuccessReport {
  readonly node: Node;
  /** To the caller, to a reader, or as the exit status of the run. */
  readonly how: 'answer' | 'message' | 'exit';
}

/** What reports success after a handler has passed over a failure, in it, behind it, or behind the call of its function. */
export function successAfter(handler: ErrorHandler, lost: Effect, facts: Facts): SuccessReport | undefined {
  const inHandler = reportIn(handler.body, handler.node, facts, true);
  if (inHandler) return inHandler;
  const { text } = facts.moduleOf(handler.node).source;
  if (ALREADY.test(text.slice(handler.at.start, Math.min(handler.at.end, handler.at.start + 600)))) return undefined;
  // That a run is announced to somebody is none of the work whose success is reported.
  if (lost.does === 'send' && NOTICE.test(functionOf(handler.node)?.name ?? '')) return undefined;
  const answer = handler.body.some((statement) => statement.kind === 'return') ? undefined : answerBehind(handler.node, facts);
  if (answer) return { node: answer, how: 'answer' };
  return handler.body.some((statement) => statement.kind === 'return') ? behindCallers(handler.node, handler.node, facts, 0) : behind(handler.node, handler.node, facts, 0);
}

/** What was to be made is there: no failure. */
const ALREADY = /\balready (?:exists?|there|made|created|present)\b/i;
const NOTICE = /notif|notice|announce/i;

/** What reports success behind a call whose answer nobody looks at. */
export function successBehind(call: Call, facts: Facts): SuccessReport | undefined {
  for (let at: Node = call; at.parent && at.kind !== 'func'; at = at.parent) {
    const found = reportIn(following(at), call, facts, false);
    if (found) return found;
    if (at.kind === 'if' || at.kind === 'try') return undefined;
  }
  return undefined;
}

/** Callers are followed this far. */
const DEPTH = 3;

function behind(from: Node, owner: Node, facts: Facts, depth: number): SuccessReport | undefined {
  for (let at: Node = from; at.parent && at.kind !== 'func'; at = at.parent) {
    const rest = following(at);
    const found = reportIn(rest, owner, facts, false);
    // `true` speaks for its own function's work only.
    if (found && !(depth > 0 && found.node.kind === 'return' && found.node.value?.kind === 'literal')) return found;
    // What follows depends on something else, or the function ends here: with nothing, as if there were nothing to say.
    const [end] = rest.filter((statement) => statement.kind !== 'expression');
    if (end?.kind === 'return' && isNothing(end.value)) break;
    if (rest.some((statement) => statement.kind === 'return' || statement.kind === 'throw')) return undefined;
  }
  return behindCallers(from, owner, facts, depth);
}

function behindCallers(from: Node, owner: Node, facts: Facts, depth: number): SuccessReport | undefined {
  const func = functionOf(from);
  if (!func || func.form === 'module' || depth >= DEPTH) return undefined;
  for (const { call, via } of facts.calls.callers(func)) {
    // Where the result is kept, what follows may look at it; where it is printed, the message tells of it.
    const fate = via === 'call' || isForEach(call, func) ? leftAlone(call) : undefined;
    const found = fate && behind(call, owner, facts, depth + 1);
    if (found && !(fate === 'printed' && found.how === 'message')) return found;
  }
  return undefined;
}

/** A function written out for each item is over when the call is: `rows.forEach((row) => { … })`. */
function isForEach(call: Call, func: Func): boolean {
  return !func.async && call.callee.kind === 'member' && call.callee.property === 'forEach' && func.parent?.kind === 'function' && func.parent.parent === call;
}

/** The statements after one in its list. */
function following(at: Node): readonly Stmt[] {
  const parent = at.parent;
  const lists: readonly (readonly Stmt[])[] = parent?.kind === 'func' || parent?.kind === 'block' || parent?.kind === 'with' ? [parent.body]
    : parent?.kind === 'if' ? [parent.then, parent.otherwise]
      : parent?.kind === 'try' ? [parent.body, parent.finally] : [];
  const list = lists.find((each) => each.includes(at as Stmt));
  return list ? list.slice(list.indexOf(at as Stmt) + 1) : [];
}

/** The first statement of a list, none of its branches, that reports success. */
function reportIn(list: readonly Stmt[], owner: Node, facts: Facts, inHandler: boolean): SuccessReport | undefined {
  const { values } = facts;
  for (const statement of list) {
    if (statement.kind === 'return') {
      const { value } = statement;
      if (!value) return undefined;
      const awaited = value.kind === 'await' ? value.value : value;
      const said = saysSuccess(awaited, owner, values) || (awaited.kind === 'call' && answersSuccess(awaited, owner, values));
      return said || (!inHandler && isTrue(awaited)) ? { node: statement, how: 'answer' } : undefined;
    }
    // `if (rows.length) …`: whether there was anything to do, not whether it was done.
    if (!inHandler && statement.kind === 'if' && statement.otherwise.length === 0 && asksForAny(statement.test)) {
      const found = reportIn(statement.then, owner, facts, false);
      if (found?.how === 'message') return found;
    }
    if (statement.kind !== 'expression') continue;
    if (isAnswerSet(statement.value, owner, values)) return { node: statement.value, how: 'answer' };
    const call = statement.value.kind === 'await' ? statement.value.value : statement.value;
    if (call.kind !== 'call') continue;
    if (endsWell(call, values)) return { node: call, how: 'exit' };
    if (answersSuccess(call, owner, values)) return { node: call, how: 'answer' };
    if (!inHandler && saysDone(call, owner, facts)) return { node: call, how: 'message' };
  }
  return undefined;
}

function isNothing(value: Expr | undefined): boolean {
  return !value || (value.kind === 'literal' && (value.value === null || value.value === false || value.type === 'undefined'));
}

/** `ctx.status = 200`, `res.statusCode = 204`, `ctx.body = { success: true }`. */
function isAnswerSet(set: Expr, owner: Node, values: Values): boolean {
  if (set.kind !== 'assign' || set.op || set.target.kind !== 'member' || set.target.object.kind !== 'name' || !/^(?:ctx|context|res|response|reply)$/.test(set.target.object.name)) return false;
  const { property } = set.target;
  if (property === 'body') return saysSuccess(set.value, owner, values);
  const code = property === 'status' || property === 'statusCode' ? values.constant(set.value) : undefined;
  return typeof code === 'number' && code >= 200 && code < 300;
}

function isTrue(value: Expr): boolean {
  return value.kind === 'literal' && value.value === true;
}

/** `process.exit(0)`, `sys.exit(0)`. */
function endsWell(call: Call, values: Values): boolean {
  const path = values.paths(call.callee)[0] ?? '';
  return /(^|[.:])(process\.exit|sys\.exit|os\._exit)$/.test(path) && call.args[0] !== undefined && values.constant(call.args[0].value) === 0;
}

/** `res.json({ success: true })`, `res.sendStatus(200)`, `res.status(200).send(…)`. */
export function answersSuccess(call: Call, owner: Node, values: Values): boolean {
  const name = call.callee.kind === 'member' ? call.callee.property : undefined;
  if (name === undefined) return false;
  const receiver = call.callee.kind === 'member' ? call.callee.object : undefined;
  const status = receiver?.kind === 'call' ? statusGiven(receiver, values) : statusGiven(call, values);
  if (status !== undefined) return status >= 200 && status < 300 && !call.args.some((arg) => tellsTrouble(arg.value, owner));
  if (!/^(json|send|end)$/.test(name) || receiver?.kind !== 'name' || !/^(res|response|reply)$/.test(receiver.name)) return false;
  return call.args.some((arg) => saysSuccess(arg.value, owner, values));
}

function statusGiven(call: Call, values: Values): number | undefined {
  const name = call.callee.kind === 'member' ? call.callee.property : undefined;
  if (name !== 'status' && name !== 'sendStatus' && name !== 'code' && name !== 'writeHead') return undefined;
  const code = call.args[0] && values.constant(call.args[0].value);
  return typeof code === 'number' ? code : undefined;
}

const SUCCESS_WORD = /^(ok|okay|success(ful(ly)?)?|done|complete[d]?|processed|sent|received|synced|created|updated)$/i;

/** `{ success: true }`, `{ statusCode: 200 }`, `jsonify(status="ok"), 200`, `"OK"`. */
export function saysSuccess(value: Expr, owner: Node, values: Values): boolean {
  switch (value.kind) {
    case 'literal': return typeof value.value === 'string' && SUCCESS_WORD.test(value.value.trim());
    case 'list': {
      const last = value.items.at(-1);
      if (value.form !== 'tuple' || last?.kind !== 'literal' || typeof last.value !== 'number') return false;
      return last.value >= 200 && last.value < 300 && value.items[0] !== undefined && !tellsTrouble(value.items[0], owner);
    }
    case 'object':
      return !tellsTrouble(value, owner) && value.entries.some((entry) => isSuccessField(entry.key, entry.value, values));
    case 'call': {
      if (tellsTrouble(value, owner)) return false;
      return value.args.some((arg) => isSuccessField(arg.name, arg.value, values) || (arg.name === undefined && arg.value.kind === 'object' && saysSuccess(arg.value, owner, values)) || isTextAnswer(value, arg.value));
    }
    default: return false;
  }
}

function isSuccessField(key: string | undefined, value: Expr, values: Values): boolean {
  const constant = values.constant(value);
  switch (key?.toLowerCase()) {
    case 'success': case 'ok': case 'succeeded': case 'sent': return constant === true;
    case 'status': return constant === 200 || (typeof constant === 'string' && SUCCESS_WORD.test(constant));
    case 'statuscode': case 'status_code': return constant === 200 || constant === 201 || constant === 204;
    case 'result': case 'message': return typeof constant === 'string' && /\bsuccess(ful(ly)?)?\b/i.test(constant);
    default: return false;
  }
}

/** `ContentService.createTextOutput('OK')`, `Response('ok')`. */
function isTextAnswer(call: Call, value: Expr): boolean {
  const name = call.callee.kind === 'member' ? call.callee.property : call.callee.kind === 'name' ? call.callee.name : '';
  return /^(createTextOutput|Response|make_response|PlainTextResponse)$/.test(name ?? '') && value.kind === 'literal' && typeof value.value === 'string' && SUCCESS_WORD.test(value.value.trim());
}

/** Something in the answer tells of what failed, or of how many worked. */
function tellsTrouble(value: Expr, owner: Node): boolean {
  let tells = false;
  walk(value, (node) => {
    if (node.kind === 'object') tells ||= node.entries.some((entry) => TROUBLE.test(entry.key ?? ''));
    if (node.kind === 'name') tells ||= TROUBLE.test(node.name) || changesIn(node.binding, owner);
    return !tells && node.kind !== 'func';
  });
  return tells;
}

const TROUBLE = /fail|err|skip|miss|problem|warn|reject|partial|result/i;

/** `rows.length`, `rows.length > 0`. */
function asksForAny(test: Expr): boolean {
  const asked = test.kind === 'binary' && test.op === '>' && test.right.kind === 'literal' && test.right.value === 0 ? test.left : test;
  return asked.kind === 'member' && asked.property === 'length' && asked.object.kind === 'name';
}

/** A branch for a request that does not prove where it comes from, and which answers as if all were well. */
export function acceptedForgeries(facts: Facts): readonly { readonly at: If; readonly report: SuccessReport }[] {
  const found: { at: If; report: SuccessReport }[] = [];
  for (const module of facts.unit.modules) {
    if (!PROOF.test(module.source.text)) continue;
    eachNode(module, (node) => {
      if (node.kind !== 'if' || !isFailedProof(node.test) || facts.inTest(node) || !leaves(node.then)) return;
      const report = reportIn(node.then, node, facts, true);
      if (report?.how === 'answer') found.push({ at: node, report });
    });
  }
  return found;
}

const PROOF = /signature|hmac|verif(y|ied)|digest/i;

/** `!verifySignature(…)`, `signature !== expected`. */
function isFailedProof(test: Expr): boolean {
  const subject = test.kind === 'unary' && test.op === 'not' ? test.operand
    : test.kind === 'binary' && (test.op === '!=' || test.op === '!==') ? test : undefined;
  if (!subject) return false;
  let proof = false;
  walk(subject, (node) => {
    if (node.kind === 'name') proof ||= PROOF.test(node.name);
    if (node.kind === 'member') proof ||= PROOF.test(node.property ?? '');
    return !proof && node.kind !== 'func';
  });
  return proof;
}
