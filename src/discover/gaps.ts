import type { Gap } from '#core';

const START = { line: 1, column: 1 };

/** A gap about a whole file or folder that could not be read. */
export function fileGap(file: string, reason: string): Gap {
  return { at: { file, start: START, end: START }, stage: 'read', reason };
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ENOENT', 'it vanished during the scan'],
  ['ENOTDIR', 'it vanished during the scan'],
  ['ELOOP', 'it became a symbolic link during the scan'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['EMFILE', 'too many files are open'],
  ['EIO', 'the disk reported an error'],
]);

/** An error of the system in words, without its path. */
export function systemReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return (code && REASONS.get(code)) ?? code ?? 'unknown error';
}
