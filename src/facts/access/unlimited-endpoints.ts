/** Public routes that cost money or guard something, and that one caller may use as often as a program can ask. */
import type { Call, Expr, Func, Module, Node, Stmt } from '#model';
import { walk } from '#model';
import type { Effect } from '../effects/effects.js';
import type { EntryPoint } from '../entries/entries.js';
import { isProviderCallback } from '../entries/provider-callback.js';
import { isTestFile } from '../entries/test-doubles.js';
import { credentialName } from '../secrets/index.js';
import { isReachable } from './authentication.js';
import { actsOf, allCalls, endpointOf, onlyThisMachine, openEndpoints, type OpenEndpoint, type Room } from './open-endpoints.js';

export interface UnlimitedEndpoint {
  readonly endpoint: OpenEndpoint;
  /** What is done as often as anybody likes: "a password is tried". */
  readonly cost: string;
  readonly kind: 'password' | 'prompt' | 'message' | 'payment' | 'records';
  readonly effect?: Effect;
  /** Closing it to strangers is the first thing to do: `unauthenticated-endpoint` says so. */
  readonly toBeClosed: boolean;
}

const APPLIED = new Set(['use', 'before_request', 'before_app_request', 'addHook', 'register', 'add_middleware', 'init_app', 'useGlobalGuards', 'all']);
const LIMITING = /rate_?-?limit|throttl|limiter|slow_?-?down|captcha|turnstile/i;
const SIGN_IN = /(?:^|\/)(?:log-?in|sign-?in|token|auth|session|password|authenticate|verify-?(?:otp|code|pin))\/?(?:$|[/?:<{])/i;
/** Where a provider's sign-in sends people back to, with a code that works once. */
const COMING_BACK = /(?:^|\/)(?:oauth2?|callback)(?:\/|$)/i;
/** Platforms that limit by themselves, or whose gateway is set up outside the code. */
const LIMITED_BY_PLATFORM = new Set(['Apps Script', 'AWS Lambda']);

export function unlimitedEndpoints(room: Room): UnlimitedEndpoint[] {
  const reachable = room.entries.all.filter((entry) => isReachable(entry));
  if (reachable.length === 0 || onlyThisMachine(room)) return [];
  const limits = new Limits(room);
  if (limits.everywhere) return [];
  const closing = new Set(openEndpoints(room).map(({ entry }) => entry));
  return reachable.flatMap((entry) => {
    if (entry.kind === 'page' || isTestFile(entry.module.file) || isProviderCallback(entry, room.values) || LIMITED_BY_PLATFORM.has(entry.platform ?? '')) return [];
    const acts = actsOf(entry.func, room);
    const { state } = room.authentication.of(entry);
    if (COMING_BACK.test(entry.route?.path ?? '')) return [];
    // Where people sign in, whoever has the wrong password is turned away: that makes it no closed route.
    const password = state !== 'signature' && signsIn(entry) && triesPassword(entry.func, room);
    if (state !== 'none' && !password || limits.cover(entry)) return [];
    const costly = password ? { kind: 'password' as const, cost: 'a password can be tried' } : costOf(acts);
    return costly ? [{ endpoint: endpointOf(entry, acts, reachable.length), toBeClosed: closing.has(entry), ...costly }] : [];
  });
}

function signsIn(entry: EntryPoint): boolean {
  return SIGN_IN.test(entry.route?.path?.replace(/\/route\.[jt]sx?$/, '') ?? '') || /log_?in|sign_?in|authenticate/i.test(entry.func.name ?? '');
}

/** What one more request costs, the dearest first. */
function costOf(acts: readonly Effect[]): { kind: UnlimitedEndpoint['kind']; cost: string; effect: Effect } | undefined {
  const to = (effect: Effect): string => effect.system?.name ?? 'another system';
  const prompt = acts.find((effect) => effect.does === 'prompt');
  if (prompt) return { kind: 'prompt', cost: `a request to ${to(prompt)} is paid for`, effect: prompt };
  const message = acts.find((effect) => effect.access === 'send' && effect.remote && ['mail', 'sms', 'contact-centre'].includes(effect.system?.category ?? effect.api.category));
  if (message) return { kind: 'message', cost: `a message goes out through ${to(message)}`, effect: message };
  const payment = acts.find((effect) => effect.system?.category === 'payment' && effect.access !== 'read' && effect.access !== undefined);
  if (payment) return { kind: 'payment', cost: `something is set going in ${to(payment)}`, effect: payment };
  const record = acts.find((effect) => effect.system?.kind === 'system-of-record' && (effect.access === 'write' || effect.access === 'delete'));
  return record && { kind: 'records', cost: `records are ${record.access === 'delete' ? 'deleted' : 'written'} in ${to(record)}`, effect: record };
}

function triesPassword(func: Func, { effects, calls }: Room): boolean {
  const tried = (at: Func, depth: number): boolean => allCalls(at).some((call) => effects.api(call)?.guards?.includes('password')
    || depth < 3 && calls.targets(call).some((target) => target !== at && tried(target, depth + 1)))
    || comparesPassword(at);
  return tried(func, 0);
}

function comparesPassword(func: Func): boolean {
  return anywhere(func.body, (node) => node.kind === 'binary' && ['==', '===', '!=', '!=='].includes(node.op)
    && [node.left, node.right].some((side) => { const name = nameOf(side); return name !== undefined && credentialName(name)?.kind === 'password'; })
    && [node.left, node.right].every((side) => side.kind !== 'literal' && side.kind !== 'unary'));
}

/** Where callers are counted, and which routes that covers. */
class Limits {
  readonly everywhere: boolean;
  readonly #prefixes: { readonly prefix: string; readonly module: Module }[] = [];
  readonly #known = new Map<Func, boolean>();

  constructor(readonly room: Room) {
    this.everywhere = room.unit.modules.some((module) => {
      if (/(?:^|\/)middleware\.[cm]?[jt]s$/.test(module.file) && module.functions.some((func) => this.#limits(func))) return true;
      return module.calls.some((call) => this.#appliedToAll(call, module)) || module.functions.some((func) => this.#isHook(func)) || this.#setting(module.top);
    });
  }

  cover(entry: EntryPoint): boolean {
    const { route, func, module } = entry;
    // Where a router of another file is mounted is not followed: it may well be under the prefix.
    if (this.#prefixes.some(({ prefix, module: at }) => route?.path === undefined || route.path.startsWith(prefix) || at !== module)) return true;
    if ([...func.decorators, ...(func.cls?.decorators ?? [])].some((decorator) => this.#isLimiter(decorator, 0))) return true;
    if (func.cls?.fields.some(({ name }) => LIMITING.test(name) || name === 'throttle_classes')) return true;
    if (func.params.some(({ fallback, annotationExpr }) => [fallback, annotationExpr].some((expr) => expr !== undefined && this.#isLimiter(expr, 0)))) return true;
    const registration = module.calls.find((call) => call.start === entry.at.start && call.end === entry.at.end);
    if (registration?.args.some((arg) => arg.value.kind !== 'function' && this.#isLimiter(arg.value, 0))) return true;
    const wrapper = func.parent?.kind === 'function' ? func.parent.parent : undefined;
    if (wrapper?.kind === 'call' && this.#isLimiter(wrapper.callee, 0)) return true;
    return this.#limits(func);
  }

  /** `app.use(limiter)`, `Limiter(…, default_limits=[…])`, `FastAPI(dependencies=[Depends(RateLimiter(…))])`. */
  #appliedToAll(call: Call, module: Module): boolean {
    const method = call.callee.kind === 'member' ? call.callee.property ?? '' : '';
    const api = this.room.effects.api(call);
    if (api?.guards?.includes('rate-limit') && call.args.some(({ name }) => name === 'default_limits' || name === 'application_limits')) return true;
    if (call.args.some((arg) => arg.name === 'dependencies' && this.#isLimiter(arg.value, 0))) return !/^(?:get|post|put|patch|delete|api_route)$/.test(method);
    if (!APPLIED.has(method) || !call.args.some((arg) => !isRoutes(arg.value) && this.#isLimiter(arg.value, 0))) return false;
    const prefix = call.args[0] && !call.args[0].spread ? this.room.values.string(call.args[0].value) : undefined;
    if (prefix?.startsWith('/')) {
      this.#prefixes.push({ prefix: prefix.replace(/[*/]+$/, ''), module });
      return false;
    }
    return true;
  }

  #isHook(func: Func): boolean {
    return func.decorators.some((decorator) => {
      const callee = decorator.kind === 'call' ? decorator.callee : decorator;
      return callee.kind === 'member' && /^(?:before_request|before_app_request|middleware)$/.test(callee.property ?? '');
    }) && this.#limits(func);
  }

  /** `DEFAULT_THROTTLE_CLASSES`, `APP_GUARD` with a throttler, `RATELIMIT_DEFAULT`: named in settings. */
  #setting(top: Func): boolean {
    return anywhere(top.body, (node) => node.kind === 'object' && node.entries.some(({ key, value }) => key === 'DEFAULT_THROTTLE_CLASSES' || key === 'useClass' && LIMITING.test(nameOf(value) ?? ''))
      || node.kind === 'name' && node.name === 'RATELIMIT_DEFAULT', true);
  }

  #isLimiter(expr: Expr, depth: number): boolean {
    let found = false;
    walk(expr, (node) => {
      if (found || node.kind === 'func') return false;
      if (node.kind === 'name' || node.kind === 'member') {
        found = LIMITING.test(nameOf(node) ?? '') || this.room.values.paths(node).some((path) => this.#guards(path))
          || depth < 3 && this.room.values.of(node).some((value) => value.kind === 'func' && this.#limits(value.func, depth + 1));
      } else if (node.kind === 'function') found = depth < 3 && this.#limits(node.func, depth + 1);
      else if (node.kind === 'call') found = this.room.effects.api(node)?.guards?.includes('rate-limit') === true;
      return !found;
    });
    return found;
  }

  #guards(path: string): boolean {
    const { catalogue } = this.room.effects;
    return (catalogue.call(path) ?? catalogue.call(`${path}()`))?.guards?.includes('rate-limit') === true;
  }

  /** Holds if a function, or one that it calls, counts its callers: it asks a limiter, or answers that there were too many. */
  #limits(func: Func, depth = 0): boolean {
    const known = this.#known.get(func);
    if (known !== undefined || depth > 3) return known ?? false;
    this.#known.set(func, false);
    const found = allCalls(func).some((call) => this.room.effects.api(call)?.guards?.includes('rate-limit') || LIMITING.test(nameOf(call.callee) ?? '')
      || this.room.effects.of(call)?.url?.path !== undefined && LIMITING.test(`${this.room.effects.of(call)?.url?.host ?? ''}${this.room.effects.of(call)?.url?.path ?? ''}`)
      || this.room.calls.targets(call).some((target) => this.#limits(target, depth + 1))) || answersTooMany(func);
    this.#known.set(func, found);
    return found;
  }
}

/** 429 as an answer of one's own: not looked for in what another system answered. */
function answersTooMany(func: Func): boolean {
  return anywhere(func.body, (node) => node.kind === 'literal' && node.value === 429 && node.parent?.kind !== 'binary' && node.parent?.kind !== 'list' && node.parent?.kind !== 'switch'
    || node.kind === 'member' && /TOO_MANY_REQUESTS/i.test(node.property ?? '') && node.parent?.kind !== 'binary');
}

/** A router or handler itself, whatever it is made of. */
function isRoutes(expr: Expr): boolean {
  return expr.kind === 'name' && /rout(?:e|er)s?$|controller$|handler$/i.test(expr.name) && !LIMITING.test(expr.name);
}

function anywhere(body: readonly Stmt[], holds: (node: Node) => boolean, outside = false): boolean {
  let found = false;
  for (const statement of body) {
    walk(statement, (node) => {
      if (found || outside && node.kind === 'func') return false;
      found = holds(node);
      return !found;
    });
    if (found) break;
  }
  return found;
}

function nameOf(expr: Expr): string | undefined {
  return expr.kind === 'name' ? expr.name : expr.kind === 'member' ? expr.property : undefined;
}
