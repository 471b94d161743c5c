/**
 * Lists what no fixture and no script exercises: products of the catalogue whose packages, hosts and calls never meet code, and
 * the calls of the others. `npm run catalogue`; with `--calls` every such call by name.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_POLICY, type FileKind, type SourceFile } from '#core';
import { loadCatalogue, type Catalogue } from '#catalogue';
import { discover, kindByName } from '#discover';
import { Facts } from '#facts';
import { lower } from '#lower';
import { groupUnits } from '#model';
import { readCatalogue } from '../../src/catalogue/read.js';
import { parseLiterate } from '../kit/literate.js';
import { ROOT, fixtureCases, ruleFixtures } from '../kit/rule-fixture.js';
import { expandSecrets } from '../kit/secrets.js';

interface Met {
  /** Ids of catalogue files. */
  readonly files: ReadonlySet<string>;
  /** Paths of calls, as the catalogue writes them. */
  readonly calls: ReadonlySet<string>;
}

async function meet(files: readonly SourceFile[], catalogue: Catalogue, met: { files: Set<string>; calls: Set<string> }): Promise<void> {
  const { modules, manifests, texts } = await lower(files);
  for (const unit of groupUnits(modules, manifests, texts)) {
    for (const { api, system } of new Facts(unit, catalogue, DEFAULT_POLICY).effects.all) {
      met.files.add(api.file);
      met.calls.add(`${api.file} ${api.path}`);
      if (system?.file !== undefined) met.files.add(system.file);
    }
  }
}

/** What all fixtures and scripts together meet of the catalogue. */
export async function metByFixtures(): Promise<Met> {
  const catalogue = loadCatalogue();
  const met = { files: new Set<string>(), calls: new Set<string>() };
  for (const [rule, path] of ruleFixtures()) for (const one of fixtureCases(rule, path)) await meet(one.files, catalogue, met);
  const products = join(ROOT, 'fixtures', 'catalogue');
  for (const file of readdirSync(products)) {
    for (const { blocks } of parseLiterate(readFileSync(join(products, file), 'utf8'))) {
      for (const { lang, text } of blocks) await meet([{ file: `code.${lang}`, kind: kindByName(`code.${lang}`) as FileKind, text }], catalogue, met);
    }
  }
  const scripts = join(ROOT, 'fixtures', 'scripts');
  for (const name of readdirSync(scripts)) {
    const { files } = await discover({ cwd: join(scripts, name), paths: [], ignore: ['expect.json', 'request.md'], limits: DEFAULT_POLICY.limits });
    await meet(files.map((file) => ({ ...file, text: expandSecrets(file.text) })), catalogue, met);
  }
  return met;
}

async function main(): Promise<void> {
  const { files, calls } = await metByFixtures();
  const all = readCatalogue(join(ROOT, 'catalogue'));
  const idle = Object.keys(all).filter((id) => !files.has(id));
  console.log(`${Object.keys(all).length} files, ${idle.length} of them exercised by no fixture and no script:\n${idle.join(' ')}`);
  const written = Object.entries(all).flatMap(([id, file]) => [
    ...Object.keys(file.calls).map((path) => `${id} ${path}`),
    ...Object.entries(file.types).flatMap(([type, { calls: own }]) => Object.keys(own ?? {}).map((path) => `${id} type:${id}/${type}.${path}`)),
  ]);
  const unmet = written.filter((call) => !calls.has(call));
  console.log(`\n${written.length} calls, ${unmet.length} of them exercised by none${process.argv.includes('--calls') ? `:\n${unmet.join('\n')}` : ' (--calls lists them)'}`);
}

if (require.main === module) void main();
