import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileKind } from '#core';
import { decode } from './decode.js';
import { isScript, kindByContent, nameParts } from './kind.js';
import { looksGenerated, looksMinified } from './left-out.js';
import { systemReason } from './gaps.js';

export interface ReadRequest {
  readonly file: string;
  readonly named: FileKind | 'open';
  /** Named by the user: read whatever it looks like. */
  readonly explicit: boolean;
  /** The tree is not trusted to say of itself that it need not be read. */
  readonly untrusted: boolean;
  readonly maxFileBytes: number;
}

/** Exactly one of: the text with its kind, why it could not be read, why it is left out, or `other`: nothing that is read. */
export type ReadResult =
  | { readonly kind: FileKind; readonly text: string }
  | { readonly gap: string }
  | { readonly leftOut: string }
  | 'other';

export const UNKNOWN_LANGUAGE = 'it is in no language that can be analysed';

/** Enough of a table to see what is kept in it. */
const TABLE_BYTES = 200 * 1024;

export async function readSource(absolute: string, request: ReadRequest): Promise<ReadResult> {
  const partial = nameParts(request.file).extension === 'csv';
  const limit = partial ? Math.min(TABLE_BYTES, request.maxFileBytes) : request.maxFileBytes;
  let bytes: Uint8Array;
  try {
    // A file that was swapped for a link or a pipe after it was listed must neither lead out of the root nor block.
    const handle = await open(absolute, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return { gap: 'it is no longer a regular file' };
      if (stats.size > limit && !partial) return tooLarge(stats, request);
      bytes = await readUpTo(handle, limit + 1, stats.size);
      if (bytes.length > limit && !partial) return { gap: 'it grew past the size limit while it was read' };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { gap: `could not be read: ${systemReason(error)}` };
  }
  return sourceOf(partial ? bytes.subarray(0, limit) : bytes, request);
}

/** What the bytes of a file are. */
export function sourceOf(bytes: Uint8Array, request: ReadRequest): ReadResult {
  const text = decode(bytes);
  if (text === undefined) return binary(bytes, request);
  const kind = kindByContent(request.named, text, request.explicit);
  if (kind === undefined) return request.explicit ? { gap: UNKNOWN_LANGUAGE } : 'other';
  if (request.explicit || !isScript(kind) || kind === 'notebook') return { kind, text };
  if (kind !== 'python' && looksMinified(text)) {
    return request.untrusted ? { gap: 'minified code cannot be reviewed' } : { leftOut: 'minified' };
  }
  const generated = request.untrusted ? undefined : looksGenerated(text);
  return generated ? { leftOut: generated } : { kind, text };
}

function tooLarge(stats: Stats, request: ReadRequest): ReadResult {
  const reason = `it is larger than the limit (${stats.size} bytes of at most ${request.maxFileBytes})`;
  if (request.named === 'open') return 'other';
  return isScript(request.named) || request.named !== 'text' || request.explicit ? { gap: reason } : { leftOut: reason };
}

function binary(bytes: Uint8Array, request: ReadRequest): ReadResult {
  if (request.named === 'open' && !request.explicit) return 'other';
  // MPEG transport streams share the ending `.ts`: packets of 188 bytes, each begun by 0x47.
  const video = bytes[0] === 0x47 && bytes[188] === 0x47;
  return request.named === 'text' || video ? { leftOut: 'binary' } : { gap: 'it is not text: it holds NUL bytes' };
}

async function readUpTo(handle: Awaited<ReturnType<typeof open>>, most: number, expected: number): Promise<Uint8Array> {
  let buffer = Buffer.allocUnsafe(Math.min(most, expected + 1));
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    length += bytesRead;
    if (bytesRead === 0 || length >= most) return buffer.subarray(0, length);
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(Math.min(most, buffer.length * 2) - length)]);
  }
}
