/** As SARIF names them, mildest first. */
export const SEVERITIES = ['note', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** One step up, never past the ceiling. */
export function raise(severity: Severity, ceiling: Severity): Severity {
  const next = SEVERITIES[Math.min(severityRank(severity) + 1, SEVERITIES.length - 1)]!;
  return severityRank(next) > severityRank(ceiling) ? severity : next;
}
