import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '#discover';

/**
 * Writes a file whole or not at all: into a file beside it, which takes its name once it is on the disk.
 * A link is never followed: a submitted tree could hold one that leads to a file of the user's own.
 * `shown` is the name as the user gave it. Throws UsageError.
 */
export async function writeWhole(absolute: string, shown: string, text: string): Promise<void> {
  if (await isDevice(absolute, shown)) {
    await writeThrough(absolute, shown, text);
    return;
  }
  const temporary = path.join(path.dirname(absolute), `.${path.basename(absolute).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, absolute);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw writeProblem(shown, error);
  }
}

/** `/dev/stdout`, `/dev/null`, a named pipe: written to as it is, never replaced. */
async function isDevice(absolute: string, shown: string): Promise<boolean> {
  const there = await lstat(absolute).catch(() => undefined);
  if (!there) return false;
  if (!there.isSymbolicLink()) return !there.isFile();
  const target = await stat(absolute).catch(() => undefined);
  if (target && !target.isFile() && !target.isDirectory()) return true;
  // A redirected `/dev/stdout` leads to an ordinary file, by way of the system's own folders.
  if (target && /^\/(?:dev|proc)\//.test(absolute)) return true;
  throw new UsageError(`the output file ${shown} is a symbolic link`, 'name the file itself');
}

async function writeThrough(absolute: string, shown: string, text: string): Promise<void> {
  try {
    const handle = await open(absolute, 'a');
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw writeProblem(shown, error);
  }
}

const PROBLEMS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['ENOSPC', ['the disk is full', 'make room and run again']],
  ['EDQUOT', ['the disk quota is used up', 'make room and run again']],
  ['EFBIG', ['the file is larger than the system allows', 'write to another disk']],
  ['EPIPE', ['its reader has gone', 'let it read to the end']],
  ['EACCES', ['permission denied', 'choose another place, or change its permissions']],
  ['EPERM', ['permission denied', 'choose another place, or change its permissions']],
  ['EROFS', ['the disk is read-only', 'choose another place']],
  ['ENAMETOOLONG', ['the name is too long', 'choose another name']],
]);

/** A failed write in words: what was not written, why, and what to do. */
export function writeProblem(shown: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const [reason, advice] = PROBLEMS.get(code) ?? [code, 'choose another place'];
  return new UsageError(`the report could not be written to ${shown}: ${reason}`, advice);
}
