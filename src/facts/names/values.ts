/**
 * What an expression can be, as far as the code says: constants, functions, classes, literals, and the APIs of the
 * catalogue by path. Demand-driven, each expression once; unknown is the empty list.
 */
import type { Binding, Call, Class, Expr, Func, Module, PathStep, Unit, Write } from '#model';
import type { Catalogue } from '#catalogue';
import { annotated } from './annotations.js';
import { ClassFacts } from './class-members.js';
import { handedToBlock } from './context-managers.js';
import { bindingsBehind } from './exported-bindings.js';
import { frameworkParameter } from './framework-parameters.js';
import { packagePath } from './import-path.js';
import { sharedGlobals } from './shared-globals.js';
import { thisClass, thisObject } from './this-class.js';
import { limited, MOST_VALUES, type Value } from './value.js';

export type { Value } from './value.js';

const NONE: readonly Value[] = [];
const MOST_DEPTH = 150;

/** Who calls a function, as far as known: needed to follow values into parameters. */
export interface Callers {
  /** Values that reach a parameter, by expression at the call sites. */
  arguments(func: Func, index: number): readonly Expr[];
  /** The catalogue's types of a callback's parameter, as type paths. */
  callbackTypes(func: Func, index: number): readonly string[];
  /** Collections whose items reach a callback's parameter. */
  items(func: Func, index: number): readonly Expr[];
}
const NO_CALLERS: Callers = { arguments: () => [], callbackTypes: () => [], items: () => [] };

export class Values {
  readonly #memo = new Map<Expr, readonly Value[]>();
  readonly #bindings = new Map<Binding, readonly Value[]>();
  readonly #active = new Set<object>();
  readonly #shared: ReadonlyMap<string, Binding>;
  readonly members: ClassFacts;

  constructor(
    readonly unit: Unit,
    readonly catalogue: Catalogue,
    readonly callers: Callers = NO_CALLERS,
    members?: ClassFacts,
  ) {
    this.members = members ?? new ClassFacts(unit);
    this.#shared = sharedGlobals(unit);
  }

  of(expr: Expr): readonly Value[] {
    const known = this.#memo.get(expr);
    if (known) return known;
    if (this.#active.size > MOST_DEPTH || this.#active.has(expr)) return NONE;
    this.#active.add(expr);
    const result = limited(this.#evaluate(expr));
    this.#active.delete(expr);
    this.#memo.set(expr, result);
    return result;
  }

  /** The API paths that an expression can stand for. */
  paths(expr: Expr): readonly string[] {
    return this.of(expr).flatMap((value) => (value.kind === 'api' ? [value.path] : []));
  }

  /** The one constant that an expression is, or undefined where there are several or none. */
  constant(expr: Expr): string | number | boolean | null | undefined {
    const values = this.of(expr);
    const only = values[0];
    return values.length === 1 && only?.kind === 'const' ? only.value : undefined;
  }

  string(expr: Expr): string | undefined {
    const value = this.constant(expr);
    return typeof value === 'string' ? value : undefined;
  }

  ofBinding(binding: Binding): readonly Value[] {
    const known = this.#bindings.get(binding);
    if (known) return known;
    if (this.#active.size > MOST_DEPTH || this.#active.has(binding)) return NONE;
    this.#active.add(binding);
    const result = limited(this.#evaluateBinding(binding));
    this.#active.delete(binding);
    this.#bindings.set(binding, result);
    return result;
  }

  /** What a property of a value can be. */
  property(base: Value, name: string, depth = 0): readonly Value[] {
    switch (base.kind) {
      case 'object': {
        const own = base.node.entries.findLast((entry) => entry.key === name);
        if (own) return this.of(own.value);
        // An object may be spread into itself: `options = { ...options, limit }`.
        if (depth > 6) return NONE;
        return base.node.entries.filter((entry) => entry.spread).flatMap((entry) => this.of(entry.value).flatMap((value) => this.property(value, name, depth + 1)));
      }
      case 'instance': {
        const found = this.#instanceMember(base.cls, name, 0);
        // `__getattr__` answers for whatever the class does not have.
        const stand = found.length > 0 || this.members.instanceMember(base.cls, name) ? undefined : this.members.instanceMember(base.cls, '__getattr__')?.func;
        return stand ? this.returned(stand).filter((value) => value.kind === 'func') : found;
      }
      case 'class': {
        const member = this.members.staticMember(base.cls, name);
        return member ? this.#member(member) : depth > 8 ? NONE : this.#inherited(base.cls, name, false, depth + 1);
      }
      case 'module': return this.exported(base.module, name);
      case 'api': return this.apiMember(base.path, name);
      case 'list': {
        const item = base.node.items[Number(name)];
        return item && item.kind !== 'spread' ? this.of(item) : NONE;
      }
      case 'func': case 'const': return NONE;
    }
  }

  /** What a module offers under a name. */
  exported(module: Module, name: string, seen: Set<Module> = new Set()): readonly Value[] {
    if (seen.has(module)) return NONE;
    seen.add(module);
    for (const entry of module.exports) {
      if (entry.name !== name) continue;
      if (entry.binding) return this.ofBinding(entry.binding);
      if (entry.value) return this.of(entry.value);
      if (entry.from) return this.imported(module, entry.from.source, entry.from.imported, seen);
    }
    if (module.language === 'python') {
      const binding = module.top.scope.bindings.get(name);
      if (binding) return this.ofBinding(binding);
    }
    // `module.exports = { … }` or `= value`: properties of the default export.
    const whole = module.exports.find((entry) => entry.name === 'default');
    if (whole && name !== 'default') {
      const values = whole.value ? this.of(whole.value) : whole.binding ? this.ofBinding(whole.binding) : NONE;
      const found = values.flatMap((value) => this.property(value, name));
      if (found.length > 0) return found;
    }
    for (const entry of module.exports) {
      if (entry.name !== '*' || !entry.from) continue;
      const found = this.imported(module, entry.from.source, name, seen);
      if (found.length > 0) return found;
    }
    return NONE;
  }

  /** What an import gives: another module of the unit, one of its exports, or an API path. */
  imported(from: Module, source: string, name: string, seen?: Set<Module>): readonly Value[] {
    if (from.language === 'python' && name !== '*') {
      const inner = this.unit.resolve(from, source.endsWith('.') ? source + name : `${source}.${name}`);
      if (inner) return [{ kind: 'module', module: inner }];
    }
    const target = this.unit.resolve(from, source);
    if (target) {
      // `const Client = require('./client')` is the module and, where it exports one thing, that thing.
      if (name === '*') return [{ kind: 'module', module: target }, ...this.exported(target, 'default', new Set(seen)).filter((value) => value.kind === 'func' || value.kind === 'class')];
      const found = this.exported(target, name, seen);
      if (name === 'default' && found.length === 0) return [{ kind: 'module', module: target }];
      return found;
    }
    if (/^\.{1,2}(\/|$)/.test(source) && from.language !== 'python') return NONE;
    if (from.language === 'python' && source.startsWith('.')) return NONE;
    const root = packagePath(source, from.language);
    return name === '*' || name === 'default' ? this.#api(root) : this.apiMember(root, name);
  }

  /** The bindings of other files behind an imported name. */
  exportedBindings(binding: Binding): Binding[] {
    const ref = binding.import;
    const module = this.#moduleOfBinding(binding);
    if (!ref || !module) return [];
    return bindingsBehind(this.unit, module, ref.source, ref.imported);
  }

  apiMember(path: string, name: string): readonly Value[] {
    if (name === 'default' && !path.startsWith('type:')) return this.#api(path);
    if (path.startsWith('type:')) {
      const info = this.catalogue.member(path, name);
      if (info?.type) return [{ kind: 'api', path: info.type }];
    }
    return this.#api(`${path}.${name}`);
  }

  /** What calling a value gives; constructing too. */
  callResult(callee: Value, call: Call): readonly Value[] {
    switch (callee.kind) {
      case 'func': return this.returned(callee.func);
      case 'class': return [{ kind: 'instance', cls: callee.cls }];
      case 'api': return this.#apiResult(callee.path, call);
      default: return NONE;
    }
  }

  returned(func: Func): readonly Value[] {
    return limited(func.returns.flatMap((statement) => (statement.value ? this.of(statement.value) : NONE)));
  }

  #api(path: string): readonly Value[] {
    return path.length > 300 ? NONE : [{ kind: 'api', path: this.catalogue.typeAt(path) ?? path }];
  }

  #apiResult(path: string, call: Call): readonly Value[] {
    const first = call.args[0];
    if (path === 'global:require' || path === 'global:import') {
      const source = first && this.string(first.value);
      return source === undefined ? NONE : this.imported(this.#moduleOf(call), source, '*');
    }
    // A promise's own methods hand the awaited value through.
    const promised = /^(.*)\.(then|catch|finally)$/.exec(path);
    if (promised) {
      const handler = promised[2] === 'then' && first ? this.of(first.value).find((value) => value.kind === 'func') : undefined;
      return handler?.kind === 'func' ? this.returned(handler.func) : this.#api(promised[1]!);
    }
    // `ask = partial(client.messages.create, model="…")`: the call itself, some of its options given before.
    if (path === 'py:functools.partial') return first && !first.spread && call.args.filter((arg) => arg.name === undefined).length === 1 ? this.of(first.value).filter((value) => value.kind === 'api') : NONE;
    const api = this.catalogue.call(path);
    const same = api?.returns?.same;
    if (same === 'this') return call.callee.kind === 'member' ? this.of(call.callee.object) : NONE;
    if (typeof same === 'number') {
      const arg = call.args[same];
      const own = this.catalogue.typeAt(`${path}()`);
      return [...(own ? [{ kind: 'api' as const, path: own }] : NONE), ...(arg ? this.of(arg.value) : NONE)];
    }
    if (api?.returns?.type) return [{ kind: 'api', path: this.catalogue.typeOf(api.returns.type, api.file) }];
    const text = first && !first.spread ? this.string(first.value) : undefined;
    if (text !== undefined && text.length < 60 && /^[\w./:-]+$/.test(text)) {
      const exact = this.catalogue.typeAt(`${path}('${text}')`);
      if (exact) return [{ kind: 'api', path: exact }];
    }
    return this.#api(`${path}()`);
  }

  #evaluate(expr: Expr): readonly Value[] {
    switch (expr.kind) {
      case 'literal':
        return expr.type === 'ellipsis' ? NONE : [{ kind: 'const', value: expr.value, at: expr }];
      case 'template': return this.#joined(expr, expr.parts);
      case 'binary': {
        if (expr.op === '+') return this.#joined(expr, [expr.left, expr.right]);
        if (expr.op === 'or' || expr.op === '??') return [...this.of(expr.left), ...this.of(expr.right)];
        if (expr.op !== '/' && expr.op !== '|') return expr.op === 'and' ? this.of(expr.right) : NONE;
        return [...this.of(expr.left), ...(expr.op === '|' ? this.of(expr.right) : NONE)].filter((value) => value.kind === 'api' && this.catalogue.call(`${value.path}.${expr.op === '|' ? '__or__' : '__truediv__'}`)?.returns?.same === 'this');
      }
      case 'unary': {
        const value = expr.op === '-' ? this.constant(expr.operand) : undefined;
        return typeof value === 'number' ? [{ kind: 'const', value: -value, at: expr }] : NONE;
      }
      case 'name': return this.ofBinding(expr.binding);
      case 'member': {
        const name = expr.property ?? (expr.index ? this.#keyOf(expr.index) : undefined);
        if (name === undefined) return expr.index ? this.of(expr.object).flatMap((base) => this.#anyItem(base)) : NONE;
        const assigned = this.members.written(expr, name);
        return [
          ...this.of(expr.object).flatMap((base) => this.property(base, name)),
          ...assigned.flatMap((value) => this.of(value)),
        ];
      }
      case 'call': {
        if (expr.jsx) return NONE;
        return this.of(expr.callee).flatMap((callee) => this.callResult(callee, expr));
      }
      case 'await': return this.of(expr.value);
      case 'yield': return NONE;
      case 'assign': return expr.op ? NONE : this.of(expr.value);
      case 'conditional': return [...this.of(expr.then), ...this.of(expr.otherwise)];
      case 'sequence': return expr.items.length ? this.of(expr.items[expr.items.length - 1]!) : NONE;
      case 'function': return [{ kind: 'func', func: expr.func }];
      case 'class': return [{ kind: 'class', cls: expr.cls }];
      case 'object': return [{ kind: 'object', node: expr }];
      case 'list': return [{ kind: 'list', node: expr }];
      case 'this': {
        const cls = thisClass(expr);
        const object = cls ? undefined : thisObject(expr);
        return cls ? [{ kind: 'instance', cls }] : object ? [{ kind: 'object', node: object }] : NONE;
      }
      default: return NONE;
    }
  }

  #keyOf(index: Expr): string | undefined {
    const value = this.constant(index);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  }

  #anyItem(base: Value): readonly Value[] {
    if (base.kind === 'list') return base.node.items.slice(0, MOST_VALUES).flatMap((item) => (item.kind === 'spread' ? NONE : this.of(item)));
    if (base.kind === 'object') return base.node.entries.slice(0, MOST_VALUES).flatMap((entry) => this.of(entry.value));
    return base.kind === 'api' ? this.#api(`${base.path}.*`) : NONE;
  }

  #joined(at: Expr, parts: readonly Expr[]): readonly Value[] {
    let text = '';
    for (const part of parts) {
      const value = this.constant(part);
      if (value === undefined || value === null) return NONE;
      text += String(value);
      if (text.length > 100_000) return NONE;
    }
    const numeric = parts.length === 2 && parts.every((part) => typeof this.constant(part) === 'number');
    return [{ kind: 'const', value: numeric ? Number(this.constant(parts[0]!)) + Number(this.constant(parts[1]!)) : text, at }];
  }

  #evaluateBinding(binding: Binding): readonly Value[] {
    const module = this.#moduleOfBinding(binding);
    if (binding.import && module) {
      const others = binding.writes.filter((write) => write.via !== 'import').flatMap((write) => this.#written(write));
      return [...this.imported(module, binding.import.source, binding.import.imported), ...others];
    }
    if (binding.kind === 'global') {
      const shared = this.#shared.get(binding.name);
      if (shared && shared !== binding) return this.ofBinding(shared);
      const assigned = binding.writes.flatMap((write) => this.#written(write));
      const python = module ? module.language === 'python' : this.unit.modules[0]?.language === 'python';
      return assigned.length > 0 ? assigned : this.#api(`${python ? 'builtin' : 'global'}:${binding.name}`);
    }
    return binding.writes.flatMap((write) => this.#written(write));
  }

  /** What a parameter or the right side of a pattern is as a whole, before a part is taken. */
  whole(write: Write): readonly Value[] {
    if (write.via === 'param') return this.#parameter(write);
    if (!write.value) return NONE;
    const handed = write.via === 'with' && write.value.kind === 'call' ? this.of(write.value.callee).flatMap((value) => (value.kind === 'func' ? handedToBlock(value.func) : [])) : [];
    return handed.length > 0 ? handed.flatMap((value) => this.of(value)) : this.of(write.value);
  }

  #written(write: Write): readonly Value[] {
    let values: readonly Value[];
    switch (write.via) {
      case 'function': return write.func ? this.#decorated(write.func) : NONE;
      case 'class': return write.cls ? [{ kind: 'class', cls: write.cls }] : NONE;
      case 'augment': return NONE;
      default: values = this.whole(write);
    }
    const taken = [...write.path.reduce<readonly Value[]>((at, step) => this.#project(at, step), values), ...this.#storedFunctions(write)];
    return write.fallback ? [...taken, ...this.of(write.fallback)] : taken;
  }

  /** Functions taken out of a collection that was filled one by one: `for (const [name, { run }] of commands) run(…)`. */
  #storedFunctions({ value, path: [each, ...path] }: Write): readonly Value[] {
    if (typeof each !== 'object' || !('each' in each)) return NONE;
    const inner = value?.kind === 'call' && value.callee.kind === 'member' && /^(?:values|entries|items)$/.test(value.callee.property ?? '') ? value.callee : undefined;
    const collection = inner ? inner.object : value;
    if (collection?.kind !== 'name') return NONE;
    return this.members.stored(collection.binding).flatMap((stored) => {
      const pairs = stored.keyed && inner?.property !== 'values';
      if (pairs && String(path[0]) !== '1') return NONE;
      return (pairs ? path.slice(1) : path).reduce<readonly Value[]>((at, step) => this.#project(at, step), this.of(stored.value));
    }).filter(({ kind }) => kind === 'func');
  }

  /** A decorated function is what the author's decorators make of it. */
  #decorated(func: Func): readonly Value[] {
    let current: readonly Value[] = [{ kind: 'func', func }];
    for (const decorator of func.decorators.toReversed()) {
      const made = this.of(decorator).flatMap((value) => (value.kind === 'func' ? this.returned(value.func) : NONE)).filter((value) => value.kind === 'func');
      if (made.length > 0) current = made;
    }
    return current;
  }

  #parameter(write: Write): readonly Value[] {
    const { func, index, param } = write.param!;
    if (param.rest) return NONE;
    const types = this.callers.callbackTypes(func, index);
    if (types.length > 0) return types.map((path): Value => ({ kind: 'api', path }));
    const written = annotated(func, param.annotation, param.annotationExpr, this);
    const filled = written.length > 0 ? undefined : frameworkParameter(param, (binding) => this.#moduleOfBinding(binding), this.catalogue);
    if (filled !== undefined || written.length > 0) return filled === undefined ? written : [{ kind: 'api', path: filled }];
    return [
      ...this.callers.arguments(func, index).flatMap((arg) => this.of(arg)),
      ...this.callers.items(func, index).flatMap((list) => this.of(list).flatMap((value) => this.#anyItem(value))),
    ];
  }

  #project(values: readonly Value[], step: PathStep): readonly Value[] {
    if (typeof step === 'object') {
      if ('each' in step) return values.flatMap((value) => this.#anyItem(value));
      return NONE;
    }
    return values.flatMap((value) => this.property(value, String(step)));
  }

  #instanceMember(cls: Class, name: string, depth: number): readonly Value[] {
    const member = this.members.instanceMember(cls, name);
    if (member) return this.#member(member);
    return depth > 8 ? NONE : this.#inherited(cls, name, true, depth + 1);
  }

  #member(member: { func?: Func; getter?: boolean; values: readonly Expr[]; bindings: readonly Binding[] }): readonly Value[] {
    if (member.func) return member.getter ? this.returned(member.func) : this.#decorated(member.func);
    return member.values.flatMap((value) => this.of(value));
  }

  #inherited(cls: Class, name: string, instance: boolean, depth: number): readonly Value[] {
    return cls.bases.flatMap((base) =>
      this.of(base).flatMap((value) => {
        if (value.kind === 'class' && value.cls !== cls) {
          return instance ? this.#instanceMember(value.cls, name, depth) : this.property(value, name, depth);
        }
        return value.kind === 'api' ? this.#api(`${value.path}${instance ? '()' : ''}`).flatMap((made) => this.property(made, name)) : NONE;
      }));
  }

  readonly #modules = new Map<Func, Module>();

  #moduleOf(node: Call): Module {
    let top = node.in;
    while (top.outer) top = top.outer;
    return this.moduleOfTop(top);
  }

  moduleOfTop(top: Func): Module {
    if (this.#modules.size === 0) for (const module of this.unit.modules) this.#modules.set(module.top, module);
    return this.#modules.get(top)!;
  }

  readonly #scopes = new Map<object, Module>();

  #moduleOfBinding(binding: Binding): Module | undefined {
    if (this.#scopes.size === 0) for (const module of this.unit.modules) this.#scopes.set(module.top.scope, module);
    let scope: Binding['scope'] | undefined = binding.scope;
    while (scope.parent) scope = scope.parent;
    return this.#scopes.get(scope);
  }
}
