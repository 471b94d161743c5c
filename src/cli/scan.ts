import type { Outcome, Policy, Report } from '#core';
import { loadPolicy } from '#policy';
import { PLAIN, render } from '#report';
import { paintFor } from './colour.js';
import { checkDestinations, destinations, writeReports, type Destination } from './destinations.js';
import { errorLine } from './errors.js';
import { comesFromFork } from './fork.js';
import { emit, type Io } from './io.js';
import { Progress } from './progress.js';
import { everyRule } from './every-rule.js';
import { readStandardInput, wantsStandardInput } from './standard-input.js';

/** As commander gives them. */
export interface ScanOptions {
  readonly format?: Destination['format'];
  readonly output?: string;
  readonly report: readonly string[];
  readonly stdin?: boolean;
  readonly stdinFilename?: string;
  readonly config?: string;
  readonly untrusted?: boolean;
  readonly failOn?: Outcome | 'never';
  readonly failOnGaps?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  /** Undefined unless asked for. */
  readonly color?: boolean;
}

/** The exit status is the verdict's. Throws UsageError and PolicyError. */
export async function runScan(paths: readonly string[], options: ScanOptions, io: Io): Promise<number> {
  const wanted = destinations(options);
  await checkDestinations(wanted, paths, io.cwd);
  const fromStdin = wantsStandardInput(paths, options);
  const { policy, notes } = await policyFor(options, io);

  const stdin = fromStdin ? await readStandardInput(io.stdin, options.stdinFilename ?? '', policy.limits.maxFileBytes) : undefined;
  const progress = new Progress(io, options.quiet !== true);
  let report: Report;
  try {
    const { scan } = require('#scan') as typeof import('#scan');
    report = await scan({
      cwd: io.cwd,
      paths: fromStdin ? [] : paths,
      ...(stdin ? { stdin } : {}),
      policy,
      onProgress: (done, total) => progress.show(done, total),
    });
  } finally {
    progress.clear();
  }

  await deliver(report, wanted, options, io);
  if (options.quiet !== true) await tell([...notes, ...written(report, wanted)], io);
  return report.verdict.exit;
}

async function policyFor(options: ScanOptions, io: Io): Promise<{ policy: Policy; notes: readonly string[] }> {
  const fork = options.untrusted === true ? undefined : comesFromFork(io.env);
  const posture = options.untrusted === true || fork !== undefined ? 'reviewer' : 'author';
  const { policy, notes } = await loadPolicy({ cwd: io.cwd, file: options.config, posture, ruleIds: idsOfRules });
  const gate = {
    failOn: options.failOn ?? policy.gate.failOn,
    failOnGaps: options.failOnGaps ?? policy.gate.failOnGaps,
  };
  return { policy: { ...policy, gate }, notes: fork === undefined ? notes : [`${fork}: treated as with --untrusted`, ...notes] };
}

function idsOfRules(plugins: Policy['plugins']): readonly string[] {
  return everyRule(plugins).map((rule) => rule.id);
}

/** Renders every report before the first is written, so that a defect leaves none of them behind. */
async function deliver(report: Report, wanted: readonly Destination[], options: ScanOptions, io: Io): Promise<void> {
  const verbose = options.verbose === true;
  const reports = [];
  for (const destination of wanted) {
    const onScreen = destination.file === undefined && destination.format === 'terminal';
    const paint = onScreen ? await paintFor(options.color, io) : PLAIN;
    const width = (onScreen && io.columns) || WIDTH_OF_FILES;
    reports.push({ ...destination, text: render(report, destination.format, { paint, width, verbose }) });
  }
  await writeReports(reports, io);
}

const WIDTH_OF_FILES = 100;

/** Where the reports went, when none of them was shown. */
function written(report: Report, wanted: readonly Destination[]): string[] {
  if (wanted.some((destination) => destination.file === undefined)) return [];
  return [`${report.verdict.outcome}: the report is in ${wanted.map((destination) => destination.file).join(', ')}`];
}

async function tell(notes: readonly string[], io: Io): Promise<void> {
  for (const note of notes) await emit(io.stderr, `${errorLine(note)}\n`).catch(() => {});
}
