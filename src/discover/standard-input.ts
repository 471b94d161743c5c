import path from 'node:path';
import { realpath } from 'node:fs/promises';
import type { Discovery } from './index.js';
import { fileGap } from './gaps.js';
import { kindByName } from './kind.js';
import { isWithin, slashed } from './place.js';
import { sourceOf } from './read.js';
import { UsageError } from './usage-error.js';

export interface StandardInput {
  /** Tells the language; need not exist. '' where the user gave none: then the content has to tell. */
  readonly filename: string;
  /** May be longer than the limit by a byte, which stands for "more". */
  readonly bytes: Uint8Array;
}

const UNNAMED = 'stdin';

/** Takes standard input as the only file. Throws UsageError where it is empty or its language cannot be told. */
export async function discoverStdin(cwd: string, stdin: StandardInput, maxFileBytes: number): Promise<Discovery> {
  if (stdin.filename.includes('\0')) throw new UsageError('the name for standard input holds a NUL character', 'give a name such as script.py');
  if (stdin.bytes.length === 0) throw new UsageError('standard input is empty', 'pipe a script into it');
  const root = await realpath(cwd);
  const file = nameWithin(root, stdin.filename);
  if (stdin.bytes.length > maxFileBytes) {
    return { root, files: [], omitted: [], gaps: [fileGap(file, `it is larger than the limit of ${maxFileBytes} bytes`)] };
  }
  const named = kindByName(file) ?? 'open';
  const result = sourceOf(stdin.bytes, { file, named, explicit: true, untrusted: false, maxFileBytes });
  if (result !== 'other' && 'text' in result) return { root, files: [{ file, kind: result.kind, text: result.text }], omitted: [], gaps: [] };
  if (result !== 'other' && 'gap' in result && named !== 'open') return { root, files: [], omitted: [], gaps: [fileGap(file, result.gap)] };
  throw new UsageError('the language of standard input cannot be told', 'name it, for instance --stdin-filename script.py');
}

function nameWithin(root: string, filename: string): string {
  if (filename === '') return UNNAMED;
  const absolute = path.resolve(root, filename);
  return isWithin(absolute, root) && absolute !== root ? slashed(path.relative(root, absolute)) : path.basename(absolute) || UNNAMED;
}
