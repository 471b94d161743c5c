import { UsageError } from '#discover';
import { PolicyError } from '#policy';
import { printable } from '../report/printable.js';

/** How a run that gave no verdict ends. */
export interface Failure {
  readonly status: 0 | 2 | 3;
  /** One line for standard error; absent where all has been said. */
  readonly line?: string;
}

/** Wrong usage and configuration end with 2, everything unforeseen with 3. */
export function failureOf(error: unknown, env: Readonly<Record<string, string | undefined>>): Failure {
  if (error instanceof UsageError || error instanceof PolicyError) return { status: 2, line: errorLine(error.message, error.advice) };
  if (isCommanderError(error)) {
    if (error.exitCode === 0) return { status: 0 };
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ').replace(/\.$/, '');
    return { status: 2, line: errorLine(message, 'see vibecheck --help') };
  }
  return { status: 3, line: defectLine(error, env) };
}

/** `vibecheck: <what> — <what to do>`, on one line whatever is in the texts. */
export function errorLine(what: string, advice?: string): string {
  return printable(advice ? `vibecheck: ${what} — ${advice}` : `vibecheck: ${what}`);
}

/** For what should not happen. With `VIBECHECK_DEBUG=1` the stack follows. */
export function defectLine(error: unknown, env: Readonly<Record<string, string | undefined>>): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const debug = env['VIBECHECK_DEBUG'] === '1';
  const line = errorLine(`the scan did not finish, by a defect of vibecheck itself (${what.slice(0, 300)})`, debug ? 'please report it' : 'please report it with the output of VIBECHECK_DEBUG=1');
  return debug && error instanceof Error && error.stack ? `${line}\n${error.stack.split('\n').map(printable).join('\n')}` : line;
}

// By its shape: importing commander for its class would load it where it is not needed.
function isCommanderError(error: unknown): error is Error & { code: string; exitCode: number } {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string' && String((error as { code?: unknown }).code).startsWith('commander.');
}
