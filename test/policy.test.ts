import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { DEFAULT_POLICY, type Policy } from '#core';
import { loadPolicy, PolicyError, type LoadedPolicy } from '#policy';
import { Trees } from './kit/tree.js';

const trees = new Trees();
afterAll(() => trees.clear());

const RULES = ['access/select-star', 'credentials/hardcoded-secret', 'resilience/missing-retry'];

function load(cwd: string, posture: Policy['posture'] = 'author', file?: string): Promise<LoadedPolicy> {
  return loadPolicy({ cwd, posture, file, ruleIds: () => RULES });
}

/** In a tree of its own, so that nothing above it counts. */
function withConfiguration(text: string, name = '.vibecheckrc'): string {
  return trees.make({ '.git/HEAD': '', [name]: text });
}

async function refusal(text: string, name?: string): Promise<string> {
  const failure: unknown = await load(withConfiguration(text, name)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PolicyError);
  expect((failure as PolicyError).advice).toMatch(/[a-z]{3}/);
  return (failure as PolicyError).message;
}

const EXAMPLE = path.join(__dirname, '..', '..', '.vibecheckrc.example.json');

describe('the example', () => {
  const ids = (): string[] => Object.keys((JSON.parse(readFileSync(EXAMPLE, 'utf8')) as { rules: object }).rules);

  test('is valid and has every key of a policy once', async () => {
    const cwd = withConfiguration(readFileSync(EXAMPLE, 'utf8'));
    const { policy, notes } = await loadPolicy({ cwd, posture: 'author', ruleIds: ids });
    expect(notes).toEqual([]);
    const { posture: _posture, origin: _origin, ...keys } = policy;
    const example = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Record<string, object>;
    expect(keys).toEqual(example);
    const { posture: _default, ...defaults } = DEFAULT_POLICY;
    for (const [key, value] of Object.entries(defaults)) {
      if (key !== 'rules' && !Array.isArray(value)) expect(Object.keys(example[key]!)).toEqual(Object.keys(value));
    }
    expect(Object.keys(example)).toEqual(Object.keys(defaults));
  });
});

describe('finding it', () => {
  test('no file means the defaults, and loads no package', async () => {
    const cwd = trees.make({ '.git/HEAD': '', 'package.json': '{"name": "vibecheck"}' });
    expect(await load(cwd, 'reviewer')).toEqual({ policy: { ...DEFAULT_POLICY, posture: 'reviewer' }, notes: [] });
    const script = `require(${JSON.stringify(require.resolve('#policy'))}).loadPolicy({ cwd: ${JSON.stringify(cwd)}, posture: 'author', ruleIds: () => [] })
      .then(() => console.log(Object.keys(require.cache).filter((file) => /node_modules/.test(file)).length))`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim()).toBe('0');
  });

  test.each([
    ['.vibecheckrc', 'gate:\n  failOn: review\n'],
    ['.vibecheckrc', '{"gate": {"failOn": "review"}}'],
    ['.vibecheckrc.json', '\uFEFF{"gate": {"failOn": "review"}}'],
    ['.vibecheckrc.yaml', 'gate: { failOn: review }'],
    ['.vibecheckrc.yml', 'gate: { failOn: review }'],
    ['package.json', '{"name": "x", "vibecheck": {"gate": {"failOn": "review"}}}'],
  ])('%s', async (name, text) => {
    const { policy } = await load(withConfiguration(text, name));
    expect(policy.gate).toEqual({ failOn: 'review', failOnGaps: false });
    expect(policy.origin).toBe(name);
  });

  test('upwards to the git root and no further', async () => {
    const cwd = trees.make({ '.vibecheckrc': 'ignore: [outside]', 'repo/.git/HEAD': '', 'repo/.vibecheckrc': 'ignore: [inside]', 'repo/a/b/x': '', 'bare/.git/HEAD': '' });
    const { policy } = await load(path.join(cwd, 'repo/a/b'));
    expect(policy.ignore).toEqual(['inside']);
    expect(policy.origin).toBe('../../.vibecheckrc');
    expect((await load(path.join(cwd, 'bare'))).policy.ignore).toEqual([]);
  });

  test('outside git and home, a shared folder above does not decide', async () => {
    const cwd = trees.make({ '.vibecheckrc': 'ignore: [planted]', 'work/x': '' });
    expect((await load(path.join(cwd, 'work'))).policy.ignore).toEqual([]);
    expect((await load(cwd)).policy.ignore).toEqual(['planted']);
  });

  test('a named file that is missing, a folder, huge, or code', async () => {
    const cwd = trees.make({ 'dir/x': '', 'big.json': ' '.repeat(300_000), 'rc.mjs': 'throw 1' });
    await expect(load(cwd, 'author', 'nope.json')).rejects.toThrow('nope.json: no such file');
    await expect(load(cwd, 'author', 'dir')).rejects.toThrow('dir: not a file');
    await expect(load(cwd, 'author', 'big.json')).rejects.toThrow('larger than');
    await expect(load(cwd, 'author', 'rc.mjs')).rejects.toThrow('never executed');
  });
});

describe('nothing is executed', () => {
  test.each(['.vibecheckrc.js', '.vibecheckrc.cjs', '.vibecheckrc.ts', 'vibecheck.config.mjs'])('%s is refused', async (name) => {
    expect(await refusal('throw 1', name)).toBe(`${name}: a configuration that is code is never executed`);
  });

  test('nor the settings that cosmiconfig looks for', () => {
    const mark = 'require("node:fs").writeFileSync("executed", "")';
    const cwd = trees.make({ '.git/HEAD': '', '.vibecheckrc': 'ignore: []', '.config/config.js': mark, '.config/config.cjs': mark });
    const script = `require(${JSON.stringify(require.resolve('#policy'))}).loadPolicy({ cwd: process.cwd(), posture: 'author', ruleIds: () => [] }).then(({ policy }) => console.log(policy.origin))`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd }).trim()).toBe('.vibecheckrc');
    expect(existsSync(path.join(cwd, 'executed'))).toBe(false);
  });

  test('nor is another file read', async () => {
    expect(await refusal('{"$import": "/etc/hostname.json"}')).toBe('.vibecheckrc:1: the key "$import" is not allowed');
  });
});

describe('errors name file, line, key and the nearest right one', () => {
  test.each([
    ['{\n  "gate": {},\n\n  "aproved": {}\n}', '.vibecheckrc:4: unknown key "aproved" (did you mean "approved"?)'],
    ['gate:\n  failOn: block\n  failongaps: true\n', '.vibecheckrc:3: unknown key "gate.failongaps" (did you mean "failOnGaps"?)'],
    ['gate:\n  failOn: blok\n', '.vibecheckrc:2: "gate.failOn" may not be "blok" (did you mean "block"?)'],
    ['limits:\n  maxFiles: many\n', '.vibecheckrc:2: "limits.maxFiles" may not be "many"'],
    ['limits:\n  maxFiles: 0\n', '.vibecheckrc:2: "limits.maxFiles" may not be 0'],
    ['ignore:\n  - a\n  - 3\n', '.vibecheckrc:3: "ignore.1" may not be 3'],
    ['ignore: a\nlimit: {}\n', '.vibecheckrc:1: "ignore" may not be "a" (and 1 more)'],
    ['rules:\n  access/select-star: off\n  access/select-str: off\n', '.vibecheckrc:3: unknown rule "access/select-str" (did you mean "access/select-star"?)'],
    ['rules: { missing-retry: off }', '.vibecheckrc:1: unknown rule "missing-retry" (did you mean "resilience/missing-retry"?)'],
    ['rules: { complience: off }', '.vibecheckrc:1: unknown rule "complience" (did you mean "compliance"?)'],
    ['rules: { access: high }', '.vibecheckrc:1: "rules.access" may not be "high"'],
    ['zzz: 1', '.vibecheckrc:1: unknown key "zzz"'],
    ['hello', '.vibecheckrc:1: a configuration is an object, not "hello"'],
    ['- a', '.vibecheckrc:1: a configuration is an object, not ["a"]'],
    ['a: b: c', '.vibecheckrc:1: Nested mappings are not allowed in compact mappings'],
    ['gate: {}\ngate: {}\n', '.vibecheckrc:2: Map keys must be unique'],
  ])('%j', async (text, message) => {
    expect(await refusal(text)).toBe(message);
  });

  test('in a package.json', async () => {
    expect(await refusal('{\n "name": "x",\n "vibecheck": {\n  "gate": {\n   "failOnGaps": 1 } } }', 'package.json')).toBe('package.json:5: "gate.failOnGaps" may not be 1');
  });

  test.each([
    ['an alias', 'a: &a [x]\nb: *a', 'aliases are not allowed'],
    ['a bomb', ['a: &a [x,x]', ...'bcdefghijklmnop'.split('').map((key, at) => `${key}: &${key} [*${'abcdefghijklmno'[at]},*${'abcdefghijklmno'[at]}]`)].join('\n'), 'aliases are not allowed'],
    ['a prototype in YAML', '__proto__: { ignore: [a] }', '"__proto__" is not allowed'],
    ['a prototype in JSON', '{"rules": {"__proto__": "off"}}', '"__proto__" is not allowed'],
    ['a prototype below', '{"gate": {"constructor": {}}}', '"constructor" is not allowed'],
    ['depth', '['.repeat(100_000), 'nested too deeply'],
  ])('%s is refused', async (_name, text, message) => {
    expect(await refusal(text)).toContain(message);
  });

  test.each(['', '\n', '# nothing\n', '{}'])('%j is an empty configuration', async (text) => {
    const { policy } = await load(withConfiguration(text));
    expect(policy).toEqual({ ...DEFAULT_POLICY, origin: '.vibecheckrc' });
  });
});

describe('a tree under review', () => {
  test('cannot loosen', async () => {
    const cwd = withConfiguration(readFileSync(EXAMPLE, 'utf8').replace('"failOn": "block"', '"failOn": "never"').replace('2000000', '90000000').replace('20000\n', '30000\n'));
    const { policy, notes } = await load(cwd, 'reviewer');
    const { environments, rules } = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Policy;
    expect(policy).toEqual({
      ...DEFAULT_POLICY,
      posture: 'reviewer',
      origin: '.vibecheckrc',
      rules: Object.fromEntries(Object.entries(rules).filter(([, level]) => level === 'error')),
      environments: { production: environments.production, test: [] },
    });
    expect(notes).toHaveLength(1);
    for (const key of ['rules.access/select-star', 'approved.models', 'environments.test', 'internal.domains', 'gate.failOn', 'limits.maxFileBytes', 'limits.maxFiles', 'ignore']) {
      expect(notes[0]).toContain(key);
    }
  });

  test('can tighten', async () => {
    const text = { rules: { access: 'error' }, environments: { production: ['db-1'] }, gate: { failOn: 'review', failOnGaps: true }, limits: { maxFileBytes: 5000, maxFiles: 3 } };
    const { policy, notes } = await load(withConfiguration(JSON.stringify(text)), 'reviewer');
    expect(notes).toEqual([]);
    expect(policy).toMatchObject(text);
  });

  test('a policy from outside it counts in full, as does a checkout of its own inside it', async () => {
    const policy = 'gate: { failOn: never }';
    const outside = trees.make({ 'company.yaml': policy });
    const cwd = trees.make({ '.git/HEAD': '', 'own.yaml': policy });
    mkdirSync(path.join(cwd, 'company/.git'), { recursive: true });
    writeFileSync(path.join(cwd, 'company/policy.yaml'), policy);
    expect((await load(cwd, 'reviewer', path.join(outside, 'company.yaml'))).policy.gate.failOn).toBe('never');
    expect((await load(cwd, 'reviewer', 'company/policy.yaml')).policy.gate.failOn).toBe('never');
    expect((await load(cwd, 'reviewer', 'own.yaml')).policy.gate.failOn).toBe('block');
  });
});
