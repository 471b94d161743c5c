/** Packages that the code loads from a registry, and where they are declared. */
import { builtinModules } from 'node:module';
import type { Registry } from '#catalogue';
import { normalised } from '#catalogue';
import type { Dependency, Import, Manifest, Module } from '#model';
import { isTestFile } from '../entries/test-doubles.js';
import type { Facts } from '../index.js';

/** A package that a file loads: `name` is the package's (npm) or the module's (Python). */
export interface UsedPackage {
  readonly registry: Registry;
  readonly name: string;
  readonly module: Module;
  readonly at: Import;
}

const BUILT_IN = new Set(builtinModules);
/** Names that a runtime or a bundler answers itself. */
const OF_RUNTIME = /^(?:node|bun|deno|cloudflare|virtual|astro|jsr|https?|data|file|k6|sst|vscode|atom|obsidian|server-only|client-only|chrome|photoshop|uxp|scenegraph|frida|N|ext|react-native|@site|@theme|@generated|\$\w*|~\w*|#.*)(?:[:/]|$)/;
const NPM_NAME = /^(?:@[a-z0-9~-][\w.~-]*\/)?[A-Za-z0-9][\w.-]*$/;

/** Every import that must come from a registry: nothing of the language, the runtime, the project's own files or its workspace. */
export function usedPackages(facts: Facts): UsedPackage[] {
  const own = facts.unit.project.names;
  return facts.unit.modules.flatMap((module) => {
    if (isTestFile(module.file) || module.dialects.has('apps-script') || module.dialects.has('office-script')) return [];
    return module.imports.flatMap((at): UsedPackage[] => {
      if (at.form === 'type' || facts.unit.resolve(module, at.source)) return [];
      const name = module.language === 'python' ? pythonModule(at.source, facts) : npmPackage(at.source);
      if (name === undefined || own.has(name) || isMapped(at.source, facts)) return [];
      return [{ registry: module.language === 'python' ? 'pypi' : 'npm', name, module, at }];
    });
  });
}

function npmPackage(source: string): string | undefined {
  const text = source.replace(/^npm:/, '').replace(/^(@?[^@/]+(?:\/[^@/]+)?)@[^/]*/, '$1');
  if (/^[./]/.test(text) || text.includes('!') || OF_RUNTIME.test(text) || BUILT_IN.has(text) || BUILT_IN.has(text.split('/')[0]!)) return undefined;
  const parts = text.split('/');
  const name = text.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!;
  return NPM_NAME.test(name) && (!text.startsWith('@') || parts.length > 1) ? name : undefined;
}

function pythonModule(source: string, facts: Facts): string | undefined {
  const name = source.split('.')[0]!;
  return source.startsWith('.') || name === '' || name.startsWith('_') || facts.catalogue.packageNames.isStandard(name) ? undefined : name;
}

/** `"@lib/*": ["src/lib/*"]` in a tsconfig; a bundler's alias. */
function isMapped(source: string, { unit: { project } }: Facts): boolean {
  const first = source.split('/')[0]!;
  return project.importMaps.some(({ text }) => [`"${first}/*"`, `"${source}"`, `"${first}/"`, `"${first}"`].some((key) => text.includes(key)));
}

/** The manifests above a file that speak of its language, nearest or not. */
export function manifestsAbove(module: Module, facts: Facts): Manifest[] {
  const kinds: readonly Manifest['kind'][] = module.language === 'python' ? ['requirements', 'pyproject'] : ['package.json'];
  return facts.unit.project.manifests.filter(({ kind, folder }) => kinds.includes(kind) && (folder === '' || module.file.startsWith(`${folder}/`) || isRequirementsFolder(folder, module.file)));
}

/** `requirements/base.txt` speaks of what lies beside its folder. */
function isRequirementsFolder(folder: string, file: string): boolean {
  if (!/(?:^|\/)requirements$/.test(folder)) return false;
  const above = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  return above === '' || file.startsWith(`${above}/`);
}

/** The declaration that a used package comes from. */
export function declarationOf(used: UsedPackage, manifests: readonly Manifest[], facts: Facts): Dependency | undefined {
  const dependencies = manifests.flatMap((manifest) => manifest.dependencies);
  if (used.registry === 'npm') return dependencies.find(({ name }) => name === used.name || name === `@types/${used.name.replace(/^@/, '').replace('/', '__')}`);
  const module = normalised(used.name);
  const brings = facts.catalogue.packageNames.distributionOf(used.name);
  return dependencies.find(({ name }) => {
    const declared = normalised(name);
    // Distributions add what they are for: `pinecone` is in `pinecone-client`, `google.cloud` in `google-cloud-storage`.
    return declared === module || declared === brings || facts.catalogue.packageNames.brings(name, used.name) || declared.split('-').includes(module) || declared.replaceAll('-', '').includes(module.replaceAll('-', ''));
  });
}

const LOCKS: Readonly<Record<Registry, RegExp>> = {
  npm: /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock)$/,
  pypi: /^(?:poetry\.lock|Pipfile\.lock|uv\.lock|pdm\.lock|pixi\.lock|conda-lock\.yml|pylock\.toml)$/,
};

/** Holds if exact versions are kept in a lock file in a folder or above it. */
export function isLocked(folder: string, registry: Registry, { unit: { project } }: Facts): boolean {
  return [...project.files].some((file) => {
    const slash = file.lastIndexOf('/');
    const at = slash === -1 ? '' : file.slice(0, slash);
    return LOCKS[registry].test(file.slice(slash + 1)) && (at === '' || folder === at || folder.startsWith(`${at}/`));
  });
}
