/** What surrounds a call, here and in its callers: who catches its failure, tries again, limits its time, checks its answer. */
import type { Api, Guard } from '#catalogue';
import { enclosing, type Call, type Func, type Module, type Node, type Unit } from '#model';
import { runsInBrowser } from '../entries/browser.js';
import type { CallGraph } from '../names/call-graph.js';
import type { Effect, Effects } from '../effects/effects.js';
import type { Entries, EntryPoint } from '../entries/entries.js';
import { equipment } from './equipment.js';
import { failureTests } from './failure-tests.js';
import { handlersOf, type ErrorHandler } from './handlers.js';
import { isPassedOver, lossOf, tellsOfFailure } from './losses.js';
import { loopsAround, type LoopAround } from './loops.js';
import { ownConditions, type OwnConditions } from './own-conditions.js';
import { isPaced, walksPortions } from './pacing.js';
import { floatingIn, type Floating } from './promises.js';
import { isRetryLoop } from './retries.js';
import { statusOf, type StatusUse } from './status.js';
import { hasTimeLimit, limitsItsRuns } from './time-limits.js';
import type { Values } from '../names/values.js';

export class Guards {
  readonly #handlers = new Map<Module, readonly ErrorHandler[]>();
  readonly #uncovered = new Map<Func, readonly EntryPoint[]>();
  #own: OwnConditions | undefined;
  readonly #active = new Set<Func>();
  readonly #catchAll: boolean;
  readonly #jobLimited: boolean;

  constructor(
    readonly unit: Unit,
    readonly values: Values,
    readonly calls: CallGraph,
    readonly effects: Effects,
    readonly entries: Entries,
  ) {
    this.#jobLimited = limitsItsRuns(unit);
    this.#catchAll = unit.modules.some((module) => module.calls.some((call) => registersCatchAll(call, values)));
  }

  /** Every error handler of a module with what it does about the failure. */
  handlers(module: Module): readonly ErrorHandler[] {
    let known = this.#handlers.get(module);
    if (!known) this.#handlers.set(module, (known = handlersOf(module, this.effects, this.values, this.calls, this.#ownConditions())));
    return known;
  }

  #ownConditions(): OwnConditions {
    return (this.#own ??= ownConditions(this.unit));
  }

  /** Every branch of a module for a call that failed without an exception, with what it does about the failure. */
  failureTests(module: Module): readonly ErrorHandler[] {
    return failureTests(module, this);
  }

  /** The worst thing that is lost when a handler passes over a failure; undefined where somebody hears of it, or it does not matter. */
  silentLoss(handler: ErrorHandler): Effect | undefined {
    return isPassedOver(handler) ? lossOf(handler) : undefined;
  }

  /** The entry points out of which a failure of this node gets, caught by nobody on the way. */
  uncovered(node: Node): readonly EntryPoint[] {
    if (this.#catchAll || this.caughtHere(node)) return [];
    const func = functionAround(node);
    return func ? this.#uncoveredFrom(func) : [];
  }

  /** Holds if a handler in the same function catches what the node throws. */
  caughtHere(node: Node): boolean {
    if (node.kind === 'call' && hearsOfFailure(node)) return true;
    for (let at: Node = node; at.parent && at.kind !== 'func'; at = at.parent) {
      const parent: Node = at.parent;
      if (parent.kind === 'try' && parent.handlers.length > 0 && parent.body.includes(at as never)) return true;
      // Inside a handler a failure has been caught already.
      if (parent.kind === 'try' && parent.handlers.some((handler) => handler.body.includes(at as never))) return true;
      if (parent.kind === 'with' && parent.body.includes(at as never)) {
        if (parent.items.some((item) => item.value.kind === 'call' && /(^|\.)(suppress|raises)$/.test(this.values.paths(item.value.callee)[0] ?? ''))) return true;
      }
      if (parent.kind === 'member' && parent.object === at && parent.parent?.kind === 'call' && parent.parent.callee === parent) {
        if (parent.property === 'catch' || (parent.property === 'then' && parent.parent.args.length > 1)) return true;
      }
      // `Promise.allSettled` never rejects.
      if (parent.kind === 'call' && parent.callee !== at && this.values.paths(parent.callee).includes('global:Promise.allSettled')) return true;
    }
    return false;
  }

  /** A decorator of the author's runs the function inside a handler. */
  #caughtByDecorator(func: Func): boolean {
    const decorators = func.decorators.flatMap((decorator) => this.values.of(decorator).flatMap((value) => (value.kind === 'func' ? [value.func] : [])));
    if (decorators.length === 0) return false;
    const runs = this.calls.callers(func).filter(({ call, via }) => via === 'call' && enclosing(call, (node): node is Func => decorators.includes(node as Func)) !== undefined);
    return runs.length > 0 && runs.every(({ call }) => this.caughtHere(call));
  }

  #uncoveredFrom(func: Func): readonly EntryPoint[] {
    const known = this.#uncovered.get(func);
    if (known) return known;
    if (this.#active.has(func)) return [];
    this.#active.add(func);
    const found = new Set<EntryPoint>(this.#caughtByDecorator(func) ? [] : this.entries.all.filter((entry) => entry.func === func));
    const registered = [...found].some((entry) => entry.kind !== 'export' && entry.kind !== 'run');
    const shown = [...found].some((entry) => entry.kind === 'page' && entry.catches);
    // A function that a framework has taken over runs there, even where the code seems to call it (tasks of a workflow).
    const calledBy = [...found].some((entry) => entry.catches) ? [] : this.calls.callers(func);
    for (const { call, via } of calledBy) {
      // What registers an entry point does not run it; the function handed to `.catch(…)` runs once something has been caught.
      if (via === 'callback' && (registered || (call.callee.kind === 'member' && call.callee.property === 'catch'))) continue;
      for (const entry of this.uncovered(call)) found.add(entry);
    }
    this.#active.delete(func);
    // What the page shows of a failure covers the file that is the page.
    const result = [...found].filter((entry) => entry.kind !== 'run' || !shown);
    this.#uncovered.set(func, result);
    return result;
  }

  /** Loops around a node, those of its callers and of item callbacks (`map`, `forEach`) included, innermost first. */
  loops(node: Node): readonly LoopAround[] {
    return loopsAround(node, this.calls, this.values, (func) => this.entries.all.some((entry) => entry.func === func && entry.kind !== 'export'));
  }

  /** Holds if something around the call tries again on failure: the client, a wrapper, a decorator, a loop, here or in a caller. */
  retried(call: Call): boolean {
    const effect = this.effects.of(call);
    if (effect?.api.retries === true) return true;
    if (effect && this.#clientRetries(effect)) return true;
    const tries = (node: Node): boolean => isRetryLoop(node, this.effects, this.values);
    if (effect?.inner && this.#around(effect.inner, tries)) return true;
    return this.has(call, 'retry') || this.#around(call, tries);
  }

  /**
   * The loops around a call that hurry through single records: nothing in them pauses, limits or heeds "too many requests".
   * One for each way to the call: where loops are nested, the innermost.
   */
  hurried(call: Call): readonly LoopAround[] {
    const all = this.loops(call);
    const walks = (loop: LoopAround): boolean => !walksPortions(loop.node) && (loop.rounds === undefined || loop.rounds > FEW_ROUNDS);
    const loops = all.filter((loop) => walks(loop) && !loop.within.some(walks));
    if (loops.length === 0 || this.retried(call) || this.has(call, 'limiter')) return [];
    const paced = all.filter((loop) => isPaced(loop.node, this.effects, this.calls));
    return loops.filter((loop) => !paced.some((other) => other === loop || loop.within.includes(other) || other.within.includes(loop)));
  }

  /** Work of a module that is started and left alone. */
  floating(module: Module): readonly Floating[] {
    return floatingIn(module, { values: this.values, calls: this.calls, effects: this.effects, guards: this });
  }

  /** Holds if the call gives up after at most two minutes, or somebody looks at the page that waits. */
  timeLimited(call: Call): boolean {
    const module = this.effects.of(call)?.module;
    if (module && runsInBrowser(module)) return true;
    return this.#jobLimited || hasTimeLimit(call, this.effects, this.values, this.calls, this.unit) || this.has(call, 'timeout') || this.#endedByPlatform(call);
  }

  /** Every run that makes the call is ended by its platform when it takes too long. */
  #endedByPlatform(call: Call): boolean {
    const entries = this.entries.reaching(call.in);
    return entries.length > 0 && entries.every((entry) => entry.limited === true);
  }

  /** Holds if the code says that a call's failure does not matter, or the call itself only tells of another failure. */
  mayFail(effect: Effect): boolean {
    return tellsOfFailure(effect, effect.call) || this.handlers(effect.module).some((handler) => handler.explained && handler.protects.includes(effect));
  }

  /** Holds if a client goes over the network as soon as it is made or signed in, as mailboxes and business systems do; pools of databases wait for the first query. */
  signsIn({ does, remote, api }: Effect): boolean {
    return does === 'connect' && remote && SIGNS_IN.has(api.category);
  }

  /** What is done with the answer's status, where the client leaves that to the caller. */
  status(call: Call): StatusUse {
    return statusOf(call, this.effects, this.values, this.calls);
  }

  /**
   * Holds if a guard of the catalogue applies to a node: a wrapper or decorator around it, a `with` block, a client made
   * with it, or (for pauses, checks and locks) a call before it in the same function or in a caller.
   */
  has(node: Node, guard: Guard): boolean {
    return this.#around(node, (at) => {
      if (at.kind === 'call' && this.#guards(at, guard)) return true;
      if (at.kind === 'with' && at.items.some((item) => item.value.kind === 'call' && this.#guards(item.value, guard))) return true;
      if (at.kind === 'func') return at.decorators.some((decorator) => this.#decoratorGuards(decorator, guard));
      return false;
    }) || (PRECEDING.has(guard) && this.#before(node, guard));
  }

  /** Holds if a call with this guard stands before the node in its function or in every caller. */
  #before(node: Node, guard: Guard, depth = 0): boolean {
    const func = functionAround(node);
    if (!func || depth > 6) return false;
    if (func.calls.some((call) => call.start < node.start && (this.#guards(call, guard) || this.#targetGuards(call, guard)))) return true;
    const callers = this.calls.callers(func);
    return callers.length > 0 && callers.every(({ call }) => this.#before(call, guard, depth + 1));
  }

  /** An author's function that itself makes the guarding call. */
  #targetGuards(call: Call, guard: Guard): boolean {
    return this.calls.targets(call).some((func) => func.calls.some((inner) => this.#guards(inner, guard)));
  }

  #guards(call: Call, guard: Guard): boolean {
    return this.effects.api(call)?.guards?.includes(guard) === true;
  }

  /** The client was made to try again, or given something that does: `axiosRetry(client)`, `session.mount(…, adapter)`. */
  #clientRetries(effect: Effect): boolean {
    const made = effect.made.filter((maker) => !isRetryOfReads(effect, this.effects.api(maker)));
    if (made.some((maker) => this.effects.api(maker)?.retries === true)) return true;
    // `service_account(http_client=BackOffHTTPClient)`: a class that is named makes the client too.
    if (made.some(({ args }) => args.some(({ value }) => this.#decoratorGuards(value, 'retry')))) return true;
    return equipment({ call: effect.call, made }).some((call) => this.#guards(call, 'retry'));
  }

  #decoratorGuards(decorator: Node, guard: Guard): boolean {
    const callee = decorator.kind === 'call' ? decorator.callee : decorator;
    if (callee.kind !== 'name' && callee.kind !== 'member') return false;
    return this.values.paths(callee).some((path) =>
      [this.effects.catalogue.call(path), this.effects.catalogue.call(`${path}()`)].some((api) => api?.guards?.includes(guard)));
  }

  /** Holds if the test holds for some node around, or, on every way to an entry point, for one around a caller. */
  #around(node: Node, test: (node: Node, func: Func | undefined) => boolean, depth = 0, seen: Set<Func> = new Set()): boolean {
    let func: Func | undefined;
    for (let at: Node | undefined = node.parent; at; at = at.parent) {
      if (test(at, func)) return true;
      if (at.kind === 'func') {
        func = at;
        break;
      }
    }
    if (!func || depth > 8 || seen.has(func)) return false;
    seen.add(func);
    const callers = this.calls.callers(func);
    return callers.length > 0 && callers.every(({ call }) => test(call, func) || this.#around(call, test, depth + 1, seen));
  }
}

const SIGNS_IN: ReadonlySet<string> = new Set(['mail', 'crm', 'erp', 'ticketing', 'file-store']);

/** A loop of so few rounds stays below any limit. */
const FEW_ROUNDS = 20;

const PRECEDING: ReadonlySet<Guard> = new Set<Guard>(['pause', 'auth', 'verify-signature', 'confirm', 'lock', 'validate', 'rate-limit', 'transaction']);

/** The failure goes to a callback: `query(sql, (err, rows) => …)`. */
function hearsOfFailure(call: Call): boolean {
  const last = call.args.at(-1)?.value;
  const first = last?.kind === 'function' && last.func.params.length > 0 ? last.func.params[0]?.target : undefined;
  return first?.kind === 'name' && /^(e|err|error)\d?$/.test(first.name) && last?.kind === 'function' && !last.func.async;
}

/** The library that made the client tries again by itself, but not where a repetition could do a thing twice. */
function isRetryOfReads({ api, method }: Effect, made: Api | undefined): boolean {
  return api.retries === false && made?.retries === true && made.file === api.file && made.guards === undefined && (method === 'POST' || method === 'PATCH');
}

/** `bot.catch((err, ctx) => …)`, `app.error(…)` on an object that the script has made: it hears of the failure of every handler. */
function catchesForFramework({ callee, args }: Call): boolean {
  if (callee.kind !== 'member' || (callee.property !== 'catch' && callee.property !== 'error') || args[0]?.value.kind !== 'function' || callee.object.kind !== 'name') return false;
  return callee.object.binding.writes.some(({ value }) => value?.kind === 'call' && value.isNew === true && !(value.callee.kind === 'name' && value.callee.name === 'Promise'));
}

function functionAround(node: Node): Func | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.kind === 'func') return at;
  return undefined;
}

function registersCatchAll(call: Call, values: Values): boolean {
  if (catchesForFramework(call)) return true;
  const path = values.paths(call.callee)[0] ?? '';
  if (path === 'py:sys.excepthook') return true;
  if (!/(^|:|\.)process\.on(ce)?$/.test(path)) return false;
  const event = call.args[0] && values.string(call.args[0].value);
  return event === 'unhandledRejection' || event === 'uncaughtException';
}

export type { ErrorHandler } from './handlers.js';
export type { LoopAround } from './loops.js';
export type { Floating } from './promises.js';
export type { StatusUse } from './status.js';
