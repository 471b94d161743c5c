/** Code as people write it against each product: what the catalogue makes of every call, both ways. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from './kit/analyse.js';
import { parseLiterate, type Block } from './kit/literate.js';
import { ROOT } from './kit/rule-fixture.js';

const FOLDER = join(ROOT, 'fixtures', 'catalogue');
const MARK = /\s*(?:\/\/|#)\s*effect\s+(.{1,200}?)\s*$/;
const ENDINGS: Record<string, string> = { js: 'js', ts: 'ts', py: 'py', gs: 'gs' };

/** What each line does, as its mark says it, and as the facts say it. */
async function told(block: Block): Promise<{ line: number; expected: string[]; found: string[]; quiet: string[] }[]> {
  const lines = block.text.split('\n');
  const marks = lines.map((line) => (MARK.exec(line)?.[1] ?? '').split(/\s*;\s*/).filter((mark) => mark !== ''));
  const text = lines.map((line) => line.replace(MARK, '')).join('\n');
  const [unit] = await analyse({ [block.path ?? `code.${ENDINGS[block.lang]}`]: text });
  const effects = (unit?.facts.effects.all ?? []).map((effect) => {
    const system = effect.system ? ` ${effect.system.name}` : '';
    const object = effect.object === undefined ? '' : ` ${effect.object}`;
    const silent = effect.does === 'none' || effect.does === 'connect' || !effect.system || !effect.remote;
    const guards = effect.api.guards?.length ? `guard ${effect.api.guards.join(' ')}` : undefined;
    return { line: unit!.facts.locate(effect.call).start.line, silent, is: effect.does === 'none' && guards ? guards : `${effect.does}${system}${object}` };
  });
  return lines.map((_, index) => {
    const here = effects.filter((effect) => effect.line === index + 1);
    return { line: block.line + index, expected: marks[index]!, found: here.filter((effect) => !effect.silent).map((effect) => effect.is), quiet: here.filter((effect) => effect.silent).map((effect) => effect.is) };
  });
}

const fits = (mark: string, effect: string): boolean => effect === mark || effect.startsWith(`${mark} `);

for (const file of existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.md')).sort() : []) {
  describe(file.slice(0, -3), () => {
    for (const { headings, blocks } of parseLiterate(readFileSync(join(FOLDER, file), 'utf8'))) {
      test(headings.join(': '), async () => {
        const faults: string[] = [];
        for (const block of blocks) {
          for (const { line, expected, found, quiet } of await told(block)) {
            const all = [...found, ...quiet];
            for (const mark of expected) if (!all.some((effect) => fits(mark, effect))) faults.push(`${file}:${line}: expected "${mark}", found ${all.length > 0 ? all.join('; ') : 'nothing'}`);
            for (const effect of found) if (!expected.some((mark) => fits(mark, effect))) faults.push(`${file}:${line}: not expected: ${effect}`);
          }
        }
        expect(blocks.length).toBeGreaterThan(0);
        expect(faults).toEqual([]);
      });
    }
  });
}

test('every file here is about a file of the catalogue', () => {
  const unknown = readdirSync(FOLDER).filter((name) => !existsSync(join(ROOT, 'catalogue', name.replace(/\.md$/, '.json'))));
  expect(unknown).toEqual([]);
});
