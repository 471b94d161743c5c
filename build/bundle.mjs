// Makes the start fast: all of the compiled program in one file, dist/vibecheck.cjs, and V8's compiled form of
// it beside it. The bundle is the same code as dist/src: bin/vibecheck.js takes it where it is there and sound.

import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const DIST = join(ROOT, 'dist');
const BUNDLE = join(DIST, 'vibecheck.cjs');

/** Loaded rarely or finding files beside themselves: these stay packages. */
const EXTERNAL = ['web-tree-sitter', 'cosmiconfig', 'cosmiconfig/dist/Explorer.js', 'zod', 'yaml', 'chalk', '@babel/traverse'];

/** Rules are found by path; in one file there are no paths, so they are listed here, at build time. */
const installedRules = () => {
  const folder = join(DIST, 'rules');
  const rows = readdirSync(folder).sort().flatMap((family) =>
    readdirSync(join(folder, family)).filter((file) => file.endsWith('.js')).sort().map((file) =>
      `  ${JSON.stringify(`${family}/${file.slice(0, -3)}`)}: require(${JSON.stringify(join(folder, family, file))}),`));
  return `'use strict';\nexports.installedRules = () => ({\n${rows.join('\n')}\n});\n`;
};

const build = await rolldown({
  input: join(DIST, 'src', 'cli', 'main.js'),
  platform: 'node',
  external: EXTERNAL,
  // Wrappers that look for their parts at run time (UMD) cannot be bundled: take a package's modules where it has them.
  resolve: { mainFields: ['module', 'main'] },
  logLevel: 'warn',
  plugins: [{
    name: 'vibecheck',
    load(id) {
      return id === join(DIST, 'src', 'rule', 'installed.js') ? installedRules() : null;
    },
    transform(code, id) {
      if (!id.startsWith(DIST + sep) || !code.includes('__dirname')) return null;
      const folder = relative(DIST, dirname(id)).split(sep).join('/');
      return code.replaceAll('__dirname', `require("node:path").join(__dirname, ${JSON.stringify(folder)})`);
    },
  }],
});
await build.write({ file: BUNDLE, format: 'cjs', codeSplitting: false, comments: false });
await build.close();

rmSync(`${BUNDLE}.cache`, { force: true });
const made = spawnSync(process.execPath, [join(ROOT, 'build', 'compile.cjs')], { stdio: 'inherit' });
process.exitCode = made.status ?? 1;
