import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_POLICY } from '#core';
import { discover } from '#discover';
import { lower } from '#lower';
import type { Module } from '#model';
import { ROOT } from './kit/rule-fixture.js';

/** Which room may import which: the house plan as a table. */
const MAY: Record<string, readonly string[]> = {
  core: [],
  model: ['core'],
  discover: ['core'],
  'lower': ['core', 'model', 'lower'],
  'lower/js': ['core', 'model', 'lower'],
  'lower/python': ['core', 'model', 'lower'],
  'lower/manifest': ['core', 'model'],
  catalogue: ['core'],
  facts: ['core', 'model', 'catalogue'],
  profile: ['core', 'model', 'catalogue', 'facts'],
  rule: ['core', 'model', 'catalogue', 'facts', 'profile'],
  rules: ['rule'],
  plugin: ['core', 'model', 'catalogue', 'rule', 'policy', 'lower/js'],
  policy: ['core'],
  judge: ['core', 'policy'],
  report: ['core'],
  src: ['core', 'model', 'discover', 'lower', 'catalogue', 'facts', 'profile', 'rule', 'plugin', 'policy', 'judge', 'src'],
  cli: ['core', 'discover', 'policy', 'rule', 'plugin', 'report', 'src'],
};

/** The only homes of packages; what is not listed may not be imported by the product at all. */
const PACKAGES: Record<string, readonly string[]> = {
  '@babel/parser': ['lower/js'], '@babel/types': ['lower/js', 'plugin'], '@babel/traverse': ['plugin', 'rule'], 'web-tree-sitter': ['lower/python'],
  'jsonc-parser': ['lower/js', 'lower/python', 'lower/manifest', 'policy'], 'smol-toml': ['lower/manifest'],
  'fast-glob': ['discover'], ignore: ['discover', 'policy'], cosmiconfig: ['policy'], yaml: ['policy'], zod: ['policy', 'catalogue'],
  'fastest-levenshtein': ['policy', 'cli', 'facts', 'rule'], commander: ['cli'], chalk: ['cli'], sarif: ['report'],
};

/** Rooms that may touch files. */
const FILES = ['discover', 'policy', 'catalogue', 'rule', 'plugin', 'cli', 'lower/python', 'src'];

let modules: Module[];

beforeAll(async () => {
  const { files } = await discover({ cwd: ROOT, paths: ['src', 'rules'], ignore: [], limits: DEFAULT_POLICY.limits });
  modules = (await lower(files)).modules;
});

test('the house is read whole', () => {
  expect(modules.length).toBeGreaterThan(100);
  expect(modules.flatMap((module) => module.gaps)).toEqual([]);
});

test('rooms import only what the plan allows', () => {
  const faults: string[] = [];
  for (const module of modules) {
    const room = roomOf(module.file);
    for (const { source } of module.imports) {
      const target = targetRoom(module.file, source);
      if (target === undefined) {
        const name = source.startsWith('@') ? source.split('/').slice(0, 2).join('/') : source.split('/')[0]!;
        if (/^(node:)/.test(source)) {
          if (/^node:fs/.test(source) && !FILES.includes(room)) faults.push(`${module.file}: ${source}: files are not for ${room}`);
        } else if (!PACKAGES[name]?.includes(room)) faults.push(`${module.file}: ${source}: no package for ${room}`);
      } else if (target !== room && !MAY[room]?.includes(target) && !(room.startsWith('lower') && target.startsWith('lower'))) {
        faults.push(`${module.file}: ${source}: ${room} may not import ${target}`);
      }
    }
  }
  expect(faults).toEqual([]);
});

test('no import runs in a circle between rooms', () => {
  const seen = new Map<string, Set<string>>();
  for (const module of modules) {
    for (const { source, form } of module.imports) {
      const target = targetRoom(module.file, source);
      const room = roomOf(module.file);
      if (form === 'type' || target === undefined || target === room || room.startsWith('lower') || room === 'src') continue;
      seen.set(room, (seen.get(room) ?? new Set()).add(target));
    }
  }
  const reaches = (from: string, to: string, done = new Set<string>()): boolean =>
    [...(seen.get(from) ?? [])].some((next) => next === to || (!done.has(next) && reaches(next, to, done.add(next))));
  expect([...seen.keys()].filter((room) => reaches(room, room))).toEqual([]);
});

test('every dependency is used, and no file is too large for one subject', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const imported = new Set(modules.flatMap((module) => module.imports.map(({ source }) => (source.startsWith('@') ? source.split('/').slice(0, 2).join('/') : source.split('/')[0]!))));
  expect(Object.keys(dependencies).filter((name) => !imported.has(name))).toEqual([]);
  expect(modules.filter((module) => module.source.lineCount > 450).map((module) => module.file)).toEqual([]);
});

function roomOf(file: string): string {
  if (file.startsWith('rules/')) return 'rules';
  const parts = file.split('/');
  if (parts.length === 2) return 'src';
  return parts[1] === 'lower' && parts.length > 3 ? `lower/${parts[2]}` : parts[1]!;
}

/** The room behind a `#name` or relative import; undefined for packages. */
function targetRoom(file: string, source: string): string | undefined {
  if (source.startsWith('#')) return source === '#scan' ? 'src' : source.slice(1);
  if (!source.startsWith('.')) return undefined;
  const path = join(file, '..', source);
  return path.startsWith('..') ? 'src' : roomOf(path.endsWith('.json') ? path : path);
}
