import { compareText } from '#core';
import type { Gap, Judged, Outcome, Policy, Profile, Reason, Step, UnitProfile, Verdict } from '#core';

export interface VerdictInput {
  readonly findings: readonly Judged[];
  readonly gaps: readonly Gap[];
  readonly units: readonly UnitProfile[];
  readonly profile: Profile;
  readonly gate: Policy['gate'];
}

/**
 * What the gate says. Only open findings count: what was waived, suppressed or known before does not.
 * Reasons come as a headline without a place, then its details, each with its place.
 */
export function verdictOf(input: VerdictInput): Verdict {
  const open = input.findings.filter((finding) => finding.state === 'open');
  const errors = open.filter((finding) => finding.severity === 'error');
  const concerns = [...warningReasons(open), ...handOffReasons(input), ...gapReasons(input.gaps)];

  const outcome: Outcome = errors.length > 0 ? 'block' : concerns.length > 0 ? 'review' : 'pass';
  const reasons =
    outcome === 'block' ? errorReasons(errors) : outcome === 'review' ? concerns : [{ text: passText(open) }];
  return { outcome, reasons, exit: exitStatus(outcome, input.gaps, input.gate) };
}

/** A check that crashed is never 0: what it would have said is not known. */
export function exitStatus(outcome: Outcome, gaps: readonly Gap[], gate: Policy['gate']): 0 | 1 | 3 {
  const stopped =
    gate.failOn !== 'never' && (outcome === 'block' || (outcome === 'review' && gate.failOn !== 'block'));
  if (stopped) return 1;
  const unfinished = gate.failOnGaps ? gaps.length > 0 : gaps.some((gap) => gap.defect === true);
  return unfinished ? 3 : 0;
}

function errorReasons(errors: readonly Judged[]): Reason[] {
  const headline = `${count(errors.length, 'problem')} must be fixed before this goes to production`;
  return [{ text: headline }, ...errors.map(reasonOf)];
}

function warningReasons(open: readonly Judged[]): Reason[] {
  const warnings = open.filter((finding) => finding.severity === 'warning');
  if (warnings.length === 0) return [];
  const headline = `${count(warnings.length, 'problem')} should be looked at`;
  return [{ text: headline }, ...warnings.map(reasonOf)];
}

function handOffReasons({ profile, units }: VerdictInput): Reason[] {
  const handOff = [profile, ...units.map((unit) => unit.profile)].filter((p) => p.tier.value === 'hand-off');
  if (handOff.length === 0) return [];
  const steps = distinct(handOff.flatMap((p) => p.tier.reasons));
  return [{ text: 'Engineering has to be involved' }, ...steps.map(reasonOfStep)];
}

function gapReasons(gaps: readonly Gap[]): Reason[] {
  if (gaps.length === 0) return [];
  const was = gaps.length === 1 ? 'part of the code' : 'parts of the code';
  return [
    { text: `${gaps.length} ${was} could not be analysed` },
    ...gaps.map((gap) => ({ text: gap.reason, file: gap.at.file, line: gap.at.start.line })),
  ];
}

function passText(open: readonly Judged[]): string {
  const found = open.length === 0 ? 'Nothing was found' : `Nothing was found but ${count(open.length, 'note')}`;
  return `${found}, and whoever wrote this may own it`;
}

function reasonOf(finding: Judged): Reason {
  return { text: finding.message, rule: finding.rule, file: finding.at.file, line: finding.at.start.line };
}

function reasonOfStep(step: Step): Reason {
  return { text: step.note, file: step.at.file, line: step.at.start.line };
}

/** The merged profile repeats what its units say. */
function distinct(steps: readonly Step[]): Step[] {
  const seen = new Map<string, Step>();
  for (const step of steps) {
    const key = `${step.at.file}\n${step.at.start.line}\n${step.note}`;
    if (!seen.has(key)) seen.set(key, step);
  }
  return [...seen.values()].sort(
    (a, b) =>
      compareText(a.at.file, b.at.file) || a.at.start.line - b.at.start.line || compareText(a.note, b.note),
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
