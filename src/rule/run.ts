import { compareLocations, compareText, type Finding, type Gap, type Policy, type SourceText } from '#core';
import type { Facts } from '#facts';
import type { UnitContext } from '#profile';
import { RuleContext } from './context.js';
import type { Draft, Place, Rule } from './define.js';
import { contextOf } from './finding-context.js';
import { identityOf, numbered } from './fingerprint.js';

/** What the rules say of one unit. A rule that throws is lost alone, and becomes a gap. */
export function runRules(rules: readonly Rule[], facts: Facts, unitContext: UnitContext, policy: Policy): { findings: Finding[]; gaps: Gap[] } {
  const context = new RuleContext(facts, unitContext, policy);
  const gaps: Gap[] = [];
  const drafts: { rule: Rule; draft: Draft }[] = [];
  for (const rule of rules) {
    if ((policy.rules[rule.id] ?? policy.rules[rule.family]) === 'off') continue;
    try {
      for (const draft of rule.check(context)) drafts.push({ rule, draft });
    } catch (error) {
      const at = (facts.unit.modules[0]?.source ?? facts.unit.texts[0])?.locate(0, 0) ?? { file: facts.unit.id, start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
      gaps.push({ at, stage: 'rule', reason: `the rule ${rule.id}${rule.plugin === undefined ? '' : ` of the plugin ${rule.plugin}`} failed and was left out (${(error as Error).name})`, defect: true });
    }
  }
  const stamped = drafts.map(({ rule, draft }) => stamp(rule, draft, facts, unitContext));
  return { findings: withoutCovered(numbered(stamped.sort(byPlace))), gaps };
}

function stamp(rule: Rule, draft: Draft, facts: Facts, unitContext: UnitContext): Finding {
  const { source, start, end } = placeOf(draft.at, facts);
  const base = draft.base ?? rule.base;
  return {
    rule: rule.id, family: rule.family, base, ceiling: draft.ceiling ?? (draft.base ? draft.base : rule.ceiling),
    at: source.locate(start, end), message: facts.mask(draft.message), remedy: facts.mask(draft.remedy ?? rule.remedy), excerpt: facts.excerpt(source, start),
    evidence: draft.evidence ?? [], places: draft.places ?? [], ...(draft.subject !== undefined ? { subject: facts.mask(draft.subject) } : {}),
    covers: draft.covers ?? [], unit: facts.unit.id,
    context: contextOf(rule, draft, facts, unitContext),
    fingerprint: identityOf(rule.id, draft, facts, source.text.slice(start, Math.min(end, start + 400))),
  };
}

function placeOf(at: Draft['at'], facts: Facts): { source: SourceText; start: number; end: number } {
  return 'source' in at ? (at as Place) : { source: facts.moduleOf(at).source, start: at.start, end: at.end };
}

function byPlace(a: Finding, b: Finding): number {
  return compareLocations(a.at, b.at) || compareText(a.rule, b.rule) || compareText(a.message, b.message);
}

/** One problem, one finding: what a finding covers at its own place does not speak again. */
function withoutCovered(findings: readonly Finding[]): Finding[] {
  const covered = new Set<string>();
  for (const finding of findings) {
    for (const rule of finding.covers) {
      for (const at of [finding.at, ...finding.places.map((place) => place.at)]) covered.add(`${rule}:${at.file}:${at.start.line}`);
    }
  }
  return findings.filter((finding) => !covered.has(`${finding.rule}:${finding.at.file}:${finding.at.start.line}`));
}
