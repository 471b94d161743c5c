/**
 * Follows labelled data forward through the unit: assignments, properties, calls, returns, closures, callbacks and files.
 * Field-sensitive to a few levels, context-sensitive to a few calls, each expression visited a bounded number of times.
 */
import type { DataClass } from '#core';
import type { Label, Role } from '#catalogue';
import type { Binding, Call, Class, DefaultPattern, Expr, Func, Member, Node, Pattern, Unit, Write } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { thisClass } from '../names/this-class.js';
import type { Values } from '../names/values.js';
import type { Effects } from '../effects/effects.js';
import { fieldMeaning } from '../texts/fields.js';
import { boundNames, functionAround, inLoopWith, parameterBindings } from './bindings.js';
import { ITEM, project, reordered, taking, under, type FieldPath } from './fields-path.js';
import { Overwritten } from './overwritten.js';
import { readsOf } from './reaching.js';
import { Readers } from './readers.js';
import { clearedByConditions, clearedByMember, clearedByMask, clearedByTag, measures, type Cleared } from './sanitizers.js';
import type { Source } from './sources.js';
import { RESULT_OF_CALLBACK, ThroughCalls, union } from './through-calls.js';

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
const TAKES_KEY = new Set(['get', 'setdefault', 'pop']);
/** Items of longer lists are not told apart. */
const MOST_PLACES = 16;
const MOST_STATES_HERE = 32;
const MOST_STATES = 400_000;

const PATTERNS: ReadonlySet<string> = new Set(['object-pattern', 'list-pattern', 'default-pattern']);
/** Properties that hold a record or records rather than one field of it. */
const CONTAINERS = new Set(['data', 'result', 'results', 'record', 'records', 'row', 'rows', 'item', 'items', 'body', 'values', 'properties', 'fields', 'entries', 'value', 'objects', 'hits', 'list', 'page', 'attributes', 'content', 'text', 'json', 'contacts', 'users', 'customers', 'leads', 'members', 'candidates', 'employees', 'orders', 'tickets', 'response', 'payload', 'iloc', 'loc', 'docs', '0']);

export class Propagation {
  readonly #states = new Map<Expr, State[]>();
  readonly #queue: State[] = [];
  readonly #guarded = new Map<Expr, Cleared | undefined>();
  readonly #readers: Readers;
  readonly #through: ThroughCalls;
  readonly #overwritten: Overwritten;
  #count = 0;
  /** Where the bound on work was reached: the function with the most left to follow. Some flows may be missing. */
  cutOff: Func | undefined;

  constructor(
    unit: Unit,
    readonly values: Values,
    readonly calls: CallGraph,
    readonly effects: Effects,
  ) {
    this.#readers = new Readers(unit, values);
    this.#through = new ThroughCalls(this);
    this.#overwritten = new Overwritten(unit, values);
  }

  /** Starts a label at an expression. */
  start(source: Source, cleared: ReadonlySet<Role> = NOTHING): void {
    this.#push({ node: source.node, label: source.label, ...(source.data ? { data: source.data } : {}), source, fields: [], stack: [], cleared });
  }

  /** Starts a label at a parameter of an entry point. */
  startParameter(func: Func, index: number, source: Omit<Source, 'node'>, cleared: ReadonlySet<Role> = NOTHING): void {
    for (const { binding, write } of parameterBindings(func, index)) {
      for (const read of readsOf(binding, write)) {
        this.#push({ node: read, label: source.label, source: { ...source, node: read }, fields: [], stack: [], cleared });
      }
    }
  }

  /** Starts a label at what one write gives a name. */
  startBinding(binding: Binding, write: Write, source: Omit<Source, 'node'>): void {
    for (const read of readsOf(binding, write)) this.start({ ...source, node: read });
  }

  run(): void {
    for (let next = 0; next < this.#queue.length; next++) {
      if (this.#count > MOST_STATES) {
        this.cutOff = busiest(this.#queue.slice(next));
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
    if (state.label !== 'secret' && state.label !== 'personal') {
      const guarded = this.#guardedFor(state.node);
      if (guarded === 'all') return;
      if (guarded && [...guarded].some((role) => !state.cleared.has(role))) return this.#push({ ...state, cleared: union(state.cleared, guarded) });
    }
    let known = this.#states.get(state.node);
    if (!known) this.#states.set(state.node, (known = []));
    const key = state.fields.join('.');
    const top = state.stack[state.stack.length - 1];
    const index = known.findIndex((other) => other.label === state.label && other.data === state.data && other.fields.join('.') === key && other.stack[other.stack.length - 1] === top
      // What one system answered is no other system's.
      && (state.label !== 'external' || other.source.what === state.source.what));
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

  #guardedFor(node: Expr): Cleared | undefined {
    if (node.kind !== 'name' && node.kind !== 'member') return undefined;
    if (!this.#guarded.has(node)) this.#guarded.set(node, clearedByConditions(node, this.values, this.effects.catalogue));
    return this.#guarded.get(node);
  }

  to(node: Expr, from: State, change: { fields?: FieldPath; stack?: readonly Call[]; cleared?: ReadonlySet<Role> } = {}): void {
    this.#push({ ...from, node, fields: change.fields ?? from.fields, stack: change.stack ?? from.stack, cleared: change.cleared ?? from.cleared, from });
  }

  #step(state: State): void {
    const node = state.node;
    const parent = node.parent;
    for (const { reads, under: key } of this.#readers.ofExport(node)) {
      for (const read of reads) this.to(read, state, { stack: [], fields: key === undefined ? state.fields : under(state.fields, key) });
    }
    if (!parent) return;
    switch (parent.kind) {
      case 'template': return this.to(parent, state, { fields: [], cleared: union(state.cleared, clearedByTag(parent, this.values)) });
      case 'binary':
        if (parent.op === '+') return this.to(parent, state, state.fields[0] === ITEM ? {} : { fields: [] });
        // Python's `"…%s" % value` formats; any other arithmetic yields a number.
        if (parent.op === '%' && parent.right === node && isText(parent.left, this.values)) return this.to(parent, state, { fields: [] });
        if (parent.op === 'or' || parent.op === '??' || (parent.op === 'and' && parent.right === node)) return this.to(parent, state);
        if (parent.op === '|' ) return this.to(parent, state);
        // `folder / name` of Python's paths.
        if (parent.op === '/' && this.values.of(parent).length > 0) return this.to(parent, state, { fields: [] });
        return;
      case 'conditional':
        if (parent.test !== node) this.to(parent, state, { cleared: union(state.cleared, clearedByMask(parent, node, this.values)) });
        return;
      case 'await': case 'spread': return this.to(parent, state);
      case 'sequence':
        if (parent.items[parent.items.length - 1] === node) this.to(parent, state);
        return;
      case 'member': return this.#member(parent, state);
      case 'call': return this.#through.step(parent, state);
      case 'object': return this.#entry(parent, state);
      case 'list': return this.to(parent, state, { fields: node.kind === 'spread' ? reordered(state.fields) : under(state.fields, placeIn(parent.items, node)) });
      case 'assign':
        if (parent.value !== node) return;
        this.to(parent, state);
        return this.#assign(parent.target, state, parent);
      case 'declare': return this.#assign(parent.target, state, parent);
      case 'loop':
        if (parent.iterable === node && parent.target) this.#assign(parent.target, state, parent);
        return;
      case 'comprehension': {
        const clause = parent.clauses.find((candidate) => candidate.iterable === node);
        if (clause) return this.#assign(clause.target, state, parent);
        if (parent.value === node) this.to(parent, state, { fields: under(state.fields, ITEM) });
        return;
      }
      case 'with': {
        const item = parent.items.find((candidate) => candidate.value === node);
        if (item?.target) this.#assign(item.target, state, parent);
        return;
      }
      case 'return': return this.#returned(parent, state);
      case 'yield': return this.#leave(functionAround(parent), { ...state, fields: under(state.fields, ITEM) });
      case 'default-pattern':
        if (parent.fallback === node) this.#fallback(parent, state);
        return;
      case 'func': {
        const index = parent.params.findIndex((param) => param.fallback === node);
        if (index !== -1) this.enter(parent, index, state, state.stack);
        return;
      }
      case 'cls': {
        const field = parent.fields.find((candidate) => candidate.value === node);
        if (field) this.field(parent, field.name, state);
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
    if (called) return this.to(parent, state);
    const held = this.#overwritten.valuesAt(parent);
    if (held && !cameBy(state, held)) return;
    if (state.label === 'personal' && state.fields.every((field) => field === ITEM) && name !== undefined && !this.keepsRecord(state, name)) return;
    const fields = taking(state.fields, name);
    if (fields) this.to(parent, state, { fields, cleared: union(state.cleared, clearedByMember(parent, this.values, this.effects.catalogue)) });
  }

  /** Taking one field off a whole record leaves the personal data behind, unless the field is itself a container. */
  keepsRecord(state: State, name: string): boolean {
    const wholeRecord = state.source.node.kind === 'call' || state.source.whole === true || (state.source.node.kind === 'member' && state.data === 'personal') || fieldMeaning(name) !== undefined;
    return !wholeRecord || CONTAINERS.has(name) || /^\d+$/.test(name);
  }

  #entry(parent: Expr & { kind: 'object' }, state: State): void {
    for (const entry of parent.entries) {
      if (entry.value !== state.node) continue;
      this.to(parent, state, entry.spread ? {} : { fields: under(state.fields, entry.key ?? ITEM) });
    }
  }

  /** The default of a destructured name: what it holds where nothing was given. */
  #fallback(pattern: DefaultPattern, state: State): void {
    let root: Node = pattern;
    while (root.parent && PATTERNS.has(root.parent.kind)) root = root.parent;
    for (const binding of boundNames(pattern.target)) {
      for (const write of binding.writes) {
        if (write.at !== root.parent && write.param?.func !== root.parent) continue;
        for (const read of readsOf(binding, write)) this.to(read, state);
      }
    }
  }

  enter(func: Func, index: number, state: State, stack: readonly Call[]): void {
    for (const { binding, write } of parameterBindings(func, index)) this.#toReads(binding, write, state, stack);
  }

  #toReads(binding: Binding, write: Write, state: State, stack: readonly Call[] = state.stack): void {
    const fields = project(state.fields, write.path);
    if (!fields) return;
    if (state.label === 'personal' && state.fields.length === 0 && write.path.some((step) => typeof step === 'string' && !this.keepsRecord(state, step))) return;
    for (const read of readsOf(binding, write)) this.to(read, state, { fields, stack });
    for (const read of this.#readers.elsewhere(binding)) this.to(read, state, { fields, stack: [] });
  }

  #assign(target: Pattern, state: State, at: Node): void {
    switch (target.kind) {
      case 'name': case 'object-pattern': case 'list-pattern': case 'default-pattern':
        for (const binding of boundNames(target)) {
          for (const write of binding.writes) if (write.at === at) this.#toReads(binding, write, state);
        }
        return;
      case 'member': return this.mutate(target.object, { ...state, fields: under(state.fields, target.property ?? ITEM) });
      case 'unknown': return;
    }
  }

  /** What an expression holds now carries the label at `state.fields`. */
  mutate(object: Expr, state: State): void {
    switch (object.kind) {
      case 'name':
        for (const read of object.binding.reads) {
          if (read.start > state.node.end || read.start < object.start && inLoopWith(read, object)) this.to(read, state);
        }
        for (const read of this.#readers.elsewhere(object.binding)) this.to(read, state, { stack: [] });
        return;
      case 'member':
        if (object.object.kind === 'this' && object.property !== undefined) {
          const cls = thisClass(object.object);
          if (cls) this.field(cls, object.property, state);
          return;
        }
        return this.mutate(object.object, { ...state, fields: under(state.fields, object.property ?? ITEM) });
      case 'this': {
        const cls = thisClass(object);
        const [name, ...rest] = state.fields;
        if (cls && name !== undefined) this.field(cls, name, { ...state, fields: rest });
        return;
      }
      case 'call': {
        // `groups.setdefault("a", []).append(x)`.
        const { callee } = object;
        const key = callee.kind === 'member' && TAKES_KEY.has(callee.property ?? '') && object.args[0] ? this.values.string(object.args[0].value) ?? ITEM : undefined;
        if (key !== undefined && callee.kind === 'member') this.mutate(callee.object, { ...state, fields: under(state.fields, key) });
        return;
      }
      default: return;
    }
  }

  /** The field of a class carries the label now. */
  field(cls: Class, name: string, state: State): void {
    for (const read of this.#readers.ofField(cls, name)) this.to(read, state, { stack: [] });
  }

  #returned(statement: Node, state: State): void {
    this.#leave(functionAround(statement), state);
  }

  #leave(func: Func | undefined, state: State): void {
    if (!func) return;
    const call = state.stack[state.stack.length - 1];
    if (call && this.calls.targets(call).includes(func)) {
      this.to(call, state, { stack: state.stack.slice(0, -1) });
      return;
    }
    for (const caller of this.calls.callers(func)) {
      if (caller.via === 'call') this.to(caller.call, state, { stack: [] });
      else if (caller.call.callee.kind === 'member' && RESULT_OF_CALLBACK.has(caller.call.callee.property ?? '')) {
        this.to(caller.call, state, { fields: ['then', 'submit', 'to_thread', 'run_in_executor'].includes(caller.call.callee.property ?? '') ? state.fields : under(state.fields, ITEM) });
      }
    }
    if (func.form === 'getter' && func.cls && func.name !== undefined) this.field(func.cls, func.name, state);
  }

}

/** Holds if the data came by way of one of the expressions. */
function cameBy(state: State, expressions: readonly Expr[]): boolean {
  for (let at: State | undefined = state, n = 0; at && n < 100; at = at.from, n++) if (expressions.includes(at.node)) return true;
  return false;
}

/** Where in a list an item stands, if nothing of unknown length stands before it. */
function placeIn(items: readonly Node[], item: Node): string {
  const index = items.indexOf(item);
  return index === -1 || index > MOST_PLACES || items.slice(0, index).some((other) => other.kind === 'spread') ? ITEM : String(index);
}

function isText(expr: Expr, values: Values): boolean {
  return typeof values.constant(expr) === 'string' || expr.kind === 'template';
}

function busiest(states: readonly State[]): Func | undefined {
  const left = new Map<Func, number>();
  for (const { node } of states) {
    const func = functionAround(node);
    if (func) left.set(func, (left.get(func) ?? 0) + 1);
  }
  return [...left].reduce<[Func, number] | undefined>((most, each) => (most && most[1] >= each[1] ? most : each), undefined)?.[0];
}
