/**
 * Takes what the rules found, what could not be analysed, the profile and the policy.
 * Gives every finding its severity in context, the verdict and the exit status.
 * May not look at code, rules or the catalogue.
 */
import { compareLocations, compareText } from '#core';
import type { Finding, Gap, Judged, Policy, Profile, UnitProfile, Verdict } from '#core';
import { severityInContext } from './severity.js';
import { verdictOf } from './verdict.js';

export { severityInContext } from './severity.js';
export { exitStatus, verdictOf } from './verdict.js';

export interface JudgeInput {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  readonly units: readonly UnitProfile[];
  /** All units taken together. */
  readonly profile: Profile;
  readonly policy: Policy;
}

/** Findings come back sorted by file, position and rule, whatever order they came in. */
export function judge(input: JudgeInput): { findings: Judged[]; verdict: Verdict } {
  const { policy, gaps, units, profile } = input;
  const findings = input.findings
    .map((finding): Judged => ({ ...finding, ...severityInContext(finding, policy.rules), state: 'open' }))
    .sort(compareFindings);
  return { findings, verdict: verdictOf({ findings, gaps, units, profile, gate: policy.gate }) };
}

function compareFindings(a: Judged, b: Judged): number {
  return (
    compareLocations(a.at, b.at) ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint) ||
    compareText(a.message, b.message)
  );
}
