// The files that are timed: ordinary published JavaScript, taken from the installed development
// dependencies, so that the benchmark needs no download and two machines with one lock file time the same.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

const FILES = 1200;
const BYTES = 5_000_000;
const SMALLEST = 1_000;
const LARGEST = 60_000;

/** Folders of bundles, of second builds of the same sources, and of data. */
const SKIPPED_FOLDERS = new Set([
  'node_modules', 'dist', 'build', 'umd', 'browser', 'bundle', 'bundles', 'vendor', 'data', 'docs',
]);
const SOURCE = /(?<![.-](?:min|umd|bundle))\.[cm]?js$/;

/**
 * Copies the corpus into an empty folder, as `<package>/<path>`, without a node_modules folder in any path,
 * since every tool leaves those out.
 *
 * @param {string} modules the installed node_modules folder
 * @param {string} target an empty folder
 * @returns {{ files: number, bytes: number }}
 */
export function assembleCorpus(modules, target) {
  let files = 0;
  let bytes = 0;
  for (const { path, size } of inTurn(packagesOf(modules).map((name) => candidates(modules, name)))) {
    if (files === FILES) break;
    // Holds the average: a large file waits until enough small ones have gone before it.
    if (bytes + size > LARGEST + ((files + 1) * BYTES) / FILES) continue;
    const copy = join(target, path);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(join(modules, path), copy);
    files += 1;
    bytes += size;
  }
  return { files, bytes };
}

/**
 * The script among whole sample scripts whose length is nearest to `lines`.
 *
 * @param {number} lines
 * @param {string} folder searched with its subfolders
 * @param {string[]} extensions with the dot
 * @returns {{ path: string, lines: number } | undefined} nothing if no script has such an extension
 */
export function scriptOfAbout(lines, folder, extensions) {
  const distance = (script) => Math.abs(script.lines - lines);
  return filesUnder(folder, '')
    .filter((path) => extensions.includes(extname(path)))
    .map((path) => ({ path: join(folder, path), lines: readFileSync(join(folder, path), 'utf8').split('\n').length - 1 }))
    .sort((a, b) => distance(a) - distance(b))[0];
}

function packagesOf(modules) {
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => (name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => join(name, inner)) : [name]))
    .sort();
}

function candidates(modules, packageName) {
  return filesUnder(join(modules, packageName), '')
    .filter((path) => SOURCE.test(path) && !hasTwin(join(modules, packageName, path)))
    .map((path) => ({ path: join(packageName, path), size: statSync(join(modules, packageName, path)).size }))
    .filter(({ path, size }) => size >= SMALLEST && size <= LARGEST && isReadable(readFileSync(join(modules, path), 'utf8')));
}

/** A package that ships each module twice counts once. */
function hasTwin(path) {
  return /\.[cm]js$/.test(path) && existsSync(path.replace(/\.[cm]js$/, '.js'));
}

/** Neither minified nor put together by a bundler. */
function isReadable(text) {
  const lines = text.split('\n');
  return text.length / lines.length < 80 && lines.every((line) => line.length < 1_000) && !text.includes('__webpack_');
}

function filesUnder(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : filesUnder(root, path);
      return entry.isFile() ? [path] : [];
    });
}

/** One from each list, then the next from each, so that no package outweighs the rest before the small ones are used up. */
function* inTurn(lists) {
  const longest = Math.max(...lists.map((list) => list.length));
  for (let turn = 0; turn < longest; turn += 1) {
    for (const list of lists) {
      if (turn < list.length) yield list[turn];
    }
  }
}
