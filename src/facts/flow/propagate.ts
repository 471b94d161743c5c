/**
 * Follows labelled data forward through the unit: assignments, properties, calls, returns, closures, callbacks and files.
 * Field-sensitive to a few levels, context-sensitive to a few calls, each expression visited a bounded number of times.
 */
import type { DataClass } from '#core';
import type { Label, Role } from '#catalogue';
import type { Binding, Call, Class, Expr, Func, Member, Node, Pattern, Unit, Write } from '#model';
import { walk } from '#model';
import { CallGraph } from '../call-graph.js';
import { thisClass, type Values } from '../values.js';
import type { Effects } from '../effects.js';
import { fieldMeaning } from '../fields.js';
import { ITEM, project, taking, under, type FieldPath } from './fields-path.js';
import { readsOf } from './reaching.js';
import { clearedByCall, clearedByConditions, measures } from './sanitizers.js';
import type { Source } from './sources.js';

/** One label at one expression, with the way it came. */
export interface State {
  readonly node: Expr;
  readonly label: Label;
  readonly data?: DataClass;
  readonly source: Source;
  readonly fields: FieldPath;
  /** Calls entered and not yet left, outermost first. */
  readonly stack: readonly Call[];
  readonly cleared: ReadonlySet<Role>;
  readonly from?: State;
}

const NOTHING: ReadonlySet<Role> = new Set();
const DEEPEST_STACK = 4;
const MOST_STATES_HERE = 10;
const MOST_STATES = 400_000;

const MUTATORS = new Set(['push', 'append', 'add', 'insert', 'unshift', 'extend', 'update', 'set', 'put', 'setdefault', 'appendleft', 'concat', 'write', 'writelines', 'attach', 'append_row']);
const RESULT_OF_CALLBACK = new Set(['map', 'flatMap', 'then', 'catch', 'reduce', 'reduceRight', 'apply', 'starmap', 'from']);
const PASSING = /^(py:(json|os\.path|copy|urllib\.parse|base64|io|textwrap|string|re|itertools|functools|collections|datetime|pandas|numpy|pathlib|dataclasses|email)\b|builtin:|global:(JSON|Object|Array|String|URL|URLSearchParams|Buffer|FormData|Map|Set|Promise|Blob|TextEncoder|encodeURI|decodeURI|structuredClone|btoa|atob|Utilities)\b|node:(path|url|querystring|util|buffer)\b)/;
/** Properties that hold a record or records rather than one field of it. */
const CONTAINERS = new Set(['data', 'result', 'results', 'record', 'records', 'row', 'rows', 'item', 'items', 'body', 'values', 'properties', 'fields', 'entries', 'value', 'objects', 'hits', 'list', 'page', 'attributes', 'content', 'text', 'json', 'contacts', 'users', 'customers', 'leads', 'members', 'candidates', 'employees', 'orders', 'tickets', 'response', 'payload', 'iloc', 'loc', 'docs', '0']);

export class Propagation {
  readonly #states = new Map<Expr, State[]>();
  readonly #queue: State[] = [];
  readonly #importers = new Map<Binding, Binding[]>();
  readonly #fieldReads = new Map<Class, Map<string, Member[]>>();
  readonly #moduleReads = new Map<Binding, Member[]>();
  readonly #guarded = new Map<Expr, boolean>();
  #count = 0;
  /** True where the bound on work was reached: some flows may be missing. */
  exhausted = false;

  constructor(
    unit: Unit,
    readonly values: Values,
    readonly calls: CallGraph,
    readonly effects: Effects,
  ) {
    for (const module of unit.modules) {
      this.#indexImports(module.top.scope);
      walk(module.top, (node) => {
        if (node.kind === 'member') this.#indexMember(node);
      });
    }
  }

  /** Starts a label at an expression. */
  start(source: Source, cleared: ReadonlySet<Role> = NOTHING): void {
    this.#push({ node: source.node, label: source.label, ...(source.data ? { data: source.data } : {}), source, fields: [], stack: [], cleared });
  }

  /** Starts a label at a parameter of an entry point. */
  startParameter(func: Func, index: number, source: Omit<Source, 'node'>, cleared: ReadonlySet<Role> = NOTHING): void {
    for (const { binding, write } of parameterBindings(func, index)) {
      for (const read of this.#readsOf(binding, write)) {
        this.#push({ node: read, label: source.label, source: { ...source, node: read }, fields: [], stack: [], cleared });
      }
    }
  }

  run(): void {
    for (let next = 0; next < this.#queue.length; next++) {
      if (this.#count > MOST_STATES) {
        this.exhausted = true;
        return;
      }
      this.#step(this.#queue[next]!);
    }
    this.#queue.length = 0;
  }

  /** The labels that reach an expression. */
  at(expr: Expr): readonly State[] {
    return this.#states.get(expr) ?? [];
  }

  #push(state: State): void {
    if (state.label !== 'secret' && state.label !== 'personal' && this.#isGuarded(state.node)) return;
    let known = this.#states.get(state.node);
    if (!known) this.#states.set(state.node, (known = []));
    const key = state.fields.join('.');
    const top = state.stack[state.stack.length - 1];
    const index = known.findIndex((other) => other.label === state.label && other.data === state.data && other.fields.join('.') === key && other.stack[other.stack.length - 1] === top);
    if (index !== -1) {
      const other = known[index]!;
      if ([...other.cleared].every((role) => state.cleared.has(role))) return;
      const cleared = new Set([...other.cleared].filter((role) => state.cleared.has(role)));
      known[index] = { ...state, cleared };
      this.#queue.push(known[index]);
    } else {
      if (known.length >= MOST_STATES_HERE) return;
      known.push(state);
      this.#queue.push(state);
    }
    this.#count++;
  }

  #isGuarded(node: Expr): boolean {
    if (node.kind !== 'name' && node.kind !== 'member') return false;
    let known = this.#guarded.get(node);
    if (known === undefined) this.#guarded.set(node, (known = clearedByConditions(node, this.values, this.effects.catalogue) !== undefined));
    return known;
  }

  #to(node: Expr, from: State, change: { fields?: FieldPath; stack?: readonly Call[]; cleared?: ReadonlySet<Role> } = {}): void {
    this.#push({ ...from, node, fields: change.fields ?? from.fields, stack: change.stack ?? from.stack, cleared: change.cleared ?? from.cleared, from });
  }

  #step(state: State): void {
    const node = state.node;
    const parent = node.parent;
    if (!parent) return;
    switch (parent.kind) {
      case 'template': return this.#to(parent, state, { fields: [] });
      case 'binary':
        if (parent.op === '+') return this.#to(parent, state, state.fields[0] === ITEM ? {} : { fields: [] });
        // Python's `"…%s" % value` formats; any other arithmetic yields a number.
        if (parent.op === '%' && parent.right === node && isText(parent.left, this.values)) return this.#to(parent, state, { fields: [] });
        if (parent.op === 'or' || parent.op === '??' || (parent.op === 'and' && parent.right === node)) return this.#to(parent, state);
        if (parent.op === '|' ) return this.#to(parent, state);
        return;
      case 'conditional':
        if (parent.test !== node) this.#to(parent, state);
        return;
      case 'await': case 'spread': return this.#to(parent, state);
      case 'sequence':
        if (parent.items[parent.items.length - 1] === node) this.#to(parent, state);
        return;
      case 'member': return this.#member(parent, state);
      case 'call': return this.#call(parent, state);
      case 'object': return this.#entry(parent, state);
      case 'list': return this.#to(parent, state, node.kind === 'spread' ? {} : { fields: under(state.fields, ITEM) });
      case 'assign':
        if (parent.value !== node) return;
        this.#to(parent, state);
        return this.#assign(parent.target, state, parent, parent.op !== undefined);
      case 'declare': return this.#assign(parent.target, state, parent, false);
      case 'loop':
        if (parent.iterable === node && parent.target) this.#assign(parent.target, state, parent, false);
        return;
      case 'comprehension': {
        const clause = parent.clauses.find((candidate) => candidate.iterable === node);
        if (clause) return this.#assign(clause.target, state, parent, false);
        if (parent.value === node) this.#to(parent, state, { fields: under(state.fields, ITEM) });
        return;
      }
      case 'with': {
        const item = parent.items.find((candidate) => candidate.value === node);
        if (item?.target) this.#assign(item.target, state, parent, false);
        return;
      }
      case 'return': return this.#returned(parent, state);
      case 'yield': return this.#leave(functionAround(parent), { ...state, fields: under(state.fields, ITEM) });
      case 'default-pattern':
        if (parent.fallback === node) this.#assign(parent.target, state, parent, false);
        return;
      case 'func': {
        const index = parent.params.findIndex((param) => param.fallback === node);
        if (index !== -1) this.#enter(parent, index, state, state.stack);
        return;
      }
      case 'cls': {
        const field = parent.fields.find((candidate) => candidate.value === node);
        if (field) this.#field(parent, field.name, state);
        return;
      }
      default: return;
    }
  }

  #member(parent: Member, state: State): void {
    if (parent.object !== state.node) return;
    const name = parent.property ?? (parent.index ? this.values.string(parent.index) : undefined);
    const called = parent.parent?.kind === 'call' && parent.parent.callee === parent;
    if (measures(name)) return;
    // What is assigned to is written, not read.
    if (parent.parent?.kind === 'assign' && parent.parent.target === parent && !parent.parent.op) return;
    if (called) return this.#to(parent, state);
    if (state.label === 'personal' && state.fields.length === 0 && name !== undefined && !this.#keepsRecord(state, name)) return;
    const fields = taking(state.fields, name);
    if (fields) this.#to(parent, state, { fields });
  }

  /** Taking one field off a whole record leaves the personal data behind, unless the field is itself a container. */
  #keepsRecord(state: State, name: string): boolean {
    const wholeRecord = state.source.node.kind === 'call' || fieldMeaning(name) !== undefined;
    return !wholeRecord || CONTAINERS.has(name) || /^\d+$/.test(name);
  }

  #entry(parent: Expr & { kind: 'object' }, state: State): void {
    for (const entry of parent.entries) {
      if (entry.value !== state.node) continue;
      this.#to(parent, state, entry.spread ? {} : { fields: under(state.fields, entry.key ?? ITEM) });
    }
  }

  #call(call: Call, state: State): void {
    const node = state.node;
    if (call.callee === node) return this.#methodResult(call, state);
    const targets = this.calls.targets(call);
    if (targets.length > 0) {
      for (const func of targets) {
        for (const { index, arg } of CallGraph.pairs(call, func)) {
          if (arg.value !== node) continue;
          const fields = func.params[index]?.rest ? under(state.fields, func.params[index].keywords ? (arg.name ?? ITEM) : ITEM) : state.fields;
          this.#enter(func, index, { ...state, fields }, [...state.stack, call].slice(-DEEPEST_STACK));
        }
      }
      return;
    }
    this.#argument(call, state);
  }

  /** `tainted.method(…)`. */
  #methodResult(call: Call, state: State): void {
    if (this.calls.targets(call).length > 0 || call.callee.kind !== 'member') return;
    const name = call.callee.property ?? '';
    let fromCallback = false;
    call.args.forEach((arg, position) => {
      for (const value of arg.value.kind === 'function' || arg.value.kind === 'name' ? this.values.of(arg.value) : []) {
        if (value.kind !== 'func' || position > 1) continue;
        fromCallback ||= RESULT_OF_CALLBACK.has(name);
        if (name === 'then' && position === 0) this.#enter(value.func, 0, state, state.stack);
        else if (name === 'reduce' || name === 'reduceRight') this.#enter(value.func, 1, { ...state, fields: project(state.fields, [{ each: true }]) ?? [] }, state.stack);
        else this.#enter(value.func, 0, { ...state, fields: project(state.fields, [{ each: true }]) ?? [] }, state.stack);
      }
    });
    if (fromCallback || name === 'forEach') return;
    const effect = this.effects.of(call);
    if (effect && (effect.remote || effect.does === 'prompt') && effect.api.returns?.same !== 'this') return;
    const cleared = clearedByCall(call, effect?.api, this.values);
    if (cleared === 'all' && state.label !== 'personal' && state.label !== 'secret') return;
    // `.get("key")` takes a field.
    const key = (name === 'get' || name === 'pop' || name === 'getString') && call.args[0] ? this.values.string(call.args[0].value) : undefined;
    const fields = key === undefined ? state.fields : taking(state.fields, key);
    if (key !== undefined && state.label === 'personal' && state.fields.length === 0 && !this.#keepsRecord(state, key)) return;
    if (fields) this.#to(call, state, { fields, cleared: union(state.cleared, cleared === 'all' ? undefined : cleared) });
  }

  /** A label that goes into a call of an API or of something unknown. */
  #argument(call: Call, state: State): void {
    const paths = this.values.paths(call.callee);
    const effect = this.effects.of(call);
    const method = call.callee.kind === 'member' ? call.callee.property : undefined;
    if (method !== undefined && MUTATORS.has(method) && call.callee.kind === 'member' && !effect?.remote) {
      const keyed = (method === 'set' || method === 'append' || method === 'put') && call.args.length > 1;
      this.#mutate(call.callee.object, { ...state, fields: keyed || state.node.kind === 'object' ? [] : under(state.fields, ITEM) });
    }
    if (method === 'join' || method === 'format' || method === 'format_map' || method === 'replace' || method === 'concat') {
      // The text made of it carries it; `separator.join(list)` too.
      return this.#to(call, state, { fields: [] });
    }
    const cleared = clearedByCall(call, effect?.api, this.values);
    if (cleared === 'all' && state.label !== 'personal' && state.label !== 'secret') return;
    const handedThrough = effect ? !effect.remote && effect.does !== 'execute' && effect.does !== 'prompt' : paths.some((path) => PASSING.test(path));
    const same = effect?.api.returns?.same;
    if (handedThrough || cleared || (typeof same === 'number' && call.args[same]?.value === state.node)) {
      this.#to(call, state, { cleared: union(state.cleared, cleared === 'all' ? undefined : cleared) });
    }
  }

  #enter(func: Func, index: number, state: State, stack: readonly Call[]): void {
    for (const { binding, write } of parameterBindings(func, index)) this.#toReads(binding, write, state, stack);
  }

  #toReads(binding: Binding, write: Write, state: State, stack: readonly Call[] = state.stack): void {
    const fields = project(state.fields, write.path);
    if (!fields) return;
    if (state.label === 'personal' && state.fields.length === 0 && write.path.some((step) => typeof step === 'string' && !this.#keepsRecord(state, step))) return;
    for (const read of this.#readsOf(binding, write)) this.#to(read, state, { fields, stack });
    for (const read of this.#elsewhere(binding)) this.#to(read, state, { fields, stack: [] });
  }

  #readsOf(binding: Binding, write: Write): readonly Expr[] {
    return readsOf(binding, write);
  }

  /** Reads of a binding from other files. */
  #elsewhere(binding: Binding): Expr[] {
    return [...(this.#importers.get(binding) ?? []).flatMap((importer) => importer.reads), ...(this.#moduleReads.get(binding) ?? [])];
  }

  #assign(target: Pattern, state: State, at: Node, augment: boolean): void {
    switch (target.kind) {
      case 'name': case 'object-pattern': case 'list-pattern': case 'default-pattern':
        for (const binding of boundNames(target)) {
          for (const write of binding.writes) if (write.at === at) this.#toReads(binding, write, state);
        }
        void augment;
        return;
      case 'member': return this.#mutate(target.object, { ...state, fields: under(state.fields, target.property ?? ITEM) });
      case 'unknown': return;
    }
  }

  /** What an expression holds now carries the label at `state.fields`. */
  #mutate(object: Expr, state: State): void {
    switch (object.kind) {
      case 'name':
        for (const read of object.binding.reads) {
          if (read.start > state.node.end || read.start < object.start && inLoopWith(read, object)) this.#to(read, state);
        }
        for (const read of this.#elsewhere(object.binding)) this.#to(read, state, { stack: [] });
        return;
      case 'member':
        if (object.object.kind === 'this' && object.property !== undefined) {
          const cls = thisClass(object.object);
          if (cls) this.#field(cls, object.property, state);
          return;
        }
        return this.#mutate(object.object, { ...state, fields: under(state.fields, object.property ?? ITEM) });
      case 'this': {
        const cls = thisClass(object);
        const [name, ...rest] = state.fields;
        if (cls && name !== undefined) this.#field(cls, name, { ...state, fields: rest });
        return;
      }
      default: return;
    }
  }

  #field(cls: Class, name: string, state: State): void {
    for (const read of this.#fieldReads.get(cls)?.get(name) ?? []) this.#to(read, state, { stack: [] });
  }

  #returned(statement: Node, state: State): void {
    this.#leave(functionAround(statement), state);
  }

  #leave(func: Func | undefined, state: State): void {
    if (!func) return;
    const call = state.stack[state.stack.length - 1];
    if (call && this.calls.targets(call).includes(func)) {
      this.#to(call, state, { stack: state.stack.slice(0, -1) });
      return;
    }
    for (const caller of this.calls.callers(func)) {
      if (caller.via === 'call') this.#to(caller.call, state, { stack: [] });
      else if (caller.call.callee.kind === 'member' && RESULT_OF_CALLBACK.has(caller.call.callee.property ?? '')) {
        this.#to(caller.call, state, { fields: caller.call.callee.property === 'then' ? state.fields : under(state.fields, ITEM) });
      }
    }
    if (func.form === 'getter' && func.cls && func.name !== undefined) this.#field(func.cls, func.name, state);
  }

  #indexImports(scope: { bindings: Map<string, Binding> }): void {
    for (const binding of scope.bindings.values()) {
      if (!binding.import) continue;
      for (const exported of this.#exporters(binding)) {
        const known = this.#importers.get(exported);
        if (known) known.push(binding);
        else this.#importers.set(exported, [binding]);
      }
    }
  }

  #exporters(binding: Binding): Binding[] {
    return this.values.exportedBindings(binding);
  }

  #indexMember(node: Member): void {
    if (node.property === undefined) return;
    const add = <K>(map: Map<K, Member[]>, key: K): void => {
      const known = map.get(key);
      if (known) known.push(node);
      else map.set(key, [node]);
    };
    const fieldOf = (cls: Class): void => {
      let fields = this.#fieldReads.get(cls);
      if (!fields) this.#fieldReads.set(cls, (fields = new Map()));
      add(fields, node.property!);
    };
    if (node.object.kind === 'this') {
      const cls = thisClass(node.object);
      if (cls) fieldOf(cls);
      return;
    }
    for (const value of this.values.of(node.object)) {
      if (value.kind === 'instance' || value.kind === 'class') fieldOf(value.cls);
      if (value.kind === 'module') {
        const binding = value.module.top.scope.bindings.get(node.property);
        if (binding) add(this.#moduleReads, binding);
      }
    }
  }
}

function union(cleared: ReadonlySet<Role>, more: ReadonlySet<Role> | undefined): ReadonlySet<Role> {
  return more ? new Set([...cleared, ...more]) : cleared;
}

function isText(expr: Expr, values: Values): boolean {
  return typeof values.constant(expr) === 'string' || expr.kind === 'template';
}

function parameterBindings(func: Func, index: number): { binding: Binding; write: Write }[] {
  const param = func.params[index];
  if (!param) return [];
  return boundNames(param.target).flatMap((binding) =>
    binding.writes.filter((write) => write.param?.func === func && write.param.index === index).map((write) => ({ binding, write })));
}

function boundNames(pattern: Pattern): Binding[] {
  switch (pattern.kind) {
    case 'name': return [pattern.binding];
    case 'default-pattern': return boundNames(pattern.target);
    case 'object-pattern': return [...pattern.entries.flatMap((entry) => boundNames(entry.value)), ...(pattern.rest ? boundNames(pattern.rest) : [])];
    case 'list-pattern': return [...pattern.items.flatMap((item) => (item ? boundNames(item) : [])), ...(pattern.rest ? boundNames(pattern.rest.target) : [])];
    default: return [];
  }
}

function functionAround(node: Node): Func | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.kind === 'func') return at;
  return undefined;
}

function inLoopWith(read: Node, write: Node): boolean {
  for (let at = write.parent; at && at.kind !== 'func'; at = at.parent) {
    if (at.kind === 'loop' && read.start >= at.start && read.end <= at.end) return true;
  }
  return functionAround(read) !== functionAround(write);
}
