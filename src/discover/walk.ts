import { readdir, realpathSync, type Dirent } from 'node:fs';
import path from 'node:path';
import type { Gap, Omission } from '#core';
import { fileGap, systemReason } from './gaps.js';
import { folderLeftOut, VIRTUAL_ENVIRONMENT_MARK } from './left-out.js';
import { isWithin, slashed } from './place.js';

/** A walk of folders; `omitted` and `gaps` grow as it goes. */
export interface Walk {
  readonly root: string;
  /** Why policy or git leaves an entry out. */
  readonly ignored: (absolute: string, isFolder: boolean) => string | undefined;
  readonly omitted: Omission[];
  readonly gaps: Gap[];
  /** Real paths of links that stay in the root. */
  readonly linked: Set<string>;
}

const EVERYTHING = '**/*';

/**
 * Files under a folder that match a pattern, absolute, in no order. Folders that are left out are told once and not
 * entered: fast-glob matches, and the listing that it is given has been pruned before it sees it.
 */
export async function walkFolder(walk: Walk, base: string, pattern = EVERYTHING): Promise<string[]> {
  // Loaded here because it costs more than reading a single script does.
  const fastGlob = require('fast-glob') as typeof import('fast-glob');
  // A pattern that stays on one level never meets what is pruned beside it, so that is not worth telling.
  const tell = pattern.includes('**');
  const noted: Walk = pattern === EVERYTHING ? walk : { ...walk, linked: new Set() };
  const list = (folder: string, _options: unknown, done: (error: Error | null, entries: Dirent[]) => void): void => {
    const absolute = path.resolve(folder);
    readdir(absolute, { withFileTypes: true }, (error, entries) => {
      if (error) {
        const file = slashed(path.relative(walk.root, absolute)) || '.';
        walk.gaps.push(fileGap(file, `the folder could not be listed: ${systemReason(error)}`));
        done(null, []);
        return;
      }
      done(null, prune(noted, absolute, absolute === base, entries, tell));
    });
  };
  return fastGlob(pattern, {
    cwd: base,
    absolute: true,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    concurrency: 8,
    // fast-glob asks with `withFileTypes` only, where links are not followed.
    fs: { readdir: list as unknown as typeof readdir },
  });
}

function prune(walk: Walk, folder: string, isStart: boolean, entries: readonly Dirent[], tell: boolean): Dirent[] {
  const at = (name: string): string => slashed(path.relative(walk.root, path.join(folder, name)));
  const leave = (file: string, reason: string): false => {
    if (tell) walk.omitted.push({ file, reason });
    return false;
  };
  if (!isStart && entries.some((entry) => entry.name === VIRTUAL_ENVIRONMENT_MARK)) {
    leave(`${at('.')}/`, 'virtual environment');
    return [];
  }
  return entries.filter((entry) => {
    if (entry.isFile()) return true;
    const absolute = path.join(folder, entry.name);
    if (entry.isSymbolicLink()) return leave(at(entry.name), linkReason(walk, absolute));
    if (!entry.isDirectory()) return leave(at(entry.name), 'neither a file nor a folder');
    const reason = folderLeftOut(entry.name, path.basename(folder)) ?? walk.ignored(absolute, true);
    return reason === undefined || leave(`${at(entry.name)}/`, reason);
  });
}

/** Notes where a link leads, if that is inside the root, and says why the link itself is left out. */
function linkReason(walk: Walk, absolute: string): string {
  let target: string;
  try {
    target = realpathSync(absolute);
  } catch {
    return 'symbolic link that leads nowhere';
  }
  if (!isWithin(target, walk.root)) return 'symbolic link out of the scanned folder';
  walk.linked.add(target);
  return `symbolic link to ${slashed(path.relative(walk.root, target)) || '.'}`;
}
