import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileKind, SourceFile } from '#core';
import { lower } from '#lower';
import { printModule } from '#model';
import { parseLiterate } from './kit/literate.js';

const FOLDER = join(__dirname, '../../fixtures/lower');

const KINDS: Readonly<Record<string, FileKind>> = {
  js: 'javascript', jsx: 'javascript', ts: 'typescript', tsx: 'typescript', gs: 'apps-script', py: 'python',
};

for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.md'))) {
  describe(`fixtures/lower/${name}`, () => {
    for (const { headings, blocks } of parseLiterate(readFileSync(join(FOLDER, name), 'utf8'))) {
      const model = blocks.find((block) => block.lang === 'model');
      for (const block of blocks) {
        const kind = KINDS[block.lang];
        if (!kind) continue;
        test(`${headings.join(' › ')} (${block.lang})`, async () => {
          const file: SourceFile = { file: `case.${block.lang}`, kind, text: block.text };
          const { modules, gaps } = await lower([file]);
          expect([...gaps, ...modules.flatMap((module) => module.gaps)]).toEqual([]);
          expect(modules.map(printModule).join('\n')).toBe(model?.text);
        });
      }
    }
  });
}

test('each kind of file has its place', async () => {
  const lowered = await lower([
    { file: 'a.js', kind: 'javascript', text: 'run();' },
    { file: 'package.json', kind: 'package.json', text: '{"name": "a"}' },
    { file: 'notes.txt', kind: 'text', text: 'hello' },
  ]);
  expect(lowered.modules.map((module) => module.file)).toEqual(['a.js']);
  expect(lowered.manifests.map((manifest) => manifest.name)).toEqual(['a']);
  expect(lowered.texts.map((text) => text.file)).toEqual(['notes.txt']);
  expect(lowered.gaps).toEqual([]);
});

test('a front end that throws costs its own file only', async () => {
  const broken = { file: 'b.js', kind: 'javascript', text: undefined as unknown as string } as const;
  const { modules, gaps } = await lower([broken, { file: 'a.js', kind: 'javascript', text: 'run();' }]);
  expect(modules.map((module) => module.file)).toEqual(['a.js']);
  expect(gaps).toMatchObject([{ at: { file: 'b.js' }, stage: 'lower' }]);
});

describe('manifests', () => {
  const read = async (kind: FileKind, text: string, file = `project/${kind}`) => {
    const { manifests, gaps } = await lower([{ file, kind, text }]);
    expect(gaps).toEqual([]);
    const manifest = manifests[0]!;
    const written = manifest.dependencies.map(({ name, range, dev, start, end }) => [name, range, dev, text.slice(start, end)]);
    return { manifest, written };
  };

  test('requirements of every form', async () => {
    const { manifest, written } = await read('requirements', [
      'requests[security]>=2.0, <3 ; python_version<"3.9"  # why', '-r other.txt', 'flask == 1.0 \\', '  --hash=sha256:aa',
      '-e git+https://example.org/a/b.git@v1#egg=pkg', 'name @ https://example.org/n.whl', 'https://example.org/foo-1.0.tar.gz', '???',
    ].join('\r\n'));
    expect(written).toEqual([
      ['requests', '>=2.0,<3', false, 'requests[security]>=2.0, <3 ; python_version<"3.9"'],
      ['flask', '==1.0', false, 'flask == 1.0 \\\r\n  --hash=sha256:aa'],
      ['pkg', 'git+https://example.org/a/b.git@v1#egg=pkg', false, '-e git+https://example.org/a/b.git@v1#egg=pkg'],
      ['name', 'https://example.org/n.whl', false, 'name @ https://example.org/n.whl'],
      ['foo', 'https://example.org/foo-1.0.tar.gz', false, 'https://example.org/foo-1.0.tar.gz'],
    ]);
    expect(manifest.data).toEqual({ options: ['-r other.txt'] });
    expect(manifest.gaps.map((gap) => gap.at.start.line)).toEqual([8]);
  });

  test('package.json with comments, trailing commas and keys of no good', async () => {
    const { manifest, written } = await read('package.json', [
      '{ // mine', '"name": "n", "author": {"name": "Ann", "email": "ann@example.org"},', '"dependencies": {"axios": "^1", "__proto__": "2",},',
      '"devDependencies": {"jest": "3"}, "scripts": {"__proto__": "x", "start": "node ."} }',
    ].join('\n'));
    expect(manifest).toMatchObject({ folder: 'project', name: 'n', gaps: [], owner: { text: 'Ann ann@example.org' } });
    expect(written).toEqual([['axios', '^1', false, '"axios": "^1"'], ['__proto__', '2', false, '"__proto__": "2"'], ['jest', '3', true, '"jest": "3"']]);
    expect(Object.entries(manifest.scripts)).toEqual([['__proto__', 'x'], ['start', 'node .']]);
  });

  test('pyproject of both kinds', async () => {
    const { manifest, written } = await read('pyproject', [
      '[project]', 'name = "a"', 'authors = [{name = "Ann"}]', 'dependencies = ["requests>=2"]', '[project.optional-dependencies]', 'x = ["pandas"]',
      '[tool.poetry.dependencies]', 'python = "^3.12"', 'rich = {version = "^1"}', '[tool.poetry.group.test.dependencies]', 'mock = "1"',
    ].join('\n'));
    expect(manifest).toMatchObject({ name: 'a', owner: { text: 'Ann' }, gaps: [] });
    expect(written).toEqual([
      ['requests', '>=2', false, 'requests>=2'], ['pandas', '', false, 'pandas'], ['rich', '^1', false, 'rich = {version = "^1"}'], ['mock', '1', true, 'mock = "1"'],
    ]);
  });

  test('appsscript.json has its scopes and its web app', async () => {
    const text = '{"oauthScopes": ["https://a/b"], "webapp": {"access": "ANYONE", "executeAs": "USER_DEPLOYING"}}';
    const { manifest } = await read('appsscript', text, 'appsscript.json');
    expect(manifest).toMatchObject({ folder: '', scopes: [{ scope: 'https://a/b' }], webapp: { access: 'ANYONE', executeAs: 'USER_DEPLOYING' } });
    expect(text.slice(manifest.scopes[0]!.start, manifest.scopes[0]!.end)).toBe('"https://a/b"');
  });

  test('what does not parse is a gap', async () => {
    for (const [kind, text] of [['package.json', '{"name": '], ['pyproject', '[project\nname='], ['appsscript', '['.repeat(50_000)]] as const) {
      expect((await read(kind, text)).manifest.gaps.length).toBeGreaterThan(0);
    }
  });
});
