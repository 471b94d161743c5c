/** Where a value was made: follows names, members, awaits, parameters and returns back to the expressions that make it. */
import type { Call, Expr } from '#model';
import type { CallGraph } from './call-graph.js';
import { handedToBlock } from './context-managers.js';
import type { Values } from './values.js';

const MOST = 12;
const MOST_STEPS = 60;

/** The expressions that can be behind one, at most a dozen; the expression itself where nothing leads further. */
export function definitions(expr: Expr, values: Values, calls: CallGraph): Expr[] {
  const found: Expr[] = [];
  const seen = new Set<Expr>();
  const queue: Expr[] = [expr];
  for (let steps = 0; queue.length > 0 && found.length < MOST && steps < MOST_STEPS; steps++) {
    const at = queue.shift()!;
    if (seen.has(at)) continue;
    seen.add(at);
    const behind = stepBack(at, values, calls);
    if (behind.length > 0) queue.push(...behind);
    else found.push(at);
  }
  return found;
}

function stepBack(expr: Expr, values: Values, calls: CallGraph): Expr[] {
  switch (expr.kind) {
    case 'await': case 'spread': return [expr.value];
    case 'conditional': return [expr.then, expr.otherwise];
    case 'binary': return expr.op === 'or' || expr.op === '??' ? [expr.left, expr.right] : expr.op === 'and' ? [expr.right] : [];
    case 'assign': return expr.op ? [] : [expr.value];
    case 'name':
      // A name of another file, too.
      return [expr.binding, ...values.exportedBindings(expr.binding)].flatMap((binding) => binding.writes).flatMap((write) => {
        // What a rest parameter gathers is none of its arguments alone.
        if (write.param?.param.rest) return [];
        if (write.via === 'param' && write.path.length === 0) {
          return [...calls.arguments(write.param!.func, write.param!.index), ...(write.fallback ? [write.fallback] : [])];
        }
        if (write.path.length > 0 || write.via === 'augment' || write.via === 'loop') return [];
        const handed = write.via === 'with' && write.value?.kind === 'call' ? calls.targets(write.value).flatMap(handedToBlock) : [];
        return handed.length > 0 ? handed : write.value ? [write.value] : [];
      });
    case 'member': {
      const name = expr.property;
      if (name === undefined) return [];
      return [...values.members.written(expr, name), ...values.of(expr.object).flatMap((base) => {
        if (base.kind === 'object') {
          const entry = base.node.entries.findLast((candidate) => candidate.key === name);
          return entry ? [entry.value] : [];
        }
        return base.kind === 'instance' ? (values.members.instanceMember(base.cls, name)?.values ?? []) : [];
      })];
    }
    case 'call':
      // `with closing(connect()) as connection`.
      if (expr.args[0] && values.paths(expr.callee).includes('py:contextlib.closing')) return [expr.args[0].value];
      return calls.targets(expr).flatMap((func) => (expr.isNew ? [] : func.returns.flatMap((statement) => (statement.value ? [statement.value] : []))));
    default: return [];
  }
}

/** The calls that made what a method is called on: `axios.create(…)` behind `api.get(…)`, through builder chains. */
export function receiverCalls(call: Call, values: Values, calls: CallGraph): Call[] {
  const made: Call[] = [];
  let at: Expr = call.callee;
  for (let depth = 0; depth < 12; depth++) {
    if (at.kind === 'member') {
      const own = definitions(at, values, calls).filter((candidate): candidate is Call => candidate.kind === 'call');
      if (at !== call.callee) made.push(...own);
      at = at.object;
      continue;
    }
    const behind = definitions(at, values, calls);
    const next = behind.find((candidate): candidate is Call => candidate.kind === 'call');
    for (const candidate of behind) if (candidate.kind === 'call' && !made.includes(candidate)) made.push(candidate);
    if (!next || next.callee.kind === 'name' && next.callee === at) break;
    at = next.callee;
    if (at.kind === 'name') break;
  }
  return made;
}
