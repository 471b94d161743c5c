/** Build step: checks every catalogue file and writes them as two, the index `dist/catalogue.json` and `dist/catalogue.details`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBundle } from './bundle-shape.js';
import { LIST_FILES } from './packages.js';
import { readCatalogue } from './read.js';

const ROOT = join(__dirname, '..', '..', '..');

/** The lists of package names, each as one text; lines that begin with `#` say what a list is. */
function packageLists(folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(LIST_FILES).map(([key, file]) => {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n').filter((line) => !line.startsWith('#'));
    return [key, lines.join(' ').trim()];
  }));
}

if (require.main === module) {
  try {
    mkdirSync(join(ROOT, 'dist'), { recursive: true });
    const { index, details } = toBundle(readCatalogue(join(ROOT, 'catalogue')));
    writeFileSync(join(ROOT, 'dist', 'catalogue.details'), details());
    writeFileSync(join(ROOT, 'dist', 'catalogue.json'), JSON.stringify(index));
    writeFileSync(join(ROOT, 'dist', 'packages.json'), JSON.stringify(packageLists(join(ROOT, 'catalogue', 'packages'))));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
