import type { Environment, Policy } from '#core';
import type { Call } from '#model';
import { textShape } from './text.js';
import { isLoopback, type UrlFact } from './urls.js';
import type { Values } from '../names/values.js';

const TEST_WORD = /(^|[^a-z])(test|tests|testing|sandbox|staging|stage|stg|dev|develop|development|uat|qa|demo|preprod|pre-prod|local|mock)([^a-z]|$)/i;
const PRODUCTION_WORD = /(^|[^a-z])(prod|production|prd|live)([^a-z]|$)/i;

/** Where a call goes, from its address, the client's address and policy; unknown where nothing says. */
export function environmentOf(of: {
  url: UrlFact | undefined;
  host: Environment | undefined;
  made: readonly Call[];
  call: Call;
  values: Values;
  patterns: Policy['environments'];
}): Environment {
  const texts = [of.url?.shape, ...of.made.flatMap((call) => call.args.slice(0, 4).flatMap((arg) => (arg.value.kind === 'function' ? [] : [textShape(arg.value, of.values)])))];
  if (of.url?.host !== undefined) {
    if (matches(of.url.host, of.patterns.production)) return 'production';
    if (matches(of.url.host, of.patterns.test) || isLoopback(of.url.host)) return 'test';
    if (of.host) return of.host;
  }
  for (const text of texts) {
    if (text === undefined || !/[./:_-]/.test(text) || text.includes(' ') || text.length > 300) continue;
    const where = text.replace(/\/\/[^/@]*@/, '//');
    if (PRODUCTION_WORD.test(where) && !TEST_WORD.test(where)) return 'production';
    if (TEST_WORD.test(where) || /localhost|127\.0\.0\.1/.test(where)) return 'test';
  }
  return 'unknown';
}

/** What a name says of where it is; undefined where it says nothing. */
export function environmentWord(name: string): Exclude<Environment, 'unknown'> | undefined {
  if (TEST_WORD.test(name.replace(/_/g, '-'))) return 'test';
  return PRODUCTION_WORD.test(name.replace(/_/g, '-')) ? 'production' : undefined;
}

/** Holds if a pattern of the policy, with `*` for any text, fits a host. */
export function matches(host: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (!pattern.includes('*')) return pattern.toLowerCase() === host;
    const parts = pattern.toLowerCase().split('*');
    let from = 0;
    for (const [index, part] of parts.entries()) {
      const at = host.indexOf(part, from);
      if (at === -1 || (index === 0 && at !== 0)) return false;
      from = at + part.length;
    }
    return parts[parts.length - 1] === '' || host.endsWith(parts[parts.length - 1]!);
  });
}
