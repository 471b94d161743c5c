/** Build step: checks every catalogue file and writes them as two, the index `dist/catalogue.json` and `dist/catalogue.details`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBundle } from './bundle-shape.js';
import { readCatalogue } from './read.js';

const ROOT = join(__dirname, '..', '..', '..');

if (require.main === module) {
  try {
    mkdirSync(join(ROOT, 'dist'), { recursive: true });
    const { index, details } = toBundle(readCatalogue(join(ROOT, 'catalogue')));
    writeFileSync(join(ROOT, 'dist', 'catalogue.details'), details());
    writeFileSync(join(ROOT, 'dist', 'catalogue.json'), JSON.stringify(index));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
