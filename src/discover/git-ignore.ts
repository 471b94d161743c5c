import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isWithin, slashed } from './place.js';

const MAX_BYTES = 256 * 1024;
const MAX_PATTERNS = 5_000;
const MAX_GLOBSTARS = 4;

interface IgnoreFile {
  readonly folder: string;
  readonly rules: Ignore;
}

/**
 * The `.gitignore` files that govern a folder, outermost first, each read once.
 * Gets: nested files and negation. Does not get: `.git/info/exclude` and the user's global excludes, which
 * are not part of the tree.
 */
export class GitIgnore {
  readonly #chains = new Map<string, readonly IgnoreFile[]>();

  /** `top`: the folder at which to stop looking upwards (the git root). */
  constructor(readonly top: string) {}

  /** Takes `folder` as a start that the user named: rules above it that leave it out are not asked beneath it. */
  startAt(folder: string): void {
    const above = this.#chain(path.dirname(folder));
    const own = readIgnoreFile(folder);
    const kept = isWithin(folder, this.top) && folder !== this.top && this.#verdict(above, folder, true) ? [] : above;
    this.#chains.set(folder, own ? [...kept, own] : kept);
  }

  ignores(absolute: string, isFolder: boolean): boolean {
    return this.#verdict(this.#chain(path.dirname(absolute)), absolute, isFolder);
  }

  #chain(folder: string): readonly IgnoreFile[] {
    const known = this.#chains.get(folder);
    if (known) return known;
    if (!isWithin(folder, this.top)) return [];
    const above = folder === this.top ? [] : this.#chain(path.dirname(folder));
    const own = readIgnoreFile(folder);
    const chain = own ? [...above, own] : above;
    this.#chains.set(folder, chain);
    return chain;
  }

  /** The innermost file with a word to say decides. A parent's exclusion is no word: its folder was let through. */
  #verdict(chain: readonly IgnoreFile[], absolute: string, isFolder: boolean): boolean {
    for (const { folder, rules } of chain.toReversed()) {
      const relative = slashed(path.relative(folder, absolute));
      if (!ignore.isPathValid(relative)) continue;
      const result = rules.test(isFolder ? `${relative}/` : relative);
      if (result.unignored) return false;
      if (!result.ignored) continue;
      const parent = path.posix.dirname(relative);
      if (parent === '.' || !rules.test(`${parent}/`).ignored) return true;
    }
    return false;
  }
}

/** Patterns in git-ignore syntax that come from policy; the answer takes a path relative to their folder, with `/`. */
export function ignorePatterns(patterns: readonly string[]): (relative: string, isFolder: boolean) => boolean {
  const rules = compile(patterns);
  return (relative, isFolder) => ignore.isPathValid(relative) && rules.ignores(isFolder ? `${relative}/` : relative);
}

function readIgnoreFile(folder: string): IgnoreFile | undefined {
  let handle: number | undefined;
  try {
    // As git does: a link is not followed; and a pipe of that name must not make the scan wait.
    handle = openSync(path.join(folder, '.gitignore'), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.min(size, MAX_BYTES));
    const read = readSync(handle, bytes);
    return { folder, rules: compile(bytes.toString('utf8', 0, read).split(/\r?\n/)) };
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function compile(patterns: readonly string[]): Ignore {
  const affordable = patterns.slice(0, MAX_PATTERNS).filter((pattern) => pattern.split('**').length - 1 <= MAX_GLOBSTARS);
  return ignore({ ignorecase: false }).add(affordable);
}
