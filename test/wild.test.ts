/** Whatever is handed over, the scan ends, and says what it could not read. Times belong to the benchmark, not here. */
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileKind, SourceFile } from '#core';
import { analyse, ROOT } from './kit/rule-fixture.js';

const KINDS: [string, FileKind][] = [['wild.js', 'javascript'], ['wild.ts', 'typescript'], ['wild.gs', 'apps-script'], ['wild.osts', 'office-script'], ['wild.py', 'python'], ['wild.ipynb', 'notebook'], ['package.json', 'package.json'], ['requirements.txt', 'requirements'], ['pyproject.toml', 'pyproject'], ['wild.env', 'text']];

const codeLike = fc.array(fc.constantFrom(
  'def f(x):\n', '  ', 'return ', 'await ', 'fetch(', 'requests.get(', ')', '{', '}', '[', ']', '`', '${', '"', "'", 'f"{x}"', 'class A:\n', 'try:\n', 'except', '=>', '=', 'x', '.y', '\n', ';', ',', '#', '//', '/*', '\\', '\u202e', '\u0000', '\ud800', 'import ', 'from ', 'async ', 'yield ', '<div>', '@', ':', '%', 'password = "hunter2hunter2"',
), { maxLength: 60 }).map((parts) => parts.join(''));

test.each(KINDS)('any text as %s ends in a report', async (file, kind) => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), codeLike), async (text) => {
    const report = await analyse([{ file, kind, text }]);
    expect(report.gaps.filter((gap) => gap.defect)).toEqual([]);
    if (report.gaps.length > 0) expect(report.verdict.outcome).not.toBe('pass');
  }), { numRuns: 60 });
});

const FOLDER = join(ROOT, 'fixtures', 'scripts');
const scripts: SourceFile[] = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).sort().flatMap((name) => {
  const ending = /\.(js|ts|gs|py|ipynb)$/.exec(name)?.[1];
  const kind = ending && ({ js: 'javascript', ts: 'typescript', gs: 'apps-script', py: 'python', ipynb: 'notebook' } as const)[ending as 'js'];
  return kind ? [{ file: name.replace(/^.*\//, ''), kind, text: readFileSync(join(FOLDER, name), 'utf8') }] : [];
});

test('any prefix of a real script ends in a report', async () => {
  await fc.assert(fc.asyncProperty(fc.constantFrom(...scripts), fc.double({ min: 0, max: 1, noNaN: true }), async (script, part) => {
    const report = await analyse([{ ...script, text: script.text.slice(0, Math.floor(script.text.length * part)) }]);
    expect(report.gaps.filter((gap) => gap.defect)).toEqual([]);
  }), { numRuns: 120 });
});

const MEGABYTE = 1_000_000;
const HUGE: [string, string][] = [
  ['nested brackets', '['.repeat(MEGABYTE)],
  ['nested brackets, closed', '('.repeat(MEGABYTE / 2) + ')'.repeat(MEGABYTE / 2)],
  ['one line', `x = "${'a b '.repeat(MEGABYTE / 4)}"`],
  ['one long sum', `x = ${'"a" + '.repeat(MEGABYTE / 6)}"b"`],
];

test.each(HUGE)('a megabyte of %s is read or told as a gap', async (_name, text) => {
  for (const [file, kind] of [['huge.js', 'javascript'], ['huge.py', 'python']] as const) {
    const report = await analyse([{ file, kind, text }]);
    expect(report.gaps.filter((gap) => gap.defect)).toEqual([]);
  }
}, 120_000);

test('100,000 small functions are followed', async () => {
  const js = Array.from({ length: 50_000 }, (_, i) => `function f${i}(x) { return x + ${i}; }`).join('\n');
  const py = Array.from({ length: 50_000 }, (_, i) => `def f${i}(x):\n    return x + ${i}`).join('\n');
  const report = await analyse([{ file: 'many.js', kind: 'javascript', text: js }, { file: 'many.py', kind: 'python', text: py }]);
  expect(report.gaps).toEqual([]);
}, 120_000);
