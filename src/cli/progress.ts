import { performance } from 'node:perf_hooks';
import type { Io } from './io.js';

const QUIET_MS = 500;
const BETWEEN_MS = 100;
const ERASE_LINE = '\r\u001b[2K';

/** One line on standard error, for a person who waits; nothing for anybody else, nor for a scan that is soon over. */
export class Progress {
  readonly #started = performance.now();
  readonly #wanted: boolean;
  #last = 0;
  #shown = false;

  constructor(
    readonly io: Io,
    wanted: boolean,
  ) {
    this.#wanted = wanted && io.isTTY.stderr && io.env['TERM'] !== 'dumb';
  }

  show(done: number, total: number): void {
    if (!this.#wanted) return;
    const now = performance.now();
    if (now - this.#started < QUIET_MS || now - this.#last < BETWEEN_MS) return;
    this.#last = now;
    this.#shown = true;
    this.io.stderr.write(`${ERASE_LINE}vibecheck: ${done} of ${total}`);
  }

  clear(): void {
    if (this.#shown) this.io.stderr.write(ERASE_LINE);
    this.#shown = false;
  }
}
