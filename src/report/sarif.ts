import type * as sarifLog from 'sarif';
import { compareLocations, compareText, severityRank } from '#core';
import type { Gap, Judged, Report, RuleInfo } from '#core';
import { encodeJson } from './encode-json.js';
import { printable } from './printable.js';
import { ROOT, locationOf, stepLocation } from './sarif-location.js';
import { cweTag, ruleOf } from './sarif-rule.js';
import { lineOf, sentence } from './words.js';

/** What GitHub keeps of a file; beyond these numbers it drops some, and not the mildest. */
const LIMITS = { results: 5_000, locations: 100, steps: 1_000 };

/** Ids of what the run has to say of itself. */
const NOT_ANALYSED = 'not-analysed';
const CAPPED = 'findings-capped';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** SARIF 2.1.0 with what GitHub code scanning demands. No date, host or absolute path is in it. */
export function sarif(report: Report): string {
  const log: sarifLog.Log = { $schema: SCHEMA, version: '2.1.0', runs: [runOf(report)] };
  return encodeJson(log);
}

function runOf(report: Report): sarifLog.Run {
  const worst = [...report.findings].sort(worstFirst);
  const kept = worst.slice(0, LIMITS.results);
  const rules = new Map(report.rules.map((rule, index) => [rule.id as string, { rule, index }]));
  const settled = {
    suppressed: kept.some(isSuppressed),
    baseline: kept.some((finding) => finding.state === 'baseline'),
  };
  return {
    tool: { driver: driverOf(report) },
    automationDetails: { id: 'vibecheck/' },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [ROOT]: { description: { text: 'The folder that was scanned.' } } },
    invocations: [
      {
        executionSuccessful: !report.gaps.some((gap) => gap.defect === true),
        exitCode: report.verdict.exit,
        toolExecutionNotifications: [
          ...(worst.length > kept.length ? [cappedNotification(worst.length - kept.length)] : []),
          ...report.gaps.map(gapNotification),
        ],
      },
    ],
    results: kept.map((finding) => resultOf(finding, rules.get(finding.rule), settled)),
    properties: { vibecheck: summaryOf(report) },
  };
}

function driverOf({ tool, rules }: Report): sarifLog.ToolComponent {
  return {
    name: tool.name,
    fullName: `${tool.name} ${tool.version}`,
    version: tool.version,
    ...(/^\d+\.\d+\.\d+/.test(tool.version) ? { semanticVersion: tool.version } : {}),
    shortDescription: { text: 'Reviews AI-generated business scripts before they reach production.' },
    rules: rules.map(ruleOf),
    notifications: [
      notificationKind(NOT_ANALYSED, 'NotAnalysed', 'Something could not be analysed, so problems there are not known.'),
      notificationKind(CAPPED, 'FindingsCapped', 'Some findings were left out of this file because there are too many.'),
    ],
  };
}

function notificationKind(id: string, name: string, text: string): sarifLog.ReportingDescriptor {
  return { id, name, shortDescription: { text }, fullDescription: { text }, help: { text } };
}

/** What the script is and what follows, for those who read the run and not its results. */
function summaryOf({ verdict, profile }: Report) {
  return {
    verdict: verdict.outcome,
    tier: profile.tier.value,
    profile: {
      trigger: profile.trigger.value,
      audience: profile.audience.value,
      data: profile.data.map((use) => use.class),
      systems: profile.systems.map(({ name, access, environment, kind }) => ({ name, access, environment, kind })),
    },
  };
}

interface RuleEntry {
  readonly rule: RuleInfo;
  readonly index: number;
}

/** Either every result says whether it is suppressed or new, or none does. */
interface Settled {
  readonly suppressed: boolean;
  readonly baseline: boolean;
}

function resultOf(finding: Judged, entry: RuleEntry | undefined, settled: Settled): sarifLog.Result {
  const text = messageOf(finding);
  const flow = finding.evidence.length >= 2;
  const related = [...finding.places, ...(flow ? [] : finding.evidence)].slice(0, LIMITS.locations);
  return {
    ruleId: finding.rule,
    ...(entry ? { ruleIndex: entry.index } : {}),
    level: finding.severity,
    message:
      entry && text.endsWith('.') ? { id: 'default', arguments: [text.slice(0, -1)], text } : { text },
    locations: [locationOf(finding.at, finding.excerpt)],
    ...(related.length > 0
      ? { relatedLocations: related.map((step, index) => ({ id: index + 1, ...stepLocation(step) })) }
      : {}),
    ...(flow ? { codeFlows: [codeFlowOf(finding)] } : {}),
    partialFingerprints: { 'vibecheckFingerprint/v1': finding.fingerprint },
    ...(settled.suppressed ? { suppressions: suppressionsOf(finding) } : {}),
    ...(settled.baseline ? { baselineState: finding.state === 'baseline' ? 'unchanged' : 'new' } : {}),
    properties: {
      raised: finding.raised,
      context: finding.context,
      unit: finding.unit,
      cwe: (entry?.rule.cwe ?? []).map((cwe) => `CWE-${cwe}`),
      remedy: printable(finding.remedy),
      ...(entry ? { tags: entry.rule.cwe.map(cweTag) } : {}),
    },
  };
}

/** A full sentence; `](` is parted, since viewers would make a link of it. */
function messageOf({ message, at }: Judged): string {
  const where = at.cell ? ` (${lineOf(at)})` : '';
  const text = printable(message).trim().replaceAll('](', '] (');
  const stop = /[.!?]$/.exec(text)?.[0] ?? '.';
  return `${text.replace(/[.!?]$/, '')}${where}${stop}`;
}

function codeFlowOf({ evidence }: Judged): sarifLog.CodeFlow {
  const shown = evidence.slice(0, LIMITS.steps);
  return { threadFlows: [{ locations: shown.map((step) => ({ location: stepLocation(step) })) }] };
}

function isSuppressed({ state }: Judged): boolean {
  return state === 'waived' || state === 'suppressed';
}

function suppressionsOf(finding: Judged): sarifLog.Suppression[] {
  if (!isSuppressed(finding)) return [];
  return [
    {
      kind: finding.state === 'suppressed' ? 'inSource' : 'external',
      status: 'accepted',
      ...(finding.stateReason ? { justification: printable(finding.stateReason) } : {}),
    },
  ];
}

function gapNotification({ at, stage, reason }: Gap): sarifLog.Notification {
  return {
    descriptor: { id: NOT_ANALYSED },
    level: 'warning',
    message: { text: sentence(printable(reason)) },
    locations: [locationOf(at)],
    properties: { stage },
  };
}

function cappedNotification(dropped: number): sarifLog.Notification {
  const text = `This file holds the ${LIMITS.results} most serious findings; ${dropped} more are in the JSON report.`;
  return { descriptor: { id: CAPPED }, level: 'warning', message: { text } };
}

/** Open ones before settled ones, then by severity and place. */
function worstFirst(a: Judged, b: Judged): number {
  return (
    Number(a.state !== 'open') - Number(b.state !== 'open') ||
    severityRank(b.severity) - severityRank(a.severity) ||
    compareLocations(a.at, b.at) ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}
