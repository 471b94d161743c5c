/** What starts the code: module level, main functions, routes, schedules, platform handlers. */
import type { Call, Expr, Func, Module, Stmt, Unit } from '#model';
import type { Api } from '#catalogue';
import { CallGraph } from '../names/call-graph.js';
import { isRunByPipeline } from './deployed-handlers.js';
import { platformEntries } from './platform-entries.js';
import type { Effects } from '../effects/effects.js';
import type { Value, Values } from '../names/values.js';

export type EntryKind = 'run' | 'route' | 'schedule' | 'event' | 'queue' | 'webhook' | 'chat' | 'page' | 'command' | 'export' | 'menu';

export interface EntryPoint {
  readonly kind: EntryKind;
  readonly func: Func;
  readonly module: Module;
  /** What registers it: a call, a decorator, or the function itself. */
  readonly at: { readonly start: number; readonly end: number };
  /** In plain words: how it is started. */
  readonly how: string;
  /** HTTP verb and path of a route. */
  readonly route?: { readonly method?: string; readonly path?: string };
  /** Parameters that carry data from outside, by index. */
  readonly outside: readonly number[];
  /** The platform ends the run and marks it failed when an error gets out. */
  readonly platform?: string;
  /** A failure that gets out of it is answered with an error status, shown to the person, or marks the run as failed. */
  readonly catches?: boolean;
  /** The platform turns callers away that show no key. */
  readonly asksForKey?: boolean;
  /** The platform ends a run that takes too long, within minutes. */
  readonly limited?: boolean;
}

/** Which entry points reach each function, and who they are. */
export class Entries {
  readonly all: readonly EntryPoint[];
  readonly #reaching = new Map<Func, Set<EntryPoint>>();

  readonly #unit: Unit;

  constructor(unit: Unit, readonly calls: CallGraph, values: Values, effects: Effects) {
    this.#unit = unit;
    const all: EntryPoint[] = [];
    for (const module of unit.modules) {
      all.push(...this.#registered(module, values, effects).map((entry) => (module.dialects.has('apps-script') ? { ...entry, platform: 'Apps Script', limited: true } : entry)));
      all.push(...platformEntries(module, unit, values));
    }
    const handlers = new Set(all.map((entry) => entry.func));
    for (const module of unit.modules) {
      if (doesSomething(module.top.body)) {
        all.push({ kind: 'run', func: module.top, module, at: module.top, how: 'the file itself runs from its first line', outside: [], ...(module.dialects.has('apps-script') ? { platform: 'Apps Script', limited: true } : isRunByPipeline(module.file, unit) ? { platform: 'GitHub Actions' } : {}) });
      }
    }
    for (const module of unit.modules) {
      for (const func of exportedFunctions(module)) {
        if (!handlers.has(func) && calls.callers(func).length === 0) {
          all.push({ kind: 'export', func, module, at: func, how: `other code may call \`${func.name ?? 'default'}\``, outside: [] });
        }
      }
    }
    this.all = all;
    for (const entry of all) this.#reach(entry);
  }

  /** The entry points from which a function is reached; empty where nothing is known to start it. */
  reaching(func: Func): readonly EntryPoint[] {
    return [...(this.#reaching.get(func) ?? [])];
  }

  #reach(entry: EntryPoint): void {
    const queue: Func[] = [entry.func];
    const seen = new Set<Func>(queue);
    for (let func = queue.pop(); func; func = queue.pop()) {
      const known = this.#reaching.get(func);
      if (known) known.add(entry);
      else this.#reaching.set(func, new Set([entry]));
      const next: Func[] = [];
      for (const call of func.calls) next.push(...this.calls.targets(call));
      next.push(...this.#callbacksOf(func));
      for (const target of next) {
        if (seen.has(target)) continue;
        seen.add(target);
        queue.push(target);
      }
    }
  }

  readonly #callbacks = new Map<Func, Func[]>();

  /** Functions that a function hands over: they run because of it. Registered handlers start by themselves. */
  #callbacksOf(func: Func): readonly Func[] {
    return this.#callbacks.get(func) ?? [];
  }

  #registered(module: Module, values: Values, effects: Effects): EntryPoint[] {
    const found: EntryPoint[] = [];
    const registeredBy = new Set<Func>();
    for (const call of module.calls) {
      const api = effects.api(call);
      if (!api?.entry) continue;
      if (isDecorator(call)) continue;
      const path = call.args[0] && !call.args[0].spread ? values.string(call.args[0].value) : undefined;
      for (const arg of call.args) {
        for (const value of arg.value.kind === 'literal' ? [] : [...values.of(arg.value), ...handlerOption(arg.value, values)]) {
          if (value.kind !== 'func') continue;
          registeredBy.add(value.func);
          found.push({ ...entryOf(api.entry, value.func, module, call, api.product, path, verbOf(call)), ...catching(api, value.func, this.#unit) });
        }
        // The function's name as text: `ScriptApp.newTrigger("run")`.
        const named = arg.value.kind === 'literal' && typeof arg.value.value === 'string' ? this.#functionNamed(arg.value.value, module) : undefined;
        if (named && api.entry === 'schedule') {
          registeredBy.add(named);
          found.push({ ...entryOf(api.entry, named, module, call, api.product, undefined, undefined), ...catching(api, named, this.#unit) });
        }
      }
      for (const named of this.#namedBefore(call, values, effects)) {
        registeredBy.add(named);
        const event = api.entry === 'event' && named.params.length > 0 ? { outside: [0] } : {};
        found.push({ ...entryOf(api.entry, named, module, call, api.product, undefined, undefined), ...event, ...catching(api, named, this.#unit) });
      }
      // The file itself is the page: `st.title(…)`.
      if (api.entry === 'page' && !found.some((entry) => entry.kind === 'page')) {
        found.push({ ...entryOf('page', module.top, module, call, api.product, undefined, undefined), ...catching(api, module.top, this.#unit) });
      }
    }
    for (const func of new Set([...module.functions, ...module.classes.flatMap((cls) => cls.methods)])) {
      for (const decorator of func.decorators) {
        const call = decorator.kind === 'call' ? decorator : undefined;
        const paths = values.paths(call ? call.callee : decorator);
        const api = (call ? effects.api(call) : undefined) ?? paths.map((path) => effects.catalogue.call(path) ?? effects.catalogue.call(`${path}()`)).find((candidate) => candidate !== undefined);
        if (!api?.entry) continue;
        registeredBy.add(func);
        const path = call?.args[0] ? values.string(call.args[0].value) : undefined;
        found.push({ ...entryOf(api.entry, func, module, decorator, api.product, path, call ? verbOf(call) : undefined), outside: decoratedParameters(func, effects), ...catching(api, func, this.#unit) });
      }
    }
    for (const func of module.functions) {
      for (const call of func.calls) {
        for (const arg of call.args) {
          for (const value of arg.value.kind === 'function' ? [{ kind: 'func' as const, func: arg.value.func }] : arg.value.kind === 'name' || arg.value.kind === 'member' ? values.of(arg.value) : []) {
            if (value.kind !== 'func' || registeredBy.has(value.func) || this.calls.targets(call).length > 0) continue;
            const known = this.#callbacks.get(func);
            if (known) known.push(value.func);
            else this.#callbacks.set(func, [value.func]);
          }
        }
      }
    }
    return found;
  }

  /** Functions named earlier in a chain of calls: `ScriptApp.newTrigger("run").timeBased()`. */
  #namedBefore(call: Call, values: Values, effects: Effects): Func[] {
    const found: Func[] = [];
    let at = call.callee.kind === 'member' ? call.callee.object : undefined;
    for (let depth = 0; at?.kind === 'call' && depth < 8; depth++) {
      for (const expr of effects.of(at)?.args('callback') ?? []) {
        const name = values.string(expr);
        const named = name === undefined ? undefined : this.#unit.modules.map((module) => this.#functionNamed(name, module)).find((func) => func !== undefined);
        if (named) found.push(named);
      }
      at = at.callee.kind === 'member' ? at.callee.object : undefined;
    }
    return found;
  }

  #functionNamed(name: string, module: Module): Func | undefined {
    const binding = module.top.scope.bindings.get(name);
    return binding?.writes.find((write) => write.func)?.func;
  }
}

/** `{ methods: ['GET'], handler: async (request) => … }`. */
function handlerOption(options: Expr, values: Values): readonly Value[] {
  const handler = options.kind === 'object' ? options.entries.find((entry) => entry.key === 'handler') : undefined;
  return handler ? values.of(handler.value) : [];
}

/** Parameters that a decorator fills from the request: `@Body() order`; what a pipe makes of it (`@Param('id', ParseIntPipe)`) is checked. */
function decoratedParameters(func: Func, effects: Effects): number[] {
  return func.params.flatMap(({ decorators }, index) => {
    const filled = decorators?.some((decorator) => decorator.kind === 'call' && effects.api(decorator)?.returns?.label === 'outside'
      && decorator.args.every((arg) => arg.value.kind === 'literal'));
    return filled ? [index] : [];
  });
}

function isDecorator(call: Call): boolean {
  return call.parent?.kind === 'func' && call.parent.decorators.includes(call);
}

function verbOf(call: Call): string | undefined {
  const name = call.callee.kind === 'member' ? call.callee.property?.toUpperCase() : undefined;
  return name && ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'ALL', 'HEAD', 'OPTIONS'].includes(name) ? name : undefined;
}

const HOW: Record<string, string> = {
  route: 'answers web requests', schedule: 'runs on a schedule', event: 'runs when something happens', queue: 'runs for each message of a queue',
  webhook: 'is called by another system', chat: 'answers chat messages', page: 'shows a page to whoever opens it', command: 'is started by hand',
};

function entryOf(
  kind: Exclude<EntryKind, 'run' | 'export' | 'menu'>, func: Func, module: Module, at: { start: number; end: number }, product: string, path: string | undefined, method: string | undefined,
): EntryPoint {
  const route = kind === 'route' ? { route: { ...(method ? { method } : {}), ...(path !== undefined ? { path } : {}) } } : {};
  return { kind, func, module, at: { start: at.start, end: at.end }, how: `${HOW[kind]} (${product})`, outside: [], ...route };
}

/** Packages that, once imported, make a framework catch what async handlers throw. */
const CATCHING_PATCHES = new Set(['express-async-errors', 'express-promise-router']);

/** Holds if the framework deals with what the function throws. */
function catching(api: Api, func: Func, unit: Unit): { catches?: true; limited?: true } {
  if (api.timeout === 'platform') return { catches: true, limited: true };
  if (api.catches === 'all') return { catches: true };
  if (api.catches !== 'sync') return {};
  const patched = unit.modules.some((module) => module.imports.some(({ source }) => CATCHING_PATCHES.has(source)));
  if (!func.async || patched) return { catches: true };
  const declared = unit.manifests.flatMap((manifest) => manifest.dependencies.filter((each) => each.name === api.file));
  const from = api.catchesAllFrom;
  return from !== undefined && declared.some(({ range }) => Number(/\d+/.exec(range)?.[0] ?? 0) >= from) ? { catches: true } : {};
}

/** Holds if the module level does more than declare: it calls something, or guards a main. */
function doesSomething(body: readonly Stmt[]): boolean {
  return body.some((statement) => {
    switch (statement.kind) {
      case 'expression': return statement.value.kind !== 'literal' && !(statement.value.kind === 'assign' && isExport(statement.value.target)) ;
      case 'loop': case 'try': case 'with': case 'if': case 'switch': case 'unknown': return true;
      case 'declare': return statement.init?.kind === 'await' || statement.init?.kind === 'call';
      case 'block': return doesSomething(statement.body);
      default: return false;
    }
  });
}

function isExport(target: { kind: string }): boolean {
  const member = target as { kind: string; object?: { kind: string; name?: string; object?: { kind: string; name?: string } } };
  return member.kind === 'member' && (member.object?.name === 'exports' || member.object?.name === 'module' || member.object?.object?.name === 'module');
}

function exportedFunctions(module: Module): Func[] {
  const found: Func[] = [];
  for (const entry of module.exports) {
    const func = entry.binding?.writes.find((write) => write.func)?.func
      ?? (entry.value?.kind === 'function' ? entry.value.func : undefined)
      ?? functionValue(entry.binding?.writes[0]?.value);
    if (func && !found.includes(func)) found.push(func);
    for (const write of entry.binding?.writes ?? []) if (write.cls) found.push(...write.cls.methods.filter((method) => !method.name?.startsWith('_')));
  }
  return found;
}

function functionValue(expr: { kind: string } | undefined): Func | undefined {
  return expr?.kind === 'function' ? (expr as unknown as { func: Func }).func : undefined;
}
