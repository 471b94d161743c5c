/** Failures that are counted, handed back beside a word of success, and then looked at by nobody. */
import type { Call, Expr, Node } from '#model';
import { functionOf, walk, within } from '#model';
import { isProviderCallback } from '../entries/provider-callback.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import type { ErrorHandler } from './handlers.js';
import { lossOf } from './losses.js';

/** What is lost although it is counted: the count goes to a machine that looks at success only, or to callers that drop it. */
export function countedInVain(handler: ErrorHandler, facts: Facts): { readonly lost: Effect; readonly answer: Node } | undefined {
  if (handler.outcome !== 'counted' || handler.explained) return undefined;
  const answers = counters(handler).flatMap((counter) => counter.binding.reads
    .filter((read) => !within(read, handler.node) && !grows(read))
    .map((read) => answerWith(read, facts)));
  const [answer] = answers;
  const lost = answer && answers.every((each) => each !== undefined) ? lossOf(handler) : undefined;
  return lost && lost.access !== 'read' && answer && isDropped(answer, facts) ? { lost, answer: answer.object } : undefined;
}

type Name = Expr & { kind: 'name' };

/** `failed++`, `failed += 1`, `errors.push(…)`. */
function counters({ body }: ErrorHandler): Name[] {
  const found: Name[] = [];
  for (const statement of body) walk(statement, (node) => {
    const counted = node.kind === 'unary' && node.op === '++' ? node.operand
      : node.kind === 'assign' && node.op === '+' && (node.target.kind === 'name' || node.target.kind === 'member') ? node.target
        : node.kind === 'call' && node.callee.kind === 'member' && /^(push|append)$/.test(node.callee.property ?? '') ? node.callee.object : undefined;
    const kept = counted && rootOf(counted);
    if (kept?.kind === 'name') found.push(kept);
    return node.kind !== 'func';
  });
  return found;
}

/** `counts` of `counts.failed`, `counts["failed"]`. */
function rootOf(expr: Expr): Expr {
  let at = expr;
  while (at.kind === 'member') at = at.object;
  return at;
}

function grows(read: Expr): boolean {
  let at: Expr = read;
  while (at.parent?.kind === 'member' && at.parent.object === at) at = at.parent;
  return at.parent?.kind === 'unary' || (at.parent?.kind === 'assign' && at.parent.target === at) || (at.kind === 'member' && /^(push|append)$/.test(at.property ?? ''));
}

interface Answer {
  readonly object: Expr & { kind: 'object' };
  readonly key: string;
}

/** `{ success: true, failed }`, `{ ok: true, failed: errors.length }`. */
function answerWith(read: Expr, { values }: Facts): Answer | undefined {
  const value: Node = read.parent?.kind === 'member' && read.parent.property === 'length' ? read.parent : read;
  const object = value.parent;
  if (object?.kind !== 'object') return undefined;
  const key = object.entries.find((entry) => entry.value === value)?.key;
  return key !== undefined && object.entries.some((entry) => /^(success|ok|succeeded)$/i.test(entry.key ?? '') && values.constant(entry.value) === true) ? { object, key } : undefined;
}

const MACHINES: ReadonlySet<string> = new Set(['schedule', 'webhook', 'queue', 'event']);

/** Nobody reads the field: every caller leaves it alone, or a machine calls, which looks at the status. */
function isDropped({ object, key }: Answer, facts: Facts): boolean {
  const func = functionOf(object);
  if (!func) return false;
  const callers = facts.calls.callers(func).filter(({ via }) => via === 'call');
  if (callers.length > 0) return returned(object) && callers.every(({ call }) => leavesAlone(call, key));
  const entries = facts.entries.reaching(func);
  return entries.length > 0 && entries.every((entry) => MACHINES.has(entry.kind) || isProviderCallback(entry, facts.values));
}

function returned(object: Node): boolean {
  return object.parent?.kind === 'return';
}

/** The caller takes other fields of the result only, or none. */
function leavesAlone(call: Call, key: string): boolean {
  const outer: Node = call.parent?.kind === 'await' ? call.parent : call;
  const { parent } = outer;
  if (parent?.kind === 'expression') return true;
  if (parent?.kind === 'member') return parent.property !== undefined && parent.property !== key;
  if (parent?.kind !== 'declare' || parent.target.kind !== 'name') return false;
  return parent.target.binding.reads.every((read) => read.parent?.kind === 'member' && read.parent.object === read && read.parent.property !== undefined && read.parent.property !== key);
}
