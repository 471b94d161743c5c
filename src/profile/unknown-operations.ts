/**
 * Operations of a cloud's own client that the catalogue does not know: the cloud is certain, and the verb of the name says
 * the access. Clients of single products are known well enough that what is left are getters of records.
 */
import type { Access, SystemKind } from '#core';
import { words, type Facts } from '#facts';
import type { Call } from '#model';

export interface UnknownOperation {
  readonly call: Call;
  /** As the code calls it: `get_cost_and_usage`. */
  readonly name: string;
  readonly system: string;
  readonly kind: SystemKind;
  readonly access: Access;
}

const VERBS: readonly (readonly [Access, ReadonlySet<string>])[] = [
  ['read', new Set(['get', 'list', 'describe', 'search', 'fetch', 'query', 'retrieve', 'lookup', 'scan', 'export', 'download'])],
  ['write', new Set(['put', 'create', 'update', 'insert', 'patch', 'upsert', 'upload', 'modify', 'register', 'attach', 'enable', 'disable', 'start', 'stop', 'import'])],
  ['delete', new Set(['delete', 'remove', 'purge', 'terminate', 'destroy', 'revoke'])],
  ['send', new Set(['send', 'publish', 'notify'])],
];

export function unknownOperations(facts: Facts): UnknownOperation[] {
  return facts.unit.modules.flatMap((module) => module.calls.flatMap((call) => {
    const name = call.callee.kind === 'member' ? call.callee.property : undefined;
    // A bare `get` or `list` is more often a look-up in a value than an operation.
    if (name === undefined || words(name).length < 2 || facts.effects.api(call)) return [];
    const access = VERBS.find(([, verbs]) => verbs.has(words(name)[0]!))?.[0];
    const system = access && clientOf(call, facts);
    return access && system ? [{ call, name, access, ...system }] : [];
  }));
}

/** The product of the client that an operation is called on; results of calls are no clients. */
function clientOf(call: Call, facts: Facts): { system: string; kind: SystemKind } | undefined {
  for (const path of facts.values.paths(call.callee)) {
    const type = /^type:([^/]+)\/[^.]+/.exec(path);
    const entry = type && facts.catalogue.index[type[1]!];
    if (type && entry && entry.kind !== 'none' && entry.category === 'cloud' && facts.catalogue.typeLabel(type[0]) === undefined) return { system: entry.product, kind: entry.kind };
  }
  return undefined;
}
