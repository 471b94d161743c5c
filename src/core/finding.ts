import type { Location } from './location.js';
import type { Severity } from './severity.js';

export const FAMILIES = [
  'credentials',
  'access',
  'resilience',
  'validation',
  'integrity',
  'exposure',
  'compliance',
  'operations',
] as const;
export type Family = (typeof FAMILIES)[number];
export type RuleId = `${Family}/${string}`;

/** One piece of evidence. Texts are masked when the step is made, so that no report can leak a secret. */
export interface Step {
  readonly at: Location;
  readonly note: string;
  /** The source line, trimmed and masked. */
  readonly excerpt?: string;
}

/** What a rule found, stamped by the engine. Plain JSON. */
export interface Finding {
  readonly rule: RuleId;
  readonly family: Family;
  readonly base: Severity;
  readonly ceiling: Severity;
  readonly at: Location;
  /** A sentence: what was seen and why it matters here. */
  readonly message: string;
  /** What to ask the AI for, as a sentence that carries no secret. */
  readonly remedy: string;
  readonly excerpt: string;
  /** How the flaw comes about: from source to sink, or the deciding places. */
  readonly evidence: readonly Step[];
  /** Further places of the same problem. */
  readonly places: readonly Step[];
  /** Names the thing that the finding is about (a system, a table, a scope), for identity and for reading. */
  readonly subject?: string;
  /** Rules that saw the same thing and stayed silent for this one. */
  readonly covers: readonly RuleId[];
  /** The unit of analysis that it belongs to. */
  readonly unit: string;
  /** Facts of this very place that decide its severity. */
  readonly context: FindingContext;
  /** Stable identity: no line number, date or absolute path in it. */
  readonly fingerprint: string;
}

/** The context of the entry points that reach a finding, and of the call that it is about. */
export interface FindingContext {
  readonly unattended: boolean;
  readonly shared: boolean;
  readonly public: boolean;
  readonly regulated: boolean;
  /** health, payment or employment data */
  readonly sensitive: boolean;
  readonly production: boolean;
  readonly systemOfRecord: boolean;
  readonly writesSystemOfRecord: boolean;
}

export interface Raise {
  readonly because: string;
  readonly to: Severity;
}

export type FindingState = 'open' | 'waived' | 'baseline' | 'suppressed';

/** A finding with its severity in context. */
export interface Judged extends Finding {
  readonly severity: Severity;
  readonly raised: readonly Raise[];
  /** True where policy pinned the severity. */
  readonly pinned: boolean;
  readonly state: FindingState;
  readonly stateReason?: string;
}
