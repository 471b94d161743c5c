import { createHash } from 'node:crypto';
import type { Finding, RuleId } from '#core';
import type { Facts } from '#facts';
import type { Draft } from './define.js';

/**
 * What stays the same when lines move, spacing changes or a file is renamed: the rule, what it is about, the code without
 * its spacing and masked, and the name of the function around it.
 */
export function identityOf(rule: RuleId, draft: Draft, facts: Facts, code: string): string {
  const around = 'source' in draft.at ? '' : functionNames(draft.at);
  const text = facts.mask(code).replace(/\s+/g, '');
  return createHash('sha256').update([rule, draft.subject ?? '', around, text].join('\0')).digest('hex').slice(0, 24);
}

/** Copies of a flaw are findings of their own: the second one of a kind gets a number. */
export function numbered(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const count = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, count);
    return count === 1 ? finding : { ...finding, fingerprint: `${finding.fingerprint}-${count}` };
  });
}

function functionNames(node: { parent?: unknown; kind: string }): string {
  const names: string[] = [];
  for (let at = node as { parent?: unknown; kind: string; name?: string } | undefined; at; at = at.parent as typeof at) {
    if ((at.kind === 'func' || at.kind === 'cls') && at.name !== undefined) names.push(at.name);
  }
  return names.join('/');
}
