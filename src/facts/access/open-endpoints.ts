/** Entry points that others reach over the network and that ask nobody who they are, though they act or hand data out. */
import type { Role } from '#catalogue';
import type { Call, Func, Node, Unit } from '#model';
import { functionOf, walk } from '#model';
import { isReachable, type Authentication } from './authentication.js';
import type { CallGraph } from '../names/call-graph.js';
import type { Effect, Effects } from '../effects/effects.js';
import type { Entries, EntryPoint } from '../entries/entries.js';
import { fieldMeaning, objectMeaning } from '../texts/fields.js';
import type { Flows } from '../flow/index.js';
import { CallbackProof, type Lapse } from './callback-proof.js';
import { isProviderCallback } from '../entries/provider-callback.js';
import { isTestFile } from '../entries/test-doubles.js';
import { isLoopback } from '../texts/urls.js';
import type { Values } from '../names/values.js';
import { words } from '../names/words.js';

export interface OpenEndpoint {
  readonly entry: EntryPoint;
  /** Where it is registered or declared. */
  readonly node: Node;
  /** As a reader knows it: "`POST /orders`". */
  readonly name: string;
  /** What it does, to follow its name: "writes to Stripe". */
  readonly does: string;
  readonly acts: readonly Effect[];
  /** How many entry points of this sort the unit has. */
  readonly total: number;
}

/** A provider's callback that acts on messages which nobody has proved. */
export interface UnprovedCallback {
  readonly endpoint: OpenEndpoint;
  /** Absent: nothing checks at all. */
  readonly lapse?: Lapse;
  /** Who is meant to call, where address, file or handler name it. */
  readonly sender?: string;
}

export interface Room {
  readonly unit: Unit;
  readonly values: Values;
  readonly calls: CallGraph;
  readonly effects: Effects;
  readonly entries: Entries;
  readonly authentication: Authentication;
  readonly flows: Flows;
}

/** Signs of life. */
const SIGN_OF_LIFE = /(?:^|\/)(?:health|healthz|healthcheck|ping|status|ready|readyz|live|livez|version|metrics)\/?(?:$|[/?:<{])/i;
/** Addresses that are there to be open: sign-in itself, public forms. */
const OPEN_BY_NATURE = /(?:^|\/)(?:favicon\.ico|robots\.txt|login|logout|signin|sign-in|signup|sign-up|register|auth|oauth|callback|(?:access[-_]?|refresh[-_]?)?token|contact|subscribe|unsubscribe|(?:forgot|reset|recover|password[-_]?(?:forgot|reset|recover))[\w-]{0,20}(?:\/[{<:][\w>}]{1,40})?|verify[-_]?email|activate)\/?(?:$|[/?:<{])/i;
const DEEPEST = 5;

/** Entry points for one's own people and systems that ask nobody; a provider's callbacks are told by `unprovedCallbacks`. */
export function openEndpoints(room: Room): OpenEndpoint[] {
  const reachable = room.entries.all.filter((entry) => isReachable(entry));
  if (reachable.length === 0 || onlyThisMachine(room)) return [];
  // Beside routes that ask for a sign-in, one that only shows what is in a local store is open on purpose.
  const someSignIn = reachable.some((entry) => room.authentication.of(entry).state === 'required');
  const signsIn = someSignIn || asksForSignIn(room.unit);
  const found: OpenEndpoint[] = [];
  for (const entry of reachable) {
    if (room.authentication.of(entry).state !== 'none' || (entry.route?.path !== undefined && OPEN_BY_NATURE.test(entry.route.path))) continue;
    if (isTestFile(entry.module.file) || closesItself(entry.func) || isProviderCallback(entry, room.values)) continue;
    const acts = actsOf(entry.func, room).filter((effect) => entry.kind !== 'page' || touchesRecords(effect));
    if (entry.kind === 'page' && signsIn) continue;
    if (acts.length === 0 || someSignIn && acts.every((effect) => readsOnly(effect, room))) continue;
    if (SIGN_OF_LIFE.test(entry.route?.path ?? '') && !takesFromCaller(entry, acts, room)) continue;
    found.push(endpointOf(entry, acts, reachable.length));
  }
  return found;
}

/** Callbacks of providers that act with nothing proved, or whose check can be off or passed over. */
export function unprovedCallbacks(room: Room): UnprovedCallback[] {
  const callbacks = room.entries.all.filter((entry) => isReachable(entry) && isProviderCallback(entry, room.values) && !isTestFile(entry.module.file));
  if (callbacks.length === 0 || onlyThisMachine(room)) return [];
  const proof = new CallbackProof(room.values, room.calls, room.effects, room.unit.modules.flatMap((module) => [module.top, ...module.functions, ...module.classes.flatMap((cls) => cls.methods)]));
  return callbacks.flatMap((entry) => {
    const acts = actsOf(entry.func, room);
    const { state } = room.authentication.of(entry);
    if (acts.length === 0 || state === 'unknown') return [];
    const lapse = proof.lapse(entry.func, room.authentication.inFrontOf(entry), new Set(acts.map(({ call }) => call)));
    if (state !== 'none' && !lapse) return [];
    const sender = senderOf(entry, room);
    return [{ endpoint: endpointOf(entry, acts, callbacks.length), ...(lapse ? { lapse } : {}), ...(sender === undefined ? {} : { sender }) }];
  });
}

export function endpointOf(entry: EntryPoint, acts: readonly Effect[], total: number): OpenEndpoint {
  return { entry, node: nodeOf(entry), name: nameOf(entry), does: doing(acts), acts, total };
}

/** The product that the address, the handler or the file is named after. */
function senderOf(entry: EntryPoint, { effects }: Room): string | undefined {
  for (const text of [entry.route?.path ?? '', entry.func.name ?? '', entry.module.file.split('/').at(-1)!]) {
    for (const word of words(text)) {
      const known = effects.catalogue.packageFile(`py:${word}`) ?? effects.catalogue.packageFile(`npm:${word}`);
      if (known && known.kind !== 'none') return known.product;
    }
  }
  return undefined;
}

/** A sign of life is the same for everybody: what looks something up for its caller is none. */
function takesFromCaller(entry: EntryPoint, acts: readonly Effect[], { flows }: Room): boolean {
  return acts.some((effect) => LOOKED_UP_BY.some((role) => [...flows.intoCall(effect, role, ['outside'])].some(({ source }) => functionOf(source.node) === entry.func)));
}

const LOOKED_UP_BY: readonly Role[] = ['sql', 'params', 'url', 'key', 'filter', 'data', 'body', 'object', 'fields', 'prompt', 'command'];

/** What the handler and the functions that it calls do to systems and data. */
export function actsOf(func: Func, { calls, effects }: Room): Effect[] {
  const found: Effect[] = [];
  const seen = new Set<Func>([func]);
  let level: Func[] = [func];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const next: Func[] = [];
    for (const at of level) {
      for (const call of allCalls(at)) {
        const effect = effects.of(call);
        if (effect && isAct(effect)) found.push(effect);
        for (const target of calls.targets(call)) if (!seen.has(target)) { seen.add(target); next.push(target); }
      }
    }
    level = next;
  }
  return found;
}

/** Calls of a function and of those inside it. */
export function allCalls(func: Func): Call[] {
  const found: Call[] = [];
  for (const statement of func.body) {
    walk(statement, (node) => {
      if (node.kind === 'call') found.push(node);
    });
  }
  return found;
}

function isAct(effect: Effect): boolean {
  if (effect.does === 'none' || effect.does === 'connect') return false;
  if (effect.system && ['logging', 'runtime', 'secrets', 'resilience', 'web', 'public-data', 'maps'].includes(effect.system.category)) return false;
  // Clearing away a file of one's own is no service to anybody.
  if (effect.does === 'delete' && effect.api.category === 'files') return false;
  if (effect.does === 'execute' || effect.does === 'prompt') return true;
  return effect.remote || effect.access === 'write' || effect.access === 'delete' || effect.access === 'send' || effect.system !== undefined && effect.system.kind !== 'service';
}

/** All pages of one application stand behind its sign-in, wherever it is asked for. */
function asksForSignIn(unit: Unit): boolean {
  return unit.modules.some((module) => module.calls.some(({ callee }) => {
    const name = callee.kind === 'name' ? callee.name : callee.kind === 'member' ? callee.property : undefined;
    return name !== undefined && /^(?:is_?authenticated|is_?logged_?in|require_?(?:auth|login)|check_?(?:password|login|auth)|authenticate|login_required)$/i.test(name);
  }));
}

export function readsOnly(effect: Effect, room: Room): boolean {
  return effect.access === 'read' && effect.does !== 'prompt' && effect.system?.kind !== 'system-of-record' && !readsAboutPeople(effect, room);
}

/** Columns that hold what is nobody's business (pay, health, addresses), or a table that such data is written to. */
function readsAboutPeople({ sql, object, data }: Effect, { effects, flows }: Room): boolean {
  if (data !== undefined && data !== 'internal') return true;
  if (sql?.aggregate) return false;
  if (sql?.columns.some((column) => fieldMeaning(column)) || sql?.star && object !== undefined && objectMeaning(object)) return true;
  return object !== undefined && effects.all.some((other) => other.object === object && other.access === 'write'
    && KEEPING.some((role) => flows.intoCall(other, role, ['personal'])[Symbol.iterator]().next().done === false));
}

const KEEPING: readonly Role[] = ['params', 'data', 'body', 'fields'];

/** A page is a tool that people start for themselves as often as not: it counts where it opens records or sends. */
function touchesRecords(effect: Effect): boolean {
  return effect.system?.kind === 'system-of-record' || effect.access === 'send' && effect.does !== 'prompt';
}

/** A server that a sign-in helper starts for one answer: its handler shuts it down. */
function closesItself(func: Func): boolean {
  return allCalls(func).some((call) => call.callee.kind === 'member' && /^(close|shutdown|destroy)$/.test(call.callee.property ?? '') && call.callee.object.kind === 'name' && /server|httpd/i.test(call.callee.object.name));
}

const VERBS: Readonly<Record<string, string>> = { read: 'reads from', write: 'writes to', delete: 'deletes in', send: 'sends through' };
const GRAVITY = ['delete', 'write', 'send', 'read'];

function doing(acts: readonly Effect[]): string {
  const known = acts.filter((effect) => effect.system && effect.system.category !== 'files');
  for (const candidates of [known, acts]) {
    for (const access of GRAVITY) {
      const effect = candidates.find((candidate) => candidate.access === access);
      if (effect?.does === 'prompt') return `runs up the bill of ${effect.system?.name ?? 'a model'}`;
      if (effect && (effect.api.category === 'files' || effect.system?.category === 'files')) return FILE_VERBS[access]!;
      if (effect) return `${VERBS[access]!} ${effect.system?.name ?? 'another system'}`;
    }
  }
  return acts.some((effect) => effect.does === 'execute') ? 'runs commands or code' : 'acts';
}

const FILE_VERBS: Readonly<Record<string, string>> = { read: 'reads files', write: 'writes files', delete: 'deletes files', send: 'sends files' };

function nodeOf(entry: EntryPoint): Node {
  const call = entry.module.calls.find((candidate) => candidate.start === entry.at.start && candidate.end === entry.at.end);
  return call ?? entry.func;
}

function nameOf(entry: EntryPoint): string {
  const { route, func } = entry;
  if (route?.path !== undefined) return `\`${route.method && route.method !== 'ALL' ? `${route.method} ` : ''}${address(route.path) || '/'}\``;
  return func.name !== undefined ? `\`${func.name}\`` : entry.kind === 'page' ? 'This page' : 'This handler';
}

/** The address of a route that is found by its file. */
function address(path: string): string {
  const file = /^(?:.*?\/)?(?:app|pages)\/(.+?)(?:\/(?:route|index))?\.[cm]?[jt]sx?$/.exec(path) ?? /^(?:.*?\/)?(api\/.+?)(?:\/index)?\.[cm]?[jt]sx?$/.exec(path);
  return file ? `/${file[1]!}` : path;
}

/** Servers that somebody installs to offer an application to others. */
const SERVED_BY = new Set(['gunicorn', 'uwsgi', 'waitress', 'hypercorn', 'mod-wsgi', 'zappa', 'serverless-wsgi']);

/** Holds if every server of the unit listens on this machine only, as Flask's own does by default. */
export function onlyThisMachine({ unit, values, effects }: Room): boolean {
  if (unit.manifests.some((manifest) => manifest.dependencies.some(({ name }) => SERVED_BY.has(name.toLowerCase())))) return false;
  const listens: boolean[] = [];
  for (const module of unit.modules) {
    for (const call of module.calls) {
      const api = effects.api(call);
      const name = call.callee.kind === 'member' ? call.callee.property : undefined;
      if (name !== 'run' && name !== 'listen' && name !== 'serve' && name !== 'launch') continue;
      if (!api || (api.category !== 'web' && api.category !== 'http')) continue;
      const given = effects.of(call)?.args('host')[0] ?? (name === 'listen' ? call.args[1]?.value : undefined);
      const host = given && values.string(given);
      // Shared through an address of the library's own, it is reached from everywhere.
      const shared = effects.of(call)?.args('audience').some((expr) => values.constant(expr) === true) === true;
      const byDefault = module.language === 'python' && !given && !shared;
      listens.push(byDefault || host !== undefined && host !== '0.0.0.0' && isLoopback(host));
    }
  }
  return listens.length > 0 && listens.every(Boolean);
}
