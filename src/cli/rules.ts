import { compareText, type RuleInfo } from '#core';
import { print } from './destinations.js';
import { listedRules } from './every-rule.js';
import type { Io } from './io.js';

/** Lists every rule: id, base and ceiling severity, summary; or all that is known of each, as JSON. */
export async function runRules({ format, config }: { format: string; config?: string }, io: Io): Promise<number> {
  const rules = (await listedRules(config, io)).toSorted((a, b) => compareText(a.id, b.id));
  await print(io, format === 'json' ? `${JSON.stringify(rules, null, 2)}\n` : table(rules));
  return 0;
}

function table(rules: readonly RuleInfo[]): string {
  const rows = rules.map((rule) => [rule.id, severities(rule), rule.summary] as const);
  const idWidth = Math.max(0, ...rows.map(([id]) => id.length));
  const severityWidth = Math.max(0, ...rows.map(([, severity]) => severity.length));
  const lines = rows.map(([id, severity, summary]) => `${id.padEnd(idWidth)}  ${severity.padEnd(severityWidth)}  ${summary}`);
  return `${lines.join('\n')}\n\n${rules.length} rules. More on one: vibecheck explain <rule>\n`;
}

/** The severity that it has by itself, and the one that it can reach in context. */
export function severities(rule: RuleInfo): string {
  return rule.base === rule.ceiling ? rule.base : `${rule.base} → ${rule.ceiling}`;
}
