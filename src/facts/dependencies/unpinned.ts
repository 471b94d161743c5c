/** Dependencies for which any version will do: what is installed tomorrow may be another program. */
import type { Dependency, Manifest, Module } from '#model';
import type { Facts } from '../index.js';
import { installs, type Install } from './installs.js';
import { declarationOf, isLocked, manifestsAbove, usedPackages, type UsedPackage } from './used-packages.js';

export interface OpenManifest {
  readonly manifest: Manifest;
  readonly open: readonly Dependency[];
  readonly undeclared: readonly UsedPackage[];
}

const ANY = /^(?:(?:==)?\s{0,2}\*|x|latest|next|>=?\s*0(?:\.0)*(?:\.0)*)?$/i;
/** What documentation and tests need does not run. */
const BESIDE = /(?:^|\/)(?:docs?|tests?)\//;
const OF_PROJECT = /^(?:workspace|file|link|portal|catalog|patch):|^\.{0,2}\//;
const REPOSITORY = /^(?:git\+|git:|github:|gitlab:|bitbucket:|ssh:|https?:\/\/[^#]*\.git)|^[\w-]{1,60}\/[\w.-]{1,100}(?:#.*)?$/;
/** A commit, a tag that is a version, a range of versions. */
const FIXED = /^(?:[0-9a-f]{7,40}|semver:.+|v?\d+\.\d.*|release.*\d.*)$/i;

/** Manifests with dependencies that no version, tag, commit or lock file fixes, and with packages used and not declared. */
export function openManifests(facts: Facts): OpenManifest[] {
  const used = usedPackages(facts);
  return facts.unit.leads.flatMap((manifest) => {
    if (manifest.kind === 'appsscript' || manifest.dependencies.length === 0 || BESIDE.test(manifest.file)) return [];
    const locked = isLocked(manifest.folder, manifest.kind === 'package.json' ? 'npm' : 'pypi', facts) || isConstrained(manifest) || isPublished(manifest);
    const open = locked ? [] : manifest.dependencies.filter((dependency) => !dependency.dev && isOpen(dependency));
    const undeclared = isNamed(manifest) ? missing(used, manifest, facts) : [];
    return open.length + undeclared.length > 0 ? [{ manifest, open, undeclared }] : [];
  });
}

/** One manifest speaks for what is used: the package file, or the first of several lists of requirements. */
function isNamed({ kind, file }: Manifest): boolean {
  return kind !== 'requirements' || !/dev|test|lint|docs|ci\b/i.test(file.slice(file.lastIndexOf('/') + 1));
}

function missing(used: readonly UsedPackage[], manifest: Manifest, facts: Facts): UsedPackage[] {
  const found = new Map<string, UsedPackage>();
  for (const each of used) {
    const above = manifestsAbove(each.module, facts);
    if (above[0] !== manifest || found.has(each.name) || isSetting(each.module) || each.at.optional) continue;
    // What is in no list of known packages is the matter of another rule.
    const known = each.registry === 'npm' ? facts.catalogue.packageNames.has('npm', each.name) : facts.catalogue.packageNames.distributionOf(each.name) !== undefined;
    if (known && !declarationOf(each, above, facts) && !isMentioned(each, facts)) found.set(each.name, each);
  }
  return [...found.values()];
}

/** `vite.config.ts` is no part of what runs. */
function isSetting({ file }: Module): boolean {
  return /(?:\.config\.\w+|(?:^|\/)(?:setup|conftest|noxfile|fabfile|gulpfile|gruntfile)\.\w+)$/i.test(file);
}

/** Installed by other means: a Dockerfile, an environment file. */
function isMentioned({ name }: UsedPackage, { unit: { project } }: Facts): boolean {
  return project.texts.some(({ file, text }) => /(?:^|\/)(?:Dockerfile[^/]*|environment\.ya?ml|[^/]*\.toml|setup\.cfg|[^/]*\.sh)$/.test(file) && text.includes(name));
}

/** A library that others install must not fix what it needs; it says for whom it is. */
function isPublished({ data }: Manifest): boolean {
  const project = (data as { project?: { classifiers?: unknown } } | undefined)?.project;
  return Array.isArray(project?.classifiers);
}

function isConstrained({ data }: Manifest): boolean {
  const options = (data as { options?: readonly string[] } | undefined)?.options;
  return Array.isArray(options) && options.some((option) => /^(?:-c|--constraint|--require-hashes)/.test(String(option)));
}

export function isOpen({ range }: Pick<Dependency, 'range'>): boolean {
  if (OF_PROJECT.test(range)) return false;
  if (ANY.test(range)) return true;
  if (!REPOSITORY.test(range)) return false;
  const hash = range.indexOf('#');
  if (hash !== -1 && !/^(?:egg|subdirectory)=/.test(range.slice(hash + 1))) return !FIXED.test(range.slice(hash + 1));
  const path = range.slice(0, hash === -1 ? undefined : hash).replace(/^[a-z+]+:\/\/[^/]*/i, '');
  const at = path.lastIndexOf('@');
  return at === -1 || !FIXED.test(path.slice(at + 1));
}

/** Installations without a version, written in the script itself. */
export function openInstalls(facts: Facts): Install[] {
  return facts.unit.modules.flatMap((module) => installs(module)).flatMap((install) => {
    const packages = install.packages.filter(isOpen);
    return packages.length > 0 ? [{ ...install, packages }] : [];
  });
}
