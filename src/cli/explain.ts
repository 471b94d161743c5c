import type { RuleInfo } from '#core';
import { UsageError } from '#discover';
import { didYouMean } from '#policy';
import { print } from './destinations.js';
import { listedRules } from './every-rule.js';
import type { Io } from './io.js';
import { severities } from './rules.js';

/** Prints what a rule looks for, and why. Throws UsageError for an unknown id, with the nearest one. */
export async function runExplain(id: string, { config }: { config?: string }, io: Io): Promise<number> {
  const rules = await listedRules(config, io);
  const rule = rules.find((candidate) => candidate.id === id);
  if (!rule) {
    const near = didYouMean(id, rules.map((candidate) => candidate.id));
    throw new UsageError(`unknown rule "${id}"${near}`, 'vibecheck rules lists them all');
  }
  await print(io, explain(rule));
  return 0;
}

function explain(rule: RuleInfo): string {
  const references = [...rule.cwe.map((number) => `CWE-${number}`), ...(rule.owasp ? [rule.owasp] : [])];
  const parts = [
    `${rule.id}  (${severities(rule)})\n${rule.summary}`,
    `Looks for\n${indent(rule.firesOn)}`,
    `Why\n${indent(rule.why)}`,
    rule.not.length > 0 ? `Silent on\n${rule.not.map((one) => indent(`- ${one}`)).join('\n')}` : '',
    `What to ask the AI for\n${indent(rule.remedy)}`,
    references.length > 0 ? `See\n${indent(references.join(', '))}` : '',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
