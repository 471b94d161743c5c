/** What code does with the status of an answer whose client does not throw on failure. */
import type { Binding, Call, Expr, Node } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { readsOfHolder } from '../effects/client-holders.js';
import type { Effects } from '../effects/effects.js';
import type { Values } from '../names/values.js';

/**
 * `throws`: the client throws by itself. `checked`: the status is looked at. `unused`: the answer is not used. `printed`: it is
 * only printed.
 * `unchecked`: the answer is used without a look at its status. `unknown`: it leaves what can be followed.
 */
export type StatusUse = 'throws' | 'checked' | 'unused' | 'printed' | 'unchecked' | 'unknown';

const STATUS = new Set(['ok', 'status', 'statusCode', 'status_code', 'raise_for_status', 'raiseForStatus', 'is_success', 'is_error', 'getResponseCode', 'reason', 'statusText', 'raise_for_status_', 'code', 'getcode']);
const BODY = new Set(['json', 'text', 'data', 'body', 'content', 'blob', 'arrayBuffer', 'buffer', 'getContentText', 'getBlob', 'getContent', 'iter_lines', 'iter_content', 'read', 'formData', 'getAllHeaders', 'getHeaders', 'headers']);

export function statusOf(call: Call, effects: Effects, values: Values, calls: CallGraph): StatusUse {
  const effect = effects.of(call);
  if (!effect) return 'unknown';
  const muted = effect.option('muteHttpExceptions');
  const mutedOn = muted !== undefined && values.constant(muted) !== false;
  if (effect.api.throws !== 'network' && !mutedOn) return 'throws';
  return hooksRaise(call, effects) ? 'throws' : useOf(call, calls, new Set(), 0);
}

/** The client was given a hook for answers, which may raise: `session.hooks["response"]`, `event_hooks={"response": …}`. */
function hooksRaise(call: Call, effects: Effects): boolean {
  return effects.of(call)?.made.some((made) => {
    if (made.args.some((arg) => /hooks$/.test(arg.name ?? ''))) return true;
    return readsOfHolder(made).some((read) => read.parent?.kind === 'member' && /^(event_)?hooks$/.test(read.parent.property ?? ''));
  }) === true;
}

/** How the answer that `expr` stands for is used. */
function useOf(expr: Expr, calls: CallGraph, seen: Set<Node>, depth: number): StatusUse {
  if (depth > 10 || seen.has(expr)) return 'unknown';
  seen.add(expr);
  const parent = expr.parent;
  if (!parent) return 'unknown';
  switch (parent.kind) {
    case 'await': case 'sequence': return useOf(parent, calls, seen, depth + 1);
    case 'expression': return 'unused';
    case 'unary': return parent.op === 'void' ? 'unused' : 'unknown';
    case 'member': {
      const name = parent.property ?? '';
      if (STATUS.has(name)) return isLogged(parent) ? 'printed' : 'checked';
      if (name === 'then' && parent.parent?.kind === 'call' && parent.parent.callee === parent) return thenUse(parent.parent, calls, seen, depth);
      if (name === 'catch' || name === 'finally') return parent.parent?.kind === 'call' ? useOf(parent.parent, calls, seen, depth + 1) : 'unknown';
      if (!BODY.has(name)) return 'unknown';
      const body = parent.parent?.kind === 'call' && parent.parent.callee === parent ? parent.parent : parent;
      return isLogged(body) ? 'printed' : bodyTells(body) ? 'checked' : 'unchecked';
    }
    case 'declare': case 'assign': {
      const target = parent.target;
      if (target.kind === 'name') return bindingUse(target.binding, calls, seen, depth);
      if (target.kind === 'object-pattern') return target.entries.some((entry) => entry.key !== undefined && STATUS.has(entry.key)) ? 'checked' : 'unchecked';
      return 'unknown';
    }
    case 'with': {
      const item = parent.items.find((candidate) => candidate.value === expr);
      return item?.target?.kind === 'name' ? bindingUse(item.target.binding, calls, seen, depth) : 'unknown';
    }
    case 'return': {
      // The author's own wrapper: what its callers do with the answer decides.
      for (let at = parent.parent; at; at = at.parent) {
        if (at.kind !== 'func') continue;
        const callers = calls.callers(at).filter((caller) => caller.via === 'call');
        if (callers.length === 0) return 'unknown';
        return worst(callers.map(({ call }) => useOf(call, calls, seen, depth + 1)));
      }
      return 'unknown';
    }
    case 'call': {
      const targets = calls.targets(parent);
      if (parent.callee === expr || targets.length === 0) return 'unknown';
      const index = parent.args.findIndex((arg) => arg.value === expr);
      const uses = targets.flatMap((func) => {
        const target = func.params[index]?.target;
        return target?.kind === 'name' ? [bindingUse(target.binding, calls, seen, depth + 1)] : [];
      });
      return uses.length ? worst(uses) : 'unknown';
    }
    default: return 'unknown';
  }
}

/** Holds if a body is only printed, or not used at all. */
function isLogged(body: Expr): boolean {
  for (let at: Node = body; at.parent; at = at.parent) {
    const parent: Node = at.parent;
    if (parent.kind === 'expression') return true;
    if (parent.kind === 'call') {
      const callee = parent.callee;
      const root = callee.kind === 'member' ? callee.object : callee;
      return parent.callee !== at && root.kind === 'name' && /^(console|print|logger|logging|log|pprint)$/i.test(root.name);
    }
    const cut = parent.kind === 'member' && parent.index?.kind === 'slice';
    if (parent.kind !== 'binary' && parent.kind !== 'template' && parent.kind !== 'await' && !cut) return false;
  }
  return false;
}

/** What an answer carries to tell of a failure: `{ ok: false, error: … }`. */
const TELLING = /^(ok|errors?|err|success|error_?(code|message|description)|fault|faults|isError|hasErrors|result_?code|status_?code)$/i;

/** Holds if the code looks, in the body of an answer, at what tells of a failure. */
function bodyTells(body: Expr, depth = 0): boolean {
  if (depth > 4) return false;
  const parent = body.parent;
  switch (parent?.kind) {
    case 'await': return bodyTells(parent, depth + 1);
    case 'member':
      if (TELLING.test(parent.property ?? '')) return true;
      // `.then((data) => …)`, `.get("error")`.
      if (parent.parent?.kind !== 'call' || parent.parent.callee !== parent) return false;
      if (parent.property === 'get') return parent.parent.args[0]?.value.kind === 'literal' && TELLING.test(String(parent.parent.args[0].value.value));
      return parent.property === 'then' && thenBodyTells(parent.parent, depth);
    case 'binary': return (parent.op === 'in' || parent.op === 'not in') && parent.right === body && parent.left.kind === 'literal' && TELLING.test(String(parent.left.value));
    case 'declare': case 'assign':
      if (parent.target.kind === 'name') return parent.target.binding.reads.some((read) => bodyTells(read, depth + 1));
      return parent.target.kind === 'object-pattern' && parent.target.entries.some((entry) => entry.key !== undefined && TELLING.test(entry.key));
    // `JSON.parse(response.getContentText())`.
    case 'call': return parent.callee !== body && parent.callee.kind === 'member' && /^(parse|loads)$/.test(parent.callee.property ?? '') && bodyTells(parent, depth + 1);
    // `.then((res) => res.json()).then((data) => …)`.
    case 'return': {
      const func = parent.parent?.kind === 'func' ? parent.parent : undefined;
      const call = func?.parent?.kind === 'function' ? func.parent.parent : undefined;
      const next = call?.kind === 'call' && call.parent?.kind === 'member' && call.parent.property === 'then' ? call.parent.parent : undefined;
      return next?.kind === 'call' && thenBodyTells(next, depth);
    }
    default: return false;
  }
}

function thenBodyTells(call: Call, depth: number): boolean {
  const handler = call.args[0]?.value;
  const target = handler?.kind === 'function' ? handler.func.params[0]?.target : undefined;
  if (target?.kind === 'object-pattern') return target.entries.some((entry) => entry.key !== undefined && TELLING.test(entry.key));
  return target?.kind === 'name' && target.binding.reads.some((read) => bodyTells(read, depth + 1));
}

function thenUse(call: Call, calls: CallGraph, seen: Set<Node>, depth: number): StatusUse {
  const handler = call.args[0]?.value;
  if (handler?.kind === 'function') {
    const target = handler.func.params[0]?.target;
    if (!target) return 'unused';
    if (target.kind === 'name') return bindingUse(target.binding, calls, seen, depth + 1);
    if (target.kind === 'object-pattern') return target.entries.some((entry) => entry.key !== undefined && STATUS.has(entry.key)) ? 'checked' : 'unchecked';
  }
  return 'unknown';
}

function bindingUse(binding: Binding, calls: CallGraph, seen: Set<Node>, depth: number): StatusUse {
  if (binding.reads.length === 0) return 'unused';
  const uses = binding.reads.map((read) => useOf(read, calls, seen, depth + 1));
  if (uses.includes('checked')) return 'checked';
  if (uses.includes('unchecked')) return uses.includes('unknown') && binding.reads.some((read) => read.parent?.kind === 'call' || read.parent?.kind === 'return') ? 'unknown' : 'unchecked';
  return idle(uses);
}

/** Nothing is made of the answer, or nothing but a line on the screen. */
function idle(uses: readonly StatusUse[]): StatusUse {
  if (!uses.every((use) => use === 'unused' || use === 'printed')) return 'unknown';
  return uses.includes('printed') ? 'printed' : 'unused';
}

function worst(uses: readonly StatusUse[]): StatusUse {
  if (uses.includes('unchecked')) return 'unchecked';
  if (uses.every((use) => use === 'checked')) return 'checked';
  return uses.includes('checked') && !uses.includes('unknown') ? 'checked' : idle(uses);
}
