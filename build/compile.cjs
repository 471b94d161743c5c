// Writes V8's compiled form of the bundle, with the functions that an ordinary scan uses already compiled.

'use strict';

const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Readable, Writable } = require('node:stream');
const { loadBundle } = require('../bin/load.js');

const bundle = join(__dirname, '..', 'dist', 'vibecheck.cjs');
const { script, exports: program } = loadBundle(bundle);
const nobody = new Writable({ write: (_chunk, _encoding, done) => done() });

/** A little of everything, so that what a scan needs is compiled. */
const SAMPLES = {
  'sample.js': "const axios = require('axios');\nasync function main() { try { const { data } = await axios.get(`https://api.hubapi.com/${x}`, { timeout: 10 }); for (const row of data.results) console.log(row.email, ...[1]); } catch (error) { console.error(error); } }\nclass A { b = 1; c(d = 2) { return this.b ?? d; } }\nmain();\n",
  'sample.py': "import os, requests\ndef main(url: str, *rest, key=os.getenv('KEY')):\n    \"\"\"Reads.\"\"\"\n    try:\n        with open('x') as f:\n            rows = [r for r in f if r]\n        answer = requests.get(f'https://api.hubapi.com/{url}', timeout=5)\n        print(answer.json()['email'])\n    except Exception as error:\n        print(error)\n    return {'a': rows}\nif __name__ == '__main__':\n    main('x')\n",
};

(async () => {
  for (const [name, text] of Object.entries(SAMPLES)) {
    for (const format of ['terminal', 'json', 'sarif']) {
      const io = { ...program.processIo(), stdout: nobody, stderr: nobody, stdin: Readable.from([Buffer.from(text)]), env: {} };
      await program.main(['scan', '--stdin', '--stdin-filename', name, '--format', format], io);
    }
  }
  writeFileSync(`${bundle}.cache`, script.createCachedData());
})();
