import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { BARE, BIN, runCli, type Run } from './kit/cli.js';
import { Trees } from './kit/tree.js';

const ESCAPE = '\u001b';

const trees = new Trees();
afterAll(() => trees.clear());

function run(cwd: string, args: string[], more: { input?: string | Buffer; env?: Record<string, string> } = {}): Run {
  return runCli(args, { cwd, ...more });
}

/** A harmless script in a tree of its own. */
function harmless(more: Record<string, string> = {}): string {
  return trees.make({ '.git/HEAD': '', 'sum.py': 'total = sum([1, 2, 3])\nprint(total)\n', ...more });
}

function expectRefusal(result: Run, message: string): void {
  expect(result.stderr).toContain(message);
  expect(result.stderr).toMatch(/^vibecheck: [^\n]+ — [^\n]+\n$/);
  expect(result.stdout).toBe('');
  expect(result.status).toBe(2);
}

describe('scan', () => {
  test('is the default command, with the same result', () => {
    const cwd = harmless();
    const plain = run(cwd, ['sum.py']);
    expect(plain).toEqual(run(cwd, ['scan', 'sum.py']));
    expect(plain.status).toBe(0);
    expect(plain.stdout).not.toContain(ESCAPE);
    expect(run(cwd, []).status).toBe(0);
  });

  test('json and sarif, to standard output and to files', () => {
    const cwd = harmless();
    const json = run(cwd, ['--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ scanned: ['sum.py'] });
    const both = run(cwd, ['sum.py', '--report', 'sarif=out.sarif', '--report=json=out.json']);
    expect(both.stdout).toBe(run(cwd, ['sum.py']).stdout);
    expect(JSON.parse(readFileSync(path.join(cwd, 'out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(JSON.parse(readFileSync(path.join(cwd, 'out.json'), 'utf8'))).toMatchObject({ scanned: ['sum.py'] });
  });

  test('-o takes the format from the name, and - is standard output', () => {
    const cwd = harmless();
    const result = run(cwd, ['sum.py', '-o', 'report.sarif']);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain('report.sarif');
    expect(readFileSync(path.join(cwd, 'report.sarif'), 'utf8')).toContain('"2.1.0"');
    expect(JSON.parse(run(cwd, ['sum.py', '--format', 'json', '-o', '-']).stdout)).toHaveProperty('verdict.outcome');
    expect(JSON.parse(run(cwd, ['sum.py', '--report', 'json=-']).stdout)).toHaveProperty('verdict.outcome');
  });

  test('standard input', () => {
    const cwd = harmless();
    const named = run(cwd, ['--stdin', '--stdin-filename', 'jobs/x.py', '--format', 'json'], { input: 'x = 1\n' });
    expect(JSON.parse(named.stdout)).toMatchObject({ scanned: ['jobs/x.py'] });
    expect(run(cwd, ['-', '--format', 'json'], { input: 'import os\nprint("x")\n' }).status).toBe(0);
  });

  test('--quiet says nothing, --verbose lists what was left out', () => {
    const cwd = harmless({ 'node_modules/x/x.js': '' });
    expect(run(cwd, ['--quiet'])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(run(cwd, ['--verbose']).stdout).toContain('node_modules/');
    expect(JSON.stringify(JSON.parse(run(cwd, ['--format', 'json']).stdout))).toContain('node_modules/');
  });

  test('something that could not be read never passes, and fails where asked', () => {
    const cwd = harmless({ 'nul.py': 'x = 1\0' });
    const result = run(cwd, ['--format', 'json']);
    expect(result.status).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ verdict: { outcome: 'review' } });
    expect(run(cwd, ['--fail-on-gaps']).status).toBe(3);
    expect(run(cwd, ['--fail-on', 'review']).status).toBe(1);
  });
});

describe('colour', () => {
  test.each<[string[], Record<string, string>, boolean]>([
    [[], {}, false],
    [['--color'], {}, true],
    [['--color'], { NO_COLOR: '1' }, true],
    [['--no-color'], { FORCE_COLOR: '1' }, false],
    [[], { FORCE_COLOR: '1' }, true],
    [[], { FORCE_COLOR: '0' }, false],
    [['--color', '--format', 'json'], {}, false],
  ])('%j %j', (args, env, coloured) => {
    expect(run(harmless(), args, { env }).stdout.includes(ESCAPE)).toBe(coloured);
  });
});

describe('wrong usage is one line and 2', () => {
  test.each<[string[], string]>([
    [['nope.py'], 'nope.py does not exist'],
    [['*.rb'], 'no file matches *.rb'],
    [['empty'], 'no scripts found in empty'],
    [['--format', 'xml'], 'Allowed choices are terminal, sarif, json'],
    [['--frmat', 'json'], "unknown option '--frmat' (Did you mean --format?)"],
    [['--fail-on', 'error'], 'Allowed choices are block, review, never'],
    [['--report', 'xml=x'], 'unknown report format "xml"'],
    [['--report', 'json'], 'names no file'],
    [['-o', 'a.json', '--report', 'json=./a.json'], 'two reports would go to one file'],
    [['--format', 'json', '--report', 'sarif=-'], 'two reports would go to standard output'],
    [['-o', 'nowhere/a.json'], 'the folder of the output file nowhere/a.json does not exist'],
    [['-o', 'empty'], 'is a folder'],
    [['-o', 'sum.py'], 'would overwrite sum.py'],
    [['empty/notes.txt', '-o', 'empty/notes.txt'], 'would overwrite'],
    [['-o', 'link.txt'], 'is a symbolic link'],
    [['--stdin', 'sum.py'], 'standard input and paths'],
    [['--stdin'], 'standard input is empty'],
    [['--config', 'nope.json'], 'nope.json: no such file'],
    [['explain'], "missing required argument 'rule'"],
    [['explain', 'credentials/nothing-like-it'], 'unknown rule "credentials/nothing-like-it"'],
    [['rules', '--format', 'xml'], 'Allowed choices are terminal, json'],
  ])('%j', (args, message) => {
    const cwd = harmless({ 'empty/notes.txt': 'words' });
    symlinkSync('elsewhere.txt', path.join(cwd, 'link.txt'));
    expectRefusal(run(cwd, args), message);
    expect(readFileSync(path.join(cwd, 'sum.py'), 'utf8')).toContain('total');
  });

  test('a broken configuration', () => {
    expectRefusal(run(harmless({ '.vibecheckrc': 'aproved: {}\n' }), []), '.vibecheckrc:1: unknown key "aproved" (did you mean "approved"?)');
  });

  test('the example configuration is not broken', () => {
    const example = readFileSync(path.join(__dirname, '..', '..', '.vibecheckrc.example.json'), 'utf8');
    expect(run(harmless({ '.vibecheckrc': example }), ['sum.py'])).toMatchObject({ status: 0, stderr: '' });
  });

  test('no control character of a path reaches the terminal', () => {
    expectRefusal(run(harmless(), [`${ESCAPE}[31mx\u202e\n.py`]), 'no file matches \\u{1b}[31mx\\u{202e}\\u{a}.py');
  });
});

describe('writing', () => {
  test('a file is replaced whole, and nothing is left beside it', () => {
    const cwd = harmless({ 'report.json': 'old' });
    expect(run(cwd, ['sum.py', '-o', 'report.json']).status).toBe(0);
    expect(JSON.parse(readFileSync(path.join(cwd, 'report.json'), 'utf8'))).toHaveProperty('verdict.outcome');
    expect(readdirSync(cwd).toSorted()).toEqual(['.git', 'report.json', 'sum.py']);
  });

  const full = existsSync('/dev/full') ? test : test.skip;
  full('a full disk', () => {
    const cwd = harmless();
    expectRefusal(run(cwd, ['sum.py', '-o', '/dev/full']), 'the disk is full');
    const shell = spawnSync('sh', ['-c', '"$0" "$1" sum.py > /dev/full', process.execPath, BIN], { cwd, encoding: 'utf8', env: BARE });
    expect(shell.status).toBe(2);
    expect(shell.stderr).toMatch(/^vibecheck: [^\n]*the disk is full[^\n]*\n$/);
  });

  const asUser = process.getuid?.() === 0 ? test.skip : test;
  asUser('a folder that may not be written to', () => {
    const cwd = harmless({ 'shut/x': '' });
    chmodSync(path.join(cwd, 'shut'), 0o500);
    try {
      expectRefusal(run(cwd, ['sum.py', '-o', 'shut/a.json']), 'permission denied');
    } finally {
      // Else the clean-up may not remove it either.
      chmodSync(path.join(cwd, 'shut'), 0o700);
    }
  });

  test('a link is not followed, nor a device replaced', () => {
    const cwd = harmless({ 'kept.json': 'mine' });
    symlinkSync('kept.json', path.join(cwd, 'out.json'));
    expect(run(cwd, ['sum.py', '-o', 'out.json']).status).toBe(2);
    expect(readFileSync(path.join(cwd, 'kept.json'), 'utf8')).toBe('mine');
    expect(run(cwd, ['sum.py', '-o', '/dev/null']).status).toBe(0);
    expect(existsSync('/dev/null')).toBe(true);
  });

  test('a reader that hangs up is no success and no stack trace', async () => {
    const cwd = harmless();
    const child = spawn(process.execPath, [BIN, 'sum.py', '--format', 'json'], { cwd, env: BARE });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^vibecheck: [^\n]*its reader has gone[^\n]*\n$/);
  });
});

describe('whose word counts', () => {
  const LOOSE = { '.vibecheckrc': '{"gate": {"failOn": "never"}, "ignore": ["x"]}' };
  const HELD = 'can only tighten: not honoured are gate.failOn, ignore';

  function event(payload: object): Record<string, string> {
    const folder = trees.make({ 'event.json': JSON.stringify(payload) });
    return { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: path.join(folder, 'event.json') };
  }
  const pull = (head: object | null): object => ({ pull_request: { head: { repo: head }, base: { repo: { id: 1, full_name: 'us/app' } } } });

  test('one’s own tree is trusted, --untrusted is not', () => {
    expect(run(harmless(LOOSE), []).stderr).toBe('');
    expect(run(harmless(LOOSE), ['--untrusted']).stderr).toContain(HELD);
  });

  test.each<[string, () => Record<string, string>, boolean]>([
    ['a pull request of the repository itself', () => event(pull({ id: 1, full_name: 'us/app' })), false],
    ['one from a fork', () => event(pull({ id: 2, full_name: 'them/app', fork: true })), true],
    ['one from a fork that is gone', () => event(pull(null)), true],
    ['an event that cannot be read', () => ({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: '/nowhere/event.json' }), true],
    ['a push', () => ({ ...event({ ref: 'refs/heads/main' }), GITHUB_EVENT_NAME: 'push' }), false],
    ['a merge request of the project', () => ({ CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '7', CI_MERGE_REQUEST_PROJECT_ID: '7' }), false],
    ['one from another project', () => ({ CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '8', CI_MERGE_REQUEST_PROJECT_ID: '7' }), true],
    ['an Azure pull request from a fork', () => ({ SYSTEM_PULLREQUEST_ISFORK: 'True' }), true],
  ])('%s', (_name, env, reviewed) => {
    expect(run(harmless(LOOSE), [], { env: env() }).stderr.includes(HELD)).toBe(reviewed);
  });
});

describe('rules, explain, version, help', () => {
  const cwd = harmless();

  test('rules lists ids with severities, and all there is to know as JSON', () => {
    const rules = JSON.parse(run(cwd, ['rules', '--format', 'json']).stdout) as { id: string; summary: string }[];
    expect(rules.length).toBeGreaterThan(0);
    const table = run(cwd, ['rules']);
    expect(table.status).toBe(0);
    for (const rule of rules) expect(table.stdout).toMatch(new RegExp(`^${rule.id} .*(?:note|warning|error)`, 'm'));
  });

  test('explain says what, why and what to ask for; a near miss names the right id', () => {
    const [rule] = JSON.parse(run(cwd, ['rules', '--format', 'json']).stdout) as { id: string; remedy: string; why: string }[];
    const { stdout, status } = run(cwd, ['explain', rule!.id]);
    expect(status).toBe(0);
    for (const part of [rule!.id, 'Looks for', 'Why', rule!.why, 'What to ask the AI for', rule!.remedy]) expect(stdout).toContain(part);
    expectRefusal(run(cwd, ['explain', `${rule!.id}s`]), `(did you mean "${rule!.id}"?)`);
  });

  test('version and help', () => {
    const manifest = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string };
    expect(run(cwd, ['--version'])).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
    expect(run(cwd, ['--help']).stdout).toContain('Exit status');
    expect(run(cwd, ['scan', '--help']).stdout).toContain('--stdin-filename');
  });
});

describe('a defect', () => {
  /** A copy of the program whose scan throws. */
  function broken(): string {
    const root = trees.make({ 'dist/src/scan.js': 'exports.scan = async () => { throw new TypeError("lost\\n\\u001b[31m"); };' });
    const home = path.join(__dirname, '..', '..');
    for (const name of ['package.json', 'node_modules']) symlinkSync(path.join(home, name), path.join(root, name));
    for (const room of readdirSync(path.join(home, 'dist/src'))) {
      if (room !== 'scan.js' && room !== 'cli') symlinkSync(path.join(home, 'dist/src', room), path.join(root, 'dist/src', room));
    }
    mkdirSync(path.join(root, 'dist/src/cli'));
    for (const file of readdirSync(path.join(home, 'dist/src/cli')).filter((name) => name.endsWith('.js'))) {
      writeFileSync(path.join(root, 'dist/src/cli', file), readFileSync(path.join(home, 'dist/src/cli', file)));
    }
    mkdirSync(path.join(root, 'bin'));
    writeFileSync(path.join(root, 'bin/vibecheck.js'), readFileSync(BIN));
    return root;
  }

  test('is one line and 3; the stack only where asked for', () => {
    const program = path.join(broken(), 'bin/vibecheck.js');
    const go = (env: Record<string, string>) => spawnSync(process.execPath, [program, 'sum.py'], { cwd: harmless(), encoding: 'utf8', env: { ...BARE, ...env } });
    const plain = go({});
    expect(plain.status).toBe(3);
    expect(plain.stderr).toMatch(/^vibecheck: [^\n]*TypeError: lost\\u\{a\}[^\n]*\n$/);
    expect(go({ VIBECHECK_DEBUG: '1' }).stderr).toContain('    at ');
  });

  test('a program that was not built says so', () => {
    const root = trees.make({ 'bin/vibecheck.js': readFileSync(BIN) });
    const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'bin/vibecheck.js')], { encoding: 'utf8', env: BARE });
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'vibecheck: not built yet — run npm run build\n' });
  });
});
