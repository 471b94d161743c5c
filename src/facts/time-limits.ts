import type { Call, Unit } from '#model';
import { option } from './arguments.js';
import type { Effects } from './effects.js';
import type { Values } from './values.js';

/** Longer than this counts as waiting for ever. */
export const LONGEST_WAIT = 120;

const COMMON_LIMITS = ['timeout', 'signal', 'requestTimeout', 'connectTimeout', 'request_timeout', 'timeoutMs', 'timeout_ms', 'connect_timeout', 'read_timeout', 'query_timeout', 'statement_timeout', 'connectionTimeoutMillis', 'socketTimeoutMS', 'login_timeout'];

/** Holds if a call gives up by itself: by the client's default, an option of the call or of its client, or a process-wide setting. */
export function hasTimeLimit(call: Call, effects: Effects, values: Values, unit: Unit): boolean {
  const effect = effects.of(call);
  if (!effect) return true;
  const { timeout, limits } = effect.api;
  if (timeout === 'platform' || (typeof timeout === 'number' && timeout <= LONGEST_WAIT)) return !switchedOff(effect.call, values);
  if (timeout === undefined) return true;
  const names = [...(limits ?? []), ...COMMON_LIMITS];
  if (effect.opaque || names.some((name) => setsLimit(effect.option(name), values))) return true;
  if (effect.made.some((made) => names.some((name) => setsLimit(option(made, name, values), values)) || opaqueClient(made, values))) return true;
  return unit.modules.some((module) => module.calls.some((other) => values.paths(other.callee).some((path) => path === 'py:socket.setdefaulttimeout')));
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
