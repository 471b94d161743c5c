import { parse, TomlError } from 'smol-toml';
import type { SourceFile } from '#core';
import type { Manifest } from '#model';
import { draftFor, noteGap } from './draft.js';
import type { Draft, Owner } from './draft.js';
import { parseRequirement } from './requirements.js';

export function lowerPyproject(file: SourceFile): Manifest {
  const draft = draftFor(file, 'pyproject');
  let data: unknown;
  try {
    data = parse(file.text);
  } catch (error) {
    const offset = error instanceof TomlError ? draft.source.lineStart(error.line) + error.column - 1 : 0;
    noteGap(draft, 'not valid TOML', offset, offset + 1);
    return draft;
  }
  draft.data = data;
  const places = new Places(file.text);
  const project = at(data, 'project');
  const poetry = at(data, 'tool', 'poetry');
  const name = at(project, 'name') ?? at(poetry, 'name');
  if (typeof name === 'string') draft.name = name;
  addRequirements(draft, places, at(project, 'dependencies'), false);
  for (const [, list] of entries(at(project, 'optional-dependencies'))) addRequirements(draft, places, list, false);
  for (const [, list] of entries(at(data, 'dependency-groups'))) addRequirements(draft, places, list, true);
  addPoetry(draft, places, at(poetry, 'dependencies'), false);
  addPoetry(draft, places, at(poetry, 'dev-dependencies'), true);
  for (const [, group] of entries(at(poetry, 'group'))) addPoetry(draft, places, at(group, 'dependencies'), true);
  const owner = ownerIn(places, at(project, 'authors'), at(project, 'maintainers'), at(poetry, 'authors'), at(poetry, 'maintainers'));
  if (owner) draft.owner = owner;
  const scripts = Object.create(null) as Record<string, string>;
  for (const table of [at(project, 'scripts'), at(poetry, 'scripts')]) {
    for (const [script, target] of entries(table)) if (typeof target === 'string') scripts[script] = target;
  }
  draft.scripts = scripts;
  return draft;
}

function addRequirements(draft: Draft, places: Places, list: unknown, dev: boolean): void {
  if (!Array.isArray(list)) return;
  for (const item of list) {
    const requirement = typeof item === 'string' ? parseRequirement(item.trim()) : undefined;
    if (requirement) draft.dependencies.push({ ...requirement, dev, ...places.next(item as string) });
  }
}

function addPoetry(draft: Draft, places: Places, table: unknown, dev: boolean): void {
  for (const [name, wanted] of entries(table)) {
    if (name === 'python') continue;
    const version = typeof wanted === 'string' ? wanted : (at(wanted, 'version') ?? at(wanted, 'git') ?? at(wanted, 'url') ?? at(wanted, 'path'));
    draft.dependencies.push({ name, range: typeof version === 'string' ? version : '', dev, ...places.line(name) });
  }
}

function ownerIn(places: Places, ...lists: unknown[]): Owner | undefined {
  for (const list of lists) {
    const first: unknown = Array.isArray(list) ? list[0] : undefined;
    const text = typeof first === 'string' ? first : [at(first, 'name'), at(first, 'email')].filter((part) => typeof part === 'string').join(' ');
    const written = typeof first === 'string' ? first : (at(first, 'name') ?? at(first, 'email'));
    if (text && typeof written === 'string') return { text, ...places.next(written) };
  }
  return undefined;
}

const MAX_MISSES = 200;

/** The values of the parser have no places: a text is searched for, going on from the last one found. */
class Places {
  #from = 0;
  /** A text written with escapes is not found; each such search costs the whole file, so they are counted. */
  #misses = 0;

  constructor(readonly text: string) {}

  /** Where a quoted text is written; the whole file's start when it is written in another way. */
  next(value: string): { start: number; end: number } {
    const found = this.#find(value);
    if (found === -1) return { start: 0, end: 0 };
    this.#from = found;
    return { start: found, end: found + value.length };
  }

  /** The line that starts with a key. */
  line(key: string): { start: number; end: number } {
    for (const form of [`\n${key}`, `\n"${key}"`]) {
      const found = this.#find(form);
      if (found === -1) continue;
      this.#from = found + 1;
      const end = this.text.indexOf('\n', found + 1);
      return { start: found + 1, end: end === -1 ? this.text.length : end };
    }
    return this.next(key);
  }

  #find(value: string): number {
    const found = this.text.indexOf(value, this.#from);
    if (found !== -1 || this.#misses > MAX_MISSES) return found;
    this.#misses++;
    return this.text.indexOf(value);
  }
}

/** Own keys only: a table may be called `__proto__`. */
function at(value: unknown, ...keys: string[]): unknown {
  let current = value;
  for (const key of keys) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

function entries(table: unknown): [string, unknown][] {
  return typeof table === 'object' && table !== null && !Array.isArray(table) ? Object.entries(table) : [];
}
