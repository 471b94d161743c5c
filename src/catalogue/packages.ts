/** Names of packages that are certainly there, to tell those that nobody has published. Read when a name is first asked for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Each a text of names with blanks between them; `pypiModules` are pairs `module=distribution`, `pypiBrought` `distribution=module`. */
export interface PackageLists {
  readonly npm: string;
  readonly npmDebian: string;
  readonly npmPopular: string;
  readonly npmScopes: string;
  readonly pypi: string;
  readonly pypiDebian: string;
  readonly pypiPopular: string;
  readonly pypiModules: string;
  readonly pypiBrought: string;
  readonly pythonStandard: string;
}

export type Registry = 'npm' | 'pypi';

export class PackageNames {
  // Few names are ever asked for: each is looked up in the text itself, and a list that nobody asks for stays unread.
  readonly #npm: () => string;
  readonly #scopes: () => string;
  readonly #pypi: () => string;
  readonly #pypiModules: () => string;
  readonly #standard: () => string;
  readonly #brought: () => string;
  readonly #modules: () => ReadonlyMap<string, string>;
  /** The other way round; of several modules the first. */
  readonly #renamed: () => ReadonlyMap<string, string>;
  readonly #families: Readonly<Record<Registry, () => readonly string[]>>;
  readonly #popular: Readonly<Record<Registry, () => readonly string[]>>;

  constructor(lists: PackageLists) {
    this.#popular = { npm: once(() => listed(lists.npmPopular)), pypi: once(() => listed(lists.pypiPopular)) };
    this.#npm = once(() => ` ${lists.npmPopular} ${lists.npm} ${lists.npmDebian} `);
    this.#scopes = once(() => ` ${lists.npmScopes} `);
    const pypi = once(() => ` ${lists.pypiPopular} ${lists.pypi} ${lists.pypiDebian} `);
    this.#pypi = once(() => normalised(pypi()));
    this.#pypiModules = once(() => asModule(pypi()));
    this.#standard = once(() => ` ${lists.pythonStandard} `);
    this.#brought = once(() => ` ${lists.pypiBrought} `);
    this.#families = { npm: once(() => families(lists.npm)), pypi: once(() => families(lists.pypi)) };
    this.#modules = once(() => new Map(listed(lists.pypiModules).map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])));
    this.#renamed = once(() => new Map([...this.#modules()].reverse().map(([module, distribution]) => [distribution, module])));
  }

  /** Holds if the registry has a package of that name, or nobody but a known owner could publish it. */
  has(registry: Registry, name: string): boolean {
    if (registry === 'pypi') return holds(this.#pypi(), normalised(name));
    return holds(this.#npm(), name) || (name.startsWith('@') && holds(this.#scopes(), name.split('/')[0]!));
  }

  /** Holds if a name belongs to a family of extensions (`flask-…`) too large to be listed. */
  isOfFamily(registry: Registry, name: string): boolean {
    const plain = registry === 'pypi' ? normalised(name) : name;
    return this.#families[registry]().some((family) => plain.startsWith(family));
  }

  /** The distribution that brings a module of Python: `bs4` comes with `beautifulsoup4`. */
  distributionOf(module: string): string | undefined {
    const renamed = this.#modules().get(module);
    if (renamed !== undefined) return renamed;
    // Of the others the module is called as the distribution is.
    const distribution = module.replaceAll('_', '-');
    return holds(this.#pypiModules(), module) && !this.#renamed().has(distribution) ? distribution : undefined;
  }

  /** Holds if a distribution always brings a module along, and says that it may be used. */
  brings(distribution: string, module: string): boolean {
    return [normalised(distribution), distribution.toLowerCase()].some((each) => holds(this.#brought(), `${each}=${module}`));
  }

  /** Modules that come with Python. */
  isStandard(module: string): boolean {
    return holds(this.#standard(), module);
  }

  /** The well-known package whose name this nearly is. */
  nearTo(registry: Registry, name: string): string | undefined {
    if (this.has(registry, name)) return undefined;
    const plain = bare(name);
    const near = (other: string): boolean => bare(other) === plain || isSlip(name.toLowerCase(), other);
    return this.#popular[registry]().find((other) => other !== name && near(other));
  }

  /** The module whose name this nearly is, as it has to be written. */
  moduleNearTo(name: string): string | undefined {
    if (this.distributionOf(name) !== undefined) return undefined;
    const plain = bare(name);
    for (const distribution of this.#popular.pypi()) {
      const module = this.#renamed().get(distribution) ?? asModule(distribution);
      if (module === name) continue;
      if (bare(distribution) === plain || bare(module) === plain || isSlip(name.toLowerCase(), module.toLowerCase())) return module;
    }
    return undefined;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Names hold no blanks, nor do their neighbours in a text of names touch. */
function holds(names: string, name: string): boolean {
  return !/\s/.test(name) && name !== '' && names.includes(` ${name} `);
}

function listed(text: string): string[] {
  return text.split(/\s+/).filter((name) => name !== '' && !name.endsWith('*'));
}

/** `flask-*` */
function families(text: string): string[] {
  return text.split(/\s+/).filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
}

/** Holds for one name, or for a text of them. */
function asModule(distribution: string): string {
  return distribution.replaceAll('-', '_').replace(/\.[^ ]+/g, '');
}

/** As PyPI compares names. */
export function normalised(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '');
}

const SHORT = 5;
const LONG = 10;

/** One letter wrong, missing, too many or in the wrong place; two in long names. Another number is another version, no slip. */
function isSlip(name: string, other: string): boolean {
  if (Math.min(name.length, other.length) < SHORT || Math.abs(name.length - other.length) > 2) return false;
  if (name.replace(/\d/g, '') === other.replace(/\d/g, '')) return false;
  const most = Math.min(name.length, other.length) >= LONG ? 2 : 1;
  return distance(name, other, most) <= most;
}

/** Letters to change, add, leave out or swap with the next; more than `most` is only known to be more. */
function distance(a: string, b: string, most: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + changed);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length]!;
}

export const LIST_FILES: Readonly<Record<keyof PackageLists, string>> = {
  npm: 'npm.txt', npmDebian: 'npm-debian.txt', npmPopular: 'npm-popular.txt', npmScopes: 'npm-scopes.txt', pypi: 'pypi.txt', pypiDebian: 'pypi-debian.txt', pypiPopular: 'pypi-popular.txt',
  pypiModules: 'pypi-modules.txt', pypiBrought: 'pypi-brought.txt', pythonStandard: 'python-standard.txt',
};

/** Reads the bundled lists. Throws when the build has not been run. */
export function loadPackageNames(): PackageNames {
  return new PackageNames(JSON.parse(readFileSync(join(__dirname, '..', '..', 'packages.json'), 'utf8')) as PackageLists);
}
