import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project, ts } from 'ts-morph';
import { fixtureCases, ROOT } from './kit/rule-fixture.js';
import { Trees } from './kit/tree.js';

const trees = new Trees();
afterAll(() => trees.clear());

function scaffold(id: string, root: string): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'build', 'rule.mjs'), id, '--root', root], { encoding: 'utf8' });
  return { status, stderr };
}

test('a new rule has its two files, type-checks, and its fixture can be read', () => {
  const root = trees.make({ keep: '' });
  expect(scaffold('access/stale-export', root)).toEqual({ status: 0, stderr: '' });
  const file = join(root, 'rules', 'access', 'stale-export.ts');
  const project = new Project({
    tsConfigFilePath: join(ROOT, 'tsconfig.json'), skipAddingFilesFromTsConfig: true,
    compilerOptions: { paths: { '#rule': [join(ROOT, 'dist', 'src', 'rule', 'index.d.ts')] }, rootDir: '/', noEmit: true, types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  });
  const source = project.addSourceFileAtPath(file);
  expect(project.getPreEmitDiagnostics().filter((each) => each.getSourceFile() === source).map((each) => project.formatDiagnosticsWithColorAndContext([each]))).toEqual([]);
  expect(readFileSync(file, 'utf8')).toContain("import { rule } from '#rule';");
  expect(fixtureCases('access/stale-export', join(root, 'fixtures', 'access', 'stale-export.md')).map((one) => one.section)).toEqual(['Fires', 'Fires', 'Silent', 'Silent']);
});

test('nothing is written over, and a name that is none is refused', () => {
  const root = trees.make({ 'rules/access/mine.ts': 'mine' });
  expect(scaffold('access/mine', root)).toMatchObject({ status: 2, stderr: expect.stringContaining('is there already') as string });
  expect(readFileSync(join(root, 'rules/access/mine.ts'), 'utf8')).toBe('mine');
  for (const id of ['nowhere/name', 'access/Name', '../access/name', '']) expect(scaffold(id, root)).toMatchObject({ status: 2, stderr: expect.stringContaining('families are') as string });
});
