/** Packages that nothing known declares: a model may have made them up, and who registers the name decides what runs. */
import type { Registry } from '#catalogue';
import type { Dependency, Import, Manifest, Module } from '#model';
import type { Facts } from '../index.js';
import { installs } from './installs.js';
import { declarationOf, isLocked, manifestsAbove, usedPackages, type UsedPackage } from './used-packages.js';

export interface UnknownPackage {
  readonly registry: Registry;
  readonly name: string;
  /** The well-known name that was probably meant. */
  readonly near?: string;
  readonly uses: readonly { readonly module: Module; readonly at: Pick<Import, 'start' | 'end'> }[];
  /** Where a manifest itself names it. */
  readonly declared?: { readonly manifest: Manifest; readonly at: Dependency };
}

/** Modules that people call so when they write them themselves; the file may simply lie elsewhere. */
const OF_AUTHOR = /(?:^|_)(?:utils?|utilities|helpers?|configs?|settings|secrets?|credentials?|creds|constants?|common|lib|libs|models?|db|database|schemas?|tools?|core|apps?|main|api|apis|clients?|services?|keys?|logger|logging|data|types|base|shared|functions?|modules?|handlers?|tasks?|jobs?|forms?|views?|routes?|tests?|scripts?|src|backend|frontend|server|bot|crawler|scraper|parser|mailer|sender|reports?|pipelines?|process(?:or|ing)?|loader|extract(?:or)?|transform(?:er)?|auth|errors?|exceptions?|my|local|custom|prompts?|agents?|storage|cache|queries|query|plots?|store|env|globals|params|state|tables?|paths?|exporter|importer|exports?|imports?|manager|engine|connection|connector|connect)(?:_|\d*$)/i;

export function unknownPackages(facts: Facts): UnknownPackage[] {
  return [...used(facts), ...declared(facts), ...installed(facts)];
}

function used(facts: Facts): UnknownPackage[] {
  const byName = new Map<string, UsedPackage[]>();
  for (const each of usedPackages(facts)) {
    if (isKnown(each, facts) || declarationOf(each, manifestsAbove(each.module, facts).concat(facts.unit.project.manifests), facts)) continue;
    byName.set(each.name, [...(byName.get(each.name) ?? []), each]);
  }
  return [...byName.values()].flatMap((uses): UnknownPackage[] => {
    const [first] = uses;
    if (!first) return [];
    const { registry, name, module } = first;
    const folder = module.file.slice(0, Math.max(0, module.file.lastIndexOf('/')));
    // Exact versions are kept, so it was found once.
    if (isLocked(folder, registry, facts)) return [];
    const near = registry === 'npm' ? facts.catalogue.packageNames.nearTo('npm', name) : facts.catalogue.packageNames.moduleNearTo(name);
    if (near === undefined && (facts.catalogue.packageNames.isOfFamily(registry, name) || isOptional(uses) || name.startsWith('@') || isAuthors(first) || isMentioned(name, facts))) return [];
    return [{ registry, name, ...(near === undefined ? {} : { near }), uses }];
  });
}

function isKnown({ registry, name, at }: UsedPackage, { catalogue }: Facts): boolean {
  // The catalogue is there already; the lists are read for what it does not have.
  if (registry === 'npm') return catalogue.packageFile(`npm:${name}`) !== undefined || catalogue.packageNames.has('npm', name);
  return catalogue.packageFile(`py:${name}`) !== undefined || catalogue.packageFile(`py:${at.source}`) !== undefined || catalogue.packageNames.distributionOf(name) !== undefined;
}

function isOptional(uses: readonly UsedPackage[]): boolean {
  return uses.every(({ at }) => at.optional);
}

function isAuthors({ registry, name }: UsedPackage): boolean {
  return registry === 'pypi' && OF_AUTHOR.test(name);
}

/** Read-me files, container and environment files say what has to be installed. */
function isMentioned(name: string, { unit: { project } }: Facts): boolean {
  const wanted = name.toLowerCase();
  const alike = wanted.replaceAll('_', '-');
  return project.texts.some(({ text }) => {
    const lower = text.slice(0, 200_000).toLowerCase();
    return lower.includes(wanted) || lower.includes(alike);
  });
}

/** Names in a manifest that are in no list and nearly are a well-known one. */
function declared(facts: Facts): UnknownPackage[] {
  return facts.unit.leads.flatMap((manifest) => {
    const registry: Registry = manifest.kind === 'package.json' ? 'npm' : 'pypi';
    if (manifest.kind === 'appsscript' || isLocked(manifest.folder, registry, facts)) return [];
    return manifest.dependencies.flatMap((at): UnknownPackage[] => {
      const near = isListed(registry, at.name, facts) || /[/:]/.test(at.range) ? undefined : facts.catalogue.packageNames.nearTo(registry, at.name);
      return near === undefined ? [] : [{ registry, name: at.name, near, uses: [], declared: { manifest, at } }];
    });
  });
}

function isListed(registry: Registry, name: string, { catalogue }: Facts): boolean {
  return catalogue.packageFile(registry === 'npm' ? `npm:${name}` : `py:${name.replaceAll('-', '_')}`) !== undefined || catalogue.packageNames.has(registry, name);
}

function installed(facts: Facts): UnknownPackage[] {
  return facts.unit.modules.flatMap((module) => installs(module)).flatMap(({ module, start, end, packages }) => packages.flatMap(({ name }): UnknownPackage[] => {
    const near = isListed('pypi', name, facts) ? undefined : facts.catalogue.packageNames.nearTo('pypi', name);
    return near === undefined ? [] : [{ registry: 'pypi', name, near, uses: [{ module, at: { start, end } }] }];
  }));
}
