/** What helpers and clients that try again were told: how often, how fast, and whether writes too. */
import type { Api } from '#catalogue';
import type { Call, Expr, Node } from '#model';
import { eachNode, walk } from '#model';
import { argumentAt, hasOpaqueOptions } from '../names/arguments.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { equipment } from './equipment.js';
import { effectsUnder } from './reached.js';

/** A helper around some code that tries it again. */
export interface RetryHelper {
  readonly at: Node;
  /** Nothing limits the tries. */
  readonly endless: boolean;
  /** Something makes a pause between two of them. */
  readonly paced: boolean;
  /** What it tries again. */
  readonly tried: readonly Effect[];
}

/** Decorators, wrappers and loops over a helper that were not told when to stop, or to wait. */
export function carelessHelpers(facts: Facts): RetryHelper[] {
  const found: RetryHelper[] = [];
  const add = (at: Node, api: Api | undefined, under: readonly Node[]): void => {
    if (!api?.repeats || under.length === 0 || (at.kind === 'call' && (hasOpaqueOptions(at, facts.values) || at.args.some((arg) => arg.keywords)))) return;
    const told = (names: readonly string[] | undefined): boolean => names === undefined || (at.kind === 'call' && names.some((name) => argumentAt(at, name, facts.values).length > 0));
    const endless = !told(api.repeats.stop);
    const paced = told(api.repeats.pause);
    if (endless || !paced) found.push({ at, endless, paced, tried: effectsUnder(under, facts.effects, facts.calls) });
  };
  for (const module of facts.unit.modules) {
    eachNode(module, (node) => {
      if (node.kind === 'func') {
        for (const decorator of node.decorators) add(decorator, decorator.kind === 'call' ? facts.effects.api(decorator) : namedApi(decorator, facts), node.body);
      } else if (node.kind === 'call' && facts.effects.api(node)?.repeats?.stop) {
        add(node, facts.effects.api(node), [
          ...node.args.flatMap(({ value }) => facts.values.of(value).flatMap((can) => (can.kind === 'func' ? can.func.body : []))),
          ...(node.parent?.kind === 'loop' && node.parent.iterable === node ? node.parent.body : []),
        ]);
      }
    });
  }
  return found;
}

/** `@retry`, without anything said. */
function namedApi(decorator: Expr, { values, effects }: Facts): Api | undefined {
  for (const path of values.paths(decorator)) {
    const api = effects.catalogue.call(path);
    if (api) return api;
  }
  return undefined;
}

/** Where the client of a write was told to try writes again too. */
export function repeatsWrites(effect: Effect, { effects, values }: Facts): Call | undefined {
  const verb = (effect.method ?? 'POST').toUpperCase();
  return equipment(effect).find((call) => {
    const { methods = [], condition = [] } = effects.api(call)?.repeats ?? {};
    return methods.some((name) => argumentAt(call, name, values).some((given) => listsVerb(given, verb, values)))
      || condition.some((name) => argumentAt(call, name, values).some((given) => repeatsAll(given, values)));
  });
}

/** `["GET", "POST"]`, `frozenset({…})`; nothing or false for every verb. */
function listsVerb(given: Expr, verb: string, values: Facts['values']): boolean {
  if ([null, false].includes(values.constant(given) as never)) return true;
  let listed = false;
  const look = (root: Node): void => walk(root, (node) => {
    listed ||= node.kind === 'literal' && typeof node.value === 'string' && node.value.toUpperCase() === verb;
    return !listed && node.kind !== 'func';
  });
  look(given);
  if (given.kind === 'name') for (const { value } of given.binding.writes) if (value) look(value);
  return listed;
}

/** A condition that is true on passing failures, whatever was asked for: it looks at neither the verb nor the rate alone. */
function repeatsAll(given: Expr, values: Facts['values']): boolean {
  const func = values.of(given).find((value) => value.kind === 'func');
  if (func?.kind !== 'func') return false;
  let asks = false;
  for (const statement of func.func.body) walk(statement, (node) => {
    const name = node.kind === 'member' ? node.property : node.kind === 'name' ? node.name : undefined;
    asks ||= /method|verb|idempotent|isNetworkError|rate_?limit|[gs]et$/i.test(name ?? '') || (node.kind === 'literal' && node.value === 429);
    return !asks;
  });
  return !asks;
}
