import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FAMILIES, compareText, type RuleInfo } from '#core';
import type { Rule, RuleDefinition } from './define.js';

const FOLDER = join(__dirname, '..', '..', 'rules');

/** All rules of the package, by path, in order of their ids. */
export function loadRules(): Rule[] {
  const rules: Rule[] = [];
  for (const family of FAMILIES) {
    const folder = join(FOLDER, family);
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.js')).sort(compareText)) {
      const definition = (require(join(folder, file)) as { default: RuleDefinition }).default;
      rules.push({ ...definition, check: definition.check.bind(definition), id: `${family}/${file.slice(0, -'.js'.length)}`, family, ceiling: definition.ceiling ?? definition.base });
    }
  }
  return rules;
}

/** What reports tell of each rule. */
export function ruleInfos(rules: readonly Rule[] = loadRules()): RuleInfo[] {
  return rules.map(({ id, summary, firesOn, not, why, remedy, base, ceiling, cwe, owasp }) => ({
    id, summary, firesOn, not, why, remedy, base, ceiling, cwe, ...(owasp ? { owasp } : {}),
  }));
}
