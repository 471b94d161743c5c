/**
 * Who calls whom inside a unit: plain calls, constructors, author-made decorators and wrappers, and functions handed
 * over as callbacks. Built twice: first with parameters unknown, then with what the first round says of them.
 */
import type { Catalogue } from '#catalogue';
import type { Arg, Call, Expr, Func, FunctionExpr, Unit } from '#model';
import { Values, type Callers, type Value } from './values.js';

export interface Caller {
  readonly call: Call;
  /** `callback`: the call takes the function and runs it, now or later. */
  readonly via: 'call' | 'callback';
}

/** Array methods (and their Python kin) that hand each item to a callback. */
const ITEM_CALLBACKS = new Map([
  ['map', 0], ['forEach', 0], ['filter', 0], ['find', 0], ['findIndex', 0], ['some', 0], ['every', 0], ['flatMap', 0],
  ['findLast', 0], ['reduce', 1], ['reduceRight', 1], ['sort', 0], ['apply', 0],
]);

export class CallGraph implements Callers {
  readonly #targets = new Map<Call, Func[]>();
  readonly #callers = new Map<Func, Caller[]>();
  readonly #arguments = new Map<Func, Map<number, Expr[]>>();
  readonly #items = new Map<Func, Map<number, Expr[]>>();
  readonly #types = new Map<Func, Map<number, string[]>>();

  constructor(unit: Unit, values: Values, catalogue: Catalogue) {
    for (const module of unit.modules) {
      for (const call of module.calls) this.#addCall(call, values, catalogue);
      for (const func of module.functions) this.#addDecorators(func, values);
      for (const cls of module.classes) for (const method of cls.methods) this.#addDecorators(method, values);
    }
  }

  /** The author's functions that a call may run. */
  targets(call: Call): readonly Func[] {
    return this.#targets.get(call) ?? [];
  }

  callers(func: Func): readonly Caller[] {
    return this.#callers.get(func) ?? [];
  }

  arguments(func: Func, index: number): readonly Expr[] {
    return this.#arguments.get(func)?.get(index) ?? [];
  }

  /** Collections whose items reach a callback's parameter. */
  items(func: Func, index: number): readonly Expr[] {
    return this.#items.get(func)?.get(index) ?? [];
  }

  callbackTypes(func: Func, index: number): readonly string[] {
    return this.#types.get(func)?.get(index) ?? [];
  }

  /** Each pair of parameter index and argument of a call to one of the author's functions. */
  static pairs(call: Call, func: Func): { index: number; arg: Arg }[] {
    const pairs: { index: number; arg: Arg }[] = [];
    let position = 0;
    for (const arg of call.args) {
      if (arg.name !== undefined) {
        const index = func.params.findIndex((param) => param.target.kind === 'name' && param.target.name === arg.name);
        if (index !== -1) pairs.push({ index, arg });
        else if (func.params.at(-1)?.keywords) pairs.push({ index: func.params.length - 1, arg });
      } else if (arg.spread) {
        for (let index = position; index < func.params.length; index++) pairs.push({ index, arg });
      } else {
        const rest = func.params.findIndex((param) => param.rest && !param.keywords);
        const index = rest !== -1 && position >= rest ? rest : position;
        if (index < func.params.length) pairs.push({ index, arg });
        position++;
      }
    }
    return pairs;
  }

  #addCall(call: Call, values: Values, catalogue: Catalogue): void {
    const callees = values.of(call.callee);
    const targets: Func[] = [];
    for (const callee of callees) {
      const func = callee.kind === 'func' ? callee.func : callee.kind === 'class' ? constructorOf(callee, values) : undefined;
      if (func && !targets.includes(func)) targets.push(func);
    }
    if (call.callee.kind === 'super' || (call.callee.kind === 'member' && call.callee.object.kind === 'super')) targets.push(...superTargets(call, values));
    if (targets.length > 0) this.#targets.set(call, targets);
    for (const func of targets) {
      add(this.#callers, func, { call, via: 'call' });
      for (const { index, arg } of CallGraph.pairs(call, func)) add2(this.#arguments, func, index, arg.value);
    }
    // A decorator's wrapper hands on what it is called with, whatever names it has for that.
    for (const func of targets.length > 0 ? decoratedBy(call, values) : []) {
      if (!targets.includes(func)) for (const { index, arg } of CallGraph.pairs(call, func)) add2(this.#arguments, func, index, arg.value);
    }
    if (targets.length === 0) this.#addCallbacks(call, callees, values, catalogue);
  }

  #addCallbacks(call: Call, callees: readonly Value[], values: Values, catalogue: Catalogue): void {
    // `@functools.wraps(fn)` copies a name and a docstring, it runs nothing.
    if (callees.some((callee) => callee.kind === 'api' && /^py:functools\.(wraps|update_wrapper)$/.test(callee.path))) return;
    const api = callees.map((callee) => (callee.kind === 'api' ? catalogue.call(callee.path) : undefined)).find((found) => found !== undefined);
    call.args.forEach((arg, position) => {
      for (const value of callbackValues(arg.value, values)) {
        add(this.#callers, value.func, { call, via: 'callback' });
        const types = api?.callbacks?.[arg.name ?? String(position)] ?? (position === call.args.length - 1 ? api?.callbacks?.['last'] : undefined);
        types?.forEach((type, index) => {
          if (type && api) add2(this.#types, value.func, index, catalogue.typeOf(type, api.file));
        });
        if (call.callee.kind !== 'member' || position > 1) continue;
        const method = call.callee.property ?? '';
        if (method === 'then' && position === 0) add2(this.#arguments, value.func, 0, call.callee.object);
        const item = ITEM_CALLBACKS.get(method);
        if (item !== undefined && position === 0) add2(this.#items, value.func, item, call.callee.object);
      }
      // Python's map(f, xs), filter(f, xs), sorted(xs, key=f), executor.map(f, xs).
      if (position === 0 && call.args.length > 1 && call.args[1] && !call.args[1].name) {
        const name = call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? call.callee.property : undefined;
        if (name !== 'map' && name !== 'filter' && name !== 'starmap') return;
        for (const value of callbackValues(arg.value, values)) add2(this.#items, value.func, 0, call.args[1].value);
      }
    });
  }

  #addDecorators(func: Func, values: Values): void {
    // From the function outwards: an outer decorator takes what the inner one made.
    let taken: readonly Func[] = [func];
    for (const decorator of func.decorators.toReversed()) {
      const made: Func[] = [];
      for (const value of values.of(decorator)) {
        if (value.kind !== 'func') continue;
        for (const each of taken) {
          const asArgument: FunctionExpr = { kind: 'function', func: each, start: decorator.start, end: decorator.end };
          add2(this.#arguments, value.func, 0, asArgument);
        }
        for (const wrapper of values.returned(value.func)) if (wrapper.kind === 'func') made.push(wrapper.func);
      }
      if (made.length > 0) taken = made;
    }
  }
}

/** The function that a call names, beneath its decorators. */
function decoratedBy({ callee }: Call, values: Values): readonly Func[] {
  const bindings = callee.kind === 'name' ? [callee.binding, ...values.exportedBindings(callee.binding)] : [];
  return bindings.flatMap((binding) => binding.writes.flatMap((write) => (write.func && write.func.decorators.length > 0 ? [write.func] : [])));
}

function callbackValues(expr: Expr, values: Values): { kind: 'func'; func: Func }[] {
  if (expr.kind === 'literal' || expr.kind === 'template' || expr.kind === 'object') return [];
  return values.of(expr).filter((value) => value.kind === 'func');
}

function constructorOf(value: { cls: Parameters<Values['members']['instanceMember']>[0] }, values: Values): Func | undefined {
  let cls = value.cls;
  for (let depth = 0; depth < 8; depth++) {
    const own = values.members.instanceMember(cls, 'constructor')?.func ?? values.members.instanceMember(cls, '__init__')?.func;
    if (own) return own;
    const base = cls.bases.flatMap((expr) => values.of(expr)).find((candidate) => candidate.kind === 'class');
    if (!base || base.cls === cls) return undefined;
    cls = base.cls;
  }
  return undefined;
}

function superTargets(call: Call, values: Values): Func[] {
  const cls = call.in.cls;
  const name = call.callee.kind === 'member' ? call.callee.property : 'constructor';
  if (!cls || name === undefined) return [];
  return cls.bases.flatMap((base) =>
    values.of(base).flatMap((value) => {
      if (value.kind !== 'class' || value.cls === cls) return [];
      const func = name === 'constructor' ? constructorOf(value, values) : values.members.instanceMember(value.cls, name)?.func;
      return func ? [func] : [];
    }));
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** At most this many arguments are followed into one parameter. */
const MOST_ARGUMENTS = 32;

function add2<T>(map: Map<Func, Map<number, T[]>>, func: Func, index: number, value: T): void {
  let inner = map.get(func);
  if (!inner) map.set(func, (inner = new Map()));
  const known = inner.get(index);
  if (!known) inner.set(index, [value]);
  else if (known.length < MOST_ARGUMENTS) known.push(value);
}

/** Names and calls of a unit, resolved in two rounds. */
export function resolveCalls(unit: Unit, catalogue: Catalogue): { values: Values; calls: CallGraph } {
  const blind = new Values(unit, catalogue);
  const first = new CallGraph(unit, blind, catalogue);
  const values = new Values(unit, catalogue, first, blind.members);
  return { values, calls: new CallGraph(unit, values, catalogue) };
}
