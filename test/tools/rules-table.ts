/** Writes `rules/README.md` from what the rules say of themselves; with `--check` only says whether it is up to date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAMILIES, type RuleInfo } from '#core';
import { ruleInfos } from '#rule';

export const RULES_PAGE = join(__dirname, '..', '..', '..', 'rules', 'README.md');

const ABOUT: Record<(typeof FAMILIES)[number], string> = {
  credentials: 'secrets that the script carries or leaks',
  access: 'reach beyond what the use case needs',
  resilience: 'silent failure',
  validation: 'input that is trusted',
  integrity: 'records lost, doubled or half-written',
  exposure: 'what the script opens to others',
  compliance: 'regulated data',
  operations: 'who runs it, who knows',
};

export function rulesPage(rules: readonly RuleInfo[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const parts = ['# Rules', '', 'Made by `npm run docs` from the rules themselves: change a rule, not this page. Base → ceiling: what a personal script gets, and the most that context makes of it. OWASP: the entry of its Top 10 for citizen development that fits.', ''];
  for (const family of FAMILIES) {
    const own = rules.filter((rule) => rule.id.startsWith(`${family}/`));
    if (own.length === 0) continue;
    parts.push(`## ${family}: ${ABOUT[family]}`, '', '| rule | level | fires on | not | CWE | OWASP |', '|---|---|---|---|---|---|');
    for (const rule of own) {
      const level = rule.base === rule.ceiling ? rule.base : `${rule.base} → ${rule.ceiling}`;
      parts.push(`| [\`${rule.id}\`](${rule.id}.ts) | ${level} | ${cell(rule.firesOn)} | ${cell(rule.not.join('; '))} | ${rule.cwe.join(', ')} | ${rule.owasp ?? ''} |`);
    }
    parts.push('');
  }
  return parts.join('\n');
}

if (require.main === module) {
  const page = rulesPage(ruleInfos());
  const fresh = existsSync(RULES_PAGE) && readFileSync(RULES_PAGE, 'utf8') === page;
  if (!fresh && process.argv.includes('--check')) process.exitCode = 1;
  else if (!fresh) writeFileSync(RULES_PAGE, page);
}
