/** What code does with the status of an answer whose client does not throw on failure. */
import type { Binding, Call, Expr, Node } from '#model';
import type { CallGraph } from './call-graph.js';
import type { Effects } from './effects.js';
import type { Values } from './values.js';

/**
 * `throws`: the client throws by itself. `checked`: the status is looked at. `unused`: the answer is not used.
 * `unchecked`: the answer is used without a look at its status. `unknown`: it leaves what can be followed.
 */
export type StatusUse = 'throws' | 'checked' | 'unused' | 'unchecked' | 'unknown';

const STATUS = new Set(['ok', 'status', 'statusCode', 'status_code', 'raise_for_status', 'raiseForStatus', 'is_success', 'is_error', 'getResponseCode', 'reason', 'statusText', 'raise_for_status_', 'code', 'getcode']);
const BODY = new Set(['json', 'text', 'data', 'body', 'content', 'blob', 'arrayBuffer', 'buffer', 'getContentText', 'getBlob', 'getContent', 'iter_lines', 'iter_content', 'read', 'formData', 'getAllHeaders', 'getHeaders', 'headers']);

export function statusOf(call: Call, effects: Effects, values: Values, calls: CallGraph): StatusUse {
  const effect = effects.of(call);
  if (!effect) return 'unknown';
  const muted = effect.option('muteHttpExceptions');
  const mutedOn = muted !== undefined && values.constant(muted) !== false;
  if (effect.api.throws !== 'network' && !mutedOn) return 'throws';
  return useOf(call, calls, new Set(), 0);
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
      if (STATUS.has(name)) return 'checked';
      if (name === 'then' && parent.parent?.kind === 'call' && parent.parent.callee === parent) return thenUse(parent.parent, calls, seen, depth);
      if (name === 'catch' || name === 'finally') return parent.parent?.kind === 'call' ? useOf(parent.parent, calls, seen, depth + 1) : 'unknown';
      return BODY.has(name) ? 'unchecked' : 'unknown';
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
  return uses.every((use) => use === 'unused') ? 'unused' : 'unknown';
}

function worst(uses: readonly StatusUse[]): StatusUse {
  if (uses.includes('unchecked')) return 'unchecked';
  if (uses.every((use) => use === 'checked')) return 'checked';
  return uses.includes('checked') && !uses.includes('unknown') ? 'checked' : uses.every((use) => use === 'unused') ? 'unused' : 'unknown';
}
