import { existsSync } from 'node:fs';
import path from 'node:path';

/** Whether a path is the folder itself or lies in it. Both absolute. */
export function isWithin(absolute: string, folder: string): boolean {
  const relative = path.relative(folder, absolute);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

/** With `/`, whatever the platform. */
export function slashed(relative: string): string {
  return path.sep === '/' ? relative : relative.split(path.sep).join('/');
}

/** The deepest folder that holds all of them. Gets one folder at least. */
export function commonFolder(folders: readonly string[]): string {
  return folders.reduce((common, folder) => {
    let shared = common;
    while (!isWithin(folder, shared)) shared = path.dirname(shared);
    return shared;
  });
}

const MAX_LEVELS = 64;

/** The folder at or above that has a `.git` in it. */
export function gitRoot(folder: string): string | undefined {
  let current = folder;
  for (let level = 0; level < MAX_LEVELS; level++) {
    if (existsSync(path.join(current, '.git'))) return current;
    const parent = path.dirname(current);
    if (parent === current) return undefined;
    current = parent;
  }
  return undefined;
}
