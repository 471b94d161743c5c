/** Code that only stands in for what was meant to be there: stubs, invented data, parts left out by whoever wrote it. */
import type { Comment, Expr, Func, Module, Node, Stmt, Unit } from '#model';
import { walk } from '#model';
import type { CallGraph } from './names/call-graph.js';
import type { Effects } from './effects/effects.js';
import { isTestFile } from './entries/test-doubles.js';

export interface StandIn {
  /**
   * `elided`: code was left out. `stub`: a function that says it is not written yet. `invented`: made-up data given back as
   * real. `remark`: only a comment speaks of something unfinished; the code around it does something.
   */
  readonly kind: 'elided' | 'stub' | 'invented' | 'remark';
  readonly module: Module;
  readonly at: { readonly start: number; readonly end: number };
  /** The function that it is about. */
  readonly func?: Func;
  /** The comment's words, where one says it. */
  readonly words?: string;
}

/** "… rest of the code", "existing code here": the text of a whole comment. */
const ELIDED = /^\W*(\.\.\.|…)\W*(the )?(rest|remaining|existing|previous|other|same|more|your|additional|keep)\b|^\W*(the )?(rest|remainder) of (the|your|this) (code|file|function|script|implementation|class|method|component|logic)\b|^\W*(your |the )?(existing|previous|remaining) (code|imports|functions|logic|implementation|methods?) ((goes |is )?here|unchanged|remains?|stays?|(the )?same)|\bcode (omitted|elided|truncated) for brevity\b|\b(rest|remainder|remaining) (of .{0,30} )?(is |stays |remains? )?(unchanged|(the )?same as before)/i;
/** Speaks of work that is still to be done, to whoever takes the code over. */
const UNFINISHED = /\b(todo|fixme)\b.{0,12}\b(implement|replace|add (your|the|actual|real)|connect|integrate|call the|fill)|\bimplement (this|me|your|the actual|actual|real|here)\b|\byour (actual |own |real |custom )?(code|logic|implementation|business logic|query|function|processing)( goes| comes)? here\b|\badd your (own |actual |custom )?(code|logic|implementation)|\breplace (this |it |the following |below )?(with|by) (your|the|a|an) (actual|own|real|proper)|\bin (a )?(production|real)( (app|application|implementation|system|environment|scenario|world|life|deployment|code))?,? (you|this|we|it|one|use|would|should|replace|call|consider)\b|\bfor (now|demo|demonstration|testing)( purposes)?,? (we('ll| will)? |just |simply |this |return|simulat|use)|\b(this is|just|only) a (placeholder|stub|dummy|mock)|\bplaceholder (for|until|implementation|logic|function|-)|^\W*(placeholder|stub)\W*$|\bsimulat(e|es|ed|ing) (a |an |the )?(\w+ )?(api|call|request|response|data|delay|sending|database|processing)|\bnot (yet )?implemented\b/i;
const INVENTED = /\b(mock|dummy|fake|sample|placeholder|hard-?coded|simulated|example|test)[ -_]?(data|records?|rows?|response|results?|customers?|users?|orders?|leads?|items?|values?|list|entries)\b/i;
const INVENTED_NAME = /^_?(mock|dummy|fake|stub)|(mock|dummy|fake)(_?data|_?response|_?records|_?results|_?users|_?items)$/i;

export function standIns(unit: Unit, calls: CallGraph, effects: Effects): StandIn[] {
  const found: StandIn[] = [];
  for (const module of unit.modules) {
    if (isTestFile(module.file)) continue;
    const told = new Set<Func>();
    for (const comment of module.comments) {
      const words = comment.text.trim().slice(0, 300);
      if (comment.form === 'prose') continue;
      if (comment.form !== 'doc' && ELIDED.test(words) && words.length < 120) {
        found.push({ kind: 'elided', module, at: comment, words });
        continue;
      }
      const unfinished = UNFINISHED.test(words);
      const invented = INVENTED.test(words);
      if (!unfinished && !invented) continue;
      const func = functionOf(comment, module);
      const kind = func && !told.has(func) ? standsIn(func, invented, effects, calls) : undefined;
      if (func && kind) {
        told.add(func);
        found.push({ kind, module, at: returnOr(func, comment), func, words });
      } else if (unfinished && !(func && told.has(func))) found.push({ kind: 'remark', module, at: comment, words, ...(func ? { func } : {}) });
    }
    for (const func of functionsOf(module)) if (!told.has(func)) found.push(...ownWords(func, module, unit, calls, effects));
  }
  return found;
}

function functionsOf(module: Module): readonly Func[] {
  return module.functions.filter((func) => func.form !== 'module');
}

/** The innermost function that a comment stands in, or the one that starts right after it. */
function functionOf(comment: Comment, module: Module): Func | undefined {
  let best: Func | undefined;
  for (const func of functionsOf(module)) {
    if (func.start <= comment.start && comment.end <= func.end && (!best || func.start >= best.start)) best = func;
  }
  if (best) return best;
  const line = (offset: number): number => module.source.locate(offset, offset).start.line;
  // At the end of a one-line function's only line, or above the function.
  return functionsOf(module).find((func) => (func.end <= comment.start && line(func.end) === line(comment.start)) || (func.start >= comment.end && line(func.start) - line(comment.end) <= 1));
}

/** What a function that a comment calls unfinished really is; undefined where it does its work. */
function standsIn(func: Func, invented: boolean, effects: Effects, calls: CallGraph): StandIn['kind'] | undefined {
  if (works(func, effects, calls)) return undefined;
  const returned = func.returns.flatMap(({ value }) => (value ? [value] : []));
  if (returned.some((value) => isInvented(value, invented)) && !func.body.some((statement) => statement.kind === 'loop')) return 'invented';
  if (invented) return undefined;
  return returned.length > 0 ? (returned.every((value) => isFixed(value) || isEcho(value, func)) ? 'stub' : undefined) : func.body.every((statement) => isIdle(statement)) ? 'stub' : undefined;
}

/** Does nothing but tell: a line in a log, a text put together for it. */
function isIdle(statement: Stmt): boolean {
  switch (statement.kind) {
    case 'jump': case 'return': return true;
    case 'declare': return statement.init === undefined || ['literal', 'template', 'object', 'list', 'binary', 'member', 'name'].includes(statement.init.kind);
    case 'expression': {
      const { value } = statement;
      if (value.kind === 'literal') return true;
      const root = value.kind === 'call' ? (value.callee.kind === 'member' ? value.callee.object : value.callee) : undefined;
      return root?.kind === 'name' && /^(console|print|log|logger|logging)$/i.test(root.name);
    }
    default: return false;
  }
}

/** Holds if a function calls another system, a file, or the author's code that does. */
function works(func: Func, effects: Effects, calls: CallGraph, depth = 0): boolean {
  return func.calls.some((call) => {
    const effect = effects.of(call);
    if (effect && (effect.remote || effect.api.category === 'files' || effect.does === 'execute' || effect.system !== undefined)) return true;
    return depth < 2 && calls.targets(call).some((target) => works(target, effects, calls, depth + 1));
  });
}

/** A list of records (or, where a comment calls it made up, one record) written out with constants. */
function isInvented(value: Expr, single: boolean): boolean {
  const written = value.kind === 'name' ? constant(value) : value;
  const list = written?.kind === 'list' ? written.items : written?.kind === 'object' && single ? [written] : [];
  return list.some((item) => item.kind === 'object' && item.entries.length >= 2 && item.entries.filter((entry) => entry.value.kind === 'literal').length * 2 > item.entries.length);
}

function constant(name: Expr & { kind: 'name' }): Expr | undefined {
  return name.binding.writes.length === 1 ? name.binding.writes[0]?.value : undefined;
}

/** The same whatever came in. */
function isFixed(value: Expr): boolean {
  switch (value.kind) {
    case 'literal': return true;
    case 'list': return value.items.every(isFixed);
    case 'object': return value.entries.every((entry) => !entry.spread && isFixed(entry.value));
    case 'unary': return isFixed(value.operand);
    case 'call': return value.callee.kind === 'member' && value.callee.property === 'resolve' && value.args.every((arg) => isFixed(arg.value));
    case 'await': return isFixed(value.value);
    default: return false;
  }
}

/** A record of constants, with no more than what came in added to it: `{ code, name: 'Sample Clinic', queue: 'general' }`. */
function isEcho(value: Expr, func: Func): boolean {
  if (value.kind !== 'object') return false;
  const fixed = value.entries.filter((entry) => !entry.spread && isFixed(entry.value)).length;
  return fixed * 2 > value.entries.length && value.entries.every(({ spread, value: part }) => !spread
    && (isFixed(part) || (part.kind === 'name' && part.binding.writes.some((write) => write.param?.func === func))));
}

function returnOr(func: Func, comment: Comment): { start: number; end: number } {
  return comment.start >= func.start && comment.end <= func.end ? comment : func.returns[0] ?? func;
}

/** Stubs that need no comment: "not implemented" thrown on a path that runs, data that its own name calls made up. */
function ownWords(func: Func, module: Module, unit: Unit, calls: CallGraph, effects: Effects): StandIn[] {
  const first = func.body.find((statement) => !isDoc(statement));
  if (first?.kind === 'throw' && func.body.filter((statement) => !isDoc(statement)).length === 1 && saysUnwritten(first.value) && !isAbstract(func, unit)) {
    return calls.callers(func).length > 0 ? [{ kind: 'stub', module, at: first, func }] : [];
  }
  const mock = func.returns.find(({ value }) => value?.kind === 'name' && INVENTED_NAME.test(value.name) && isInvented(value, true));
  return mock && !works(func, effects, calls) ? [{ kind: 'invented', module, at: mock, func }] : [];
}

function isDoc(statement: Stmt): boolean {
  return statement.kind === 'expression' && statement.value.kind === 'literal';
}

function saysUnwritten(value: Expr | undefined): boolean {
  let says = false;
  if (value) walk(value, (node: Node) => {
    if (node.kind === 'name' && node.name === 'NotImplementedError') says = true;
    if (node.kind === 'literal' && typeof node.value === 'string' && /not (yet )?implemented|todo/i.test(node.value)) says = true;
    return !says;
  });
  return says;
}

/** Meant to be filled in by a subclass. */
function isAbstract(func: Func, unit: Unit): boolean {
  const cls = func.cls;
  if (!cls) return false;
  if (cls.bases.length > 0 || func.decorators.length > 0 || /abstract|base|interface|mixin/i.test(cls.name ?? '')) return true;
  const filledIn = (other: Func): boolean => other !== func && other.name === func.name;
  return unit.modules.some((module) => module.classes.some((other) => other.methods.some(filledIn) || other.bases.some((base) => (base.kind === 'name' ? base.name : base.kind === 'member' ? base.property : undefined) === cls.name)));
}
