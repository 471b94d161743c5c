export type Outcome = 'pass' | 'review' | 'block';

export interface Reason {
  readonly text: string;
  readonly rule?: string;
  readonly file?: string;
  readonly line?: number;
}

/** What the gate says. `exit` is a function of outcome, gaps and policy, never of the output format. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  readonly exit: 0 | 1 | 3;
}
