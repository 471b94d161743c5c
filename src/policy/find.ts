import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { PolicyError } from './policy-error.js';

/** In the order in which they are tried in one folder. */
export const CONFIGURATION_NAMES = ['.vibecheckrc', '.vibecheckrc.json', '.vibecheckrc.yaml', '.vibecheckrc.yml', 'package.json'] as const;

const EXECUTABLE_NAMES = ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].flatMap((extension) => [`.vibecheckrc.${extension}`, `vibecheck.config.${extension}`]);

const MAX_BYTES = 256 * 1024;
const MAX_LEVELS = 64;

/**
 * The nearest configuration file at or above a folder, or undefined. Costs a few look-ups: most runs have none.
 * Stops at the git root, else at the home folder; outside both only the folder itself is looked at, since whoever
 * can write to a shared folder above must not decide.
 */
export function findConfiguration(cwd: string): string | undefined {
  const stop = configurationRoot(cwd);
  let folder = cwd;
  for (let level = 0; level < MAX_LEVELS; level++) {
    const found = configurationIn(folder);
    if (found) return found;
    const parent = path.dirname(folder);
    if (folder === stop || parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

/** The tree that a folder belongs to: its git root, else the home folder where it lies in that, else itself. */
function configurationRoot(cwd: string): string {
  const home = homedir();
  return gitRoot(cwd) ?? (isWithin(cwd, home) ? home : cwd);
}

/** Whether a file belongs to the tree that `cwd` is in, and so to what is reviewed. */
export function isOfTheTree(file: string, cwd: string): boolean {
  const tree = gitRoot(cwd);
  if (tree === undefined) return isWithin(file, cwd);
  // A policy repository that was checked out into the tree is a tree of its own.
  return isWithin(file, tree) && gitRoot(path.dirname(file)) === tree;
}

function configurationIn(folder: string): string | undefined {
  for (const name of EXECUTABLE_NAMES) if (existsSync(path.join(folder, name))) throw refuseExecutable(name);
  for (const name of CONFIGURATION_NAMES) {
    const file = path.join(folder, name);
    if (!existsSync(file)) continue;
    if (name !== 'package.json' || mentionsUs(file)) return file;
  }
  return undefined;
}

/** Throws for a configuration that is code: it is never executed, whoever wrote it. */
export function refuseExecutable(name: string): PolicyError {
  return new PolicyError(`${name}: a configuration that is code is never executed`, 'write it as JSON or YAML in .vibecheckrc');
}

/** Throws PolicyError for what is no ordinary file of a sensible size. */
export function checkReadable(file: string, shown: string): void {
  let stats;
  try {
    stats = statSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new PolicyError(code === 'ENOENT' ? `${shown}: no such file` : `${shown}: cannot be read (${code})`, 'check the path of the configuration file');
  }
  if (!stats.isFile()) throw new PolicyError(`${shown}: not a file`, 'name a configuration file');
  if (stats.size > MAX_BYTES) throw new PolicyError(`${shown}: larger than ${MAX_BYTES} bytes`, 'a configuration is a page of JSON or YAML');
}

/** A `package.json` counts where its top level has our key. One that cannot be parsed is not ours to judge, unless it names us. */
function mentionsUs(file: string): boolean {
  let text: string;
  try {
    const stats = statSync(file);
    if (!stats.isFile() || stats.size > MAX_BYTES) return false;
    text = readFileSync(file, 'utf8');
  } catch {
    return false;
  }
  if (!text.includes('"vibecheck"')) return false;
  try {
    return Object.hasOwn(Object(JSON.parse(text)), 'vibecheck');
  } catch {
    return true;
  }
}

function gitRoot(folder: string): string | undefined {
  let current = folder;
  for (let level = 0; level < MAX_LEVELS; level++) {
    if (existsSync(path.join(current, '.git'))) return current;
    const parent = path.dirname(current);
    if (parent === current) return undefined;
    current = parent;
  }
  return undefined;
}

function isWithin(absolute: string, folder: string): boolean {
  const relative = path.relative(folder, absolute);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
