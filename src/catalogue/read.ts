/** Reads and checks catalogue files: those of the package when it is built, those of a plugin when it is loaded. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueFile, type CatalogueFile } from './schema.js';

/** Holds if the catalogue that a folder adds to has a type of this name. */
export type KnownType = (file: string, type: string) => boolean;

/** Reads and checks all files of a folder (sub-folders included), by file name without ending. Throws with every fault listed. */
export function readCatalogue(folder: string, isKnown: KnownType = () => false): Record<string, CatalogueFile> {
  const files: Record<string, CatalogueFile> = {};
  const faults: string[] = [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json')).sort();
  for (const name of names) {
    const id = name.replaceAll('\\', '/').replace(/^.*\//, '').replace(/\.json$/, '');
    try {
      const parsed = catalogueFile.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      if (files[id]) faults.push(`${name}: a second file called ${id}`);
      else if (parsed.success) files[id] = parsed.data;
      else faults.push(...parsed.error.issues.map((issue) => `${name}: ${issue.path.join('.')}: ${issue.message}`));
    } catch (error) {
      faults.push(`${name}: ${(error as Error).message}`);
    }
  }
  faults.push(...danglingTypes(files, isKnown));
  if (faults.length > 0) throw new Error(`The catalogue has faults:\n${faults.join('\n')}`);
  return files;
}

function danglingTypes(files: Record<string, CatalogueFile>, isKnown: KnownType): string[] {
  const faults: string[] = [];
  const known = (id: string, type: string): boolean => {
    const [file, name] = type.includes('/') ? (type.split('/') as [string, string]) : [id, type];
    return files[file]?.types[name] !== undefined || isKnown(file, name);
  };
  for (const [id, file] of Object.entries(files)) {
    const check = (type: string | undefined, where: string): void => {
      if (type && !known(id, type)) faults.push(`${id}: ${where}: no type ${type}`);
    };
    const apis = [...Object.entries(file.calls), ...Object.values(file.types).flatMap((type) => Object.entries(type.calls ?? {}))];
    for (const [path, api] of apis) {
      check(api.returns?.type, path);
      for (const types of Object.values(api.callbacks ?? {})) for (const type of types) check(type, path);
    }
    for (const [name, type] of Object.entries(file.types)) {
      check(type.extends, name);
      for (const member of Object.values(type.members ?? {})) check(typeof member === 'string' ? member : member.type, name);
    }
  }
  return faults;
}
