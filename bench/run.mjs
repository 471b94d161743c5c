// Times vibecheck beside ESLint and oxlint over the same files, and sets the figures against the targets.
// Figures, not a test: a missed target exits 0, only a measurement that could not be made exits 1.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { assembleCorpus, scriptOfAbout } from './corpus.mjs';
import { measure } from './measure.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const MODULES = join(ROOT, 'node_modules');
const SCRIPT_LINES = 200;
/** Characters of what a failed run printed: enough for its error. */
const PRINTED_SHOWN = 600;

const TARGETS = [
  { name: "folder: at most a third of ESLint's time", unit: 'of its time', limit: 1 / 3, of: (figures) => ratio(figures.vibecheck, figures.eslint) },
  { name: 'folder: peak memory under 500 MB', unit: 'MB', limit: 500, of: (figures) => figures.vibecheck?.megabytes },
  { name: 'one JavaScript script: under 300 ms', unit: 'ms', limit: 300, of: (figures) => figures.scriptJs?.milliseconds },
  { name: 'one Python script: under 300 ms', unit: 'ms', limit: 300, of: (figures) => figures.scriptPython?.milliseconds },
];

const { runs, json } = options();
const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
const output = join(scratch, 'output.json');
const printed = join(scratch, 'printed');
try {
  const corpus = join(scratch, 'corpus');
  mkdirSync(corpus);
  const assembled = assembleCorpus(MODULES, corpus);
  const subjects = subjectsFor(corpus);
  const { figures, failures } = await measureAll(subjects);

  const targets = TARGETS.map(({ of, ...target }) => ({ ...target, value: of(figures) }));
  console.log(table(assembled, subjects, figures, targets));
  for (const failure of failures) console.error(`not measured: ${failure}`);
  if (json !== undefined) {
    const report = { node: process.version, cpus: availableParallelism(), runs, corpus: assembled, figures, targets, failures };
    writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  }
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function options() {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' }, json: { type: 'string' } } });
  if (!/^[1-9]\d?$/.test(values.runs)) throw new Error('--runs takes a number from 1 to 99');
  return { runs: Number(values.runs), json: values.json };
}

/**
 * What is measured, by name. `filesRead` tells from what the tool wrote how many files it took in: a tool that
 * left files out would look fast.
 */
function subjectsFor(corpus) {
  const vibecheck = (target) => ({
    entry: join(ROOT, 'bin/vibecheck.js'),
    args: ['scan', target, '--format', 'json', '-o', output],
    cwd: corpus,
    accepts: [0, 1, 3],
    filesRead: () => read(output).scanned.length,
  });
  const script = (name, extensions) => {
    const found = scriptOfAbout(SCRIPT_LINES, join(ROOT, 'fixtures/scripts'), extensions);
    if (found === undefined) return { label: `vibecheck, one ${name} script`, missing: 'no sample script to run it on' };
    const label = `vibecheck, ${relative(join(ROOT, 'fixtures/scripts'), found.path)} (${found.lines} lines)`;
    return { label, ...vibecheck(found.path) };
  };

  return {
    vibecheck: { label: 'vibecheck, the folder', ...vibecheck(corpus) },
    eslint: {
      label: 'ESLint with security and sonarjs',
      entry: join(MODULES, 'eslint/bin/eslint.js'),
      args: ['--config', join(ROOT, 'bench/eslint.config.mjs'), '--format', 'json', '--output-file', output, '.'],
      cwd: corpus,
      accepts: [0, 1],
      filesRead: () => read(output).filter((file) => file.fatalErrorCount === 0).length,
    },
    oxlint: {
      label: 'oxlint with import, node, promise',
      entry: join(MODULES, 'oxlint/bin/oxlint'),
      args: ['--import-plugin', '--node-plugin', '--promise-plugin', '--format', 'json', '.'],
      cwd: corpus,
      accepts: [0, 1],
      filesRead: () => read(printed).number_of_files,
    },
    scriptJs: script('JavaScript', ['.js', '.mjs', '.cjs', '.gs', '.ts']),
    scriptPython: script('Python', ['.py']),
  };
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Round by round, so that a machine that slows down slows every tool. */
async function measureAll(subjects) {
  const measured = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  const failed = new Map();
  for (const [name, { label, missing }] of Object.entries(subjects)) {
    if (missing !== undefined) failed.set(name, `${label}: ${missing}`);
  }
  for (let round = 0; round < runs; round += 1) {
    for (const [name, subject] of Object.entries(subjects)) {
      if (failed.has(name)) continue;
      rmSync(output, { force: true });
      try {
        const measurement = await measure(subject, printed);
        measured[name].push({ ...measurement, files: subject.filesRead() });
      } catch (error) {
        failed.set(name, `${subject.label}: ${error.message}\n${readFileSync(printed, 'utf8').trim().slice(-PRINTED_SHOWN)}`);
      }
    }
  }
  const figures = Object.fromEntries(
    Object.entries(measured)
      .filter(([name]) => !failed.has(name))
      .map(([name, list]) => [name, {
        milliseconds: median(list.map((one) => one.milliseconds)),
        megabytes: Math.max(...list.map((one) => one.megabytes ?? NaN)),
        files: list[0].files,
      }]),
  );
  return { figures, failures: [...failed.values()] };
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function ratio(part, whole) {
  return part && whole && part.milliseconds / whole.milliseconds;
}

function table(assembled, subjects, figures, targets) {
  const rows = Object.entries(subjects).map(([name, { label }]) => {
    const figure = figures[name];
    return [label, ...(figure ? [`${Math.round(figure.milliseconds)} ms`, `${Math.round(figure.megabytes)} MB`, String(figure.files)] : ['-', '-', '-'])];
  });
  const aims = targets.map(({ name, value, limit, unit }) =>
    [name, ...(Number.isFinite(value) ? [`${value < 10 ? value.toFixed(2) : Math.round(value)} ${unit}`, value <= limit ? 'met' : 'missed'] : ['-', 'not measured'])]);
  return [
    `${assembled.files} files, ${(assembled.bytes / 1e6).toFixed(1)} MB; median time of ${runs}, highest memory; Node ${process.version}, ${availableParallelism()} CPUs`,
    '',
    ...aligned([['', 'time', 'peak', 'files'], ...rows]),
    '',
    ...aligned([['target', '', ''], ...aims]),
  ].join('\n');
}

/** The first column to the left, figures to the right. */
function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ').trimEnd());
}
