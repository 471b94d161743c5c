/** The bundled catalogue: a small index of everything, and beside it the details of each file, read and parsed when first asked for. */
import type { CatalogueFile } from './schema.js';

/** What is looked up by name: always read. */
export interface IndexEntry
  extends Pick<CatalogueFile, 'product' | 'kind' | 'category' | 'source' | 'packages' | 'hosts' | 'schemes' | 'broadScopes' | 'recordActions'> {
  /** First parts of the paths that the file speaks of: `npm:axios`, `global:fetch`. */
  readonly roots: readonly string[];
  /** Written type names: `WebClient`. */
  readonly named: readonly string[];
  /** Where its `CatalogueDetails` stand in the details, as JSON: first byte and the one behind the last. */
  readonly details: readonly [start: number, end: number];
}

export type CatalogueDetails = Pick<CatalogueFile, 'defaults' | 'types' | 'calls' | 'values' | 'objects' | 'endpoints'>;

export interface CatalogueBundle {
  readonly index: Readonly<Record<string, IndexEntry>>;
  /** The details of all files, one behind the other, in UTF-8. */
  readonly details: () => Uint8Array;
}

/** The part of a path that says which catalogue files can know it: `npm:@slack/web-api`, `py:google`, `global:fetch`. */
export function rootOf(path: string): string {
  // A constant first argument (`client('s3')`) may hold anything.
  const head = path.slice(0, path.search(/\(|$/));
  const dot = head.indexOf('.', head.lastIndexOf('/') + 1);
  return dot === -1 ? head : head.slice(0, dot);
}

export function toBundle(files: Readonly<Record<string, CatalogueFile>>): CatalogueBundle {
  const parts: Buffer[] = [];
  let length = 0;
  const index = Object.fromEntries(Object.entries(files).map(([id, file]) => {
    const { product, kind, category, source, packages, hosts, schemes, broadScopes, recordActions, ...details } = file;
    const paths = [...Object.keys(file.calls), ...Object.keys(file.values), ...Object.values(file.types).flatMap((type) => type.from ?? [])];
    const roots = [...new Set(paths.filter((path) => !path.startsWith('type:')).map(rootOf))];
    const named = Object.values(file.types).flatMap((type) => type.named ?? []);
    const part = Buffer.from(JSON.stringify(details));
    parts.push(part);
    const start = length;
    length += part.length;
    return [id, { product, kind, category, source, packages, hosts, schemes, broadScopes, recordActions, roots, named, details: [start, length] as const }];
  }));
  const all = Buffer.concat(parts);
  return { index, details: () => all };
}

/** Two bundles as one. Where both have a file of one name, the first one's stays. */
export function joined(first: CatalogueBundle, second: CatalogueBundle): CatalogueBundle {
  let all: Uint8Array | undefined;
  let offset = 0;
  const read = (): Uint8Array => {
    const own = first.details();
    offset = own.length;
    return (all ??= Buffer.concat([own, second.details()]));
  };
  read();
  const moved = Object.entries(second.index).map(([id, entry]) => [id, { ...entry, details: [entry.details[0] + offset, entry.details[1] + offset] as const }]);
  return { index: { ...Object.fromEntries(moved) as CatalogueBundle['index'], ...first.index }, details: read };
}
