import type { Arg, Call, Expr, Unit } from '#model';
import { eachNode } from '#model';
import { hasOpaqueOptions, option } from '../names/arguments.js';
import { CallGraph } from '../names/call-graph.js';
import { readsOfHolder } from '../effects/client-holders.js';
import { definitions, receiverCalls } from '../names/definitions.js';
import type { Effects } from '../effects/effects.js';
import type { Values } from '../names/values.js';

/** Longer than this counts as waiting for ever. */
export const LONGEST_WAIT = 120;

const COMMON_LIMITS = ['timeout', 'signal', 'requestTimeout', 'connectTimeout', 'request_timeout', 'timeoutMs', 'timeout_ms', 'connect_timeout', 'read_timeout', 'query_timeout', 'statement_timeout', 'connectionTimeoutMillis', 'socketTimeoutMS', 'login_timeout'];

/** Holds if a call gives up by itself: by the client's default, an option of the call or of its client, or a process-wide setting. */
export function hasTimeLimit(call: Call, effects: Effects, values: Values, calls: CallGraph, unit: Unit): boolean {
  const effect = effects.of(call);
  if (!effect) return true;
  const { timeout, limits } = effect.api;
  if (timeout === 'platform' || (typeof timeout === 'number' && timeout <= LONGEST_WAIT)) return !switchedOff(effect.call, values);
  if (timeout === undefined) return true;
  const names = [...(limits ?? []), ...COMMON_LIMITS];
  if (names.some((name) => setsLimit(effect.option(name), values))) return true;
  if (effect.opaque) {
    const handed = handedOn(call, values, calls);
    if (!handed || handed.some((arg) => arg.name !== undefined && names.includes(arg.name))) return true;
  }
  // `read_sql(text, connection)`: the connection handed over counts like the client called, and what it was made from.
  const given = call.args.flatMap((arg) => definitions(arg.value, values, calls).filter((expr): expr is Call => expr.kind === 'call'));
  const made = [...effect.made, ...given, ...given.flatMap((expr) => receiverCalls(expr, values, calls))];
  if (made.some((client) => client.args.some((arg) => LIMIT_IN_TEXT.test(values.string(arg.value) ?? '')))) return true;
  const options = made.flatMap((client) => [client, ...client.args.flatMap((arg) => (arg.keywords ? dictCalls(arg.value, values, calls) : []))]);
  if (options.some((from) => names.some((name) => setsLimit(option(from, name, values), values))) || made.some((client) => opaqueClient(client, values, calls))) return true;
  // `client.set_timeout(30)`.
  if (made.some((client) => readsOfHolder(client).some((read) => read.parent?.kind === 'member' && /^set_?timeout$/i.test(read.parent.property ?? '')))) return true;
  return unit.modules.some((module) => module.calls.some((other) => values.paths(other.callee).some((path) => path === 'py:socket.setdefaulttimeout')));
}

/**
 * What every caller of an author's own wrapper hands on to a call in it: `request(method, url, **options)`. Undefined where
 * some of the call's options cannot be seen from its callers either.
 */
function handedOn(call: Call, values: Values, calls: CallGraph): Arg[] | undefined {
  const found: Arg[] = [];
  const open = call.args.filter((arg) => hasOpaqueOptions({ ...call, args: call.args.includes(arg) && arg.keywords ? [arg] : [PLAIN, arg] }, values));
  for (const arg of open) {
    const write = arg.value.kind === 'name' && arg.value.binding.writes.length === 1 ? arg.value.binding.writes[0] : undefined;
    const param = write?.param;
    const callers = param ? calls.callers(param.func) : [];
    if (!param || callers.length === 0 || callers.some((caller) => caller.via !== 'call')) return undefined;
    for (const caller of callers) {
      const handed = CallGraph.pairs(caller.call, param.func).filter((pair) => pair.index === param.index).map((pair) => pair.arg);
      if (handed.some((each) => each.spread || each.name === undefined)) return undefined;
      found.push(...handed);
    }
  }
  return found;
}

/** Stands for the address, which is no options object. */
const PLAIN: Arg = { value: { kind: 'literal', type: 'null', value: null, start: 0, end: 0 } };

/** A limit among the options in a text: `-c statement_timeout=15000`, `?socketTimeoutMS=20000`. */
const LIMIT_IN_TEXT = /(statement|socket|read|query|command)_?timeout(ms)?=/i;

/** What ends a whole job: keywords and options of schedulers and platforms. */
const JOB_LIMITS = new Set(['execution_timeout', 'dagrun_timeout', 'time_limit', 'soft_time_limit', 'job_timeout', 'maxDuration', 'timeoutSeconds', 'timeout_sec']);

/** Holds if the unit sets a limit for its whole run. */
export function limitsItsRuns(unit: Unit): boolean {
  return unit.modules.some((module) => {
    let limited = module.top.scope.bindings.has('maxDuration');
    eachNode(module, (node) => {
      if (node.kind === 'object') limited ||= node.entries.some((entry) => entry.key !== undefined && JOB_LIMITS.has(entry.key));
      if (node.kind === 'call') limited ||= node.args.some((arg) => arg.name !== undefined && JOB_LIMITS.has(arg.name));
      return !limited;
    });
    return limited;
  });
}

function setsLimit(expr: ReturnType<typeof option>, values: Values): boolean {
  if (!expr) return false;
  const value = values.constant(expr);
  return value === undefined || (value !== null && value !== 0 && value !== false);
}

function switchedOff(call: Call, values: Values): boolean {
  const given = option(call, 'timeout', values);
  return given !== undefined && values.constant(given) === null;
}

/** A client made with options that cannot be seen. */
function opaqueClient(made: Call, values: Values, calls: CallGraph): boolean {
  return made.args.some((arg) => arg.keywords && values.of(arg.value).every((value) => value.kind !== 'object') && dictCalls(arg.value, values, calls).length === 0);
}

/** `dict(host=…, user=…)` behind a name: options as keywords. */
function dictCalls(expr: Expr, values: Values, calls: CallGraph): Call[] {
  return definitions(expr, values, calls).filter((each): each is Call => each.kind === 'call' && each.callee.kind === 'name' && each.callee.name === 'dict');
}
