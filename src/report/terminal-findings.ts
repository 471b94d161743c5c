import { compareLocations, compareText, severityRank } from '#core';
import type { Judged, Severity, Step } from '#core';
import { clean, cleanExcerpt, hang, type Sheet } from './layout.js';
import { evidenceLine } from './terminal-profile.js';
import { SEVERITY, count, lineOf, listedUpTo, placeOf, sentence } from './words.js';

const SHOWN = { fullPerSeverity: 12, brief: 60, steps: 8, places: 5 };

/** The findings by file: the file with the worst one first, and within a file the worst first. */
export function findingLines(findings: readonly Judged[], page: Sheet): string[] {
  const { told, untold } = share([...findings].sort(worstFirst), page.verbose);
  const lines: string[] = [];
  for (const [file, ofFile] of byFile(told)) {
    lines.push('', page.paint.bold(page.paint.cyan(clean(file))));
    let shown = '';
    for (const { finding, full } of ofFile) {
      // Several findings on one line of code: it is shown above the first.
      const line = lineOf(finding.at);
      lines.push(...(full ? ['', ...inFull(finding, page, line !== shown)] : inOneLine(finding, page)));
      if (full) shown = line;
    }
  }
  if (untold > 0) {
    lines.push('', `and ${count(untold, 'more finding')} (--verbose shows them; the JSON report has all)`);
  }
  return lines;
}

/** Findings that no longer count, each with the reason. */
export function settledLines(findings: readonly Judged[], page: Sheet): string[] {
  return findings.flatMap((finding) => {
    const why = finding.stateReason ? `: ${finding.stateReason}` : '';
    return hang(clean(`${finding.state}${why}: ${finding.message}`), page, {
      lead: '  ',
      indent: 4,
      tail: `(${clean(placeOf(finding.at))})  ${clean(finding.rule)}`,
      tailStyle: page.paint.dim,
    });
  });
}

interface Told {
  readonly finding: Judged;
  /** Otherwise in one line. */
  readonly full: boolean;
}

/** Which findings are told in full, which in one line, and how many not at all. */
function share(sorted: readonly Judged[], verbose: boolean): { told: Told[]; untold: number } {
  const told: Told[] = [];
  const inFullBySeverity: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  let brief = 0;
  for (const finding of sorted) {
    const { severity } = finding;
    const full = verbose || (severity !== 'note' && inFullBySeverity[severity] < SHOWN.fullPerSeverity);
    if (full) inFullBySeverity[severity] += 1;
    else if (brief < SHOWN.brief) brief += 1;
    else continue;
    told.push({ finding, full });
  }
  return { told, untold: sorted.length - told.length };
}

/** In the order in which the files first come up. */
function byFile(told: readonly Told[]): Map<string, Told[]> {
  const files = new Map<string, Told[]>();
  for (const one of told) {
    const ofFile = files.get(one.finding.at.file);
    if (ofFile) ofFile.push(one);
    else files.set(one.finding.at.file, [one]);
  }
  return files;
}

function inFull(finding: Judged, page: Sheet, withExcerpt: boolean): string[] {
  const { paint, width } = page;
  const gutter = `    ${paint.dim('|')} `;
  const excerpt = withExcerpt ? cleanExcerpt(finding.excerpt, width - 6) : '';
  return [
    ...hang(clean(sentence(finding.message)), page, {
      lead: `  ${SEVERITY[finding.severity]}  ${lineOf(finding.at)}: `,
      leadStyle: (lead) => severityPaint(finding.severity, page)(lead),
      style: paint.bold,
      indent: 4,
    }),
    ...(excerpt === '' ? [] : [gutter + excerpt]),
    ...evidenceLines(finding, page),
    ...explained('Why this level:', whyThisLevel(finding), page),
    ...explained('Ask your AI:', sentence(finding.remedy), page),
    ...explained('', alsoAt(finding), page),
    `    ${paint.dim(clean(finding.rule))}`,
  ];
}

function inOneLine(finding: Judged, page: Sheet): string[] {
  return hang(clean(sentence(finding.message)), page, {
    lead: `  ${SEVERITY[finding.severity].toLowerCase()}  ${lineOf(finding.at)}: `,
    leadStyle: (lead) => severityPaint(finding.severity, page)(lead),
    indent: 4,
    tail: clean(finding.rule),
    tailStyle: page.paint.dim,
  });
}

/** A single step on the finding's own line says nothing that the message does not. */
function evidenceLines(finding: Judged, page: Sheet): string[] {
  const { evidence, at } = finding;
  const only = evidence.length === 1 ? evidence[0]! : undefined;
  if (evidence.length === 0 || (only && only.at.file === at.file && only.at.start.line === at.start.line)) return [];
  const shown = page.verbose ? evidence : evidence.slice(0, SHOWN.steps);
  const hidden = evidence.length - shown.length;
  return [
    '    Because:',
    ...shown.flatMap((step, index) => [
      ...evidenceLine(step, page, `      ${index + 1}. `),
      ...excerptOf(step, page),
    ]),
    ...(hidden > 0 ? [`      and ${count(hidden, 'more step')} (--verbose shows them)`] : []),
  ];
}

function excerptOf(step: Step, page: Sheet): string[] {
  if (!page.verbose || !step.excerpt) return [];
  return [page.paint.dim(`         | ${cleanExcerpt(step.excerpt, page.width - 11)}`)];
}

function whyThisLevel(finding: Judged): string {
  if (finding.pinned) return 'your policy sets it.';
  if (finding.raised.length === 0) return '';
  const steps = finding.raised.map(({ to, because }) => `to ${to} because ${because}`);
  return `raised from ${finding.base} ${steps.join('; ')}.`;
}

function alsoAt({ at, places }: Judged): string {
  if (places.length === 0) return '';
  const inOrder = places.map((place) => place.at).sort(compareLocations);
  const sameFile = inOrder.every((place) => place.file === at.file && !place.cell);
  if (!sameFile) return `Also at ${listedUpTo([...new Set(inOrder.map(placeOf))], SHOWN.places)}.`;
  const numbers = [...new Set(inOrder.map((place) => String(place.start.line)))];
  return `Also at line${numbers.length === 1 ? '' : 's'} ${listedUpTo(numbers, SHOWN.places)}.`;
}

function explained(label: string, text: string, page: Sheet): string[] {
  if (text === '') return [];
  const lead = label === '' ? '    ' : `    ${label} `;
  return hang(clean(text), page, { lead, leadStyle: page.paint.cyan, indent: 6 });
}

function severityPaint(severity: Severity, { paint }: Sheet): (text: string) => string {
  return severity === 'error' ? paint.red : severity === 'warning' ? paint.yellow : paint.blue;
}

function worstFirst(a: Judged, b: Judged): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) ||
    compareLocations(a.at, b.at) ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}
