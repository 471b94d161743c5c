import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_POLICY } from '#core';
import { PLAIN, render } from '#report';
import { scan } from '#scan';
import { ROOT } from './kit/rule-fixture.js';

const PATHS = ['fixtures/scripts', 'src/report', 'bench'];

/** What people run is the bundle; what the other tests test is the tree that it is made of. */
test('the bundled executable says to the byte what the compiled tree says', async () => {
  expect(statSync(join(ROOT, 'dist', 'vibecheck.cjs')).mtimeMs).toBeGreaterThan(statSync(join(ROOT, 'dist', '.tsbuildinfo')).mtimeMs);
  const folder = mkdtempSync(join(tmpdir(), 'vibecheck-'));
  try {
    for (const format of ['json', 'sarif', 'terminal'] as const) {
      const file = join(folder, `report.${format}`);
      spawnSync(process.execPath, [join(ROOT, 'bin', 'vibecheck.js'), 'scan', ...PATHS, '--format', format, '-o', file], { cwd: ROOT });
      const report = await scan({ cwd: ROOT, paths: PATHS, policy: DEFAULT_POLICY });
      expect(readFileSync(file, 'utf8').trimEnd()).toBe(render(report, format, { paint: PLAIN, width: 100, verbose: false }).trimEnd());
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
