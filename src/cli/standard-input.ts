import type { Readable } from 'node:stream';
import { UsageError } from '#discover';

/** Whether standard input is to be scanned. Throws UsageError where paths are named besides. */
export function wantsStandardInput(paths: readonly string[], options: { readonly stdin?: boolean; readonly stdinFilename?: string }): boolean {
  const wanted = options.stdin === true || options.stdinFilename !== undefined || paths.includes('-');
  if (wanted && paths.some((path) => path !== '-')) {
    throw new UsageError('standard input and paths cannot be scanned in one run', 'leave out one of them');
  }
  return wanted;
}

/** Reads to the end, or to one byte past the limit, which says that there was more. */
export async function readStandardInput(stdin: Readable, filename: string, maxBytes: number): Promise<{ filename: string; bytes: Uint8Array }> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stdin) {
      const bytes = Buffer.from(chunk as Uint8Array | string);
      chunks.push(bytes);
      length += bytes.length;
      if (length > maxBytes) break;
    }
  } catch (error) {
    throw new UsageError(`standard input cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, 'pipe a script into it');
  }
  return { filename, bytes: Buffer.concat(chunks).subarray(0, maxBytes + 1) };
}
