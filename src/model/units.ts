import { compareText, type SourceText } from '#core';
import type { Manifest, Module, Project, Unit } from './module.js';

const IMPORT_MAP = /(?:^|\/)(?:[tj]sconfig[^/]*|deno|import_map|importmap)\.jsonc?$/;

/** Groups modules into units by their imports; Apps Script files of one project share one global scope and so one unit. */
export function groupUnits(modules: readonly Module[], manifests: readonly Manifest[], texts: readonly SourceText[] = [], others: readonly string[] = []): Unit[] {
  const files = new Set([...modules.map(({ file }) => file), ...manifests.map(({ file }) => file), ...texts.map(({ file }) => file), ...others]);
  const project: Project = { files, names: namesIn(files, manifests), manifests, texts, importMaps: texts.filter(({ file }) => IMPORT_MAP.test(file)) };
  const byFile = new Map(modules.map((module) => [module.file, module]));
  const parent = new Map<Module, Module>(modules.map((module) => [module, module]));
  const find = (module: Module): Module => {
    let root = module;
    while (parent.get(root) !== root) root = parent.get(root)!;
    for (let at = module; at !== root;) {
      const next = parent.get(at)!;
      parent.set(at, root);
      at = next;
    }
    return root;
  };
  const resolve = (from: Module, source: string): Module | undefined => resolveImport(from, source, byFile);
  for (const module of modules) {
    for (const { source, names } of module.imports) {
      for (const target of [resolve(module, source), ...importedModules(module, source, names, resolve)]) if (target) parent.set(find(target), find(module));
    }
  }
  const projects = new Map<string, Module>();
  for (const module of modules) {
    if (!module.dialects.has('apps-script')) continue;
    const project = appsScriptProject(module.file, manifests);
    if (project === undefined) continue;
    const first = projects.get(project);
    if (first) parent.set(find(module), find(first));
    else projects.set(project, module);
  }
  for (const gate of modules) {
    const folder = projectAround(gate.file);
    if (folder === undefined) continue;
    for (const module of modules) if (module.language === gate.language && module.file.startsWith(folder) && isLoadedByName(module.file)) parent.set(find(module), find(gate));
  }
  const groups = new Map<Module, Module[]>();
  for (const module of modules) {
    const root = find(module);
    const group = groups.get(root);
    if (group) group.push(module);
    else groups.set(root, [module]);
  }
  const resolveNothing = (): undefined => undefined;
  const units = [...groups.values()]
    .map((group) => group.sort((a, b) => compareText(a.file, b.file)))
    .map((group) => ({
      id: group[0]!.file,
      modules: group,
      manifests: manifests.filter((manifest) => group.some((module) => governs(manifest, module, manifests))),
      texts: [] as SourceText[],
      project,
      leads: [] as Manifest[],
      resolve,
    }))
    .sort((a, b) => compareText(a.id, b.id));
  const led = new Set<Manifest>();
  for (const unit of units) {
    for (const manifest of unit.manifests) {
      if (led.has(manifest)) continue;
      led.add(manifest);
      unit.leads.push(manifest);
    }
  }
  for (const text of texts) {
    const home = unitBeside(text.file, units) ?? onlyUnitBelow(text.file, units);
    if (home) home.texts.push(text);
    else units.push({ id: text.file, modules: [], manifests: [], texts: [text], project, leads: [], resolve: resolveNothing });
  }
  return units.sort((a, b) => compareText(a.id, b.id));
}

/** `from package import module`: what is named may be a file of the folder, beside what the folder's own file gives. */
function importedModules(from: Module, source: string, names: readonly { readonly imported: string }[], resolve: (from: Module, source: string) => Module | undefined): (Module | undefined)[] {
  if (from.language !== 'python') return [];
  return names.flatMap(({ imported }) => (imported === '*' ? [] : [resolve(from, source.endsWith('.') ? source + imported : `${source}.${imported}`)]));
}

/** The folder whose routes a framework puts behind this file without an import: Next.js' middleware, Django's settings. */
function projectAround(file: string): string | undefined {
  const next = /^(.*?)(?:src\/)?(?:middleware|proxy)\.[cm]?[jt]s$/.exec(file);
  if (next) return next[1]!.endsWith('/') || next[1] === '' ? next[1]! : undefined;
  const django = /^(.*?)(?:[^/]+\/)?(?:settings|settings\/[\w-]+)\.py$/.exec(file);
  return django ? django[1]! : undefined;
}

/** Files that a framework finds by their place and name. */
function isLoadedByName(file: string): boolean {
  return /(?:^|\/)(?:app\/(?:.*\/)?route|pages\/api\/.+)\.[cm]?[jt]sx?$/.test(file) || /(?:^|\/)(?:urls|views|viewsets|api|settings)(?:\/[\w-]+)?\.py$/.test(file);
}

/** The first unit with a file in the text's folder, or the nearest one above it. */
function unitBeside<T extends { modules: readonly Module[] }>(file: string, units: readonly T[]): T | undefined {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const found = units.find((unit) => unit.modules.some((module) => folderOf(module.file) === folder));
    if (found || folder === '') return found;
  }
}

/** `serverless.yml` beside `src/`: a text above the code belongs to it where there is no other code that it could belong to. */
function onlyUnitBelow<T extends { modules: readonly Module[] }>(file: string, units: readonly T[]): T | undefined {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const below = units.filter((unit) => unit.modules.some((module) => inside(module.file, folder)));
    if (below.length > 0 || folder === '') return below.length === 1 ? below[0] : undefined;
  }
}

/** The folder of the nearest `appsscript.json`; without one, files ending in `.gs` of one folder are taken as one project. */
function appsScriptProject(file: string, manifests: readonly Manifest[]): string | undefined {
  const manifest = nearest(file, manifests.filter((candidate) => candidate.kind === 'appsscript'));
  if (manifest) return `manifest:${manifest.file}`;
  return file.endsWith('.gs') ? `folder:${folderOf(file)}` : undefined;
}

function governs(manifest: Manifest, module: Module, all: readonly Manifest[]): boolean {
  const wanted = module.language === 'python' ? ['requirements', 'pyproject'] : ['package.json', 'appsscript'];
  if (!wanted.includes(manifest.kind) || !inside(module.file, manifest.folder)) return false;
  const sameKind = all.filter((candidate) => candidate.kind === manifest.kind);
  return nearest(module.file, sameKind)?.folder === manifest.folder;
}

function nearest(file: string, manifests: readonly Manifest[]): Manifest | undefined {
  let best: Manifest | undefined;
  for (const manifest of manifests) {
    if (inside(file, manifest.folder) && (!best || manifest.folder.length > best.folder.length)) best = manifest;
  }
  return best;
}

function inside(file: string, folder: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}

function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash === -1 ? '' : file.slice(0, slash);
}

const JS_ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.tsx', '/index.js', '/index.mjs', '/index.cjs'];

function resolveImport(from: Module, source: string, byFile: ReadonlyMap<string, Module>): Module | undefined {
  return from.language === 'python' ? resolvePython(from.file, source, byFile) : resolveScript(from.file, source, byFile);
}

function resolveScript(file: string, source: string, byFile: ReadonlyMap<string, Module>): Module | undefined {
  const alias = /^[@~#]\/(.+)$/.exec(source)?.[1];
  if (alias !== undefined) return resolveAlias(file, alias, byFile);
  if (!source.startsWith('.')) return undefined;
  const base = join(folderOf(file), source);
  return base === undefined ? undefined : scriptAt(base, byFile);
}

/** `@/lib/x`: by the convention of web frameworks, below the project's root or its `src`. */
function resolveAlias(file: string, path: string, byFile: ReadonlyMap<string, Module>): Module | undefined {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const root = folder === '' ? '' : `${folder}/`;
    const found = scriptAt(root + path, byFile) ?? scriptAt(`${root}src/${path}`, byFile);
    if (found || folder === '') return found;
  }
}

function scriptAt(base: string, byFile: ReadonlyMap<string, Module>): Module | undefined {
  for (const ending of JS_ENDINGS) {
    const found = byFile.get(base + ending);
    if (found) return found;
  }
  // TypeScript writes the ending that the file will have once compiled.
  const compiled = /\.([cm]?)jsx?$/.exec(base);
  if (!compiled) return undefined;
  const stem = base.slice(0, compiled.index);
  return byFile.get(`${stem}.${compiled[1]}ts`) ?? byFile.get(`${stem}.tsx`);
}

/** Relative imports, then absolute ones seen from each folder above the file (scripts are run from some folder of their tree). */
function resolvePython(file: string, source: string, byFile: ReadonlyMap<string, Module>): Module | undefined {
  const dots = /^\.*/.exec(source)![0].length;
  const rest = source.slice(dots).split('.').filter(Boolean);
  let folder = folderOf(file);
  if (dots > 0) {
    for (let up = 1; up < dots; up++) folder = folderOf(folder);
    return pythonModule(folder, rest, byFile);
  }
  if (rest.length === 0) return undefined;
  for (;;) {
    const found = pythonModule(folder, rest, byFile);
    if (found && found.file !== file) return found;
    if (folder === '') return undefined;
    folder = folderOf(folder);
  }
}

function pythonModule(folder: string, parts: readonly string[], byFile: ReadonlyMap<string, Module>): Module | undefined {
  const path = [...(folder === '' ? [] : [folder]), ...parts].join('/');
  return byFile.get(`${path}.py`) ?? byFile.get(path === '' ? '__init__.py' : `${path}/__init__.py`);
}

function join(folder: string, relative: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** Names that mean something of the project itself: its packages, and every folder and file that an import could reach by its bare name. */
function namesIn(files: ReadonlySet<string>, manifests: readonly Manifest[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name } of manifests) if (name !== undefined) names.add(name).add(name.replaceAll('-', '_'));
  for (const file of files) for (const part of file.split('/')) if (part !== '') names.add(part.replace(/\.\w+$/, ''));
  return names;
}
