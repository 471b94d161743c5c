/** Secrets that are kept in plain files, browser storage and spreadsheet cells. */
import type { Call, Expr } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import type { SlotsOf } from './credential-slots.js';
import { definitions } from '../names/definitions.js';
import type { Effect, Effects } from '../effects/effects.js';
import type { SecretFlows } from './secret-flows.js';
import { credentialName } from '../secrets/index.js';
import { isTestFile } from '../entries/test-doubles.js';
import type { Values } from '../names/values.js';

export type StoragePlace = 'file' | 'browser' | 'sheet';

export interface KeptSecret {
  readonly place: StoragePlace;
  readonly access: 'write' | 'read';
  readonly what: string;
  readonly effect: Effect;
  readonly steps: readonly Expr[];
}

const WRITES = new Set<Effect['does']>(['create', 'update', 'upsert']);

export function keptSecrets(values: Values, calls: CallGraph, effects: Effects, flows: SecretFlows, slots: SlotsOf): KeptSecret[] {
  const found = new Map<Call, KeptSecret>();
  const add = (kept: KeptSecret): void => {
    if (!found.has(kept.effect.call) && !isTestFile(kept.effect.module.file)) found.set(kept.effect.call, kept);
  };
  for (const role of ['data', 'cell', 'body'] as const) {
    for (const flow of flows.into(role)) {
      const place = placeOf(flow.effect);
      if (place && WRITES.has(flow.effect.does)) add({ place, access: 'write', what: flow.what, effect: flow.effect, steps: flow.steps });
    }
  }
  for (const effect of effects.all) {
    if (placeOf(effect) !== 'browser' || !WRITES.has(effect.does)) continue;
    const key = effect.args('key')[0];
    const name = key && values.string(key);
    if (name !== undefined && credentialName(name) && effect.args('data').some((data) => data.kind !== 'literal')) add({ place: 'browser', access: 'write', what: `the credential \`${name}\``, effect, steps: [] });
  }
  for (const ofModule of slots.values()) {
    for (const slot of ofModule) {
      if (slot.use !== 'held' || slot.name === undefined) continue;
      for (const at of definitions(slot.value, values, calls)) {
        const effect = readBehind(at, effects);
        const place = effect && placeOf(effect);
        if (effect && (place === 'sheet' || (place === 'file' && isPlainText(effect, values)))) add({ place, access: 'read', what: `the credential \`${slot.name}\``, effect, steps: [] });
      }
    }
  }
  return [...found.values()];
}

function placeOf(effect: Effect): StoragePlace | undefined {
  const { api } = effect;
  if (api.file === 'browser-storage') return 'browser';
  if (api.category === 'spreadsheet' || effect.system?.category === 'spreadsheet') return 'sheet';
  return api.category === 'files' && !effect.remote ? 'file' : undefined;
}

/** The read that a text comes from, through `.strip()`, `String(…)` and the like. */
function readBehind(expr: Expr, effects: Effects): Effect | undefined {
  let at: Expr = expr;
  for (let depth = 0; depth < 6; depth++) {
    if (at.kind === 'await') at = at.value;
    else if (at.kind === 'call') {
      const effect = effects.of(at);
      if (effect && (effect.does === 'read' || effect.does === 'list')) return effect;
      if (at.callee.kind === 'member' && /^(?:strip|trim|toString|rstrip|decode)$/.test(at.callee.property ?? '')) at = at.callee.object;
      else if (at.callee.kind === 'name' && /^(?:String|str)$/.test(at.callee.name) && at.args[0]) at = at.args[0].value;
      else return undefined;
    } else return undefined;
  }
  return undefined;
}

/** A file that holds nothing but text; mounted secrets of a container are a secret store. */
function isPlainText(effect: Effect, values: Values): boolean {
  const paths = [...effect.args('path'), ...effect.made.flatMap((call) => call.args.slice(0, 1).map((arg) => arg.value))].map((expr) => values.string(expr)).filter((path) => path !== undefined);
  return paths.some((path) => /\.(?:txt|key|token|csv)$|(?:^|\/)[\w-]*(?:token|secret|key|password)[\w-]*$/i.test(path) && !/^\/(?:run|var\/run|etc)\/secrets\//.test(path));
}
