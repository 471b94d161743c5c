import type { Readable, Writable } from 'node:stream';
import { defectLine } from './errors.js';

/** Everything a command may touch of the process it runs in. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether a person reads it. */
  readonly isTTY: { readonly stdout: boolean; readonly stderr: boolean };
  /** Of the terminal, where standard output is one. */
  readonly columns: number | undefined;
}

/** The real process. An error that nobody caught ends it with status 3, in one line. */
export function processIo(): Io {
  const { stdout, stderr, env } = process;
  const fail = (error: unknown): void => {
    stderr.write(`${defectLine(error, env)}\n`, () => process.exit(3));
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  // Whoever writes is told by its callback; without a listener a closed pipe would be an uncaught error besides.
  stdout.on('error', () => {});
  stderr.on('error', () => {});
  return {
    get stdin() {
      // Opened on first use: merely touching it costs time.
      return process.stdin;
    },
    stdout,
    stderr,
    env,
    cwd: process.cwd(),
    isTTY: { stdout: stdout.isTTY === true, stderr: stderr.isTTY === true },
    columns: stdout.columns,
  };
}

/** Resolves once the text has been handed over; rejects with the system's error. */
export function emit(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
