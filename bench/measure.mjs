// One whole process, from start to exit, as a person at a terminal or a pipeline waits for it.

import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';

const TIME = '/usr/bin/time';
/** macOS has a program of this name that knows no -v; Windows has none. */
const HAS_GNU_TIME = spawnSync(TIME, ['-v', process.execPath, '--version'], { encoding: 'utf8' }).stderr?.includes('Maximum resident set size') ?? false;

/**
 * @typedef {object} Command
 * @property {string} entry the tool's JavaScript entry point
 * @property {string[]} args
 * @property {string} cwd
 * @property {number[]} accepts exit codes of a run that did its work; findings are no failure
 *
 * @typedef {object} Measurement
 * @property {number} milliseconds from start to exit
 * @property {number | undefined} megabytes peak resident memory, in 10^6 bytes; undefined if it could not be read
 */

/**
 * Runs one command with Node.
 *
 * @param {Command} command
 * @param {string} printedFile takes what the run prints
 * @returns {Promise<Measurement>} rejects if the run could not start or exited otherwise than accepted
 */
export async function measure({ entry, args, cwd, accepts }, printedFile) {
  const peakFile = `${printedFile}.peak`;
  rmSync(peakFile, { force: true });

  const node = [process.execPath, entry, ...args];
  const [program, ...programArgs] = HAS_GNU_TIME
    ? [TIME, '-v', '-o', peakFile, ...node]
    : [node[0], '--import', import.meta.resolve('./peak-memory.mjs'), ...node.slice(1)];

  // A file, not a pipe: reading along in this process would take time from the tool.
  const printed = openSync(printedFile, 'w');
  try {
    const started = performance.now();
    const child = spawn(program, programArgs, {
      cwd,
      stdio: ['ignore', printed, printed],
      env: { ...process.env, BENCH_PEAK_FILE: peakFile },
    });
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (status, signal) => resolve(status ?? signal));
    });
    const milliseconds = performance.now() - started;
    if (!accepts.includes(code)) throw new Error(`exit ${code}`);
    return { milliseconds, megabytes: peakMegabytes(peakFile) };
  } finally {
    closeSync(printed);
  }
}

/** Both ways of measuring write kibibytes. */
function peakMegabytes(file) {
  try {
    const kibibytes = /(?:Maximum resident set size \(kbytes\): |^)(\d+)\s*$/m.exec(readFileSync(file, 'utf8'));
    return kibibytes === null ? undefined : (Number(kibibytes[1]) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
