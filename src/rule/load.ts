import { compareText, type Family, type RuleId, type RuleInfo } from '#core';
import type { Rule, RuleDefinition } from './define.js';
import { installedRules } from './installed.js';

/** All rules of the package, in order of their ids. */
export function loadRules(): Rule[] {
  return Object.entries(installedRules())
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, { default: definition }]) => toRule(id as RuleId, definition));
}

/** A definition with what its path says. */
export function toRule(id: RuleId, definition: RuleDefinition, plugin?: string): Rule {
  return {
    ...definition, id, family: id.split('/')[0] as Family, ceiling: definition.ceiling ?? definition.base,
    check: definition.check?.bind(definition) ?? (() => []), ...(plugin === undefined ? {} : { plugin }),
  };
}

/** What reports tell of each rule. */
export function ruleInfos(rules: readonly Rule[] = loadRules()): RuleInfo[] {
  return rules.map(({ id, summary, firesOn, not, why, remedy, base, ceiling, cwe, owasp, plugin }) => ({
    id, summary, firesOn, not, why, remedy, base, ceiling, cwe, ...(owasp ? { owasp } : {}), ...(plugin === undefined ? {} : { plugin }),
  }));
}
