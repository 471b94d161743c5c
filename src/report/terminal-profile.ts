import type { DataUse, Judged, Profile, Report, Severity, Step, SystemUse, UnitProfile } from '#core';
import { clean, hang, type Sheet } from './layout.js';
import { ACCESS, DATA, EFFECT, ENVIRONMENT, OWNER, RUNS, SYSTEM, USED_BY, listed, listedUpTo, placeOf } from './words.js';

const LABEL_WIDTH = 10;
const SHOWN = { evidence: 2, systems: 12, fields: 8, reasons: 8, units: 20, files: 3 };

/** Who may own it, with the reasons. */
export function ownership({ tier }: Profile, page: Sheet): string[] {
  const reasons = page.verbose ? tier.reasons : tier.reasons.slice(0, SHOWN.reasons);
  const explained = tier.value === 'hand-off' && reasons.length > 0;
  const owner = `${OWNER[tier.value]}${explained ? ', because:' : '.'}`;
  const lines = [page.paint.bold('WHO MAY OWN IT'), ...hang(owner, page, { lead: '  ', indent: 2 })];
  if (!explained) return lines;
  for (const reason of reasons) lines.push(...evidenceLine(reason, page, '  - '));
  return [...lines, ...more(tier.reasons.length - reasons.length, page, 4)];
}

/** What the script does, each entry with the places that show it. */
export function profileLines(profile: Profile, page: Sheet): string[] {
  const systems = page.verbose ? profile.systems : profile.systems.slice(0, SHOWN.systems);
  const reached = systems.map((system) => entry(describeSystem(system), system.evidence, page));
  const data = profile.data.map((use) => entry(describeData(use), use.evidence, page));
  const none = [entry('none recognised', [], page)];
  return [
    ...labelled('Runs', [entry(RUNS[profile.trigger.value], profile.trigger.evidence, page)]),
    ...labelled('Used by', [entry(USED_BY[profile.audience.value], profile.audience.evidence, page)]),
    ...labelled('Reaches', reached.length > 0 ? reached : none),
    ...more(profile.systems.length - systems.length, page, LABEL_WIDTH + 2),
    ...labelled('Data', data.length > 0 ? data : none),
    ...(profile.effects.length > 0
      ? labelled('Does', [entry(listed(profile.effects.map((effect) => EFFECT[effect])), [], page)])
      : []),
    ...(profile.owner ? labelled('Owner', [entry(profile.owner.value, profile.owner.evidence, page)]) : []),
  ];
}

/** One row a script, those with the most serious findings first. */
export function unitTable(report: Report, page: Sheet): string[] {
  const open = report.findings.filter((finding) => finding.state === 'open');
  const byUnit = new Map<string, Judged[]>(report.units.map(({ unit }) => [unit, []]));
  for (const finding of open) byUnit.get(finding.unit)?.push(finding);
  const rows = report.units
    .map((unit) => unitRow(unit, byUnit.get(unit.unit) ?? []))
    .sort((a, b) => b.errors - a.errors || b.warnings - a.warnings || Number(b.handOff) - Number(a.handOff));
  const shown = page.verbose ? rows : rows.slice(0, SHOWN.units);
  return [
    page.paint.bold(`THE ${report.units.length} SCRIPTS, EACH BY ITSELF`),
    page.paint.dim('  Who may own it  Errors  Warnings  Notes  Files'),
    ...shown.flatMap((row) =>
      hang(clean(row.files), page, {
        lead: `  ${(row.handOff ? 'engineering' : 'its author').padEnd(14)}${cell(row.errors, 8)}${cell(row.warnings, 10)}${cell(row.notes, 7)}  `,
        indent: 43,
      }),
    ),
    ...more(rows.length - shown.length, page, 2),
  ];
}

/** A step with its place behind it. */
export function evidenceLine(step: Step, page: Sheet, lead: string, style?: (text: string) => string): string[] {
  return hang(clean(step.note), page, {
    lead,
    indent: lead.length,
    tail: `(${clean(placeOf(step.at))})`,
    tailStyle: page.paint.dim,
    ...(style ? { style } : {}),
  });
}

function entry(text: string, evidence: readonly Step[], page: Sheet): string[] {
  const shown = page.verbose ? evidence : evidence.slice(0, SHOWN.evidence);
  const margin = ' '.repeat(LABEL_WIDTH);
  const lines = hang(clean(text), page, { lead: `${margin}  `, indent: LABEL_WIDTH + 2 });
  for (const step of shown) lines.push(...evidenceLine(step, page, `${margin}    `, page.paint.dim));
  lines.push(...more(evidence.length - shown.length, page, LABEL_WIDTH + 4));
  return lines;
}

/** Sets a label in the margin of the first line. */
function labelled(label: string, entries: readonly (readonly string[])[]): string[] {
  const [first = '', ...rest] = entries.flat();
  return [`  ${label}`.padEnd(LABEL_WIDTH) + first.slice(LABEL_WIDTH), ...rest];
}

function describeSystem({ name, access, environment, kind }: SystemUse): string {
  const does = access.length > 0 ? listed(access.map((one) => ACCESS[one])) : 'connects';
  // Whether a mail service is the live one rarely matters; whether the company's records are, always does.
  const told = environment !== 'unknown' || kind === 'system-of-record';
  return `${name}: ${does} (${SYSTEM[kind]}${told ? `, ${ENVIRONMENT[environment]}` : ''})`;
}

function describeData(use: DataUse): string {
  const fields = use.fields.length > 0 ? `: ${listedUpTo(use.fields, SHOWN.fields)}` : '';
  return `${DATA[use.class]}${fields}`;
}

function unitRow({ unit, files, profile }: UnitProfile, findings: readonly Judged[]) {
  const having = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  return {
    errors: having('error'),
    warnings: having('warning'),
    notes: having('note'),
    handOff: profile.tier.value === 'hand-off',
    files: files.length > 0 ? listedUpTo(files, SHOWN.files) : unit,
  };
}

function cell(number: number, width: number): string {
  return String(number).padStart(width);
}

/** Says how many were left out, where any were. */
function more(number: number, page: Sheet, indent: number): string[] {
  return number > 0 ? [' '.repeat(indent) + page.paint.dim(`and ${number} more (--verbose shows them)`)] : [];
}
