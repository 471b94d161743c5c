import { raise } from '#core';
import type { Family, Finding, FindingContext, Policy, Raise, Severity } from '#core';

interface Condition {
  readonly holds: (context: FindingContext) => boolean;
  /** In plain words, to follow "raised, because". */
  readonly because: string;
}

const UNATTENDED: Condition = { holds: (c) => c.unattended, because: 'it runs without anybody watching' };
const SHARED: Condition = { holds: (c) => c.shared || c.public, because: 'other people use it' };
const PUBLIC: Condition = { holds: (c) => c.public, because: 'anyone can reach it' };
const REGULATED: Condition = {
  holds: (c) => c.regulated,
  because: 'the data is regulated (personal, health, payment or employment data)',
};
const SENSITIVE: Condition = {
  holds: (c) => c.sensitive,
  because: 'the data is health, payment or employment data',
};
const PRODUCTION: Condition = { holds: (c) => c.production, because: 'the target is production' };
const RECORDS_TARGET: Condition = {
  holds: (c) => c.systemOfRecord,
  because: 'the target is a system of record, where the company keeps its official data',
};
const RECORDS_REACHED: Condition = {
  holds: (c) => c.systemOfRecord,
  because: 'what can be reached is a system of record, where the company keeps its official data',
};
const FAILED_WRITE: Condition = {
  holds: (c) => c.writesSystemOfRecord,
  because: 'what failed was a write to a system of record',
};

/** What lifts a finding of each family, one step a condition. */
const CONDITIONS: Readonly<Record<Family, readonly Condition[]>> = {
  credentials: [SHARED, UNATTENDED],
  access: [REGULATED, PRODUCTION],
  resilience: [UNATTENDED, SHARED],
  operations: [UNATTENDED, SHARED],
  validation: [PUBLIC, RECORDS_REACHED],
  exposure: [PUBLIC, RECORDS_REACHED],
  integrity: [RECORDS_TARGET, UNATTENDED],
  compliance: [SENSITIVE, PUBLIC],
};

/** Rules that hide a failure: only a lost write that nobody watches makes an error of them. */
const HIDING_FAILURE: ReadonlySet<string> = new Set(['resilience/swallowed-error', 'resilience/false-success']);

export interface Severities {
  readonly severity: Severity;
  readonly raised: readonly Raise[];
  readonly pinned: boolean;
}

/** The severity of a finding where it stands: pinned by policy, or its base raised by its context. */
export function severityInContext(finding: Finding, pins: Policy['rules']): Severities {
  const pin = pins[finding.rule] ?? pins[finding.family];
  if (pin !== undefined && pin !== 'off') return { severity: pin, raised: [], pinned: true };

  let severity = finding.base;
  const raised: Raise[] = [];
  for (const condition of conditionsOf(finding)) {
    if (!condition.holds(finding.context)) continue;
    const to = raise(severity, ceilingOf(finding));
    if (to === severity) continue;
    severity = to;
    raised.push({ because: condition.because, to });
  }
  return { severity, raised, pinned: false };
}

function conditionsOf(finding: Finding): readonly Condition[] {
  const ofFamily = CONDITIONS[finding.family];
  if (!HIDING_FAILURE.has(finding.rule)) return ofFamily;
  return losesRecordsUnseen(finding) ? [both(FAILED_WRITE, UNATTENDED)] : [FAILED_WRITE, ...ofFamily];
}

function ceilingOf(finding: Finding): Severity {
  const held = HIDING_FAILURE.has(finding.rule) && finding.ceiling === 'error' && !losesRecordsUnseen(finding);
  return held ? 'warning' : finding.ceiling;
}

function losesRecordsUnseen({ context }: Finding): boolean {
  return context.writesSystemOfRecord && context.unattended;
}

/** Two conditions that count only together, as one step with both reasons. */
function both(first: Condition, second: Condition): Condition {
  return {
    holds: (context) => first.holds(context) && second.holds(context),
    because: `${first.because}, and ${second.because}`,
  };
}
