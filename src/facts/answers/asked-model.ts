/** Which provider and model a prompt goes to, and whether a list of approved ones names either. */
import type { Call, Expr, Node } from '#model';
import { walk } from '#model';
import type { Effect } from '../effects/effects.js';
import { propertyOf, roleArguments } from '../names/arguments.js';
import type { Facts } from '../index.js';

export interface AskedModel {
  /** As a reader knows it: `OpenAI`. */
  readonly provider: string;
  /** Every name that a policy may know the provider by. */
  readonly providers: readonly string[];
  /** Names of models written in the code; empty where they come from elsewhere. */
  readonly models: readonly string[];
}

export type Approval = 'approved' | 'unapproved' | 'unknown';

/** The model runs on this machine: nothing leaves. */
export function isLocalModel({ remote, api, environment, url }: Effect): boolean {
  return (!remote && api.remote !== true) || (environment === 'test' && url?.host !== undefined && !remote);
}

export function askedModel(effect: Effect, facts: Facts): AskedModel {
  const provider = effect.system?.name ?? effect.api.product;
  const named = modelNames(effect, facts);
  // `provider/model` and `provider:model`, as routers of many providers write it.
  const models = [...new Set(named.flatMap((name) => [name, ...(/^[\w.-]+[/:](.+)$/.exec(name)?.slice(1) ?? [])]))];
  const file = effect.system?.file ?? effect.api.file;
  const routed = named.flatMap((name) => /^([\w.-]+)[/:]/.exec(name)?.slice(1) ?? []);
  const names = [provider, effect.api.product, file, effect.url?.host, ...packagesOf(effect, facts), ...routed];
  return { provider, providers: [...new Set(names.flatMap((name) => (name === undefined ? [] : [name.toLowerCase()])))], models: models.map((name) => name.toLowerCase()) };
}

/** Holds a prompt against a list of names (with `*`) of providers and models. */
export function approvalOf({ providers, models }: AskedModel, list: readonly string[], facts: Facts): Approval {
  const fits = (name: string): boolean => list.some((entry) => isMatch(name, entry.toLowerCase()));
  if (providers.some((name) => fits(name) || list.some((entry) => name.startsWith(`${entry.toLowerCase()} `)))) return 'approved';
  if (models.length > 0) return models.some(fits) ? 'approved' : 'unapproved';
  // Only a list that names no models at all says something about a model that the code does not name.
  return list.every((entry) => isProvider(entry.toLowerCase(), facts)) ? 'unapproved' : 'unknown';
}

/** `*` stands for anything; matched piece by piece. */
function isMatch(name: string, pattern: string): boolean {
  const [head, ...rest] = pattern.split('*');
  if (head === undefined || rest.length === 0) return name === pattern;
  if (!name.startsWith(head)) return false;
  let at = head.length;
  for (const piece of rest.slice(0, -1)) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  const tail = rest.at(-1)!;
  return name.length - tail.length >= at && name.endsWith(tail);
}

function isProvider(entry: string, facts: Facts): boolean {
  return Object.entries(facts.catalogue.index).some(([id, file]) => file.category === 'ai'
    && (id === entry || isMatch(file.product.toLowerCase(), entry) || file.product.toLowerCase().startsWith(`${entry} `)
      || file.hosts.some(({ host, product }) => host === entry || product?.toLowerCase() === entry)));
}

/** Import names of the file that an API belongs to, without their language. */
function packagesOf(effect: Effect, facts: Facts): string[] {
  return (facts.catalogue.index[effect.api.file]?.packages ?? []).map((name) => name.replace(/^\w+:/, ''));
}

function modelNames(effect: Effect, facts: Facts): string[] {
  const { values } = facts;
  const found: string[] = [];
  const take = (expr: Expr): void => {
    for (const value of values.of(expr)) if (value.kind === 'const' && typeof value.value === 'string' && value.value.length < 120) found.push(value.value);
    // A model made by the adapter of a provider: `model: adapter('name')`.
    if (expr.kind === 'call' && expr.args[0] && !expr.args[0].spread) {
      const name = values.string(expr.args[0].value);
      if (name !== undefined) found.push(name);
    }
  };
  for (const expr of effect.args('model')) take(expr);
  // Clients that are made for one model.
  for (const made of effect.made) {
    const api = facts.effects.api(made);
    if (api?.category === 'ai') for (const expr of roleArguments(made, api, 'model', values)) take(expr);
  }
  if (effect.api.does === 'request') {
    for (const expr of requestModels(effect.call, facts)) take(expr);
    // `/models/<name>:generate`, `/deployments/<name>/chat`.
    const path = /\/(?:models|deployments)\/([\w.@-]{2,80})/.exec(effect.url?.path ?? '');
    if (path?.[1]) found.push(path[1]);
  }
  return [...new Set(found.filter((name) => name !== ''))];
}

const BODIES = new Set(['body', 'payload', 'json', 'data']);
const MOST_STEPS = 12;

/** `model` in the body of a request, whether it is handed over as an object or as text made of one. */
function requestModels(call: Call, facts: Facts): Expr[] {
  const { values } = facts;
  const found: Expr[] = [];
  const queue: Expr[] = [];
  for (const arg of call.args) {
    if (arg.name === undefined || BODIES.has(arg.name)) queue.push(arg.value);
    for (const body of BODIES) queue.push(...propertyOf(arg.value, body, values));
  }
  const seen = new Set<Node>();
  for (let steps = 0; queue.length > 0 && steps < MOST_STEPS * 4; steps++) {
    const at = queue.shift()!;
    if (seen.has(at)) continue;
    seen.add(at);
    found.push(...propertyOf(at, 'model', values));
    if (at.kind === 'name') queue.push(...at.binding.writes.flatMap((write) => (write.value && write.path.length === 0 ? [write.value] : [])));
    if (at.kind === 'call') walk(at, (node) => {
      if (node.kind === 'object' || (node.kind === 'name' && node !== at.callee)) queue.push(node);
      return node.kind !== 'func';
    });
  }
  return found;
}
