#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

// Until the run says otherwise: one that ends early is never a success.
process.exitCode = 3;

if (existsSync(join(__dirname, '..', 'dist', 'src', 'cli', 'main.js'))) {
  const { main, processIo } = require('#cli');
  main(process.argv.slice(2), processIo()).then((status) => {
    process.exitCode = status;
  });
} else {
  process.stderr.write('vibecheck: not built yet — run npm run build\n');
  process.exitCode = 2;
}
