import { DEFAULT_POLICY, type Outcome } from '#core';
import type { Configuration } from './schema.js';

const STRICTNESS: readonly (Outcome | 'never')[] = ['never', 'block', 'review'];

/**
 * What a tree under review may say of its own review: only what makes it stricter than the defaults. Every other
 * setting is dropped, and named in `dropped`.
 */
export function tightenOnly(configuration: Configuration): { readonly kept: Configuration; readonly dropped: readonly string[] } {
  const dropped: string[] = [];
  const drop = (key: string): void => void dropped.push(key);
  const unlessEmpty = <T>(key: string, list: readonly T[] | undefined): void => {
    if (list && list.length > 0) drop(key);
  };

  const rules = Object.entries(configuration.rules ?? {}).filter(([id, level]) => {
    if (level === 'error') return true;
    drop(`rules.${id}`);
    return false;
  });
  for (const key of ['models', 'sources', 'hosts', 'packages'] as const) unlessEmpty(`approved.${key}`, configuration.approved?.[key]);
  unlessEmpty('environments.test', configuration.environments?.test);
  unlessEmpty('internal.domains', configuration.internal?.domains);

  const { failOn, failOnGaps } = configuration.gate ?? {};
  const stricter = failOn !== undefined && STRICTNESS.indexOf(failOn) >= STRICTNESS.indexOf(DEFAULT_POLICY.gate.failOn);
  if (failOn !== undefined && !stricter) drop('gate.failOn');

  const limits: { maxFileBytes?: number; maxFiles?: number } = {};
  for (const key of ['maxFileBytes', 'maxFiles'] as const) {
    const limit = configuration.limits?.[key];
    if (limit === undefined) continue;
    if (limit <= DEFAULT_POLICY.limits[key]) limits[key] = limit;
    else drop(`limits.${key}`);
  }
  unlessEmpty('ignore', configuration.ignore);

  return {
    kept: {
      rules: Object.fromEntries(rules),
      environments: { production: configuration.environments?.production ?? [] },
      gate: { ...(stricter ? { failOn } : {}), ...(failOnGaps === true ? { failOnGaps } : {}) },
      limits,
    },
    dropped,
  };
}
