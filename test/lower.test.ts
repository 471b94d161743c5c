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
