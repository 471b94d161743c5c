/**
 * Takes: what the user named (paths or standard input), what to leave out, limits.
 * Gives: the files to analyse, decoded, with their kind, what was left out, and what could not be read.
 * May not: look into code beyond telling its kind, follow a link out of the root, execute anything.
 */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { compareLocations, compareText, type FileKind, type Gap, type Omission, type SourceFile } from '#core';
import { fileGap } from './gaps.js';
import { isScript, kindByName, SCRIPT_ENDINGS } from './kind.js';
import { fileLeftOut, folderLeftOut } from './left-out.js';
import { isNoCode, summariseOthers } from './other-files.js';
import { gitRoot, isWithin, slashed } from './place.js';
import { readSource, UNKNOWN_LANGUAGE, type ReadResult } from './read.js';
import { discoverStdin, type StandardInput } from './standard-input.js';
import { resolveTargets, type Targets } from './targets.js';
import { UsageError } from './usage-error.js';
import { walkFolder, type Walk } from './walk.js';

export { isScript, kindByName } from './kind.js';
export { UsageError } from './usage-error.js';

export interface DiscoverRequest {
  readonly cwd: string;
  /** Files, folders and globs. None means the cwd. */
  readonly paths: readonly string[];
  /** Scanned instead of paths. */
  readonly stdin?: StandardInput | undefined;
  /** Patterns in git-ignore syntax, relative to the cwd (to the root where that lies elsewhere). */
  readonly ignore: readonly string[];
  readonly limits: { readonly maxFileBytes: number; readonly maxFiles: number };
  /** In the reviewer posture the tree's own git-ignore files and "generated" marks hide nothing. */
  readonly posture?: 'author' | 'reviewer' | undefined;
}

export interface Discovery {
  /** Absolute. */
  readonly root: string;
  readonly files: readonly SourceFile[];
  readonly omitted: readonly Omission[];
  readonly gaps: readonly Gap[];
}

interface Candidate {
  readonly absolute: string;
  readonly file: string;
  readonly kind: FileKind | 'open';
  readonly explicit: boolean;
}

/** Finds and reads. Throws UsageError where nothing that was named can be scanned. */
export async function discover(request: DiscoverRequest): Promise<Discovery> {
  if (request.stdin) return discoverStdin(request.cwd, request.stdin, request.limits.maxFileBytes);
  const targets = await resolveTargets(request.cwd, request.paths);
  const walk: Walk = { root: targets.root, ignored: ignoredBy(request, targets), omitted: [], gaps: [], linked: new Set() };
  const others: string[] = [];

  const candidates = await findCandidates(targets, walk, others);
  const { maxFiles } = request.limits;
  if (candidates.length > maxFiles) {
    walk.gaps.push(fileGap('.', `there are ${candidates.length} files to read and the limit is ${maxFiles}: the last ${candidates.length - maxFiles} were not read`));
  }
  const files = await readAll(candidates.slice(0, maxFiles), request, walk, others);

  const discovery = {
    root: targets.root,
    files,
    omitted: [...distinct(walk.omitted), ...summariseOthers(others)].toSorted((a, b) => compareText(a.file, b.file) || compareText(a.reason, b.reason)),
    gaps: walk.gaps.toSorted((a, b) => compareLocations(a.at, b.at) || compareText(a.reason, b.reason)),
  };
  refuseNothing(discovery, request.paths, candidates);
  return discovery;
}

function ignoredBy(request: DiscoverRequest, targets: Targets): Walk['ignored'] {
  const { root, cwd } = targets;
  const base = isWithin(root, cwd) ? cwd : root;
  const starts = [...targets.folders, ...targets.globs.map((glob) => glob.base)];
  if (starts.length === 0) return () => undefined;
  // A scan of single files has no use for it, and is over sooner without.
  const { GitIgnore, ignorePatterns } = require('./git-ignore.js') as typeof import('./git-ignore.js');
  const byPolicy = ignorePatterns(request.ignore);
  const git = request.posture === 'reviewer' ? undefined : new GitIgnore(gitRoot(root) ?? root);
  for (const start of starts) git?.startAt(start);
  return (absolute, isFolder) => {
    if (byPolicy(slashed(path.relative(base, absolute)), isFolder)) return 'ignored by policy';
    return git?.ignores(absolute, isFolder) ? 'ignored by git' : undefined;
  };
}

/** All files worth opening, in code-unit order, each once. What is not goes to `walk.omitted` or `others`. */
async function findCandidates(targets: Targets, walk: Walk, others: string[]): Promise<Candidate[]> {
  const { root } = targets;
  const found = new Map<string, Candidate>();
  const relative = (absolute: string): string => slashed(path.relative(root, absolute));
  const seen = new Set<string>();

  for (const named of targets.files) {
    // A link that the user named is still a link of the tree: it may not lead out of the root.
    const absolute = await realpath(named).catch(() => named);
    const file = relative(absolute);
    if (!isWithin(absolute, root)) walk.omitted.push({ file: relative(named), reason: 'symbolic link out of the scanned folder' });
    else if (isNoCode(file)) others.push(file);
    else found.set(absolute, { absolute, file, kind: kindByName(file) ?? 'open', explicit: true });
  }
  const consider = (absolute: string): void => {
    if (found.has(absolute) || seen.has(absolute)) return;
    seen.add(absolute);
    const file = relative(absolute);
    const kind = kindByName(file);
    if (kind === undefined) {
      others.push(file);
      return;
    }
    const reason = walk.ignored(absolute, false) ?? fileLeftOut(file);
    if (reason) walk.omitted.push({ file, reason });
    else found.set(absolute, { absolute, file, kind, explicit: false });
  };

  for (const folder of targets.folders) for (const absolute of await walkFolder(walk, folder)) consider(path.resolve(absolute));
  for (const { base, pattern, written } of targets.globs) {
    const matched = await walkFolder(walk, base, pattern);
    if (matched.length === 0) throw new UsageError(`no file matches ${written}`, 'check the pattern, and quote it so that the shell leaves it alone');
    for (const absolute of matched) consider(path.resolve(absolute));
  }
  await followLinks(walk, targets, consider);
  return [...found.values()].toSorted((a, b) => compareText(a.file, b.file));
}

/** Targets of links that lie in the root but in nothing that was walked. */
async function followLinks(walk: Walk, targets: Targets, consider: (absolute: string) => void): Promise<void> {
  // The set grows while links in linked folders are met; iteration reaches those too.
  for (const target of walk.linked) {
    if (targets.folders.some((folder) => isWithin(target, folder))) continue;
    if (liesInLeftOut(walk, target)) continue;
    const found = await stat(target).catch(() => undefined);
    if (found?.isFile()) consider(target);
    if (found?.isDirectory()) for (const absolute of await walkFolder(walk, target)) consider(path.resolve(absolute));
  }
}

function liesInLeftOut(walk: Walk, target: string): boolean {
  for (let folder = path.dirname(target); isWithin(folder, walk.root) && folder !== walk.root; folder = path.dirname(folder)) {
    if (folderLeftOut(path.basename(folder)) ?? walk.ignored(folder, true)) return true;
  }
  return folderLeftOut(path.basename(target)) !== undefined;
}

const READ_AT_ONCE = 16;

async function readAll(candidates: readonly Candidate[], request: DiscoverRequest, walk: Walk, others: string[]): Promise<SourceFile[]> {
  const results: ReadResult[] = [];
  let next = 0;
  const reader = async (): Promise<void> => {
    for (let index = next++; index < candidates.length; index = next++) {
      results[index] = await readCandidate(candidates[index]!, request);
    }
  };
  await Promise.all(Array.from({ length: Math.min(READ_AT_ONCE, candidates.length) }, reader));

  const files: SourceFile[] = [];
  candidates.forEach(({ file }, index) => {
    const result = results[index]!;
    if (result === 'other') others.push(file);
    else if ('gap' in result) walk.gaps.push(fileGap(file, result.gap));
    else if ('leftOut' in result) walk.omitted.push({ file, reason: result.leftOut });
    else files.push({ file, kind: result.kind, text: result.text });
  });
  return files;
}

function readCandidate(candidate: Candidate, request: DiscoverRequest): Promise<ReadResult> {
  const { absolute, file, kind, explicit } = candidate;
  return readSource(absolute, { file, named: kind, explicit, untrusted: request.posture === 'reviewer', maxFileBytes: request.limits.maxFileBytes });
}

function distinct(omitted: readonly Omission[]): Omission[] {
  return [...new Map(omitted.map((omission) => [`${omission.file}\0${omission.reason}`, omission])).values()];
}

/** A scan that looked at no code must not look like one that found nothing. */
function refuseNothing(discovery: Discovery, paths: readonly string[], candidates: readonly Candidate[]): void {
  if (discovery.gaps.some((gap) => gap.reason !== UNKNOWN_LANGUAGE)) return;
  if (discovery.files.some((file) => isScript(file.kind))) return;
  if (discovery.files.length > 0 && candidates.every((candidate) => candidate.explicit)) return;
  const where = paths.length === 0 ? 'the current folder' : paths.slice(0, 3).join(', ') + (paths.length > 3 ? ', …' : '');
  const left = discovery.omitted.find((omission) => omission.file !== '.' && !omission.file.endsWith('.git/'));
  const hint = left ? `; left out: ${left.file} (${left.reason})` : '';
  throw new UsageError(`no scripts found in ${where}${hint}`, `looked for ${SCRIPT_ENDINGS}`);
}
