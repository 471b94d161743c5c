/** Requests of an author's own wrapper that go to several systems: `request(url, init)` called for one and for another. */
import type { Access, SystemKind } from '#core';
import type { Call, Expr } from '#model';
import { propertyOf } from '../names/arguments.js';
import { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import type { Effect, Effects, TargetSystem } from './effects.js';
import { isLoopback, urlFact } from '../texts/urls.js';

/** What a wrapper does in another system than the one that its own request was told to go to. */
export interface WrappedRequest {
  /** The caller. */
  readonly call: Call;
  readonly system: TargetSystem & { readonly kind: SystemKind };
  readonly access: Access;
}

const MOST_CALLERS = 40;
const ACCESS_OF: Readonly<Record<string, Access>> = { GET: 'read', HEAD: 'read', POST: 'write', PUT: 'write', PATCH: 'write', DELETE: 'delete' };

export function wrappedRequests(effect: Effect, effects: Effects): WrappedRequest[] {
  const address = effect.api.does === 'request' ? effect.args('url')[0] : undefined;
  if (address?.kind !== 'name') return [];
  const func = effect.call.in;
  const index = address.binding.writes.find((write) => write.via === 'param' && write.param?.func === func && write.path.length === 0)?.param?.index;
  if (index === undefined) return [];
  return effects.calls.callers(func).filter(({ via }) => via === 'call').slice(0, MOST_CALLERS).flatMap(({ call }): WrappedRequest[] => {
    const given = CallGraph.pairs(call, func).find((pair) => pair.index === index && !pair.arg.spread)?.arg.value;
    const target = given && definitions(given, effects.values, effects.calls)[0];
    if (!target) return [];
    const url = urlFact(target, effects.values);
    if (url.host !== undefined && isLoopback(url.host)) return [];
    const system = effects.systemAt(effect, url);
    if (!system || system.name === effect.system?.name) return [];
    const method = verbOf(call, effects);
    const does = system.file === undefined ? undefined : effects.catalogue.endpoint(system.file, method, url.path)?.does;
    if (does === 'connect' || does === 'none') return [];
    const access = does === 'read' || does === 'list' ? 'read' : does === 'delete' ? 'delete' : does === 'send' ? 'send' : ACCESS_OF[method];
    return access ? [{ call, system, access }] : [];
  });
}

function verbOf(call: Call, effects: Effects): string {
  const given = call.args.flatMap((arg): Expr[] => propertyOf(arg.value, 'method', effects.values));
  return given.map((expr) => effects.values.string(expr)).find((text) => text !== undefined)?.toUpperCase() ?? 'GET';
}
