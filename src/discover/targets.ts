import { constants } from 'node:fs';
import { access, lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { commonFolder, isWithin } from './place.js';
import { UsageError } from './usage-error.js';

/** What the user named, resolved. All paths are absolute and real; of a file its folder, since the file may be a link. */
export interface Targets {
  readonly cwd: string;
  readonly root: string;
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly globs: readonly Glob[];
}

export interface Glob {
  /** As the user wrote it. */
  readonly written: string;
  /** Relative to `base`, which holds no wildcard. */
  readonly pattern: string;
  readonly base: string;
}

/** Throws UsageError for a path that does not exist or is nothing that can be read. */
export async function resolveTargets(cwd: string, paths: readonly string[]): Promise<Targets> {
  const realCwd = await realpath(cwd);
  const files: string[] = [];
  const folders: string[] = [];
  const globs: Glob[] = [];
  for (const written of paths.length > 0 ? paths : ['.']) {
    if (written.includes('\0')) throw new UsageError('a path holds a NUL character', 'check how the paths were put together');
    if (written === '') throw new UsageError('a path is empty', 'name a file or a folder, or none for the current folder');
    const absolute = path.resolve(realCwd, written);
    const found = await lstat(absolute).catch((error: NodeJS.ErrnoException) => ({ code: error.code }));
    if ('code' in found) {
      globs.push(await asGlob(realCwd, written, found.code));
    } else if (found.isDirectory() || (found.isSymbolicLink() && (await leadsToFolder(absolute)))) {
      await requireReadable(absolute, written, constants.R_OK | constants.X_OK);
      folders.push(await realpath(absolute));
    } else if (found.isSymbolicLink() && !(await leadsSomewhere(absolute))) {
      throw new UsageError(`${written} is a symbolic link that leads nowhere`, 'name the file itself');
    } else if (found.isFile() || found.isSymbolicLink()) {
      await requireReadable(absolute, written, constants.R_OK);
      files.push(path.join(await realpath(path.dirname(absolute)), path.basename(absolute)));
    } else {
      throw new UsageError(`${written} is neither a file nor a folder`, 'save it to a file, or pipe it in with --stdin');
    }
  }
  return { cwd: realCwd, root: rootOf(realCwd, files, folders, globs), files, folders, globs };
}

function rootOf(cwd: string, files: readonly string[], folders: readonly string[], globs: readonly Glob[]): string {
  const [only] = folders;
  if (only !== undefined && folders.length === 1 && files.length === 0 && globs.length === 0) return only;
  const held = [...files.map((file) => path.dirname(file)), ...folders, ...globs.map((glob) => glob.base)];
  return held.every((folder) => isWithin(folder, cwd)) ? cwd : commonFolder(held);
}

/** What the user named has to be readable; what is merely found becomes a gap. */
async function requireReadable(absolute: string, written: string, mode: number): Promise<void> {
  await access(absolute, mode).catch((error: NodeJS.ErrnoException) => {
    throw missing(written, error.code);
  });
}

async function leadsSomewhere(absolute: string): Promise<boolean> {
  return realpath(absolute).then(
    () => true,
    () => false,
  );
}

async function leadsToFolder(absolute: string): Promise<boolean> {
  try {
    return (await lstat(await realpath(absolute))).isDirectory();
  } catch {
    return false;
  }
}

const WILDCARD = /[*?[\]{}]|[!+@]\(/;

async function asGlob(cwd: string, written: string, code: string | undefined): Promise<Glob> {
  const parts = (path.sep === '\\' ? written.replaceAll('\\', '/') : written).split('/');
  const first = parts.findIndex((part) => WILDCARD.test(part));
  if (first === -1) throw missing(written, code);
  const base = path.resolve(cwd, first === 0 ? '.' : parts.slice(0, first).join('/') || '/');
  try {
    return { written, base: await realpath(base), pattern: parts.slice(first).join('/') };
  } catch {
    throw missing(written, code);
  }
}

function missing(written: string, code: string | undefined): UsageError {
  if (code === 'EACCES' || code === 'EPERM') {
    return new UsageError(`${written} may not be read`, 'check its permissions and those of its folder');
  }
  if (code === 'ENAMETOOLONG') return new UsageError('a path is longer than the system allows', 'check how the paths were put together');
  if (written.startsWith('!')) return new UsageError(`${written} does not exist`, 'to leave files out, list them under "ignore" in .vibecheckrc');
  return new UsageError(`${written} does not exist`, 'check the spelling; paths are taken from the current folder');
}
