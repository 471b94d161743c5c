import type { Call, Unit } from '#model';
import { walk } from '#model';
import { option } from './arguments.js';
import type { CallGraph } from './call-graph.js';
import { definitions } from './definitions.js';
import type { Effects } from './effects.js';
import type { Values } from './values.js';

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
  if (effect.opaque || names.some((name) => setsLimit(effect.option(name), values))) return true;
  // `read_sql(text, connection)`: the connection handed over counts like the client called.
  const made = [...effect.made, ...call.args.flatMap((arg) => definitions(arg.value, values, calls).filter((expr): expr is Call => expr.kind === 'call'))];
  if (made.some((client) => client.args.some((arg) => LIMIT_IN_TEXT.test(values.string(arg.value) ?? '')))) return true;
  if (made.some((made) => names.some((name) => setsLimit(option(made, name, values), values)) || opaqueClient(made, values))) return true;
  return unit.modules.some((module) => module.calls.some((other) => values.paths(other.callee).some((path) => path === 'py:socket.setdefaulttimeout')));
}

/** A limit among the options in a text: `-c statement_timeout=15000`, `?socketTimeoutMS=20000`. */
const LIMIT_IN_TEXT = /(statement|socket|read|query|command)_?timeout(ms)?=/i;

/** What ends a whole job: keywords and options of schedulers and platforms. */
const JOB_LIMITS = new Set(['execution_timeout', 'dagrun_timeout', 'time_limit', 'soft_time_limit', 'job_timeout', 'maxDuration', 'timeoutSeconds', 'timeout_sec']);

/** Holds if the unit sets a limit for its whole run. */
export function limitsItsRuns(unit: Unit): boolean {
  return unit.modules.some((module) => {
    let limited = module.top.scope.bindings.has('maxDuration');
    walk(module.top, (node) => {
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
function opaqueClient(made: Call, values: Values): boolean {
  return made.args.some((arg) => arg.keywords && values.of(arg.value).every((value) => value.kind !== 'object'));
}
