import type { DataUse, Facet, Gap, Judged, Location, Profile, Report, RuleInfo, Severity, Step, SystemUse } from '#core';
import { encodeJson } from './encode-json.js';

/** Raised whenever a key is renamed, removed or changes its meaning; new keys may come without it. */
const SCHEMA = 'vibecheck-report/1';

/** Everything the scan knows, in the shape of `docs/report.schema.json`. */
export function json(report: Report): string {
  const { tool, verdict, profile, units, findings, gaps, omitted, scanned } = report;
  return encodeJson({
    schema: SCHEMA,
    tool: { name: tool.name, version: tool.version },
    verdict: { outcome: verdict.outcome, exit: verdict.exit, reasons: verdict.reasons },
    tier: profile.tier.value,
    counts: counts(report),
    profile: profileOf(profile),
    units: units.map((unit) => ({
      unit: unit.unit,
      tier: unit.profile.tier.value,
      files: unit.files,
      profile: profileOf(unit.profile),
    })),
    findings: findings.map(findingOf),
    rules: rulesFired(report),
    gaps: gaps.map((gap: Gap) => ({ at: place(gap.at), stage: gap.stage, reason: gap.reason })),
    scanned,
    omitted: omitted.map(({ file, reason }) => ({ file, reason })),
  });
}

/** Severities count open findings only. */
function counts({ findings, gaps, scanned, omitted }: Report) {
  const open = (severity: Severity): number =>
    findings.filter((finding) => finding.state === 'open' && finding.severity === severity).length;
  const inState = (state: Judged['state']): number => findings.filter((finding) => finding.state === state).length;
  return {
    error: open('error'),
    warning: open('warning'),
    note: open('note'),
    waived: inState('waived'),
    baseline: inState('baseline'),
    suppressed: inState('suppressed'),
    gaps: gaps.length,
    scanned: scanned.length,
    omitted: omitted.length,
  };
}

function profileOf(profile: Profile) {
  return {
    tier: { value: profile.tier.value, reasons: profile.tier.reasons.map(step) },
    trigger: facet(profile.trigger),
    audience: facet(profile.audience),
    systems: profile.systems.map((system: SystemUse) => ({
      name: system.name,
      kind: system.kind,
      access: system.access,
      environment: system.environment,
      hosts: system.hosts,
      evidence: system.evidence.map(step),
    })),
    data: profile.data.map((use: DataUse) => ({
      class: use.class,
      fields: use.fields,
      evidence: use.evidence.map(step),
    })),
    effects: profile.effects,
    ...(profile.owner ? { owner: facet(profile.owner) } : {}),
  };
}

function findingOf(finding: Judged) {
  return {
    rule: finding.rule,
    family: finding.family,
    severity: finding.severity,
    base: finding.base,
    ceiling: finding.ceiling,
    raised: finding.raised.map(({ because, to }) => ({ because, to })),
    pinned: finding.pinned,
    state: finding.state,
    ...(finding.stateReason === undefined ? {} : { stateReason: finding.stateReason }),
    at: place(finding.at),
    message: finding.message,
    remedy: finding.remedy,
    excerpt: finding.excerpt,
    evidence: finding.evidence.map(step),
    places: finding.places.map(step),
    ...(finding.subject === undefined ? {} : { subject: finding.subject }),
    covers: finding.covers,
    unit: finding.unit,
    context: finding.context,
    fingerprint: finding.fingerprint,
  };
}

/** Rules with a finding in this report, with what they are about. */
function rulesFired({ rules, findings }: Report) {
  const fired = new Map<string, number>();
  for (const { rule } of findings) fired.set(rule, (fired.get(rule) ?? 0) + 1);
  return rules
    .filter((rule) => fired.has(rule.id))
    .map((rule: RuleInfo) => ({
      id: rule.id,
      summary: rule.summary,
      why: rule.why,
      remedy: rule.remedy,
      base: rule.base,
      ceiling: rule.ceiling,
      cwe: rule.cwe,
      findings: fired.get(rule.id)!,
    }));
}

function facet<T extends string>({ value, evidence }: Facet<T>) {
  return { value, evidence: evidence.map(step) };
}

function step({ at, note, excerpt }: Step) {
  return { at: place(at), note, ...(excerpt === undefined ? {} : { excerpt }) };
}

/** Lines and columns count from 1, columns in UTF-16 code units; the end is exclusive. */
function place({ file, start, end, cell }: Location) {
  return {
    file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    ...(cell ? { cell: cell.number, cellLine: cell.line } : {}),
  };
}
