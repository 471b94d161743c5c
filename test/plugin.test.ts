import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_POLICY, type Policy, type Report, type SourceFile } from '#core';
import { loadPlugins } from '#plugin';
import { PolicyError } from '#policy';
import { loadRules } from '#rule';
import { scan } from '#scan';
import { runCli } from './kit/cli.js';
import { ROOT, analyse, compare, fixtureCases, ruleFixtures } from './kit/rule-fixture.js';
import { Trees } from './kit/tree.js';

const trees = new Trees();
afterAll(() => trees.clear());

const EXAMPLE = join(ROOT, 'fixtures', 'plugins', 'house-rules');
const DEFINITION = "summary: 's', base: 'warning', firesOn: 'f', not: [], why: 'Because.', remedy: 'Ask.', cwe: [1]";

function plugin(files: Record<string, string>): Policy['plugins'] {
  return [{ name: './plugin', from: trees.make(Object.fromEntries(Object.entries(files).map(([path, text]) => [`plugin/${path}`, text]))) }];
}

function script(text: string, file = 'a.js'): SourceFile[] {
  return [{ file, kind: 'javascript', text }];
}

async function found(plugins: Policy['plugins'], files: SourceFile[], posture: Policy['posture'] = 'author'): Promise<Report> {
  return analyse(files, { ...DEFAULT_POLICY, posture, plugins });
}

describe('the example', () => {
  const plugins = [{ name: EXAMPLE, from: ROOT }];
  for (const [id, path] of ruleFixtures(join(EXAMPLE, 'fixtures'))) {
    for (const one of fixtureCases(id, path)) {
      test(`${id}: ${one.section}: ${one.heading}`, async () => {
        const report = await found(plugins, [...one.files]);
        expect(compare(one.expectations, report.findings.filter((finding) => finding.rule === id))).toEqual([]);
        expect(report.gaps).toEqual([]);
      });
    }
  }

  test('its catalogue tells the profile what the host is', async () => {
    const { profile } = await found(plugins, script("const answer = await fetch('https://ledger.acme.example/v2/postings');"));
    expect(profile.systems.map(({ name, kind }) => ({ name, kind }))).toEqual([{ name: 'Acme Ledger', kind: 'system-of-record' }]);
  });

  test('its rules are listed where its configuration is named, and not where it only lies about', async () => {
    const cwd = trees.make({ '.vibecheckrc': JSON.stringify({ plugins: [EXAMPLE] }) });
    expect((runCli(['rules', '--config', '.vibecheckrc'], { cwd })).stdout).toContain('access/retired-ledger');
    expect((runCli(['explain', 'access/retired-ledger', '--config', '.vibecheckrc'], { cwd })).stdout).toContain('switched off');
    expect((runCli(['rules'], { cwd })).stdout).not.toContain('retired-ledger');
  });

  test('its rules can be named in the configuration', async () => {
    const rules = { 'access/retired-ledger': 'error' };
    const cwd = trees.make({ '.vibecheckrc': JSON.stringify({ plugins: [EXAMPLE], rules }), 'a.js': "const answer = await fetch('https://ledger.acme.example/v1/postings');" });
    const { stdout, status } = runCli(['scan', 'a.js', '--format', 'json'], { cwd });
    const report = JSON.parse(stdout) as { findings: { rule: string; severity: string }[]; rules: { id: string; plugin?: string }[] };
    expect(report.findings).toContainEqual(expect.objectContaining({ rule: 'access/retired-ledger', severity: 'error' }));
    expect(status).toBe(1);
  });
});

describe('who may bring one', () => {
  const SPY = { 'rules/access/spy.js': `require('node:fs').writeFileSync(require('node:path').join(__dirname, 'ran'), ''); module.exports = { ${DEFINITION}, check: () => [] };` };

  test('nobody whose code is under review', async () => {
    const plugins = plugin(SPY);
    const ran = join(plugins[0]!.from, 'plugin/rules/access/ran');
    const report = await found(plugins, script('run();'), 'reviewer');
    expect(report.rules.map((rule) => rule.id)).not.toContain('access/spy');

    const cwd = trees.make({ '.vibecheckrc': JSON.stringify({ plugins: [join(plugins[0]!.from, 'plugin')], rules: { 'access/spy': 'error' } }), 'a.js': 'run();' });
    for (const args of [['scan', '.', '--untrusted'], ['scan', '.', '--untrusted', '--config', '.vibecheckrc'], ['rules'], ['explain', 'access/select-star']]) {
      const { stderr } = runCli(args, { cwd });
      if (args.includes('--untrusted')) expect(stderr).toContain('names plugins: none is loaded');
      expect(existsSync(ran)).toBe(false);
    }
    runCli(['scan', '.'], { cwd });
    expect(existsSync(ran)).toBe(true);
  });

  test('an installed package, with a dependency of its own', async () => {
    const from = trees.make({
      'node_modules/acme-rules/package.json': '{"name": "acme-rules"}',
      'node_modules/acme-rules/rules/access/own.js': `module.exports = { ${DEFINITION}, *check({ modules }) { yield { at: modules[0].top, message: require('words-of-acme') }; } };`,
      'node_modules/words-of-acme/index.js': "module.exports = 'Hello from Acme.';",
      'deep/er/readme': '',
    });
    const report = await found([{ name: 'acme-rules', from: join(from, 'deep/er') }], script('run();'));
    expect(report.findings.find((finding) => finding.rule === 'access/own')?.message).toBe('Hello from Acme.');
    expect(report.rules.find((rule) => rule.id === 'access/own')?.plugin).toBe('acme-rules');
  });
});

test('a rule may be an ES module', () => {
  const cwd = trees.make({
    '.vibecheckrc': '{"plugins": ["./plugin"]}', 'a.js': 'debugger;',
    'plugin/rules/access/modern.mjs': `import { rule } from 'vibecheck'; export default rule({ ${DEFINITION}, visitor: ({ report }) => ({ DebuggerStatement({ node }) { report(node, { message: 'Modern.' }); } }) });`,
    'node_modules/.keep': '',
  });
  symlinkSync(ROOT, join(cwd, 'node_modules', 'vibecheck'));
  expect(runCli(['scan', 'a.js'], { cwd }).stdout).toContain('Modern.');
});

describe('what is no plugin is refused with a reason', () => {
  const ids = loadRules().map((rule) => rule.id);
  const refusal = (plugins: Policy['plugins']): string => {
    try {
      loadPlugins(plugins, ids);
    } catch (error) {
      expect(error).toBeInstanceOf(PolicyError);
      expect((error as PolicyError).advice).toMatch(/[a-z]{3}/);
      return (error as PolicyError).message;
    }
    return 'nothing was refused';
  };

  test.each([
    ['an empty folder', { 'readme.md': '' }, 'neither rules nor catalogue entries'],
    ['an unknown family', { 'rules/acces/a.js': '' }, 'rules/acces is no family'],
    ['code that does not load', { 'rules/access/a.js': 'module.exports = {' }, 'rules/access/a.js: does not load'],
    ['code that throws', { 'rules/access/a.js': "throw new Error('no database')" }, 'no database'],
    ['no definition', { 'rules/access/a.js': 'module.exports = 7' }, 'exports no rule definition'],
    ['a severity of its own', { 'rules/access/a.js': `module.exports = { ${DEFINITION.replace("'warning'", "'fatal'")}, check: () => [] }` }, '"base" has to be one of note, warning, error'],
    ['a missing text', { 'rules/access/a.js': "module.exports = { summary: 's' }" }, '"firesOn" has to be a text'],
    ['nothing to run', { 'rules/access/a.js': `module.exports = { ${DEFINITION} }` }, 'neither "check" nor "visitor"'],
    ['the name of one of ours', { 'rules/access/select-star.js': `module.exports = { ${DEFINITION}, check: () => [] }` }, 'access/select-star is there already'],
    ['a catalogue entry with a fault', { 'catalogue/a.json': '{"product": "A", "kind": "toaster"}' }, 'catalogue/a.json: kind'],
    ['a catalogue type that nobody has', { 'catalogue/a.json': JSON.stringify({ product: 'A', kind: 'service', category: 'other', source: 'https://a.example', types: { A: { extends: 'nowhere/B' } } }) }, 'no type nowhere/B'],
  ])('%s', (_what, files, reason) => {
    expect(refusal(plugin(files as Record<string, string>))).toContain(reason);
  });

  test.each([
    ['./nowhere', 'no such folder'],
    ['not-installed-anywhere', 'not installed'],
    ['../../etc/*', 'no such folder'],
    ['a b', 'neither a package name nor a path'],
  ])('%s', (name, reason) => {
    expect(refusal([{ name, from: trees.make({ a: '' }) }])).toContain(reason);
  });

  test('the command line says it in a line and exits with 2', async () => {
    const cwd = trees.make({ '.vibecheckrc': '{"plugins": ["./nowhere"]}', 'a.js': '' });
    const { stderr, status } = runCli(['scan', '.'], { cwd });
    expect(stderr).toMatch(/^vibecheck: plugin \.\/nowhere: no such folder/);
    expect(status).toBe(2);
  });
});

describe('Babel visitors', () => {
  const counting = (body: string): string => `module.exports = { ${DEFINITION}, visitor: ({ report }) => (${body}) };`;

  test('run in one traversal, each for itself alone', async () => {
    const plugins = plugin({
      'rules/access/skipping.js': counting("{ FunctionDeclaration(path) { report(path.node, { message: `function ${path.node.id.name}.` }); path.skip(); } }"),
      'rules/access/stopping.js': counting("{ Identifier(path) { report(path.node, { message: 'The first name.' }); path.stop(); } }"),
      'rules/access/throwing.js': counting("{ NumericLiteral() { throw new TypeError('seven'); } }"),
      'rules/access/whole.js': counting("{ NumericLiteral(path) { report(path.node, { message: `number ${path.node.value}.` }); }, StringLiteral: { exit(path) { report(path.node, { message: path.node.value + '.' }); } } }"),
    });
    const report = await found(plugins, script("function outer() { function inner() { return 7; } return inner; }\nconst text = 'end';"));
    const own = report.findings.filter((finding) => finding.rule.startsWith('access/')).map(({ rule, message, at }) => `${rule} ${at.start.line}: ${message}`);
    expect(own).toEqual(['access/skipping 1: function outer.', 'access/stopping 1: The first name.', 'access/whole 1: number 7.', 'access/whole 2: end.']);
    expect(report.gaps.map((gap) => gap.reason)).toEqual(['the rule access/throwing of the plugin ./plugin failed and was left out (TypeError)']);
    expect(report.verdict).toMatchObject({ exit: 3 });
  });

  test('see a file that declares a name twice, and Python not at all', async () => {
    const plugins = plugin({ 'rules/access/calls.js': counting("{ CallExpression(path) { report(path.node, { message: 'A call.' }); } }") });
    const report = await found(plugins, [...script('let a = 1;\nlet a = 2;\nrun();'), { file: 'b.py', kind: 'python', text: 'run()\n' }]);
    expect(report.findings.filter((finding) => finding.rule === 'access/calls').map(({ at }) => `${at.file}:${at.start.line}`)).toEqual(['a.js:3']);
  });

  test('findings have the context of the function that they stand in', async () => {
    const plugins = plugin({ 'rules/resilience/strings.js': counting("{ StringLiteral({ node }) { if (node.value === 'here') report(node, { message: 'Here.' }); } }").replace("base: 'warning'", "base: 'note', ceiling: 'error'") });
    const report = await found(plugins, script("const cron = require('node-cron');\ncron.schedule('0 * * * *', () => { say('here'); });"));
    expect(report.findings.find((finding) => finding.rule === 'resilience/strings')).toMatchObject({ severity: 'warning', context: { unattended: true } });
  });
});

test('the package offers plugins the interface that our own rules have', () => {
  const root = trees.make({ 'node_modules/.keep': '', 'probe.cjs': '' });
  symlinkSync(ROOT, join(root, 'node_modules', 'vibecheck'));
  const api = require(join(ROOT, 'dist', 'src', 'index.js')) as Record<string, unknown>;
  expect(Object.keys(api)).toEqual(expect.arrayContaining(['rule', 'scan', 'words', 'walk', 'definitions', 'selectionOf']));
  expect(require(require.resolve('vibecheck', { paths: [root] }))).toBe(api);
});

test('a scan through the public interface loads plugins too', async () => {
  const cwd = trees.make({ 'a.js': 'debugger;' });
  const report = await scan({ cwd, paths: [], policy: { ...DEFAULT_POLICY, plugins: [{ name: EXAMPLE, from: ROOT }] } });
  expect(report.findings.map((finding) => finding.rule)).toContain('operations/debugger-statement');
});
