/** Whose pages may call the routes of an application from a visitor's browser, where that is anybody's. */
import type { Api } from '#catalogue';
import type { Call, Expr, Func, Module, Node } from '#model';
import { functionOf, walk } from '#model';
import type { Effect } from '../effects/effects.js';
import type { EntryPoint } from '../entries/entries.js';
import { isProviderCallback } from '../entries/provider-callback.js';
import { isTestFile } from '../entries/test-doubles.js';
import { conditionsAt } from '../flow/conditions.js';
import { option, roleArguments } from '../names/arguments.js';
import { isReachable } from './authentication.js';
import { asksWhereItRuns, isDevelopmentOnly } from './development.js';
import { actsOf, onlyThisMachine, readsOnly, type Room } from './open-endpoints.js';

export interface CrossOriginOpening {
  /** Where it is written. */
  readonly at: Node;
  /** `any`: a wildcard; `reflected`: whoever asks is told that they may. */
  readonly origins: 'any' | 'reflected';
  /** The visitor's cookies and sign-in come along. */
  readonly credentials: boolean;
  /** Routes that it opens and that act or hand out records. */
  readonly entries: readonly EntryPoint[];
  readonly acts: readonly Effect[];
}

const HEADER = 'access-control-allow-origin';
const CREDENTIALS_HEADER = 'access-control-allow-credentials';
const CREDENTIAL_OPTIONS = ['credentials', 'supports_credentials', 'allow_credentials'];
const ALL_ORIGINS_SETTING = /^CORS_(?:ALLOW_ALL_ORIGINS|ORIGIN_ALLOW_ALL)$/;

interface Said {
  readonly at: Node;
  readonly origins: CrossOriginOpening['origins'];
  readonly credentials: boolean;
  /** The function that sets a header by hand; absent where it holds for the whole application. */
  readonly inside?: Func;
}

export function crossOriginOpenings(room: Room): CrossOriginOpening[] {
  if (onlyThisMachine(room)) return [];
  // Browsers call routes; a provider's callback is called by no browser.
  const acting = room.entries.all.filter((entry) => isReachable(entry) && entry.kind !== 'page' && !isTestFile(entry.module.file) && !isProviderCallback(entry, room.values)
    && room.authentication.of(entry).state !== 'signature')
    .map((entry) => ({ entry, acts: actsOf(entry.func, room).filter((effect) => !readsOnly(effect, room)) })).filter(({ acts }) => acts.length > 0);
  if (acting.length === 0) return [];
  const found: CrossOriginOpening[] = [];
  for (const module of room.unit.modules) {
    if (isTestFile(module.file)) continue;
    for (const { inside, ...said } of [...byLibrary(module, room), ...byHand(module, room), ...bySetting(module, room)]) {
      const reaching = inside && inside.form !== 'module' ? room.entries.reaching(inside).filter((entry) => isReachable(entry)) : [];
      // What answers the question beforehand opens the routes beside it.
      if (reaching.length > 0 && reaching.every((entry) => entry.route?.method === 'OPTIONS')) reaching.push(...acting.flatMap(({ entry }) => (entry.module === module ? [entry] : [])));
      // A middleware is reached from no route, and stands in front of all.
      const opened = acting.filter(({ entry }) => reaching.length === 0 || reaching.includes(entry));
      if (opened.length > 0) found.push({ ...said, entries: opened.map(({ entry }) => entry), acts: opened.flatMap(({ acts }) => acts) });
    }
  }
  return found;
}

function byLibrary(module: Module, room: Room): Said[] {
  return module.calls.flatMap((call) => {
    const given = allowing(call, room);
    if (!given || isDevelopmentOnly(call)) return [];
    const origins = originsOf(call, given, room);
    return origins ? [{ at: call, origins, credentials: (origins === 'reflected' || given.echoesOrigin === true) && CREDENTIAL_OPTIONS.some((name) => saysYes(option(call, name, room.values), room)) }] : [];
  });
}

/** The entry of the catalogue for a call, or for what is handed to it to be called with its options: `app.register(cors, { … })`. */
function allowing(call: Call, { effects, values }: Room): Api | undefined {
  const own = effects.api(call);
  if (own?.crossOrigin) return own;
  for (const arg of call.args) {
    if (arg.spread || arg.value.kind !== 'name' && arg.value.kind !== 'member' && arg.value.kind !== 'call') continue;
    for (const path of values.paths(arg.value)) {
      const api = effects.catalogue.call(path);
      if (api?.crossOrigin) return api;
    }
  }
  return undefined;
}

function originsOf(call: Call, api: Api, room: Room): CrossOriginOpening['origins'] | undefined {
  const given = roleArguments(call, api, 'audience', room.values);
  if (given.length > 0) return given.map((expr) => allows(expr, room)).find((said) => said !== undefined);
  return api.crossOrigin === 'any' && !hasUnseenOptions(call, room) ? 'any' : undefined;
}

/** Options that come from elsewhere may well name origins. */
function hasUnseenOptions(call: Call, { values, effects }: Room): boolean {
  return call.args.some((arg) => arg.keywords || arg.spread || arg.value.kind === 'function' || arg.name === undefined && arg.value.kind !== 'object' && arg.value.kind !== 'literal'
    && (arg.value.kind === 'call' || values.of(arg.value).every((value) => value.kind !== 'object' && !(value.kind === 'api' && effects.catalogue.call(value.path)?.crossOrigin)))
    && !/^(?:app|application|server|bp|blueprint|api|router)$/i.test(arg.value.kind === 'name' ? arg.value.name : '')
    || arg.value.kind === 'object' && arg.value.entries.some((entry) => entry.spread));
}

function allows(expr: Expr, room: Room, depth = 0): CrossOriginOpening['origins'] | undefined {
  if (depth > 4) return undefined;
  switch (expr.kind) {
    case 'literal': return expr.value === '*' ? 'any' : expr.value === true ? 'reflected' : undefined;
    case 'regex': return /^\^?\.[*+]\$?$/.test(expr.pattern) ? 'reflected' : undefined;
    case 'list': return expr.items.map((item) => allows(item, room, depth + 1)).find((said) => said !== undefined);
    // `resources={r"/api/*": {"origins": "*"}}`
    case 'object': return expr.entries.map((entry) => (/^origins?$/.test(entry.key ?? '') || entry.value.kind === 'object' ? allows(entry.value, room, depth + 1) : undefined)).find((said) => said !== undefined);
    case 'conditional': return asksWhereItRuns(expr.test) ? undefined : allows(expr.then, room, depth + 1) ?? allows(expr.otherwise, room, depth + 1);
    case 'function': return letsAnyIn(expr.func, room) ? 'reflected' : undefined;
    case 'name': case 'member': {
      const func = room.values.of(expr).find((value) => value.kind === 'func');
      if (func?.kind === 'func') return letsAnyIn(func.func, room) ? 'reflected' : undefined;
      const written = expr.kind === 'name' ? expr.binding.writes : [];
      const only = written.length === 1 && written[0]!.path.length === 0 && written[0]!.via === 'declare' ? written[0]!.value : undefined;
      return only ? allows(only, room, depth + 1) : room.values.constant(expr) === '*' ? 'any' : undefined;
    }
    // `process.env.ORIGIN || '*'`: where nothing is set, anybody may.
    case 'binary': return isFallback(expr, room) ? allows(expr.right, room, depth + 1) : undefined;
    default: return room.values.constant(expr) === '*' ? 'any' : undefined;
  }
}

/** What holds where a setting is left out. */
function isFallback(expr: Expr & { kind: 'binary' }, { values }: Room): boolean {
  return (expr.op === 'or' || expr.op === '??') && values.constant(expr.right) === '*' && values.constant(expr.left) === undefined;
}

/** `(origin, callback) => callback(null, true)` with nothing asked, `origin => origin`, or `ctx => ctx.get('Origin')`. */
function letsAnyIn(func: Func, room: Room): boolean {
  const [only, ...others] = func.body;
  if (!only || others.length > 0) return false;
  const answer = only.kind === 'return' || only.kind === 'expression' ? only.value : undefined;
  const first = func.params[0]?.target;
  if (answer?.kind === 'name' && first?.kind === 'name') return answer.name === first.name;
  if (answer && isCallersOrigin(answer, room)) return true;
  return answer?.kind === 'call' && answer.args.length === 2 && answer.args[1]!.value.kind === 'literal' && answer.args[1]!.value.value === true;
}

/** `res.setHeader('Access-Control-Allow-Origin', '*')`, `headers: { 'Access-Control-Allow-Origin': '*' }`, `response.headers[…] = '*'`. */
function byHand(module: Module, room: Room): Said[] {
  const found: Said[] = [];
  const credentialed = new Set<Func | undefined>();
  const add = (at: Node, name: string | undefined, value: Expr): void => {
    if (name?.toLowerCase() === CREDENTIALS_HEADER && (saysYes(value, room) || room.values.string(value)?.toLowerCase() === 'true')) credentialed.add(functionOf(at));
    if (name?.toLowerCase() !== HEADER || isDevelopmentOnly(at) || isOfRequest(at, room)) return;
    const origins = room.values.constant(value) === '*' ? 'any' as const : isCallersOrigin(value, room) && conditionsAt(at).length === 0 ? 'reflected' as const : undefined;
    const inside = functionOf(at);
    if (origins) found.push({ at, origins, credentials: false, ...(inside ? { inside } : {}) });
  };
  walk(module.top, (node) => {
    if (node.kind === 'object') {
      for (const entry of node.entries) if (entry.key !== undefined && /^access-control-/i.test(entry.key)) add(entry.value, entry.key, entry.value);
    } else if (node.kind === 'call' && node.args.length >= 2 && node.callee.kind === 'member') {
      const [key, value] = node.args;
      const name = key!.value.kind === 'literal' && typeof key!.value.value === 'string' ? key!.value.value : undefined;
      if (name && !value!.spread) add(node, name, value!.value);
    } else if (node.kind === 'assign' && node.target.kind === 'member') add(node, node.target.index ? room.values.string(node.target.index) : node.target.property, node.value);
    return true;
  });
  // To tell back whoever asks matters where their sign-in comes along.
  return found.map((said) => ({ ...said, credentials: said.origins === 'reflected' && credentialed.has(said.inside) })).filter((said) => said.origins === 'any' || said.credentials);
}

/** Sent along with a request of one's own, where it does nothing. */
function isOfRequest(node: Node, { effects }: Room): boolean {
  for (let at: Node | undefined = node; at && at.kind !== 'func'; at = at.parent) {
    if (at.kind === 'call' && effects.of(at)?.remote) return true;
  }
  return false;
}

function isCallersOrigin(expr: Expr, { values }: Room): boolean {
  const at = expr.kind === 'binary' && (expr.op === 'or' || expr.op === '??') ? expr.left : expr;
  if (at.kind === 'name') return at.binding.writes.some(({ value, via, path }) => via === 'declare' && value !== undefined && value.kind !== 'name' && (isCallersOrigin(value, { values } as Room) || path[0] === 'origin' && value.kind === 'member' && value.property === 'headers'));
  if (at.kind === 'member') return at.property?.toLowerCase() === 'origin' && at.object.kind === 'member' && at.object.property === 'headers';
  const first = at.kind === 'call' ? at.args[0] : undefined;
  return at.kind === 'call' && at.callee.kind === 'member' && /^(?:get|header)$/.test(at.callee.property ?? '') && first !== undefined && !first.spread && values.string(first.value)?.toLowerCase() === 'origin';
}

function bySetting(module: Module, room: Room): Said[] {
  return module.top.body.flatMap((statement) => {
    const assign = statement.kind === 'expression' && statement.value.kind === 'assign' ? statement.value : undefined;
    const [target, value] = assign ? [assign.target, assign.value] : statement.kind === 'declare' ? [statement.target, statement.init] : [];
    return target?.kind === 'name' && ALL_ORIGINS_SETTING.test(target.name) && saysYes(value, room) ? [{ at: statement, origins: 'any' as const, credentials: false }] : [];
  });
}

function saysYes(expr: Expr | undefined, { values }: Room): boolean {
  return expr !== undefined && values.constant(expr) === true;
}
