/** Words of success that a call says or sends to people. */
import type { Binding, Call, Expr, Node } from '#model';
import { walk } from '#model';
import type { Facts } from '../index.js';
import type { Values } from '../names/values.js';

/** Holds if a call tells people that all went well, whatever became of the work in `owner`. */
export function saysDone(call: Call, owner: Node, facts: Facts): boolean {
  return isMessage(call, facts.values) && call.args.some((arg) => isSuccessText(arg.value, owner)) || sendsSuccess(call, owner, facts);
}

const SAID = /\b(done|completed?|success(ful(ly)?)?|finished|sent|synced|imported|uploaded|processed|migrated|updated|saved|created)\b|[✅🎉]/iu;
const SAID_OTHERWISE = /fail|error|unable|could ?n[o']t|\bnot\b|skip|partial|warning|issue|start|begin|\?/i;

const ALL_SAID = /\ball\b|\beverything\b/i;

/** A message to people that all of it was done: `{ text: 'All ' + rows.length + ' orders are in the shop.' }`. */
function sendsSuccess(call: Call, owner: Node, { effects }: Facts): boolean {
  const effect = effects.of(call);
  if (!effect || effect.does !== 'send' && effect.does !== 'create' || effect.system && !['chat', 'mail', 'sms'].includes(effect.system.category)) return false;
  let says = false;
  walk(call, (node) => {
    const joined = node.kind === 'template' || node.kind === 'binary' && node.op === '+';
    if (joined) says ||= saysAll(node, owner);
    return !says && !joined && node.kind !== 'func';
  });
  return says;
}

function saysAll(value: Expr, owner: Node): boolean {
  const parts = partsOf(value);
  const text = parts.map((part) => (part.kind === 'literal' && typeof part.value === 'string' ? part.value : ' ')).join('');
  return ALL_SAID.test(text) && text.length < 200 && !SAID_OTHERWISE.test(text) && parts.every((part) => part.kind === 'literal' || isIndependent(part, owner));
}

function partsOf(value: Expr, depth = 0): readonly Expr[] {
  if (value.kind === 'template') return value.parts;
  return value.kind === 'binary' && value.op === '+' && depth < 20 ? [...partsOf(value.left, depth + 1), ...partsOf(value.right, depth + 1)] : [value];
}

function isSuccessText(value: Expr, owner: Node): boolean {
  const parts = partsOf(value);
  const text = parts.map((part) => (part.kind === 'literal' && typeof part.value === 'string' ? part.value : ' ')).join('');
  if (!SAID.test(text) || SAID_OTHERWISE.test(text)) return false;
  // A count of what worked tells, to whoever counts, of what did not.
  return parts.every((part) => part.kind === 'literal' || isIndependent(part, owner));
}

/** A size or name that was fixed before the work began. */
function isIndependent(part: Expr, owner: Node): boolean {
  const sized = part.kind === 'member' && /^(length|size)$/.test(part.property ?? '') ? part.object
    : part.kind === 'call' && part.callee.kind === 'name' && part.callee.name === 'len' ? part.args[0]?.value : undefined;
  return sized?.kind === 'name' && !changesIn(sized.binding, owner) && sized.binding.writes.every((write) => write.value === undefined || !isEmptyList(write.value));
}

function isEmptyList(expr: Expr): boolean {
  return (expr.kind === 'list' && expr.items.length === 0) || (expr.kind === 'object' && expr.entries.length === 0);
}

/** Holds if what fails, or its handler, changes the value. */
export function changesIn(binding: Binding, owner: Node): boolean {
  const inside = (node: { start: number; end: number }): boolean => node.start >= owner.start && node.end <= owner.end;
  return binding.writes.some((write) => write.value !== undefined && inside(write.value)) || binding.reads.some((read) => inside(read) && isChanged(read));
}

/** `done.push(…)`, `counts.failed++`, `byId[id] = …`. */
function isChanged(read: Expr): boolean {
  let at: Expr = read;
  while (at.parent?.kind === 'member' && at.parent.object === at) at = at.parent;
  const { parent } = at;
  if (parent?.kind === 'call' && parent.callee === at) return at.kind === 'member' && CHANGING.test(at.property ?? '');
  return at !== read && (parent?.kind === 'unary' || (parent?.kind === 'assign' && parent.target === at));
}

const CHANGING = /^(push|append|extend|add|set|update|insert|unshift|splice|pop|shift|remove|discard|delete|clear|setdefault|concat)$/;

function isMessage(call: Call, values: Values): boolean {
  const path = values.paths(call.callee)[0] ?? '';
  if (/^global:console\.(log|info)$/.test(path)) return true;
  const name = call.callee.kind === 'member' ? call.callee.property : call.callee.kind === 'name' ? call.callee.name : '';
  return /^(print|echo|secho|log|info|success|toast|alert|balloons)$/.test(name ?? '');
}
