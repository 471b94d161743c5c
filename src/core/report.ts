import type { Gap, Omission } from './gap.js';
import type { Judged, RuleId } from './finding.js';
import type { Profile, UnitProfile } from './profile.js';
import type { Severity } from './severity.js';
import type { Verdict } from './verdict.js';

/** What a report has to know of a rule: made from the rule's own metadata. */
export interface RuleInfo {
  readonly id: RuleId;
  readonly summary: string;
  readonly firesOn: string;
  readonly not: readonly string[];
  readonly why: string;
  readonly remedy: string;
  readonly base: Severity;
  readonly ceiling: Severity;
  readonly cwe: readonly number[];
  readonly owasp?: string;
  /** The plugin that brings it, by name; absent for the rules of the package. */
  readonly plugin?: string;
}

/** The one hand-off to every reporter. A saved one can be rendered again. */
export interface Report {
  readonly schema: 1;
  readonly tool: { readonly name: 'vibecheck'; readonly version: string };
  readonly rules: readonly RuleInfo[];
  readonly scanned: readonly string[];
  readonly omitted: readonly Omission[];
  readonly gaps: readonly Gap[];
  readonly units: readonly UnitProfile[];
  /** All units taken together: the most serious value of each facet. */
  readonly profile: Profile;
  readonly findings: readonly Judged[];
  readonly verdict: Verdict;
}
