/** Queries and requests of an author's own wrapper, one for each caller: `query("SELECT …")` here, `query("DELETE …")` there. */
import type { Call } from '#model';
import type { Effect, Effects } from './effects.js';

export interface Asked {
  readonly effect: Effect;
  /** The call that says what is done: the caller's, or the effect's own where no caller decides. */
  readonly at: Call;
}

/** An effect as each caller of its wrapper has it done. */
export function asked(effect: Effect): Asked[] {
  const queries = effect.uses.filter((use) => use.sql !== undefined || use.path !== undefined);
  if (queries.length === 0) return [{ effect, at: effect.call }];
  const { access: _access, object: _object, data: _data, sql: _sql, ...wrapper } = effect;
  return queries.map(({ call, path, pages, ...use }) => ({ effect: { ...wrapper, ...use, ...(path === undefined ? {} : request(wrapper, call, path, pages)) }, at: call }));
}

/** What a request asks for stands at its caller. */
function request({ api, url }: Pick<Effect, 'api' | 'url'>, call: Call, path: string, pages: Effect['api']['pages']): Partial<Effect> {
  const { pages: _pages, ...rest } = api;
  return { call, opaque: false, api: { ...rest, ...(pages ? { pages } : {}) }, ...(url ? { url: { ...url, path } } : {}) };
}

/** What is done in a wrapper for the caller that data passed through on its way; undefined where that caller has another verb. */
export function doneFor(effect: Effect, way: readonly Call[], effects: Effects): Effect | undefined {
  const use = effect.uses.find(({ call }) => way.includes(call));
  if (use) {
    const { access: _access, object: _object, data: _data, ...sink } = effect;
    return { ...sink, ...use };
  }
  return effects.allOf(effect.call).some((other) => other !== effect && other.uses.some(({ call }) => way.includes(call))) ? undefined : effect;
}
