/** Requests and queries made in an author's own wrapper, as each of its callers fills them: `request('PUT', '/tickets/1', …)`. */
import { functionOf, type Call, type Expr, type Func } from '#model';
import { propertyOf } from '../names/arguments.js';
import { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import { sqlFact, type SqlFact } from '../texts/sql.js';
import { textParts, textShape } from '../texts/text.js';
import type { Values } from '../names/values.js';

/** Verb and path of one caller. */
export interface CallerUse {
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

const MOST_CALLERS = 40;
const HOST = /^https?:\/\/([a-z0-9.-]{1,200})(?:[:/?]|$)/i;
const VERB = /^(?:GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE)$/;

/**
 * Empty where verb and address do not depend on the caller. `given`: the argument that says the verb; `options`: the
 * arguments that may hold it; `otherwise`: the verb where nobody says one.
 */
export function callerUses(request: {
  readonly call: Call; readonly given: Expr | undefined; readonly options: readonly Expr[]; readonly otherwise: string | undefined; readonly url: Expr | undefined;
}, values: Values, calls: CallGraph): CallerUse[] {
  const func = request.call.in;
  const callers = calls.callers(func).filter((caller) => caller.via === 'call').slice(0, MOST_CALLERS);
  if (callers.length === 0) return [];
  const parameters = request.options.flatMap((expr) => [expr, ...spreadIn(expr)]).flatMap((expr) => parameterOf(expr, func) ?? []);
  // What one caller hands over says nothing of the others.
  const given = request.given && parameters.length > 0 && functionOf(request.given) !== func ? undefined : request.given;
  const open = given ? parameterOf(given, func) : undefined;
  const handed = given && open === undefined ? [] : parameters;
  const parts = !request.url ? [] : parameterOf(request.url, func) === undefined ? textParts(request.url, values) : [request.url];
  const holes = parts.some((part) => typeof part !== 'string' && parameterOf(part, func) !== undefined);
  if (open === undefined && handed.length === 0 && !holes) return [];
  return callers.flatMap(({ call }) => {
    const argumentOf = (index: number): Expr | undefined => CallGraph.pairs(call, func).find((pair) => pair.index === index && !pair.arg.spread)?.arg.value;
    const method = given && open === undefined ? values.string(given)
      : open !== undefined ? values.string(argumentOf(open) ?? func.params[open]!.fallback ?? given!)
        : handed.map((index) => argumentOf(index)).flatMap((expr) => (expr ? propertyOf(expr, 'method', values) : [])).map((expr) => values.string(expr)).find((text) => text !== undefined) ?? request.otherwise;
    const verb = method?.toUpperCase();
    if (verb === undefined || !VERB.test(verb)) return [];
    const path = parts.map((part) => {
      if (typeof part === 'string') return part;
      const index = parameterOf(part, func);
      const filled = index === undefined ? undefined : argumentOf(index);
      return filled ? textParts(filled, values).map((inner) => (typeof inner === 'string' ? inner : '{}')).join('') : '{}';
    }).join('');
    const host = HOST.exec(path)?.[1]?.toLowerCase();
    return [{ call, method: verb, path: pathOf(path), ...(host === undefined ? {} : { host }) }];
  });
}

/** Empty where the statement does not depend on the caller. */
export function callerQueries(call: Call, texts: readonly Expr[], values: Values, calls: CallGraph): CallerQuery[] {
  const func = call.in;
  const index = texts.map((text) => parameterOf(text, func)).find((found) => found !== undefined);
  if (index === undefined) return [];
  return calls.callers(func).filter((caller) => caller.via === 'call').slice(0, MOST_CALLERS).flatMap((caller) => {
    const given = CallGraph.pairs(caller.call, func).find((pair) => pair.index === index && !pair.arg.spread)?.arg.value;
    const sql = given && (sqlFact(textShape(given, values)) ?? sqlFact(definitions(given, values, calls).map((expr) => textShape(expr, values))[0] ?? ''));
    return sql ? [{ call: caller.call, sql }] : [];
  });
}

/** The index of the parameter that an expression simply is. */
function parameterOf(expr: Expr, func: Func): number | undefined {
  if (expr.kind !== 'name') return undefined;
  const write = expr.binding.writes.find((candidate) => candidate.via === 'param' && candidate.param?.func === func && candidate.path.length === 0);
  return write?.param?.index;
}

function spreadIn(expr: Expr): Expr[] {
  return expr.kind === 'object' ? expr.entries.filter((entry) => entry.spread).map((entry) => entry.value) : [];
}

/** From the first `/` after the host, or after the hole that holds it. */
function pathOf(shape: string): string {
  const bare = shape.replace(/^[a-z][\w+.-]{1,20}:\/\/[^/]{0,300}/i, '').replace(/^\{\}(?=\/)/, '');
  return bare.startsWith('/') ? bare : `/${bare}`;
}
