/** Error handlers and what they do about the failure. */
import type { Binding, Call, Expr, Func, If, Module, Node, Stmt, Try } from '#model';
import { eachNode, functionOf } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import type { Effect, Effects } from '../effects/effects.js';
import { effectsUnder } from './reached.js';
import { outcomeOf, returnsSomewhere, type HandlerOutcome } from './handler-outcome.js';
import { endsRun, resultDropped, type CallersOf } from './outcomes.js';
import { toldBy, type OwnConditions } from './own-conditions.js';
import { isTestFile } from '../entries/test-doubles.js';
import type { Values } from '../names/values.js';

export type { HandlerOutcome } from './handler-outcome.js';

export interface ErrorHandler {
  /** The `try`, the `.catch(…)` call, or the test for a failure. */
  readonly node: Try | Call | If;
  readonly at: { readonly start: number; readonly end: number };
  readonly body: readonly Stmt[];
  readonly outcome: HandlerOutcome;
  /** Calls whose failure it catches. */
  readonly protects: readonly Effect[];
  /** Exception types that it names, as written; empty for every error. */
  readonly types: readonly string[];
  /** A comment in it says why the failure does not matter. */
  readonly explained: boolean;
  /** It catches only what the author's own code raises, and nothing comes back, which somebody looks at: an answer, not a failure. */
  readonly known?: boolean;
  /** The run ends with it: nothing that matters follows, here or where the function is called. */
  readonly last: boolean;
}

export function handlersOf(module: Module, effects: Effects, values: Values, calls: CallGraph, own: OwnConditions): ErrorHandler[] {
  const found: ErrorHandler[] = [];
  if (isTestFile(module.file)) return found;
  const ask = { effects, values, calls, callersOf: callersOf(calls, values) };
  const whoseFailure = (protects: readonly Effect[], types: readonly string[]): readonly Effect[] => {
    const told = new Set(effectsUnder(types.flatMap((type) => own.get(type) ?? []).flatMap(toldBy), effects, calls));
    const kept = protects.filter((effect) => told.has(effect));
    return kept.length > 0 ? kept : protects;
  };
  eachNode(module, (node) => {
    if (node.kind === 'try') {
      const protects = effectsUnder(node.body, effects, calls);
      for (const handler of node.handlers) {
        const param = handler.param?.kind === 'name' ? handler.param.binding : undefined;
        const types = handler.types.flatMap((type) => typeName(type));
        const isOwn = types.length > 0 && types.every((type) => own.has(type));
        const outcome = outcomeOf(handler.body, param, node, ask);
        const func = functionOf(node);
        found.push({
          node, at: handler, body: handler.body, protects: isOwn ? whoseFailure(protects, types) : protects, types, outcome,
          known: isOwn && (outcome === 'blank' || (outcome === 'empty' && node.body.some(returnsSomewhere))) && !(func && resultDropped(func, ask.callersOf)),
          explained: isExplained(module, handler), last: endsRun(node, ask.callersOf),
        });
      }
    } else if (node.kind === 'call' && node.callee.kind === 'member' && node.callee.property === 'catch' && node.args[0]) {
      const body = callbackBody(node.args[0].value, values);
      if (!body) return;
      found.push({
        node, at: node.args[0].value, body: body.statements, protects: effectsUnder([node.callee.object], effects, calls), types: [],
        outcome: outcomeOf(body.statements, body.param, node, ask), explained: isExplained(module, node.args[0].value), last: endsRun(node, ask.callersOf),
      });
    } else if (node.kind === 'call' && settlesUnseen(node, values)) {
      found.push({ node, at: node, body: [], protects: effectsUnder(node.args.flatMap(({ value }) => gathered(value)), effects, calls), types: [], outcome: 'empty', explained: isExplained(module, node), last: false });
    }
  });
  return found;
}

/** `await Promise.allSettled(jobs)`, `asyncio.gather(…, return_exceptions=True)`: failures are collected, and nobody looks at them. */
function settlesUnseen(call: Call, values: Values): boolean {
  const settles = values.paths(call.callee).some((path) => path === 'global:Promise.allSettled'
    || (path === 'py:asyncio.gather' && call.args.some(({ name, value }) => name === 'return_exceptions' && values.constant(value) === true)));
  const outer = call.parent?.kind === 'await' ? call.parent : call;
  const holder = outer.parent;
  return settles && (holder?.kind === 'expression' || (holder?.kind === 'declare' && holder.target.kind === 'name' && holder.target.binding.reads.length === 0));
}

/** What was started before: the value of a list's name, and what was put into the list. */
function gathered(given: Expr): Node[] {
  if (given.kind === 'spread') return gathered(given.value);
  if (given.kind !== 'name') return [given];
  const put = given.binding.reads.flatMap(({ parent }) => (parent?.kind === 'member' && /^(push|append)$/.test(parent.property ?? '') && parent.parent?.kind === 'call' ? parent.parent.args.map(({ value }) => value) : []));
  return [...given.binding.writes.flatMap(({ value }) => (value ? [value] : [])), ...put];
}

export function callersOf(calls: CallGraph, values: Values): CallersOf {
  return (func) => calls.callers(func).filter(({ call }) => {
    let top: Node = call;
    while (top.parent) top = top.parent;
    return !isTestFile(values.moduleOfTop(top as Func).file);
  });
}

function callbackBody(expr: Expr, values: Values): { statements: readonly Stmt[]; param?: Binding } | undefined {
  // `.catch(console.error)`: as if the function were written out.
  if (expr.kind === 'member' || expr.kind === 'name') {
    const path = values.paths(expr)[0];
    if (path?.startsWith('global:console.')) return { statements: [{ kind: 'expression', value: { kind: 'call', callee: expr, args: [], start: expr.start, end: expr.end } as unknown as Call, start: expr.start, end: expr.end }] };
  }
  const func = values.of(expr).find((value) => value.kind === 'func');
  if (func?.kind !== 'func') return undefined;
  const first = func.func.params[0]?.target;
  return { statements: func.func.body, ...(first?.kind === 'name' ? { param: first.binding } : {}) };
}

function typeName(expr: Expr): string[] {
  if (expr.kind === 'name') return [expr.name];
  if (expr.kind === 'member') return expr.property ? [expr.property] : [];
  if (expr.kind === 'list') return expr.items.flatMap((item) => typeName(item));
  return [];
}

/** Words that say why a failure may be passed over. */
const REASON = /optional|best[- ]?effort|(not|non)[- ]?(critical|essential|fatal)|harmless|safe to|safely ignore|can be ignored|(may|might) (already|not)|already (in|exist|gone|deleted|there|closed|been)|(does|do)(n't| not) (exist|matter)|(?<!un)expected|even if|(must|should|shall|do|does)(n't| not) (fail|break|stop|block|crash)|fire[- ]and[- ]forget|nice to have|not (yet )?(exist|found|available|supported|installed)|no such|fall(s|ing)?[- ]?(back|through)|may be (unavailable|disabled|missing|absent|full|blocked)|(okay|ok|fine) (if|to|when|here)|by design|intentional|on purpose|(do not|don['’]t|never) (show|tell|bother|alarm|propagate|interrupt)|deliberate|never mind/i;

/** The same, said in the message that is logged. */
const REASON_LOGGED = /\bnon-?(critical|fatal|essential)\b|\b(not critical|best[- ]effort|harmless)\b/i;

export function isExplained(module: Module, range: { start: number; end: number }): boolean {
  if (module.comments.some((comment) => comment.start >= range.start && comment.end <= range.end && REASON.test(comment.text.slice(0, 500)))) return true;
  return REASON_LOGGED.test(module.source.text.slice(range.start, Math.min(range.end, range.start + 2000)));
}
