import type { SourceFile } from '#core';
import type { Manifest } from '#model';
import { draftFor } from './draft.js';
import { items, owner, parseJson, plain, properties, property, text } from './json.js';

const SECTIONS: readonly { key: string; dev: boolean }[] = [
  { key: 'dependencies', dev: false },
  { key: 'optionalDependencies', dev: false },
  { key: 'peerDependencies', dev: false },
  { key: 'devDependencies', dev: true },
];

export function lowerPackage(file: SourceFile): Manifest {
  const draft = draftFor(file, 'package.json');
  const root = parseJson(draft);
  draft.data = plain(root);
  const name = text(property(root, 'name'));
  if (name !== undefined) draft.name = name;
  const named = new Set<string>();
  for (const { key, dev } of SECTIONS) {
    for (const [dependency, range, at] of properties(property(root, key))) {
      // A peer that is also a development dependency is declared once.
      if (named.has(dependency)) continue;
      named.add(dependency);
      draft.dependencies.push({
        name: dependency, range: text(range) ?? '', dev, start: at.offset, end: range.offset + range.length,
      });
    }
  }
  const scripts = Object.create(null) as Record<string, string>;
  for (const [script, command] of properties(property(root, 'scripts'))) scripts[script] = text(command) ?? '';
  draft.scripts = scripts;
  const person = owner(property(root, 'author')) ?? firstOwner(property(root, 'maintainers')) ?? firstOwner(property(root, 'contributors'));
  if (person) draft.owner = person;
  return draft;
}

function firstOwner(list: Parameters<typeof items>[0]): ReturnType<typeof owner> {
  return owner(items(list)[0]);
}
