import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { Log, Result, Run } from 'sarif';
import type { Report } from '#core';
import { PLAIN, render } from '#report';
import { LEAD_SYNC_REPORT, RULES, cell, finding, place, report, ruleInfo, step } from './kit/report-sample.js';

/** The standard's own schema is draft 4; what it uses of it reads the same in draft 7 once the keys are renamed. */
function sarifSchema(): object {
  const text = readFileSync(join(__dirname, '../../test/kit/sarif-schema-2.1.0.json'), 'utf8');
  const { $schema: _, id: __, ...schema } = JSON.parse(text) as Record<string, unknown>;
  return schema;
}

const valid = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(sarifSchema());

function sarif(of: Report): Log {
  return JSON.parse(render(of, 'sarif', { paint: PLAIN, width: 100, verbose: false })) as Log;
}

function run(of: Report): Run {
  return sarif(of).runs[0]!;
}

function result(over: Parameters<typeof finding>[0] = {}): Result {
  return run(report({ findings: [finding(over)] })).results![0]!;
}

const many = (number: number) =>
  Array.from({ length: number }, (_, index) =>
    finding({ at: place('a.js', index + 1), severity: index < number - 10 ? 'note' : 'error', fingerprint: String(index) }),
  );

test('the schema would notice', () => {
  expect(valid({ version: '2.1.0', runs: [{ results: [{}] }] })).toBe(false);
});

describe('is valid SARIF 2.1.0', () => {
  test.each([
    ['a whole submission', LEAD_SYNC_REPORT],
    ['nothing found', report()],
    ['no rule, no file', report({ rules: [], scanned: [], units: [] })],
    ['a notebook', report({ findings: [finding({ at: cell('churn.ipynb', 214, 3, 2) })] })],
    ['a rule that the report does not list', report({ rules: [], findings: [finding()] })],
    ['odd positions', report({ findings: [finding({ at: place('a.js', 0, 0, -3) })] })],
    ['an empty excerpt', report({ findings: [finding({ excerpt: '' })] })],
    ['one finding twice', report({ findings: [finding(), finding()] })],
    ['settled findings', report({ findings: [finding({ state: 'waived' }), finding({ state: 'baseline' }), finding()] })],
    ['a failed rule', report({ gaps: [{ at: place('a.js', 1), stage: 'rule', reason: 'a rule failed', defect: true }] })],
    ['6,000 findings', report({ findings: many(6_000) })],
  ])('%s', (_, of) => {
    valid(sarif(of));
    expect(valid.errors).toBeNull();
  });
});

test('results are there even when nothing was found', () => {
  expect(run(report()).results).toEqual([]);
});

test.each([
  ['with spaces/a b.js', 'with%20spaces/a%20b.js'],
  ['100%.js', '100%25.js'],
  ['a#b?c.js', 'a%23b%3Fc.js'],
  ['résumé/日本.py', 'r%C3%A9sum%C3%A9/%E6%97%A5%E6%9C%AC.py'],
  ['c:evil.js', 'c%3Aevil.js'],
  ['back\\slash.js', 'back%5Cslash.js'],
  ['half \ud83d.js', 'half%20%EF%BF%BD.js'],
  ['smile \u{1f600}.js', 'smile%20%F0%9F%98%80.js'],
  ['new\nline.js', 'new%0Aline.js'],
])('file %j becomes %s', (file, uri) => {
  const of = report({ findings: [finding({ at: place(file, 1) })] });
  const location = run(of).results![0]!.locations![0]!.physicalLocation!.artifactLocation;
  expect(location).toEqual({ uri, uriBaseId: '%SRCROOT%' });
  valid(sarif(of));
  expect(valid.errors).toBeNull();
});

describe('rules', () => {
  const rules = run(LEAD_SYNC_REPORT).tool.driver.rules!;

  test('every rule is listed, fired or not, and results point at theirs', () => {
    expect(rules.map((rule) => rule.id)).toEqual(RULES.map((rule) => rule.id));
    for (const one of run(LEAD_SYNC_REPORT).results!) expect(rules[one.ruleIndex!]!.id).toBe(one.ruleId);
  });

  test('have what GitHub demands, within its limits', () => {
    const long = ruleInfo({ why: 'because '.repeat(500), cwe: Array.from({ length: 30 }, (_, n) => n + 1) });
    for (const rule of [...rules, ...run(report({ rules: [long] })).tool.driver.rules!]) {
      expect(rule.name).toMatch(/^([A-Z][a-z0-9]*)+$/);
      expect(rule.shortDescription!.text).toMatch(/\.$/);
      expect(rule.fullDescription!.text.length).toBeLessThanOrEqual(1_024);
      expect(rule.help!.text).not.toBe('');
      expect(rule.help!.markdown).not.toBe('');
      expect(rule.properties!.tags!.length).toBeLessThanOrEqual(10);
    }
  });

  test('security rules have a score as a string, others the kind of their problem', () => {
    const properties = Object.fromEntries(rules.map((rule) => [rule.id, rule.properties!]));
    expect(properties['credentials/hardcoded-secret']).toEqual({
      tags: ['credentials', 'security', 'external/cwe/cwe-798'],
      precision: 'high',
      'security-severity': '8.0',
      owasp: 'A07:2021',
    });
    expect(properties['validation/sql-injection']!.tags).toContain('external/cwe/cwe-089');
    expect(properties['resilience/missing-timeout']).toEqual({
      tags: ['resilience', 'external/cwe/cwe-1088'],
      precision: 'high',
      'problem.severity': 'recommendation',
    });
  });

  test('help tells why, when not, and what to ask for', () => {
    expect(rules[1]!.help!.markdown).toBe(
      [
        'A server that never answers keeps the whole run waiting.',
        '**Fires on** a remote call without a time limit.',
        '**Silent on**\n\n- clients with a default time limit\n- `AbortSignal`',
        '**What to ask your AI for:** Give the call a time limit, for instance 10 seconds.',
        'Level: note, up to warning where context demands it.',
      ].join('\n\n'),
    );
  });
});

describe('a result', () => {
  test('carries severity in context, place, identity and properties', () => {
    const one = run(LEAD_SYNC_REPORT).results!.find((each) => each.ruleId === 'resilience/swallowed-error')!;
    const source = LEAD_SYNC_REPORT.findings[2]!;
    expect(one).toMatchObject({
      ruleIndex: 2,
      level: 'error',
      message: { id: 'default', text: source.message, arguments: [source.message.slice(0, -1)] },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'lead-sync.js' },
            region: { startLine: 41, startColumn: 5, endLine: 41, endColumn: 35 },
            contextRegion: { startLine: 41, endLine: 41, snippet: { text: source.excerpt } },
          },
        },
      ],
      partialFingerprints: { 'vibecheckFingerprint/v1': '44ee55ff66007711' },
      properties: {
        raised: source.raised,
        context: source.context,
        unit: 'lead-sync.js',
        cwe: ['CWE-390', 'CWE-755'],
        remedy: source.remedy,
      },
    });
    expect(one.partialFingerprints).not.toHaveProperty('primaryLocationLineHash');
    expect(one).not.toHaveProperty('suppressions');
    expect(one).not.toHaveProperty('baselineState');
  });

  test('evidence of several steps is a code flow, each step in it', () => {
    const one = run(LEAD_SYNC_REPORT).results!.find((each) => each.codeFlows)!;
    const steps = one.codeFlows![0]!.threadFlows[0]!.locations;
    expect(steps.map(({ location }) => location!.message!.text)).toEqual([
      'this call creates the Lead',
      'its failure ends here',
    ]);
    expect(steps[0]!.location!.physicalLocation!.region!.startLine).toBe(38);
    expect(one).not.toHaveProperty('relatedLocations');
  });

  test('further places and a single piece of evidence are related locations', () => {
    const one = result({
      places: [step(place('b.js', 3), 'here too'), step(place('b.js', 5), 'and here')],
      evidence: [step(place('c.js', 7), 'the call that decides')],
    });
    expect(one).not.toHaveProperty('codeFlows');
    expect(
      one.relatedLocations!.map(({ id, message, physicalLocation }) => [
        id,
        message!.text,
        physicalLocation!.artifactLocation!.uri,
        physicalLocation!.region!.startLine,
      ]),
    ).toEqual([
      [1, 'here too', 'b.js', 3],
      [2, 'and here', 'b.js', 5],
      [3, 'the call that decides', 'c.js', 7],
    ]);
    const places = Array.from({ length: 400 }, (_, line) => step(place('b.js', line + 1), 'here too'));
    expect(result({ places }).relatedLocations).toHaveLength(100);
    const evidence = Array.from({ length: 4_000 }, (_, line) => step(place('b.js', line + 1), 'and on'));
    expect(result({ evidence }).codeFlows![0]!.threadFlows[0]!.locations).toHaveLength(1_000);
  });

  test('messages are sentences that hold no link', () => {
    expect(result({ message: 'No stop' }).message.text).toBe('No stop.');
    expect(result({ message: 'Why not?' }).message).toEqual({ text: 'Why not?' });
    expect(result({ message: 'See [this](1).' }).message.text).toBe('See [this] (1).');
  });

  test('in a notebook names the cell, in words and as a logical location', () => {
    const one = result({ at: cell('churn.ipynb', 214, 3, 2), message: 'It can hang.' });
    expect(one.message.text).toBe('It can hang (cell 3, line 2).');
    expect(one.locations![0]!.logicalLocations).toEqual([
      { name: 'cell 3', fullyQualifiedName: 'cell 3, line 2', kind: 'module' },
    ]);
    expect(one.locations![0]!.physicalLocation!.region!.startLine).toBe(214);
  });

  test('that is settled says so, and then every other says that it is not', () => {
    const findings = [
      finding({ state: 'waived', stateReason: 'accepted until May' }),
      finding({ state: 'suppressed', at: place('a.js', 2) }),
      finding({ state: 'baseline', at: place('a.js', 3) }),
      finding({ at: place('a.js', 4) }),
    ];
    const told = run(report({ findings })).results!.map(({ suppressions, baselineState }) => ({ suppressions, baselineState }));
    expect(told).toEqual([
      { suppressions: [], baselineState: 'new' },
      { suppressions: [{ kind: 'inSource', status: 'accepted' }], baselineState: 'new' },
      { suppressions: [], baselineState: 'unchanged' },
      {
        suppressions: [{ kind: 'external', status: 'accepted', justification: 'accepted until May' }],
        baselineState: 'new',
      },
    ]);
  });
});

describe('the run', () => {
  test('sums up verdict, tier and profile', () => {
    expect(run(LEAD_SYNC_REPORT).properties).toEqual({
      vibecheck: {
        verdict: 'block',
        tier: 'hand-off',
        profile: {
          trigger: 'scheduled',
          audience: 'shared',
          data: ['personal'],
          systems: [
            { name: 'Salesforce', access: ['read', 'write'], environment: 'production', kind: 'system-of-record' },
            { name: 'Slack', access: ['send'], environment: 'unknown', kind: 'service' },
            { name: 'Google Sheets', access: ['read'], environment: 'unknown', kind: 'work-store' },
          ],
        },
      },
    });
  });

  test('tells what could not be analysed, and succeeded unless a rule failed', () => {
    const [invocation] = run(LEAD_SYNC_REPORT).invocations!;
    expect(invocation).toMatchObject({
      executionSuccessful: true,
      exitCode: 1,
      toolExecutionNotifications: [
        {
          level: 'warning',
          message: { text: 'code built at run time cannot be followed.' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'lib/crm.js' }, region: { startLine: 31 } } }],
        },
      ],
    });
    const failed = report({ gaps: [{ at: place('a.js', 1), stage: 'rule', reason: 'a rule failed', defect: true }] });
    expect(run(failed).invocations![0]!.executionSuccessful).toBe(false);
  });

  test('has its frame: root without a path, UTF-16 columns, a category', () => {
    const log = sarif(LEAD_SYNC_REPORT);
    expect(log.version).toBe('2.1.0');
    expect(log.runs).toHaveLength(1);
    expect(log.runs[0]).toMatchObject({
      columnKind: 'utf16CodeUnits',
      automationDetails: { id: 'vibecheck/' },
      tool: { driver: { name: 'vibecheck', version: '0.1.0', semanticVersion: '0.1.0' } },
    });
    expect(log.runs[0]!.originalUriBaseIds!['%SRCROOT%']).not.toHaveProperty('uri');
  });

  test('keeps the worst 5,000 of 6,000 findings and says so', () => {
    const { results, invocations } = run(report({ findings: many(6_000) }));
    expect(results).toHaveLength(5_000);
    expect(results!.slice(0, 11).map(({ level }) => level)).toEqual([...Array<string>(10).fill('error'), 'note']);
    expect(invocations![0]!.toolExecutionNotifications![0]!.message.text).toBe(
      'This file holds the 5000 most serious findings; 1000 more are in the JSON report.',
    );
  });
});
