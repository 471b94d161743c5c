import type * as sarif from 'sarif';
import type { Family, RuleInfo } from '#core';
import { sentence } from './words.js';

/** GitHub refuses longer descriptions. */
const LONGEST_DESCRIPTION = 1_024;

/** Families whose findings are weaknesses in the sense of CWE; only these get a security score. */
const SECURITY: ReadonlySet<Family> = new Set(['credentials', 'access', 'validation', 'exposure']);

/** One rule as the tool's rule list has it. */
export function ruleOf(rule: RuleInfo): sarif.ReportingDescriptor {
  const family = familyOf(rule);
  const security = SECURITY.has(family);
  return {
    id: rule.id,
    name: pascalCase(rule.id.slice(family.length + 1)),
    shortDescription: { text: shorten(sentence(rule.summary)) },
    fullDescription: { text: shorten(`${sentence(rule.summary)} ${sentence(rule.why)}`) },
    messageStrings: { default: { text: '{0}.' } },
    help: { text: helpText(rule), markdown: helpMarkdown(rule) },
    defaultConfiguration: { level: rule.base },
    properties: {
      tags: [family, ...(security ? ['security'] : []), ...rule.cwe.map(cweTag)].slice(0, 10),
      precision: 'high',
      ...(security
        ? { 'security-severity': securityScore(rule) }
        : { 'problem.severity': rule.base === 'note' ? 'recommendation' : rule.base }),
      ...(rule.owasp ? { owasp: rule.owasp } : {}),
    },
  };
}

export function cweTag(cwe: number): string {
  return `external/cwe/cwe-${String(cwe).padStart(3, '0')}`;
}

function familyOf(rule: RuleInfo): Family {
  return rule.id.slice(0, rule.id.indexOf('/')) as Family;
}

/** From 0 to 10, as a string: high from 7, medium from 4. A rule that context can make an error lies higher. */
function securityScore({ base, ceiling }: RuleInfo): string {
  if (base === 'error') return '8.0';
  if (base === 'warning') return ceiling === 'error' ? '6.5' : '5.0';
  return ceiling === 'note' ? '2.0' : '3.5';
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_, first: string) => first.toUpperCase());
}

function helpText(rule: RuleInfo): string {
  return [
    sentence(rule.why),
    `Fires on: ${sentence(rule.firesOn)}`,
    ...(rule.not.length > 0 ? [`Silent on: ${sentence(rule.not.join('; '))}`] : []),
    `What to ask your AI for: ${sentence(rule.remedy)}`,
  ].join('\n\n');
}

function helpMarkdown(rule: RuleInfo): string {
  return [
    sentence(rule.why),
    `**Fires on** ${sentence(rule.firesOn)}`,
    ...(rule.not.length > 0 ? [`**Silent on**\n\n${rule.not.map((one) => `- ${one}`).join('\n')}`] : []),
    `**What to ask your AI for:** ${sentence(rule.remedy)}`,
    `Level: ${rule.base}${rule.ceiling === rule.base ? '' : `, up to ${rule.ceiling} where context demands it`}.`,
  ].join('\n\n');
}

function shorten(text: string): string {
  if (text.length <= LONGEST_DESCRIPTION) return text;
  return `${text.slice(0, LONGEST_DESCRIPTION - 3).replace(/[\ud800-\udbff]$/, '')}...`;
}
