/**
 * Requests and queries made in an author's own wrapper, as each of its callers fills them: `request('PUT', '/tickets/1', …)`,
 * through wrappers of wrappers.
 */
import { functionOf, type Call, type Expr, type Func } from '#model';
import { propertyOf } from '../names/arguments.js';
import { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import { sqlFact, type SqlFact } from '../texts/sql.js';
import { textParts, textShape, type TextPart } from '../texts/text.js';
import type { Values } from '../names/values.js';

/** Verb and path of one caller. */
export interface CallerUse {
  /** The call, nearest to the request, that decides them. */
  readonly call: Call;
  readonly method: string;
  /** With `{}` where it is not constant. */
  readonly path: string;
  /** Where the caller says it, and it is constant. */
  readonly host?: string;
}

/** The statement of one caller. */
export interface CallerQuery {
  readonly call: Call;
  readonly sql: SqlFact;
}

/** The request as a wrapper has it: its verb and address may depend on what the wrapper is called with. */
export interface WrappedCall {
  readonly call: Call;
  /** The argument that says the verb. */
  readonly given: Expr | undefined;
  /** Arguments that may hold it. */
  readonly options: readonly Expr[];
  /** The verb where nobody says one. */
  readonly otherwise: string | undefined;
  readonly url: Expr | undefined;
  /** The verb is the name of an operation, not one of HTTP. */
  readonly named?: boolean;
}

const MOST_CALLERS = 40;
const MOST_USES = 120;
const MOST_LEVELS = 4;
const HOST = /^https?:\/\/([a-z0-9.-]{1,200})(?:[:/?]|$)/i;
const OPERATION = /^[A-Z_]\w{0,80}$/;
const VERB = /^(?:GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE)$/;

/** A request as far as it is known inside one function. */
interface Open {
  readonly func: Func;
  /** Constant, or the parameter that says it. */
  readonly verb: string | Expr | undefined;
  /** Parameters whose `method` may say it. */
  readonly options: readonly number[];
  readonly parts: readonly TextPart[];
}

/** Empty where verb and address do not depend on the caller. */
export function callerUses(request: WrappedCall, values: Values, calls: CallGraph): CallerUse[] {
  const parts = !request.url ? [] : request.url.kind === 'name' && isParameter(request.url) ? [request.url] : openParts(request.url, values, calls);
  for (const func of functionsAround(request.call)) {
    const parameters = request.options.flatMap((expr) => [expr, ...spreadIn(expr)]).flatMap((expr) => parameterOf(expr, func) ?? []);
    // What one caller hands over says nothing of the others.
    const given = request.given && parameters.length > 0 && functionOf(request.given) !== functionOf(request.call) ? undefined : request.given;
    const decides = given !== undefined && (parameterOf(given, func) !== undefined || isAttributeName(given));
    const options = given && !decides ? [] : parameters;
    if (!decides && options.length === 0 && !parts.some((part) => typeof part !== 'string' && parameterOf(part, func) !== undefined)) continue;
    const verb = decides ? given : given ? values.string(given) : undefined;
    if (given && verb === undefined) return [];
    return filled({ func, verb, options, parts }, request, values, calls, new Set());
  }
  return [];
}

/** The parts of a text, with parameters left as they are that several callers fill: what one hands over says nothing of the others. */
function openParts(expr: Expr, values: Values, calls: CallGraph): readonly TextPart[] {
  const inner = expr.kind === 'template' ? expr.parts : expr.kind === 'binary' && expr.op === '+' ? [expr.left, expr.right] : [];
  const shared = (part: Expr): boolean => part.kind === 'name' && part.binding.writes.some(({ via, path, param }) => via === 'param' && path.length === 0 && param !== undefined && calls.arguments(param.func, param.index).length > 1);
  return inner.some(shared) ? inner.flatMap((part): readonly TextPart[] => (shared(part) ? [part] : openParts(part, values, calls))) : textParts(expr, values);
}

function filled(open: Open, request: WrappedCall, values: Values, calls: CallGraph, seen: Set<Func>): CallerUse[] {
  if (seen.has(open.func) || seen.size >= MOST_LEVELS) return [];
  const within = new Set(seen).add(open.func);
  const found: CallerUse[] = [];
  for (const { call, via } of calls.callers(open.func).slice(0, MOST_CALLERS)) {
    if (via !== 'call' || found.length >= MOST_USES) continue;
    const told = asCalled(open, call, values);
    const outer = functionsAround(call).find((func) => isOpen(told, func));
    const further = outer ? filled({ ...told, func: outer, options: told.at.flatMap((expr) => parameterOf(expr, outer) ?? []) }, request, values, calls, within) : [];
    if (further.length > 0) found.push(...further);
    else found.push(...closed(told, call, request, values));
  }
  return found;
}

/** What a call of the wrapper says: `at` are the options that it hands over without telling the verb. */
interface Told {
  readonly verb: string | Expr | undefined;
  readonly at: readonly Expr[];
  readonly parts: readonly TextPart[];
}

function asCalled({ func, verb, options, parts }: Open, call: Call, values: Values): Told {
  const argumentOf = (index: number): Expr | undefined => CallGraph.pairs(call, func).find((pair) => pair.index === index && !pair.arg.spread)?.arg.value;
  const fill = (part: TextPart): readonly TextPart[] => {
    const index = typeof part === 'string' ? undefined : parameterOf(part, func);
    const argument = index === undefined ? undefined : argumentOf(index);
    return argument ? argument.kind === 'name' && isParameter(argument) ? [argument] : textParts(argument, values) : [part];
  };
  const handed = options.flatMap((index) => argumentOf(index) ?? []);
  let decided = verb;
  if (verb !== undefined && typeof verb !== 'string') {
    const index = parameterOf(verb, func);
    if (isAttributeName(verb)) decided = call.callee.kind === 'member' ? call.callee.property : undefined;
    const argument = (index === undefined ? undefined : argumentOf(index) ?? func.params[index]?.fallback) ?? verb;
    if (!isAttributeName(verb)) decided = values.string(argument) ?? argument;
  } else if (verb === undefined) {
    const said = handed.flatMap((expr) => propertyOf(expr, 'method', values));
    decided = said.map((expr) => values.string(expr)).find((text) => text !== undefined) ?? said[0];
  }
  return { verb: decided, at: decided === undefined ? handed.flatMap((expr) => [expr, ...spreadIn(expr)]) : [], parts: parts.flatMap(fill) };
}

/** Holds if the callers of the function around say more: the verb, or where the path begins. */
function isOpen({ verb, at, parts }: Told, func: Func): boolean {
  if (verb !== undefined && typeof verb !== 'string' && parameterOf(verb, func) !== undefined) return true;
  if (verb === undefined && at.some((expr) => parameterOf(expr, func) !== undefined)) return true;
  const shape = parts.map((part) => (typeof part === 'string' ? part : parameterOf(part, func) === undefined ? '{}' : '\0')).join('');
  return /^(?:[a-z][\w+.-]{1,20}:\/\/[^/\0]{0,300}|\{\})?\/?\0/i.test(shape);
}

function closed({ verb, parts }: Told, call: Call, { otherwise, named }: WrappedCall, values: Values): CallerUse[] {
  const said = verb === undefined ? otherwise : typeof verb === 'string' ? verb : values.string(verb) ?? fallbackOf(verb, values);
  const method = said?.toUpperCase();
  if (method === undefined || !(named ? OPERATION : VERB).test(method)) return [];
  const path = parts.flatMap((part) => (typeof part === 'string' ? [part] : textParts(part, values))).map((part) => (typeof part === 'string' ? part : '{}')).join('');
  const host = HOST.exec(path)?.[1]?.toLowerCase();
  return [{ call, method, path: pathOf(path), ...(host === undefined ? {} : { host }) }];
}

/** Empty where the statement does not depend on the caller. */
export function callerQueries(call: Call, texts: readonly Expr[], values: Values, calls: CallGraph): CallerQuery[] {
  return texts.map((text) => queriesBehind(text, call, values, calls, new Set())).find((found) => found.length > 0) ?? [];
}

function queriesBehind(text: Expr, call: Call, values: Values, calls: CallGraph, seen: Set<Func>): CallerQuery[] {
  const func = functionsAround(call).find((around) => parameterOf(text, around) !== undefined);
  if (!func || seen.has(func) || seen.size >= MOST_LEVELS) return [];
  const within = new Set(seen).add(func);
  const index = parameterOf(text, func)!;
  return calls.callers(func).filter((caller) => caller.via === 'call').slice(0, MOST_CALLERS).flatMap((caller) => {
    const given = CallGraph.pairs(caller.call, func).find((pair) => pair.index === index && !pair.arg.spread)?.arg.value;
    if (!given) return [];
    const further = queriesBehind(given, caller.call, values, calls, within);
    if (further.length > 0) return further;
    const sql = sqlFact(textShape(given, values)) ?? sqlFact(definitions(given, values, calls).map((expr) => textShape(expr, values))[0] ?? '');
    return sql ? [{ call: caller.call, sql }] : [];
  });
}

/** The functions that a call stands in, the innermost first: a callback uses what the function around it was given. */
function functionsAround(call: Call): Func[] {
  const found: Func[] = [];
  for (let at = call.parent; at && found.length < MOST_LEVELS; at = at.parent) if (at.kind === 'func') found.push(at);
  return found;
}

function isParameter(expr: Expr): boolean {
  return expr.kind === 'name' && expr.binding.writes.some((write) => write.via === 'param' && write.path.length === 0);
}

/** What `__getattr__` is asked for: the name behind the dot of its caller. */
function isAttributeName(expr: Expr): boolean {
  return expr.kind === 'name' && expr.binding.writes.some((write) => write.via === 'param' && write.param?.func.name === '__getattr__');
}

/** The index of the parameter that an expression simply is. */
function parameterOf(expr: Expr, func: Func): number | undefined {
  if (expr.kind !== 'name') return undefined;
  const write = expr.binding.writes.find((candidate) => candidate.via === 'param' && candidate.param?.func === func && candidate.path.length === 0);
  return write?.param?.index;
}

function fallbackOf(expr: Expr, values: Values): string | undefined {
  const fallback = expr.kind === 'name' ? expr.binding.writes.find((write) => write.via === 'param')?.fallback : undefined;
  return fallback && values.string(fallback);
}

function spreadIn(expr: Expr): Expr[] {
  return expr.kind === 'object' ? expr.entries.filter((entry) => entry.spread).map((entry) => entry.value) : [];
}

/** From the first `/` after the host, or after the hole that holds it. */
function pathOf(shape: string): string {
  const bare = shape.replace(/^[a-z][\w+.-]{1,20}:\/\/[^/]{0,300}/i, '').replace(/^\{\}(?=\/)/, '');
  return bare.startsWith('/') ? bare : `/${bare}`;
}
