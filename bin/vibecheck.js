#!/usr/bin/env node
'use strict';

const { statSync } = require('node:fs');
const { join } = require('node:path');

const DIST = join(__dirname, '..', 'dist');
const builtAt = (file) => statSync(join(DIST, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

// Until the run says otherwise: one that ends early is never a success.
process.exitCode = 3;

const bundled = builtAt('vibecheck.cjs');
// A compile newer than the bundle (while working on vibecheck) is run as it is.
if (bundled > builtAt('.tsbuildinfo')) run(require('./load.js').loadBundle(join(DIST, 'vibecheck.cjs')).exports);
else if (builtAt(join('src', 'cli', 'main.js')) > 0) run(require('#cli'));
else {
  process.stderr.write('vibecheck: not built yet — run npm run build\n');
  process.exitCode = 2;
}

function run({ main, processIo }) {
  main(process.argv.slice(2), processIo()).then((status) => {
    process.exitCode = status;
  });
}
