/** Which operations of each product the code calls, with the permissions that allow them: what a requested permission is held against. */
import type { Call } from '#model';
import { asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';

export interface UsedOperation {
  readonly call: Call;
  /** The call's path in the catalogue, or verb and address of a request. */
  readonly name: string;
  readonly does: Effect['does'];
  readonly object?: string;
  /** Permissions that allow it, narrowest first; empty where the catalogue names none. */
  readonly scopes: readonly string[];
}

export interface ProductUse {
  readonly product: string;
  readonly operations: readonly UsedOperation[];
  /** Every call is known, and what allows it: only then can a permission be called unused. */
  readonly complete: boolean;
}

/** Products in the order met; tests are left out. */
export function usedOperations(facts: Facts): readonly ProductUse[] {
  const found = new Map<string, UsedOperation[]>();
  for (const { effect, at } of facts.effects.all.flatMap(asked)) {
    const product = effect.system?.name;
    if (product === undefined || facts.inTest(at) || effect.api.does === 'connect' || (effect.does === 'none' && effect.api.scopes === undefined && effect.api.does !== 'request')) continue;
    const operation: UsedOperation = {
      call: at, name: nameOf(effect), does: effect.does, scopes: effect.api.scopes ?? [], ...(effect.object === undefined ? {} : { object: effect.object }),
    };
    found.set(product, [...(found.get(product) ?? []), operation]);
  }
  return [...found].map(([product, operations]) => ({ product, operations, complete: operations.every(({ scopes, does }) => scopes.length > 0 && does !== 'none') }));
}

function nameOf({ api, method, url }: Effect): string {
  return api.does === 'request' && url ? `${method ?? '?'} ${url.path.split('?', 1)[0]}` : api.path;
}
