/** The built executable, run as a user would. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './rule-fixture.js';

export const BIN = join(ROOT, 'bin', 'vibecheck.js');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of the machine's own CI or colour settings. */
export const BARE = { PATH: process.env['PATH'], HOME: process.env['HOME'] };

export function runCli(args: readonly string[], { cwd, input = '', env = {} }: { cwd: string; input?: string | Buffer; env?: Record<string, string> }): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { cwd, encoding: 'utf8', input, env: { ...BARE, ...env } });
  return { status, stdout, stderr };
}
