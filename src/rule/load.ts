import { compareText, type Family, type RuleId, type RuleInfo } from '#core';
import type { Rule } from './define.js';
import { installedRules } from './installed.js';

/** All rules of the package, in order of their ids. */
export function loadRules(): Rule[] {
  return Object.entries(installedRules())
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, { default: definition }]) => ({
      ...definition, check: definition.check.bind(definition), id: id as RuleId, family: id.split('/')[0] as Family, ceiling: definition.ceiling ?? definition.base,
    }));
}

/** What reports tell of each rule. */
export function ruleInfos(rules: readonly Rule[] = loadRules()): RuleInfo[] {
  return rules.map(({ id, summary, firesOn, not, why, remedy, base, ceiling, cwe, owasp }) => ({
    id, summary, firesOn, not, why, remedy, base, ceiling, cwe, ...(owasp ? { owasp } : {}),
  }));
}
