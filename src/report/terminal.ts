import type { Gap, Outcome, Report, Severity } from '#core';
import { clean, hang, sheet, type Sheet } from './layout.js';
import type { RenderOptions } from './options.js';
import { findingLines, settledLines } from './terminal-findings.js';
import { ownership, profileLines, unitTable } from './terminal-profile.js';
import { count, listed, placeOf, sentence } from './words.js';

const SHOWN_GAPS = 12;

const HEADLINE: Readonly<Record<Outcome, string>> = {
  block: 'BLOCK: this must not go to production as it is.',
  review: 'REVIEW: someone should look at this before it goes to production.',
  pass: 'PASS: nothing stands in the way of using this.',
};

/**
 * For three readers at once: a business user (verdict, owner, what to ask the AI for),
 * a reviewer (evidence with its places), and whoever reads a CI log from its end (the last line).
 */
export function terminal(report: Report, options: RenderOptions): string {
  const page = sheet(options);
  const open = report.findings.filter((finding) => finding.state === 'open');
  const settled = report.findings.filter((finding) => finding.state !== 'open');
  const several = report.units.length > 1;
  const { bold } = page.paint;

  const sections: string[][] = [
    verdictLines(report, page),
    ownership(report.profile, page),
    several ? unitTable(report, page) : [],
    [
      bold(several ? 'WHAT THEY DO, TAKEN TOGETHER' : 'WHAT THIS SCRIPT DOES'),
      ...profileLines(report.profile, page),
    ],
    open.length > 0 ? [bold(`WHAT WAS FOUND: ${severityCounts(report)}`), ...findingLines(open, page)] : [],
    report.gaps.length > 0 ? [bold('WHAT COULD NOT BE CHECKED'), ...gapLines(report.gaps, page)] : [],
    page.verbose && settled.length > 0 ? [bold('WHAT NO LONGER COUNTS'), ...settledLines(settled, page)] : [],
    page.verbose && report.omitted.length > 0 ? [bold('WHAT WAS LEFT OUT'), ...omissionLines(report, page)] : [],
    lastLines(report, page),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Reasons that name a place are told further down, where that place is. */
function verdictLines({ verdict }: Report, page: Sheet): string[] {
  const { paint } = page;
  const colour = { block: paint.red, review: paint.yellow, pass: paint.green }[verdict.outcome];
  const headlines = verdict.reasons.filter((reason) => reason.file === undefined);
  return [
    paint.bold(colour(HEADLINE[verdict.outcome])),
    ...headlines.flatMap((reason) => hang(clean(sentence(reason.text)), page, { lead: '  ', indent: 2 })),
  ];
}

function gapLines(gaps: readonly Gap[], page: Sheet): string[] {
  const shown = page.verbose ? gaps : gaps.slice(0, SHOWN_GAPS);
  const hidden = gaps.length - shown.length;
  return [
    ...shown.flatMap((gap) =>
      hang(clean(sentence(gap.reason)), page, {
        lead: '  - ',
        indent: 4,
        tail: `(${clean(placeOf(gap.at))})`,
        tailStyle: page.paint.dim,
      }),
    ),
    ...(hidden > 0 ? [`  and ${hidden} more (--verbose shows them)`] : []),
  ];
}

function omissionLines({ omitted }: Report, page: Sheet): string[] {
  return omitted.flatMap(({ file, reason }) =>
    hang(clean(`${file}: ${reason}`), page, { lead: '  - ', indent: 4 }),
  );
}

/** All that a reader of a log's end has to know; the verdict on a line of its own, to be searched for. */
function lastLines(report: Report, page: Sheet): string[] {
  const { scanned, omitted, gaps, findings, verdict } = report;
  const settled = findings.filter((finding) => finding.state !== 'open').length;
  const hint = page.verbose ? '' : ' (see --verbose)';
  const leftOut = omitted.length > 0 ? `, ${omitted.length} left out${hint}` : '';
  const parts = [
    `${count(scanned.length, 'file')} read${leftOut}`,
    severityCounts(report),
    ...(settled > 0 ? [`${settled} waived or known before`] : []),
    ...(gaps.length > 0 ? [`${count(gaps.length, 'part')} not analysed`] : []),
  ];
  const why = verdict.exit === 3 ? ' because not everything could be analysed' : '';
  return [
    ...hang(`${parts.join('; ')}.`, page, { style: page.paint.dim, indent: 0 }),
    page.paint.dim(`Verdict: ${verdict.outcome}, exit status ${verdict.exit}${why}.`),
  ];
}

/** `2 errors, 1 warning and 3 notes`, or `nothing found`. */
function severityCounts({ findings }: Report): string {
  const having = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity && finding.state === 'open').length;
  const counts = (['error', 'warning', 'note'] as const)
    .map((severity) => ({ severity, number: having(severity) }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => count(number, severity));
  return counts.length > 0 ? listed(counts) : 'nothing found';
}
