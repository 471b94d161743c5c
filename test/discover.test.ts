import { chmodSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { discover, UsageError, type Discovery, type DiscoverRequest } from '#discover';
import { Trees } from './kit/tree.js';

const trees = new Trees();
afterAll(() => trees.clear());

const LIMITS = { maxFileBytes: 100_000, maxFiles: 1_000 };

function scan(cwd: string, paths: string[] = [], more: Partial<DiscoverRequest> = {}): Promise<Discovery> {
  return discover({ cwd, paths, ignore: [], limits: LIMITS, ...more });
}

const names = (discovery: Discovery): string[] => discovery.files.map((file) => file.file);
const kinds = (discovery: Discovery): Record<string, string> => Object.fromEntries(discovery.files.map((file) => [file.file, file.kind]));
const reasons = (discovery: Discovery): Record<string, string> => Object.fromEntries(discovery.omitted.map((omission) => [omission.file, omission.reason]));

describe('what is named', () => {
  test('one folder is the root, files in code-unit order with /', async () => {
    const cwd = trees.make({ 'job/b.py': 'x = 1', 'job/Z.js': ';', 'job/a/ä.ts': ';', 'other.py': '' });
    const found = await scan(cwd, ['job']);
    expect(found.root).toBe(path.join(cwd, 'job'));
    expect(names(found)).toEqual(['Z.js', 'a/ä.ts', 'b.py']);
  });

  test('several paths are named from the current folder, or from what they share outside it', async () => {
    const cwd = trees.make({ 'one/a.py': '', 'two/b.py': '', 'two/deep/c.py': '', 'elsewhere/x': '' });
    expect(names(await scan(cwd, ['one/a.py', 'two']))).toEqual(['one/a.py', 'two/b.py', 'two/deep/c.py']);
    const outside = await scan(path.join(cwd, 'elsewhere'), ['../two/b.py', '../two/deep/c.py']);
    expect(outside.root).toBe(path.join(cwd, 'two'));
    expect(names(outside)).toEqual(['b.py', 'deep/c.py']);
  });

  test('a file named twice, or named and found, is read once', async () => {
    const cwd = trees.make({ 'a.py': '', 'b.py': '' });
    expect(names(await scan(cwd, ['a.py', '.', './a.py', '*.py']))).toEqual(['a.py', 'b.py']);
  });

  test('globs, and files whose names look like globs', async () => {
    const cwd = trees.make({ 'src/a.ts': '', 'src/b.js': '', 'src/deep/c.ts': '', 'src/node_modules/d.ts': '', '[id].ts': '' });
    expect(names(await scan(cwd, ['src/**/*.ts']))).toEqual(['src/a.ts', 'src/deep/c.ts']);
    expect(names(await scan(cwd, ['src/*.{ts,js}']))).toEqual(['src/a.ts', 'src/b.js']);
    expect(names(await scan(cwd, ['[id].ts']))).toEqual(['[id].ts']);
  });

  test.each([
    ['missing.py', 'does not exist'],
    ['*.rb', 'no file matches'],
    ['nowhere/*.py', 'does not exist'],
    ['empty', 'no scripts found in empty'],
    ['a\0b.py', 'NUL'],
    ['', 'empty'],
    ['photo.png', 'no scripts found'],
    ['prose', 'no scripts found'],
  ])('%j is wrong usage', async (named, message) => {
    const cwd = trees.make({ 'empty/readme.md': 'nothing', 'photo.png': 'x', prose: 'some words' });
    const failure = await scan(cwd, [named]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    expect((failure as UsageError).message).toContain(message);
    expect((failure as UsageError).advice).toMatch(/[a-z]{3}/);
  });

  test('a pipe is never opened', async () => {
    const cwd = trees.make({ 'a.py': '' });
    execFileSync('mkfifo', [path.join(cwd, 'p.py')]);
    await expect(scan(cwd, ['p.py'])).rejects.toThrow('neither a file nor a folder');
    expect(reasons(await scan(cwd))).toMatchObject({ 'p.py': 'neither a file nor a folder' });
  });

  test('a single file loads neither fast-glob nor ignore', () => {
    const cwd = trees.make({ 'a.py': 'x = 1' });
    const module = require.resolve('#discover');
    const script = `require(${JSON.stringify(module)}).discover({ cwd: ${JSON.stringify(cwd)}, paths: ['a.py'], ignore: [], limits: ${JSON.stringify(LIMITS)} })
      .then(() => console.log(Object.keys(require.cache).filter((file) => /node_modules/.test(file)).length))`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim()).toBe('0');
  });
});

describe('standard input', () => {
  const stdin = (filename: string, text: string) => ({ stdin: { filename, bytes: Buffer.from(text) } });

  test('takes its kind from the name, else from the content', async () => {
    const cwd = trees.make({});
    expect(kinds(await scan(cwd, [], stdin('jobs/x.py', 'x = 1')))).toEqual({ 'jobs/x.py': 'python' });
    expect(kinds(await scan(cwd, [], stdin('../../x.gs', 'x')))).toEqual({ 'x.gs': 'apps-script' });
    expect(kinds(await scan(cwd, [], stdin('', 'import os\nprint("x")\n')))).toEqual({ stdin: 'python' });
    expect(kinds(await scan(cwd, [], stdin('', '#!/usr/bin/env node\nx')))).toEqual({ stdin: 'javascript' });
  });

  test('refuses nothing, and what has no language; too much is a gap', async () => {
    const cwd = trees.make({});
    await expect(scan(cwd, [], stdin('x.py', ''))).rejects.toThrow('empty');
    await expect(scan(cwd, [], stdin('', 'just words'))).rejects.toThrow('cannot be told');
    expect((await scan(cwd, [], stdin('x.py', 'x'.repeat(LIMITS.maxFileBytes + 1)))).gaps).toHaveLength(1);
  });
});

describe('what is left out', () => {
  test('folders of others are told once and not entered', async () => {
    const cwd = trees.make({
      'a.py': '',
      'node_modules/x/index.js': '',
      'dist/a.js': '',
      'deep/__pycache__/a.py': '',
      'myenv/pyvenv.cfg': '',
      'myenv/lib/site.py': '',
      'package-lock.json': '{}',
      'jquery.min.js': '',
    });
    const found = await scan(cwd);
    expect(names(found)).toEqual(['a.py']);
    expect(reasons(found)).toEqual({
      'deep/__pycache__/': 'cache',
      'dist/': 'build output',
      'jquery.min.js': 'minified',
      'myenv/': 'virtual environment',
      'node_modules/': 'installed packages',
      'package-lock.json': 'lock file',
    });
  });

  test('of the settings of the host only the pipelines are read', async () => {
    const cwd = trees.make({ 'a.py': '', '.github/workflows/a.yml': 'on: push\n', '.github/ISSUE_TEMPLATE/bug.yml': '' });
    const found = await scan(cwd);
    expect(names(found)).toEqual(['.github/workflows/a.yml', 'a.py']);
    expect(reasons(found)).toEqual({ '.github/ISSUE_TEMPLATE/': 'hosting and editor settings' });
  });

  test('such a folder is scanned where it is named', async () => {
    const cwd = trees.make({ '.gitignore': 'dist', '.git/HEAD': '', 'dist/a.js': '', 'dist/old/b.js': '', 'dist/.gitignore': 'old' });
    expect(names(await scan(cwd, ['dist']))).toEqual(['a.js']);
    expect(names(await scan(cwd, ['dist/old/b.js']))).toEqual(['dist/old/b.js']);
  });

  test('git-ignore files: nested, negated, from the git root down, not for what is named', async () => {
    const cwd = trees.make({
      '.git/HEAD': '',
      '.gitignore': '*.tmp.py\n/secret/\nlogs/\n',
      'app/.gitignore': '!keep.tmp.py\nlocal.py\n',
      'app/a.py': '',
      'app/drop.tmp.py': '',
      'app/keep.tmp.py': '',
      'app/local.py': '',
      'app/logs/x.py': '',
      'app/secret/y.py': '',
      'secret/z.py': '',
    });
    expect(names(await scan(cwd))).toEqual(['app/a.py', 'app/keep.tmp.py', 'app/secret/y.py']);
    expect(names(await scan(cwd, ['app']))).toEqual(['a.py', 'keep.tmp.py', 'secret/y.py']);
    expect(names(await scan(cwd, ['app/local.py']))).toEqual(['app/local.py']);
    expect(reasons(await scan(cwd))).toMatchObject({ 'app/logs/': 'ignored by git', 'app/local.py': 'ignored by git' });
  });

  test('a folder let back in by an inner file is scanned', async () => {
    const cwd = trees.make({ '.git/HEAD': '', '.gitignore': 'a/b/\n', 'a/.gitignore': '!b/\n', 'a/b/x.py': '' });
    expect(names(await scan(cwd))).toEqual(['a/b/x.py']);
  });

  test('policy', async () => {
    const cwd = trees.make({ 'a.py': '', 'old/b.py': '', 'x/c.spec.ts': '' });
    const found = await scan(cwd, [], { ignore: ['old/', '*.spec.ts'] });
    expect(names(found)).toEqual(['a.py']);
    expect(reasons(found)).toMatchObject({ 'old/': 'ignored by policy', 'x/c.spec.ts': 'ignored by policy' });
  });

  test('generated, bundled and minified files; never what an assistant generated', async () => {
    const dense = 'function a(b){return b(1);}'.repeat(400);
    const cwd = trees.make({
      'client.ts': '// Code generated by protoc-gen. DO NOT EDIT.\n',
      'chat.py': '# Auto-generated by ChatGPT, do not edit by hand\nx = 1\n',
      'told.py': '# Generated by Claude\n',
      'page.js': dense,
      'picture.js': `const image = "${'A'.repeat(20_000)}";\n`,
      'app.js': '/******/ (() => { // webpackBootstrap\n',
    });
    const found = await scan(cwd);
    expect(names(found)).toEqual(['chat.py', 'picture.js', 'told.py']);
    expect(reasons(found)).toEqual({ 'app.js': 'bundle', 'client.ts': 'generated', 'page.js': 'minified' });
    expect(names(await scan(cwd, ['client.ts', 'page.js']))).toEqual(['client.ts', 'page.js']);
  });

  test('under review the tree cannot hide code by saying so', async () => {
    const cwd = trees.make({ '.git/HEAD': '', '.gitignore': 'evil.py', 'evil.py': '', 'marked.py': '# @generated\n', 'page.js': 'a(b);'.repeat(4_000) });
    await expect(scan(cwd)).rejects.toThrow('no scripts found');
    const reviewed = await scan(cwd, [], { posture: 'reviewer' });
    expect(names(reviewed)).toEqual(['evil.py', 'marked.py']);
    expect(reviewed.gaps.map((gap) => gap.reason)).toEqual(['minified code cannot be reviewed']);
  });

  test('other files are counted by group', async () => {
    const cwd = trees.make({ 'a.py': '', 'b.png': '', 'c.png': '', 'd.svg': '', 'main.go': '' });
    expect((await scan(cwd)).omitted).toEqual([
      { file: '.', reason: 'not read: code in other languages (1: .go)' },
      { file: '.', reason: 'not read: images (3: .png, .svg)' },
    ]);
  });
});

describe('links', () => {
  test('out of the root: left out, also when named', async () => {
    const outside = trees.make({ 'secret.py': 'x' });
    const cwd = trees.make({ 'a.py': '', 'b.py': { link: path.join(outside, 'secret.py') }, dir: { link: outside }, 'gone.py': { link: 'nowhere' } });
    const found = await scan(cwd);
    expect(names(found)).toEqual(['a.py']);
    expect(reasons(found)).toEqual({
      'b.py': 'symbolic link out of the scanned folder',
      dir: 'symbolic link out of the scanned folder',
      'gone.py': 'symbolic link that leads nowhere',
    });
    expect(names(await scan(cwd, ['a.py', 'b.py']))).toEqual(['a.py']);
    await expect(scan(cwd, ['b.py'])).rejects.toThrow('symbolic link out of');
    await expect(scan(cwd, ['gone.py'])).rejects.toThrow('leads nowhere');
  });

  test('inside the root: the target is read once, loops end', async () => {
    const cwd = trees.make({ 'real/a.py': '', 'alias.py': { link: 'real/a.py' }, 'real/loop': { link: '..' }, copy: { link: 'real' } });
    expect(names(await scan(cwd))).toEqual(['real/a.py']);
    expect(names(await scan(cwd, ['alias.py', 'real/a.py']))).toEqual(['real/a.py']);
  });

  test('into the root but out of the folder named: followed', async () => {
    const cwd = trees.make({ 'a/x.py': '', 'a/lib': { link: '../lib' }, 'a/y.py': { link: '../z.py' }, 'lib/l.py': '', 'z.py': '', 'b/b.py': '', 'b/mod': { link: '../node_modules/m' }, 'node_modules/m/m.js': '' });
    expect(names(await scan(cwd, ['a', 'b']))).toEqual(['a/x.py', 'b/b.py', 'lib/l.py', 'z.py']);
  });
});

describe('gaps', () => {
  test('too large, binary code, and too many files', async () => {
    const cwd = trees.make({ 'a.py': 'x', 'big.js': 'x'.repeat(LIMITS.maxFileBytes + 1), 'big.json': 'x'.repeat(LIMITS.maxFileBytes + 1), 'nul.py': 'x = 1\0', 'nul.txt': 'a\0b' });
    const found = await scan(cwd);
    expect(names(found)).toEqual(['a.py']);
    expect(found.gaps.map((gap) => [gap.at.file, gap.stage])).toEqual([
      ['big.js', 'read'],
      ['nul.py', 'read'],
    ]);
    expect(reasons(found)['nul.txt']).toBe('binary');
    expect(reasons(found)['big.json']).toContain('larger than the limit');
    const few = await scan(trees.make({ 'a.py': '', 'b.py': '', 'c.py': '' }), [], { limits: { ...LIMITS, maxFiles: 2 } });
    expect(names(few)).toEqual(['a.py', 'b.py']);
    expect(few.gaps[0]!.reason).toContain('limit is 2');
  });

  const asRoot = process.getuid?.() === 0;
  (asRoot ? test.skip : test)('what may not be read', async () => {
    const cwd = trees.make({ 'a.py': '', 'b.py': '', 'shut/c.py': '' });
    chmodSync(path.join(cwd, 'b.py'), 0);
    chmodSync(path.join(cwd, 'shut'), 0);
    const found = await scan(cwd).finally(() => chmodSync(path.join(cwd, 'shut'), 0o700));
    expect(found.gaps.map((gap) => [gap.at.file, gap.reason])).toEqual([
      ['b.py', 'could not be read: permission denied'],
      ['shut', 'the folder could not be listed: permission denied'],
    ]);
  });

  (asRoot ? test.skip : test)('what was named and may not be read is wrong usage', async () => {
    const cwd = trees.make({ 'a.py': '' });
    chmodSync(path.join(cwd, 'a.py'), 0);
    await expect(scan(cwd, ['a.py'])).rejects.toThrow('a.py may not be read');
  });

  test('a named file in no known language, beside one that is', async () => {
    const cwd = trees.make({ 'a.py': '', 'b.rb': 'puts 1' });
    expect((await scan(cwd, ['a.py', 'b.rb'])).gaps.map((gap) => gap.at.file)).toEqual(['b.rb']);
  });
});

describe('kinds', () => {
  test('by name', async () => {
    const cwd = trees.make(
      Object.fromEntries(
        ['a.js', 'a.mjs', 'a.cjs', 'a.jsx', 'a.ts', 'a.mts', 'a.cts', 'a.tsx', 'a.gs', 'a.osts', 'a.PY', 'a.ipynb', 'package.json', 'requirements-dev.txt', 'requirements/base.txt', 'pyproject.toml', 'appsscript.json', '.env', '.env.local', 'Dockerfile', '.npmrc', 'conf.yaml', 'id.pem'].map((name) => [name, '']),
      ),
    );
    expect(kinds(await scan(cwd))).toEqual({
      '.env': 'text',
      '.env.local': 'text',
      '.npmrc': 'text',
      Dockerfile: 'text',
      'a.PY': 'python',
      'a.cjs': 'javascript',
      'a.cts': 'typescript',
      'a.gs': 'apps-script',
      'a.ipynb': 'notebook',
      'a.js': 'javascript',
      'a.jsx': 'javascript',
      'a.mjs': 'javascript',
      'a.mts': 'typescript',
      'a.osts': 'office-script',
      'a.ts': 'typescript',
      'a.tsx': 'typescript',
      'appsscript.json': 'appsscript',
      'conf.yaml': 'text',
      'id.pem': 'text',
      'package.json': 'package.json',
      'pyproject.toml': 'pyproject',
      'requirements-dev.txt': 'requirements',
      'requirements/base.txt': 'requirements',
    });
  });

  test('by content', async () => {
    const cwd = trees.make({
      'sync': '#!/usr/bin/env -S uv run\nx',
      'run': '#!/usr/local/bin/python3.12\nx',
      'task': '#!/usr/bin/env deno\nx',
      'shell': '#!/bin/sh\nexit',
      'notes': 'import the file and go',
      'untitled': 'import requests\n\ndef main():\n    pass\n',
      'sheet.js': 'function go() { SpreadsheetApp.getActiveSpreadsheet(); }',
      'mock.js': 'const SpreadsheetApp = require("./fake");\nSpreadsheetApp.getActive();',
      'excel.ts': 'function main(workbook: ExcelScript.Workbook) {}',
      'data.txt': 'import requests\n\ndef main():\n    pass\n',
    });
    expect(kinds(await scan(cwd))).toEqual({
      'data.txt': 'text',
      'excel.ts': 'office-script',
      'mock.js': 'javascript',
      'run': 'python',
      'sheet.js': 'apps-script',
      'sync': 'python',
      'task': 'typescript',
      'untitled': 'python',
    });
    expect(kinds(await scan(cwd, ['data.txt']))).toEqual({ 'data.txt': 'python' });
  });
});

describe('encodings', () => {
  const text = 'name = "Žofie"\n'.repeat(3);
  const latin = 'city = "Köln €"\n';
  const utf16 = Buffer.from(text, 'utf16le');
  const cases: Record<string, [Uint8Array, string]> = {
    'UTF-8': [Buffer.from(text), text],
    'UTF-8 with a mark': [Buffer.from(`\uFEFF${text}`), text],
    'UTF-16 LE with a mark': [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), text],
    'UTF-16 BE with a mark': [Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]), text],
    'UTF-16 LE': [utf16, text],
    'UTF-16 BE': [Buffer.from(utf16).swap16(), text],
    'Windows-1252': [Buffer.from(latin.replace('€', '\u0080'), 'latin1'), latin],
    CRLF: [Buffer.from('a = 1\r\nb = 2\r\n'), 'a = 1\r\nb = 2\r\n'],
    empty: [Buffer.alloc(0), ''],
  };

  test.each(Object.keys(cases))('%s', async (name) => {
    const [bytes, expected] = cases[name]!;
    const cwd = trees.make({ 'a.py': bytes });
    expect((await scan(cwd, ['a.py'])).files[0]!.text).toBe(expected);
  });

  test('a long table is read in part', async () => {
    const cwd = trees.make({ 'a.py': '', 'rows.csv': 'x,y\n'.repeat(200_000) });
    const found = await scan(cwd, [], { limits: { maxFileBytes: 2_000_000, maxFiles: 10 } });
    expect(found.files.find((file) => file.file === 'rows.csv')!.text.length).toBe(200 * 1024);
  });
});
