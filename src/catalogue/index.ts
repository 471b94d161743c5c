/**
 * What is known about APIs. Takes the bundled catalogue, gives look-ups by path, type, host and name.
 * May not know any rule or any scanned code.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataClass, Environment, SystemKind } from '#core';
import { joined, rootOf, toBundle, type CatalogueBundle, type CatalogueDetails, type IndexEntry } from './bundle-shape.js';
import { loadPackageNames, type PackageNames } from './packages.js';
import type { ApiEntry, CatalogueFile, Category, Label, Role, TypeEntry } from './schema.js';

export type { CatalogueBundle, IndexEntry } from './bundle-shape.js';
export { normalised, type PackageNames, type Registry } from './packages.js';
export type { ApiEntry, CatalogueFile, Category, Does, Guard, Label, Role } from './schema.js';

/** One known call: its entry with the file's defaults, and the product that it belongs to. */
export interface Api extends ApiEntry {
  readonly path: string;
  readonly file: string;
  readonly product: string;
  readonly kind: SystemKind | 'none';
  readonly category: Category;
  readonly source: string;
}

export interface HostMatch {
  readonly file: string;
  readonly product: string;
  readonly kind: SystemKind | 'none';
  readonly category: Category;
  readonly environment?: Environment;
  /** The address itself is the credential. */
  readonly capability: boolean;
  /** What is put there is read by anyone. */
  readonly open: boolean;
  /** What stands for the star of the name that fits: `acme` of `acme.zendesk.com`. */
  readonly own?: string;
  /** Told by the path alone: other products may have one like it. */
  readonly byPath?: boolean;
}

export interface MemberInfo {
  readonly type?: string;
  readonly label?: Label;
  /** It is safe for these sinks, whatever it was taken from. */
  readonly sanitizes?: readonly Role[];
  /** What a value is for that is assigned to it. */
  readonly takes?: Role;
}

export type Endpoint = CatalogueFile['endpoints'][number];

interface Loaded {
  readonly details: CatalogueDetails;
}

export class Catalogue {
  readonly #index: CatalogueBundle['index'];
  readonly #details: CatalogueBundle['details'];
  readonly #decoder = new TextDecoder();
  readonly #roots = new Map<string, string[]>();
  readonly #named = new Map<string, string>();
  readonly #hosts = new Map<string, { file: string; host: IndexEntry['hosts'][number] }[]>();
  readonly #packages = new Map<string, string>();
  readonly #schemes = new Map<string, string>();
  readonly #loaded = new Map<string, Loaded>();
  readonly #calls = new Map<string, { entry: ApiEntry; file: string }>();
  readonly #types = new Map<string, { entry: TypeEntry; file: string; wild: [string[], ApiEntry][] }>();
  readonly #typeAt = new Map<string, string>();
  readonly #values = new Map<string, { label?: Label; environment?: boolean }>();
  readonly #objects = new Map<string, DataClass>();
  readonly #apis = new Map<string, Api | null>();
  #packageNames: PackageNames | undefined;

  constructor({ index, details }: CatalogueBundle) {
    this.#index = index;
    this.#details = details;
    for (const [id, file] of Object.entries(index)) {
      for (const root of file.roots) {
        const known = this.#roots.get(root);
        if (known) known.push(id);
        else this.#roots.set(root, [id]);
      }
      for (const written of file.named) this.#named.set(written, id);
      for (const scheme of file.schemes) this.#schemes.set(scheme, id);
      for (const name of file.packages) this.#packages.set(name, id);
      for (const host of file.hosts) {
        const known = this.#hosts.get(host.host);
        if (known) known.push({ file: id, host });
        else this.#hosts.set(host.host, [{ file: id, host }]);
      }
    }
  }

  /** Reads the details of the files that can know a path. */
  #need(path: string): void {
    if (path.startsWith('type:')) this.#load(path.slice('type:'.length, path.indexOf('/')));
    else for (const id of this.#roots.get(rootOf(path)) ?? []) this.#load(id);
  }

  #load(id: string): Loaded | undefined {
    const known = this.#loaded.get(id);
    if (known) return known;
    const file = this.#index[id];
    if (!file) return undefined;
    const details = JSON.parse(this.#decoder.decode(this.#details().subarray(...file.details))) as CatalogueDetails;
    const loaded = { details };
    this.#loaded.set(id, loaded);
    for (const [path, entry] of Object.entries(details.calls)) this.#calls.set(path, { entry, file: id });
    for (const [path, value] of Object.entries(details.values)) this.#values.set(path, definedOnly(value));
    for (const [name, data] of Object.entries(details.objects)) this.#objects.set(`${id}/${name.toLowerCase()}`, data);
    for (const [name, entry] of Object.entries(details.types)) {
      const key = `${id}/${name}`;
      const wild = Object.entries(entry.calls ?? {}).filter(([path]) => path.includes('*')).map(([path, call]): [string[], ApiEntry] => [path.split('.'), call]);
      this.#types.set(key, { entry, file: id, wild });
      for (const path of entry.from ?? []) this.#typeAt.set(path, key);
    }
    return loaded;
  }

  /** The type of the value at a path, as `type:file/Type`. */
  typeAt(path: string): string | undefined {
    this.#need(path);
    const type = this.#typeAt.get(path);
    return type && `type:${type}`;
  }

  /** The type meant by a written type name. */
  typeNamed(name: string): string | undefined {
    const id = this.#named.get(name);
    const types = id === undefined ? undefined : this.#load(id)?.details.types;
    const type = types && Object.entries(types).find(([, entry]) => entry.named?.includes(name));
    return type && `type:${id}/${type[0]}`;
  }

  /** What is known of the value at a path that is no call. */
  value(path: string): { label?: Label; environment?: boolean } | undefined {
    this.#need(path);
    return this.#values.get(path);
  }

  /** The known call at a path: `npm:axios.get`, `type:slack/WebClient.chat.postMessage`. */
  call(path: string): Api | undefined {
    const known = this.#apis.get(path);
    if (known !== undefined) return known ?? undefined;
    this.#need(path);
    const found = path.startsWith('type:') ? this.#typeCall(path) : this.#calls.get(path) ?? this.#byConstantArgument(path);
    const api = found ? this.#api(path, found.entry, found.file) : null;
    this.#apis.set(path, api);
    return api ?? undefined;
  }

  /** Type and label of a member below a type: `type:express/Request` + `body`. */
  member(typePath: string, member: string): MemberInfo | undefined {
    const [type, rest] = splitType(typePath);
    for (const { entry, file } of this.#chain(type)) {
      const below = rest === '' ? member : `${rest}.${member}`;
      // Any other name is a member; a method of the type stays one.
      const info = entry.members?.[below] ?? (entry.calls?.[below] === undefined ? entry.members?.['*'] : undefined);
      if (info === undefined) continue;
      const { type: of, label, sanitizes, takes } = typeof info === 'string' ? { type: info, label: undefined, sanitizes: undefined, takes: undefined } : info;
      return { ...(of ? { type: `type:${of.includes('/') ? of : `${file}/${of}`}` } : {}), ...(label ? { label } : {}), ...(sanitizes ? { sanitizes } : {}), ...(takes ? { takes } : {}) };
    }
    return undefined;
  }

  /** The label of every value of a type. */
  typeLabel(typePath: string): Label | undefined {
    const [type, rest] = splitType(typePath);
    if (rest !== '') return undefined;
    for (const { entry } of this.#chain(type)) if (entry.label) return entry.label;
    return undefined;
  }

  /** The type named in an entry, from the file that the entry stands in. */
  typeOf(name: string, file: string): string {
    return `type:${name.includes('/') ? name : `${file}/${name}`}`;
  }

  /**
   * The product behind a host name (lower case, without port), by the most specific entry whose path prefix fits. Hosts that are
   * not constant or belong to the customer may be told by the path alone (`*` in the catalogue).
   */
  host(host: string | undefined, path = '/'): HostMatch | undefined {
    const parts = host === undefined ? [] : host.split('.');
    const names = [...parts.map((_, i) => (i === 0 ? host! : `*.${parts.slice(i).join('.')}`)), '*'];
    for (const name of names) {
      const matches = (this.#hosts.get(name) ?? []).filter((match) => !match.host.path || path.startsWith(match.host.path));
      matches.sort((a, b) => (b.host.path?.length ?? 0) - (a.host.path?.length ?? 0));
      const best = matches[0];
      if (best) {
        const file = this.#index[best.file]!;
        return {
          file: best.file, product: best.host.product ?? file.product, kind: file.kind, category: file.category,
          capability: best.host.capability === true, open: best.host.open === true, ...(best.host.environment ? { environment: best.host.environment } : {}),
          ...(name.startsWith('*.') ? { own: host!.slice(0, 1 - name.length) } : {}),
          ...(name === '*' ? { byPath: true } : {}),
        };
      }
    }
    return undefined;
  }

  /** Holds if a product is served at a host, on whatever path. */
  serves(file: string, host: string | undefined): boolean {
    if (host === undefined) return false;
    return this.#index[file]?.hosts.some(({ host: name }) => name === host || (name.startsWith('*.') && host.endsWith(name.slice(1)))) === true;
  }

  /** The product meant by an address scheme, `postgresql+psycopg2` like `postgresql`. */
  scheme(scheme: string): IndexEntry | undefined {
    const id = this.#schemes.get(scheme) ?? this.#schemes.get(scheme.split('+')[0]!);
    return id === undefined ? undefined : this.#index[id];
  }

  /** The REST endpoint of a product's API that a request meets; `path` may hold `{}` where a segment is not constant. */
  endpoint(file: string, method: string, path: string): Endpoint | undefined {
    const wanted = path.split('?')[0]!.split('/').filter(Boolean);
    return this.#load(file)?.details.endpoints.find((endpoint) => {
      if (endpoint.method !== '*' && endpoint.method !== method) return false;
      const parts = endpoint.path.split('/').filter(Boolean);
      return parts.length === wanted.length && parts.every((part, i) => part === '{}' || part === wanted[i]);
    });
  }

  /** The class of data that an object or table of a product holds. */
  objectData(file: string, object: string): DataClass | undefined {
    this.#load(file);
    return this.#objects.get(`${file}/${object.toLowerCase()}`);
  }

  /** The catalogue file that an import belongs to: `npm:axios`, `py:requests`. */
  packageFile(name: string): IndexEntry | undefined {
    const id = this.#packages.get(name);
    return id === undefined ? undefined : this.#index[id];
  }

  /** The catalogue file that the value at a path belongs to. */
  fileOf(path: string): IndexEntry | undefined {
    const typed = /^type:([^/]{1,80})\//.exec(path)?.[1];
    return typed === undefined ? this.packageFile(path.split('.')[0]!) : this.#index[typed];
  }

  /** Holds if what is assigned to the items of a type stands in cells that are read as formulas. */
  holdsCells(typePath: string): boolean {
    const [file, type] = typePath.replace(/^type:/, '').split('/');
    return file !== undefined && type !== undefined && this.#load(file)?.details.types[type]?.holdsCells === true;
  }

  /** Holds if a file has a type of this name. */
  hasType(file: string, type: string): boolean {
    return this.#load(file)?.details.types[type] !== undefined;
  }

  /** Names of packages that are there, known to the rest of the catalogue or not. */
  get packageNames(): PackageNames {
    return (this.#packageNames ??= loadPackageNames());
  }

  /** Every product, by the name of its file. */
  get index(): CatalogueBundle['index'] {
    return this.#index;
  }

  /** `boto3.client('s3')` falls back to `boto3.client()`, at any depth of the path. */
  #byConstantArgument(path: string): { entry: ApiEntry; file: string } | undefined {
    return path.includes("('") ? this.#calls.get(path.replace(/\('[^']*'\)/g, '()')) : undefined;
  }

  #typeCall(path: string): { entry: ApiEntry; file: string } | undefined {
    const [type, rest] = splitType(path);
    for (const { entry, file } of this.#chain(type)) {
      const exact = entry.calls?.[rest];
      if (exact) return { entry: exact, file };
    }
    const parts = rest.split('.');
    for (const { wild, file } of this.#chain(type)) {
      const found = wild.find(([pattern]) => pattern.length === parts.length && pattern.every((part, i) => part === '*' || part === parts[i]));
      if (found) return { entry: found[1], file };
    }
    return undefined;
  }

  *#chain(type: string): Iterable<{ entry: TypeEntry; file: string; wild: [string[], ApiEntry][] }> {
    let at: string | undefined = type;
    for (let depth = 0; at !== undefined && depth < 8; depth++) {
      this.#load(at.slice(0, at.indexOf('/')));
      const known = this.#types.get(at);
      if (!known) return;
      yield known;
      const up: string | undefined = known.entry.extends;
      at = up === undefined ? undefined : up.includes('/') ? up : `${known.file}/${up}`;
    }
  }

  #api(path: string, entry: ApiEntry, fileId: string): Api {
    const file = this.#index[fileId]!;
    const { defaults } = this.#load(fileId)!.details;
    return {
      ...defaults, ...entry, path, file: fileId, product: entry.product ?? file.product,
      kind: file.kind, category: file.category, source: file.source,
    };
  }
}

function splitType(path: string): [type: string, rest: string] {
  const text = path.slice('type:'.length);
  const dot = text.indexOf('.');
  return dot === -1 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
}

function definedOnly(value: { label?: Label | undefined; environment?: boolean | undefined }): { label?: Label; environment?: boolean } {
  return { ...(value.label ? { label: value.label } : {}), ...(value.environment ? { environment: true } : {}) };
}

/** Reads the bundled catalogue. Throws when the build has not been run. */
export function loadCatalogue(additions: readonly CatalogueBundle[] = []): Catalogue {
  const folder = join(__dirname, '..', '..');
  const index = JSON.parse(readFileSync(join(folder, 'catalogue.json'), 'utf8')) as CatalogueBundle['index'];
  let details: Uint8Array | undefined;
  const own = { index, details: () => (details ??= readFileSync(join(folder, 'catalogue.details'))) };
  return new Catalogue(additions.reduce(joined, own));
}

/** A plugin's catalogue files as a bundle. Throws with every fault listed. */
export function catalogueBundle(folder: string): CatalogueBundle {
  // The schema is loaded for those who write entries only.
  const { readCatalogue } = require('./read.js') as typeof import('./read.js');
  const own = loadCatalogue();
  return toBundle(readCatalogue(folder, (file, type) => own.hasType(file, type)));
}
