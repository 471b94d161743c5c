/** Whether a caller has to prove who it is before an entry point does anything. */
import type { Arg, Binding, Call, Expr, Func, Module, Node, Unit } from '#model';
import { walk } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import type { Effects } from '../effects/effects.js';
import type { Entries, EntryPoint } from '../entries/entries.js';
import type { Guards } from '../guards/guards.js';
import { Refusals, letsEverybody } from './refusals.js';
import { ByPlace } from './authentication-by-place.js';
import type { Values } from '../names/values.js';
import { words } from '../names/words.js';

export interface AuthenticationFact {
  /** `signature`: the message itself is proved, with a signature or shared secret. */
  readonly state: 'required' | 'signature' | 'none' | 'unknown';
  readonly at?: Node;
  readonly because?: string;
}

const NONE: AuthenticationFact = { state: 'none' };
/** Methods that put a function in front of routes. */
const IN_FRONT = new Set(['use', 'before_request', 'before_app_request', 'addHook', 'register', 'middleware', 'add_middleware', 'include_router', 'register_blueprint', 'preHandler', 'all']);
const NAMED_CHECK = new Set(['auth', 'authenticate', 'authenticated', 'authentication', 'authorize', 'authorized', 'authorization', 'login', 'signin', 'jwt', 'bearer', 'protect', 'protected', 'permission', 'permissions', 'apikey', 'admin', 'acl']);
/** Methods that take a router into an application. */
const MOUNTING = new Set(['use', 'include_router', 'register_blueprint', 'register', 'route', 'mount']);
/** What stands in such a call concerns the router that it takes, and no other. */
const TAKES_ROUTER = new Set(['include_router', 'register_blueprint']);
/** Routes themselves, however they are named. */
const MOUNTED = new Set(['router', 'routes', 'route', 'routers', 'controller', 'handler', 'blueprint', 'bp', 'app', 'api']);

export class Authentication {
  readonly #facts = new Map<EntryPoint, AuthenticationFact>();
  readonly #refusals: Refusals;
  readonly #byPlace: ByPlace;

  constructor(
    readonly unit: Unit,
    readonly values: Values,
    readonly calls: CallGraph,
    readonly effects: Effects,
    readonly entries: Entries,
    readonly guards: Guards,
  ) {
    this.#refusals = new Refusals(values, calls, effects);
    this.#byPlace = new ByPlace(unit, values, (expr) => this.#check(expr));
  }

  /** For entry points that others reach over the network; `unknown` for all that are started otherwise. */
  of(entry: EntryPoint): AuthenticationFact {
    let known = this.#facts.get(entry);
    if (!known) this.#facts.set(entry, (known = this.#find(entry)));
    return known;
  }

  /** Functions that stand beside the handler where it is registered, in front of it. */
  inFrontOf(entry: EntryPoint): readonly Func[] {
    const args = callAt(entry)?.args ?? [];
    return args.flatMap(({ value }) => (value.kind === 'list' ? value.items : [value])).flatMap((expr) => (expr.kind === 'literal' ? [] : this.values.of(expr)))
      .flatMap((value) => (value.kind === 'func' && value.func !== entry.func ? [value.func] : []));
  }

  #find(entry: EntryPoint): AuthenticationFact {
    if (entry.kind === 'chat') return { state: 'required', because: 'the chat platform signs its people in' };
    if (!isReachable(entry)) return { state: 'unknown' };
    const found = this.#keyAsked(entry) ?? this.#onFunction(entry.func) ?? this.#onRegistration(entry) ?? this.#inFront(entry) ?? this.#byPlace.of(entry) ?? this.#refusals.before(entry.func);
    if (found) return found;
    const gateway = entry.kind === 'event' ? this.#authorizer(entry.func) : undefined;
    if (gateway) return gateway;
    return entry.platform === 'Apps Script' ? this.#webApp() : NONE;
  }

  /** Azure's functions turn away whoever shows no key, unless the route, or the application for all of its routes, is told to ask nobody. */
  #keyAsked(entry: EntryPoint): AuthenticationFact | undefined {
    if (entry.asksForKey) return { state: 'required', because: 'the platform asks for a key' };
    const call = entry.kind === 'route' && entry.module.language === 'python' ? callAt(entry) : undefined;
    if (call?.callee.kind !== 'member' || !this.values.paths(call.callee).some((path) => path.startsWith('type:azure/Functions.') || path.startsWith('py:azure.functions.'))) return undefined;
    const levels = [call, ...this.#made(call.callee.object)].flatMap((made) => (made.kind === 'call' ? made.args.filter(({ name }) => name === 'auth_level' || name === 'http_auth_level') : []));
    const level = levels[0]?.value;
    const asked = level === undefined ? 'function' : this.values.string(level) ?? nameOf(level);
    return asked?.toLowerCase() === 'anonymous' ? undefined : { state: 'required', ...(level ? { at: level } : {}), because: 'the platform asks for a key' };
  }

  /** Decorators, injected parameters and wrappers of the handler, and what guards its class. */
  #onFunction(func: Func): AuthenticationFact | undefined {
    for (const decorator of [...func.decorators, ...(func.cls?.decorators ?? [])]) {
      const found = this.#check(decorator);
      if (found) return found;
    }
    for (const base of func.cls?.bases ?? []) {
      if (base.kind !== 'call' && /(?:Login|Permission|Auth)\w*Required|UserPassesTest/.test(nameOf(base) ?? '')) return { state: 'required', at: base, because: 'its class asks for a sign-in' };
      if (base.kind !== 'call' && /^(?:Login|Logout|Password\w{1,40})View$/.test(nameOf(base) ?? '')) return { state: 'required', at: base, because: 'it is the sign-in itself' };
    }
    // A view class of Flask: `decorators = [login_required]`.
    const decorating = func.cls?.fields.find((field) => field.name === 'decorators' || field.name === 'method_decorators')?.value;
    for (const decorator of decorating?.kind === 'list' ? decorating.items : []) {
      const found = this.#check(decorator);
      if (found) return found;
    }
    const permissions = func.cls?.fields.find((field) => field.name === 'permission_classes')?.value;
    if (permissions?.kind === 'list' && permissions.items.length > 0 && !permissions.items.some((item) => nameOf(item) === 'AllowAny')) return { state: 'required', at: permissions, because: 'its class asks for a sign-in' };
    for (const param of func.params) {
      const found = [param.fallback, param.annotationExpr].map((expr) => expr && this.#injected(expr)).find((fact) => fact !== undefined);
      if (found) return found;
    }
    const wrapper = func.parent?.kind === 'function' ? func.parent.parent : undefined;
    if (wrapper?.kind !== 'call' || wrapper.callee === func.parent) return undefined;
    return this.#refusals.guard(wrapper) ?? this.#check(wrapper.callee);
  }

  /** Functions given beside the handler where it is registered: `app.post(path, requireUser, handler)`. */
  #onRegistration(entry: EntryPoint): AuthenticationFact | undefined {
    const call = callAt(entry);
    return call && this.#amongArguments(call.args, entry.func);
  }

  #amongArguments(args: readonly Arg[], handler: Func | undefined): AuthenticationFact | undefined {
    for (const arg of args) {
      for (const expr of arg.value.kind === 'list' ? arg.value.items : [arg.value]) {
        if (expr.kind === 'literal' || expr.kind === 'template') continue;
        if (this.values.of(expr).some((value) => value.kind === 'func' && value.func === handler)) continue;
        const found = arg.name === 'dependencies' ? this.#injected(expr) : expr.kind === 'object' ? this.#inOptions(expr, handler) : this.#check(expr);
        if (found) return found;
      }
    }
    return undefined;
  }

  /** `{ preHandler: requireUser }` and its like. */
  #inOptions(options: Expr & { kind: 'object' }, handler: Func | undefined): AuthenticationFact | undefined {
    const level = options.entries.find((entry) => entry.key === 'authLevel');
    const asked = level && this.values.string(level.value);
    if (level && asked !== undefined && asked !== 'anonymous') return { state: 'required', at: level.value, because: `it asks for a key (\`authLevel: ${asked}\`)` };
    const hooks = options.entries.filter((entry) => /^(preHandler|onRequest|preValidation|middlewares?|auth|before)$/.test(entry.key ?? ''));
    return this.#amongArguments(hooks.map((entry) => ({ value: entry.value })), handler);
  }

  /** What is put in front of all routes of the application, or of the router that this one belongs to. */
  #inFront(entry: EntryPoint): AuthenticationFact | undefined {
    const route = callAt(entry);
    const router = route?.callee.kind === 'member' ? this.#made(route.callee.object) : [];
    for (const made of router) {
      const found = made.kind === 'call' ? this.#amongArguments(made.args.filter((arg) => arg.name === 'dependencies'), undefined) : undefined;
      if (found) return found;
    }
    for (const module of this.unit.modules) {
      for (const call of module.calls) {
        const method = call.callee.kind === 'member' ? call.callee.property ?? '' : '';
        if (!IN_FRONT.has(method) || call === route || !this.#covers(call, entry, router, module)) continue;
        const found = this.#amongArguments(call.args, entry.func);
        if (found) return found;
      }
      const hook = this.#hook(module, router);
      if (hook) return hook;
    }
    return undefined;
  }

  /** `@app.before_request` and `@app.middleware("http")` over one of the author's functions. */
  #hook(module: Module, router: readonly Expr[]): AuthenticationFact | undefined {
    for (const func of module.functions) {
      const decorated = func.decorators.some((decorator) => {
        const callee = decorator.kind === 'call' ? decorator.callee : decorator;
        if (callee.kind !== 'member' || !IN_FRONT.has(callee.property ?? '')) return false;
        // A hook of one blueprint or router stands in front of its own routes alone; an application's in front of all.
        const of = this.#made(callee.object);
        return !of.some(isRouter) || router.length === 0 || of.some((made) => router.includes(made));
      });
      const found = decorated ? this.#refusals.of(func) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  #covers(call: Call, entry: EntryPoint, router: readonly Expr[], module: Module): boolean {
    const prefix = call.args[0] && !call.args[0].spread ? this.values.string(call.args[0].value) : undefined;
    const method = call.callee.kind === 'member' ? call.callee.property : undefined;
    const path = entry.route?.path;
    const own = call.callee.kind === 'member' && this.#made(call.callee.object).some((made) => router.includes(made));
    const ordered = module !== entry.module || call.callee.kind === 'member' && call.callee.property !== 'use' || call.start < entry.at.start;
    if (own) return ordered && (prefix === undefined || !prefix.startsWith('/') || path === undefined || path.startsWith(prefix.replace(/[/*]+$/, '')));
    if (method !== undefined && !TAKES_ROUTER.has(method) && call.callee.kind === 'member' && prefix === undefined && this.#mounts(call.callee.object, router, module)) return true;
    // A router mounted behind what stands in the same call; what stands in front of everything counts too.
    const mounts = call.args.some((arg) => this.#made(arg.value).some((made) => router.includes(made)) || this.#imports(arg.value, module, entry.module));
    return mounts || (prefix === undefined && module !== entry.module && !TAKES_ROUTER.has(method ?? ''));
  }

  /** Holds if an application takes the router in: `app.include_router(router)`. */
  #mounts(application: Expr, router: readonly Expr[], module: Module): boolean {
    const applications = this.#made(application);
    return module.calls.some((call) => call.callee.kind === 'member' && MOUNTING.has(call.callee.property ?? '')
      && call.args.some((arg) => this.#made(arg.value).some((made) => router.includes(made)))
      && this.#made(call.callee.object).some((made) => applications.includes(made)));
  }

  #imports(expr: Expr, from: Module, wanted: Module): boolean {
    if (from === wanted) return false;
    const binding: Binding | undefined = expr.kind === 'name' ? expr.binding : expr.kind === 'member' && expr.object.kind === 'name' ? expr.object.binding : undefined;
    const source = binding?.import?.source ?? requiredSource(expr, this.values);
    return source !== undefined && this.unit.resolve(from, source) === wanted;
  }

  #made(expr: Expr): Expr[] {
    return definitions(expr, this.values, this.calls);
  }

  /** FastAPI's `Depends(…)` and `Security(…)`, also inside `Annotated[…]`, and behind a name for it. */
  #injected(expr: Expr): AuthenticationFact | undefined {
    let found: AuthenticationFact | undefined;
    for (const behind of expr.kind === 'name' ? this.#made(expr) : [expr]) walk(behind, (node) => {
      if (found || node.kind === 'func') return false;
      if (node.kind !== 'call') return true;
      const guarded = this.#refusals.guard(node);
      const given = node.args[0];
      found = guarded ?? (/^(Depends|Security)$/.test(nameOf(node.callee) ?? '') && given ? this.#check(given.value) : undefined);
      return !found;
    });
    return found;
  }

  /** Whether a function, decorator or middleware checks who calls: by what it does, or by its name where that can't be seen. */
  #check(expr: Expr): AuthenticationFact | undefined {
    if (expr.kind === 'call') {
      if (letsEverybody(expr)) return undefined;
      const guarded = this.#refusals.guard(expr);
      if (guarded) return guarded;
    }
    const target = expr.kind === 'call' ? expr.callee : expr;
    const shapes = [...this.values.of(expr), ...(target === expr ? [] : this.values.of(target))];
    for (const value of shapes) {
      if (value.kind === 'func') {
        const found = this.#refusals.of(value.func) ?? this.#onFunctionParameters(value.func);
        if (found) return { ...found, at: expr };
      }
      if (value.kind === 'class' || value.kind === 'instance') {
        const found = value.cls.methods.map((method) => this.#refusals.of(method)).find((check) => check !== undefined);
        if (found) return { ...found, at: expr };
      }
      if (value.kind === 'api') {
        const api = this.effects.catalogue.call(value.path) ?? this.effects.catalogue.call(`${value.path}()`) ?? this.effects.catalogue.call(value.path.replace(/\(\)$/, ''));
        if (api?.guards?.includes('auth') || api?.guards?.includes('verify-signature')) return { state: api.guards.includes('auth') ? 'required' : 'signature', at: expr, because: `\`${nameOf(target) ?? 'it'}\` stands in front of it` };
      }
    }
    for (const made of target.kind === 'name' ? this.#made(target) : []) {
      const guarded = made.kind === 'call' ? this.#refusals.guard(made) : undefined;
      if (guarded) return { ...guarded, at: expr };
    }
    const seen = shapes.some((value) => value.kind === 'func' || value.kind === 'class' || value.kind === 'instance' || (value.kind === 'api' && value.path.startsWith('type:')));
    const name = nameOf(target);
    const parts = name === undefined ? [] : words(name);
    if (seen || parts.some((word) => MOUNTED.has(word)) || !parts.some((word) => NAMED_CHECK.has(word))) return undefined;
    return { state: 'required', at: expr, because: `\`${name}\` stands in front of it` };
  }

  #onFunctionParameters(func: Func): AuthenticationFact | undefined {
    return func.params.map((param) => [param.fallback, param.annotationExpr].map((expr) => expr && this.#injected(expr)).find((fact) => fact !== undefined)).find((fact) => fact !== undefined);
  }

  /** The gateway in front has signed the caller in: the event says whom. */
  #authorizer(func: Func): AuthenticationFact | undefined {
    let found: AuthenticationFact | undefined;
    for (const statement of func.body) {
      walk(statement, (node) => {
        const name = node.kind === 'member' ? node.property : node.kind === 'call' && node.args[0] && !node.args[0].spread ? this.values.string(node.args[0].value) : undefined;
        if (name === 'authorizer') found = { state: 'required', at: node, because: 'the gateway in front of it signs callers in' };
        return !found;
      });
    }
    return found;
  }

  /** What the manifest says of an Apps Script web app. */
  #webApp(): AuthenticationFact {
    for (const manifest of this.unit.manifests) {
      const access = manifest.webapp?.access;
      if (access === undefined) continue;
      return access === 'ANYONE_ANONYMOUS' ? NONE : { state: 'required', because: `the manifest gives access to ${access}` };
    }
    return { state: 'unknown', because: 'the manifest that says who may open the web app is not there' };
  }
}

/** Made as a part of an application: a blueprint, a router. */
function isRouter(made: Expr): boolean {
  return made.kind === 'call' && /blueprint|router/i.test(nameOf(made.callee) ?? '');
}

/** Holds for entry points that others reach over the network. */
export function isReachable(entry: EntryPoint): boolean {
  return entry.kind === 'route' || entry.kind === 'webhook' || entry.kind === 'page' || answersHttp(entry);
}

const HTTP_EVENT = /^(httpMethod|requestContext|queryStringParameters|pathParameters|rawPath|rawQueryString|routeKey|isBase64Encoded)$/;

/** A serverless function whose event is an HTTP request. */
function answersHttp(entry: EntryPoint): boolean {
  if (entry.kind !== 'event' || entry.platform === undefined) return false;
  let found = false;
  for (const statement of entry.func.body) {
    walk(statement, (node) => {
      if (node.kind === 'member' && HTTP_EVENT.test(node.property ?? '')) found = true;
      if (node.kind === 'call' && node.callee.kind === 'member' && node.callee.property === 'get' && node.args[0]?.value.kind === 'literal' && HTTP_EVENT.test(String(node.args[0].value.value))) found = true;
      return !found;
    });
  }
  return found;
}

/** The call that registers the entry point, where one does. */
function callAt(entry: EntryPoint): Call | undefined {
  return entry.module.calls.find((call) => call.start === entry.at.start && call.end === entry.at.end);
}

function nameOf(expr: Expr): string | undefined {
  return expr.kind === 'name' ? expr.name : expr.kind === 'member' ? expr.property : undefined;
}

/** `require('./routes')` as an argument. */
function requiredSource(expr: Expr, values: Values): string | undefined {
  const source = expr.kind === 'call' && expr.callee.kind === 'name' && expr.callee.name === 'require' ? expr.args[0] : undefined;
  return source && values.string(source.value);
}
