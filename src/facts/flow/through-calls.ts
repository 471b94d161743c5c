/** How labelled data goes through calls: into the author's functions, through those of libraries, into callbacks and objects. */
import type { Role } from '#catalogue';
import type { Call, Expr, Func } from '#model';
import { CallGraph } from '../names/call-graph.js';
import type { Values } from '../names/values.js';
import { ITEM, isItem, project, reordered, taking, under } from './fields-path.js';
import { pairing } from './pairing.js';
import type { Propagation, State } from './propagate.js';
import { clearedByCall, isAboutRecord, tellsNothing } from './sanitizers.js';

const DEEPEST_STACK = 4;
/** Steps of a statement's builder: what they are called on is a statement, no text. */
const BUILDING = /^(?:select|select_from|where|filter_by|order_by|orderBy|group_by|groupBy|having|subquery|scalar_subquery|options|outerjoin|leftJoin|innerJoin|limit|offset|distinct|returning)$/;
const STATEMENT: ReadonlySet<Role> = new Set<Role>(['sql']);
const MUTATORS = new Set(['push', 'append', 'add', 'insert', 'unshift', 'extend', 'update', 'set', 'put', 'setdefault', 'appendleft', 'concat', 'write', 'writelines', 'attach', 'append_row']);
/** Mutators that take the properties or items of what they are given. */
const MERGING = new Set(['update', 'extend', 'concat', 'write', 'attach']);
/** Methods that run the function given first with what is given after it; with each item of it. */
const HANDED = new Set(['submit', 'apply_async', 'to_thread', 'run_in_executor', 'add_task', 'call_soon', 'call_soon_threadsafe', 'run_sync', 'setImmediate', 'partial']);
const EACH_HANDED = new Set(['map', 'imap', 'imap_unordered', 'filter']);
const PASSING = /^(py:(json|os\.path|copy|urllib\.parse|base64|io|textwrap|string|re|itertools|functools|collections|datetime|pandas|numpy|pathlib|dataclasses|email|contextlib)\b|builtin:|global:(JSON|Object|Array|String|URL|URLSearchParams|Buffer|FormData|Map|Set|Promise|Blob|TextEncoder|encodeURI|decodeURI|structuredClone|btoa|atob|TextDecoder|Utilities)\b|node:(path|url|querystring|util|buffer)\b)/;
/** Methods whose result is what the function handed over gives. */
export const RESULT_OF_CALLBACK = new Set(['submit', 'to_thread', 'run_in_executor', 'map', 'flatMap', 'then', 'catch', 'reduce', 'reduceRight', 'apply', 'starmap', 'from']);

/** The steps of `Propagation` at a call. */
export class ThroughCalls {
  constructor(readonly flow: Propagation) {}

  step(call: Call, state: State): void {
    const node = state.node;
    if (call.callee === node) return this.#methodResult(call, state);
    const targets = this.flow.calls.targets(call);
    if (targets.length > 0) {
      for (const func of targets) {
        for (const { index, arg } of CallGraph.pairs(call, func)) {
          if (arg.value !== node) continue;
          const given = arg.spread && !arg.keywords && isItem(state.fields[0]) ? state.fields.slice(1) : state.fields;
          const fields = func.params[index]?.rest ? under(given, func.params[index].keywords ? (arg.name ?? ITEM) : ITEM) : given;
          this.flow.enter(func, index, { ...state, fields }, [...state.stack, call].slice(-DEEPEST_STACK));
        }
      }
      return;
    }
    this.#argument(call, state);
  }

  /** `tainted.method(…)`. */
  #methodResult(call: Call, state: State): void {
    if (this.flow.calls.targets(call).length > 0 || call.callee.kind !== 'member') return;
    const name = call.callee.property ?? '';
    let fromCallback = false;
    call.args.forEach((arg, position) => {
      if (position > 1) return;
      for (const func of this.#functions(unbound(arg.value))) {
        fromCallback ||= RESULT_OF_CALLBACK.has(name);
        if (name === 'then' && position === 0) this.flow.enter(func, 0, state, state.stack);
        else if (name === 'reduce' || name === 'reduceRight') this.flow.enter(func, 1, { ...state, fields: project(state.fields, [{ each: true }]) ?? [] }, state.stack);
        else this.flow.enter(func, 0, { ...state, fields: project(state.fields, [{ each: true }]) ?? [] }, state.stack);
      }
    });
    if (fromCallback || name === 'forEach') return;
    // A record's identifier, address or state is not what it holds.
    if (state.label === 'personal' && state.source.node.kind === 'call' && isAboutRecord(name)) return;
    const effect = this.flow.effects.of(call);
    if (effect && (effect.remote || effect.does === 'prompt') && effect.api.returns?.same !== 'this') return;
    const cleared = clearedByCall(call, effect?.api, this.flow.values);
    if (cleared === 'all' && state.label !== 'personal' && state.label !== 'secret') return;
    // `.get("key")` takes a field.
    const key = (name === 'get' || name === 'pop' || name === 'getString') && call.args[0] ? this.flow.values.string(call.args[0].value) : undefined;
    const paired = pairing(name, state.fields, 0);
    if (paired === 'gone') return;
    const fields = key !== undefined ? taking(state.fields, key) : paired ?? (name === 'then' ? state.fields : reordered(state.fields));
    if (key !== undefined && state.label === 'personal' && state.fields.length === 0 && !this.flow.keepsRecord(state, key)) return;
    const built = BUILDING.test(name ?? '') ? STATEMENT : undefined;
    if (fields) this.flow.to(call, state, { fields, cleared: union(union(state.cleared, built), cleared === 'all' ? undefined : cleared) });
  }

  /** A label that goes into a call of an API or of something unknown. */
  #argument(call: Call, state: State): void {
    if (tellsNothing(call, this.flow.values)) return;
    const paths = this.flow.values.paths(call.callee);
    const effect = this.flow.effects.of(call);
    const method = call.callee.kind === 'member' ? call.callee.property : undefined;
    if (method !== undefined && MUTATORS.has(method) && call.callee.kind === 'member' && !effect?.remote) {
      const keyed = (method === 'set' || method === 'append' || method === 'put') && call.args.length > 1;
      this.flow.mutate(call.callee.object, { ...state, fields: keyed ? [] : MERGING.has(method) ? state.fields : under(state.fields, ITEM) });
    }
    // `all.push.apply(all, page)`.
    if (method === 'apply' && call.callee.kind === 'member' && call.callee.object.kind === 'member' && MUTATORS.has(call.callee.object.property ?? '') && call.args[1]?.value === state.node) {
      this.flow.mutate(call.callee.object.object, state);
    }
    if (method === 'join' || method === 'format' || method === 'format_map' || method === 'replace' || method === 'concat') {
      // The text made of it carries it; `separator.join(list)` too.
      return this.flow.to(call, state, { fields: [] });
    }
    // What a pattern picks out of a text: `/id=(.*)/.exec(text)`.
    if (method === 'exec' && call.callee.kind === 'member' && isPattern(call.callee.object)) return this.flow.to(call, state, { fields: [] });
    if (this.#construct(call, state) || this.#partial(call, state)) return;
    if (this.#handOn(call, state, method)) return;
    if (paths.includes('global:Object.assign') && call.args[0] && call.args[0].value !== state.node) this.flow.mutate(call.args[0].value, state);
    const promise = settledBy(call, this.flow.values);
    if (promise) return this.flow.to(promise, state);
    const cleared = clearedByCall(call, effect?.api, this.flow.values);
    if (cleared === 'all' && state.label !== 'personal' && state.label !== 'secret') return;
    const position = call.args.findIndex((arg) => arg.value === state.node);
    const paired = paths.map((path) => pairing(path, state.fields, position)).find((made) => made !== undefined);
    if (paired === 'gone') return;
    if (paired) return this.flow.to(call, state, { fields: paired });
    const handedThrough = effect ? !effect.remote && effect.does !== 'execute' && effect.does !== 'prompt' : paths.some((path) => PASSING.test(path));
    const same = effect?.api.returns?.same;
    if (handedThrough || cleared || (typeof same === 'number' && call.args[same]?.value === state.node)) {
      this.flow.to(call, state, { cleared: union(state.cleared, cleared === 'all' ? undefined : cleared) });
    }
  }

  /** `pool.submit(run, value)`, `Thread(target=run, args=(value,))`: the value goes to the function beside it. */
  #handOn(call: Call, state: State, method: string | undefined): boolean {
    const position = call.args.findIndex((arg) => arg.value === state.node);
    const arg = call.args[position];
    if (!arg) return false;
    if (arg.name === 'args') {
      const target = call.args.find((candidate) => candidate.name === 'target' || candidate.name === 'func') ?? call.args[0];
      const index = Number(state.fields[0] ?? 0);
      for (const func of target && target !== arg ? this.#functions(target.value) : []) this.flow.enter(func, Number.isInteger(index) ? index : 0, { ...state, fields: state.fields.slice(1) }, state.stack);
      return true;
    }
    const name = method ?? (call.callee.kind === 'name' ? call.callee.name : '');
    const each = EACH_HANDED.has(name);
    if (!each && !HANDED.has(name)) return false;
    const first = call.args.findIndex((candidate, index) => index < position && this.#functions(candidate.value).length > 0);
    if (first === -1) return false;
    for (const func of this.#functions(call.args[first]!.value)) {
      const named = arg.name === undefined ? -1 : func.params.findIndex((param) => param.target.kind === 'name' && param.target.name === arg.name);
      this.flow.enter(func, named === -1 ? position - first - 1 : named, each ? { ...state, fields: project(state.fields, [{ each: true }]) ?? [] } : state, state.stack);
    }
    return !each;
  }

  /** `run = partial(save, "orders")`, `run(value)`: what is given now comes after what was given then. */
  #partial(call: Call, state: State): boolean {
    if (call.callee.kind !== 'name') return false;
    const position = call.args.findIndex((arg) => arg.value === state.node);
    let entered = false;
    for (const { value: made } of call.callee.binding.writes) {
      if (made?.kind !== 'call' || !this.flow.values.paths(made.callee).includes('py:functools.partial') || !made.args[0]) continue;
      const given = made.args.slice(1).filter((arg) => arg.name === undefined).length;
      for (const func of this.#functions(made.args[0].value)) {
        this.flow.enter(func, position + given, state, state.stack);
        entered = true;
      }
    }
    return entered;
  }

  #functions(expr: Expr): readonly Func[] {
    return expr.kind === 'function' || expr.kind === 'name' || expr.kind === 'member' ? this.flow.values.of(expr).flatMap((value) => (value.kind === 'func' ? [value.func] : [])) : [];
  }

  /** A class whose constructor is made from its fields (dataclasses, models). */
  #construct(call: Call, state: State): boolean {
    const made = this.flow.values.of(call.callee).find((value) => value.kind === 'class');
    const arg = call.args.find((candidate) => candidate.value === state.node);
    if (made?.kind !== 'class' || !arg) return false;
    const { fields } = made.cls;
    const position = call.args.filter((candidate) => candidate.name === undefined).indexOf(arg);
    const named = arg.name ?? (arg.spread ? undefined : fields[position]?.name);
    if (named !== undefined) this.flow.field(made.cls, named, state);
    else if (arg.keywords) for (const { name } of fields) {
      const part = taking(state.fields, name);
      if (part) this.flow.field(made.cls, name, { ...state, fields: part });
    }
    return fields.length > 0;
  }
}

/** A regular expression, written here or once under a name. */
function isPattern(expr: Expr): boolean {
  const [only, ...others] = expr.kind === 'name' ? expr.binding.writes : [];
  return expr.kind === 'regex' || (others.length === 0 && only?.value?.kind === 'regex');
}

/** `this.save.bind(this)` is the method itself. */
function unbound(expr: Expr): Expr {
  return expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.property === 'bind' ? expr.callee.object : expr;
}

export function union(cleared: ReadonlySet<Role>, more: ReadonlySet<Role> | undefined): ReadonlySet<Role> {
  return more ? new Set([...cleared, ...more]) : cleared;
}

/** The promise that a call of `resolve` settles: `new Promise((resolve) => resolve(value))`. */
function settledBy(call: Call, values: Values): Call | undefined {
  if (call.callee.kind !== 'name') return undefined;
  const write = call.callee.binding.writes[0];
  const func = write?.param?.index === 0 ? write.param.func : undefined;
  const given = func?.parent?.kind === 'function' ? func.parent : undefined;
  const promise = given?.parent;
  return promise?.kind === 'call' && promise.isNew && promise.args[0]?.value === given && values.paths(promise.callee).includes('global:Promise') ? promise : undefined;
}
