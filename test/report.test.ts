import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { Judged, Report } from '#core';
import { FORMATS, PLAIN, render } from '#report';
import type { Paint, RenderOptions } from '#report';
import { HARMLESS, LEAD_SYNC_REPORT, cell, finding, place, report, step } from './kit/report-sample.js';

const WIDE: RenderOptions = { paint: PLAIN, width: 100, verbose: false };

function terminal(of: Report, over: Partial<RenderOptions> = {}): string {
  return render(of, 'terminal', { ...WIDE, ...over });
}

describe('terminal', () => {
  test('a submission that must not go to production, as its author reads it', () => {
    expect(terminal(LEAD_SYNC_REPORT)).toBe(`BLOCK: this must not go to production as it is.
  2 problems must be fixed before this goes to production.

WHO MAY OWN IT
  Engineering has to be involved (hand-off), because:
  - it runs without a person watching  (lead-sync.js:61)
  - it writes to Salesforce, a system of record  (lead-sync.js:38)
  - it handles personal data  (lead-sync.js:38)

THE 2 SCRIPTS, EACH BY ITSELF
  Who may own it  Errors  Warnings  Notes  Files
  engineering          2         1      0  lead-sync.js and lib/crm.js
  its author           0         0      1  tidy-sheet.gs

WHAT THEY DO, TAKEN TOGETHER
  Runs      by itself on a schedule, with nobody watching
              cron.schedule runs it every hour  (lead-sync.js:61)
  Used by   other people too
              posts to the Slack channel #sales  (lead-sync.js:54)
  Reaches   Salesforce: reads and writes (system of record, production)
              signs in to login.salesforce.com  (lead-sync.js:14)
              creates Lead records  (lead-sync.js:38)
              and 1 more (--verbose shows them)
            Slack: sends (service)
              posts a message  (lead-sync.js:54)
            Google Sheets: reads (work store)
              opens the active sheet  (tidy-sheet.gs:3)
  Data      personal data: Email and Phone
              the fields Email and Phone of a Lead  (lead-sync.js:38)
  Does      reads, writes and sends

WHAT WAS FOUND: 2 errors, 1 warning and 1 note

lead-sync.js

  ERROR  line 14: The Salesforce password is written into the code, so everybody who can read this
    file can sign in as 'ops@example.com'.
    | await conn.login('ops@example.com', 'hu… (10 characters)');
    Ask your AI: Read the password from an environment variable, and change the one that is in this
      file.
    credentials/hardcoded-secret

  ERROR  line 41: When creating a Lead in Salesforce fails, the script only logs it and goes on, so
    the Lead is lost.
    | } catch (err) { console.log(err); }
    Because:
      1. this call creates the Lead  (lead-sync.js:38)
      2. its failure ends here  (lead-sync.js:41)
    Why this level: raised from warning to error because what failed was a write to a system of
      record, and it runs without anybody watching.
    Ask your AI: Collect the failed rows, go on with the others, then end the run with an error that
      names them.
    resilience/swallowed-error

  WARNING  line 22: The call to api.example.com has no time limit, so the run can hang.
    | const res = await fetch(url);
    Why this level: raised from note to warning because it runs without anybody watching.
    Ask your AI: Give the call a time limit, for instance 10 seconds.
    Also at lines 27, 33, 47, 54, 58 and 1 more.
    resilience/missing-timeout

tidy-sheet.gs
  note  line 8: The call to hooks.example.com has no time limit.  resilience/missing-timeout

WHAT COULD NOT BE CHECKED
  - code built at run time cannot be followed.  (lib/crm.js:31)

3 files read, 1 left out (see --verbose); 2 errors, 1 warning and 1 note; 1 part not analysed.
Verdict: block, exit status 1.
`);
  });

  test('a harmless script', () => {
    expect(terminal(report())).toBe(`PASS: nothing stands in the way of using this.
  Nothing was found, and whoever wrote this may own it.

WHO MAY OWN IT
  Whoever wrote it may own it (self-serve).

WHAT THIS SCRIPT DOES
  Runs      when somebody starts it
  Used by   one person
  Reaches   none recognised
  Data      none recognised
  Does      reads

1 file read; nothing found.
Verdict: pass, exit status 0.
`);
  });

  test('a review names what asks for it', () => {
    const text = terminal(
      report({
        gaps: [{ at: place('sync.js', 4), stage: 'lower', reason: 'code built at run time cannot be followed' }],
        verdict: {
          outcome: 'review',
          reasons: [
            { text: '1 part of the code could not be analysed' },
            { text: 'code built at run time cannot be followed', file: 'sync.js', line: 4 },
          ],
          exit: 3,
        },
      }),
    );
    expect(text).toMatch(/^REVIEW: someone should look at this/);
    expect(text).toContain('\n  1 part of the code could not be analysed.\n');
    expect(text).toContain('WHAT COULD NOT BE CHECKED\n  - code built at run time cannot be followed.  (sync.js:4)');
    expect(text).toMatch(/exit status 3 because not everything could be analysed\.\n$/);
  });

  test('verbose tells the rest: notes in full, excerpts of evidence, what was left out, what no longer counts', () => {
    const waived = finding({ state: 'waived', stateReason: 'accepted by Kim until May', severity: 'error' });
    const of = { ...LEAD_SYNC_REPORT, findings: [...LEAD_SYNC_REPORT.findings, waived] };
    const brief = terminal(of);
    const verbose = terminal(of, { verbose: true });
    expect(brief).not.toContain('accepted by Kim');
    expect(brief).toContain('1 waived or known before');
    expect(verbose).toContain('  NOTE  line 8: The call to hooks.example.com has no time limit.\n    |');
    expect(verbose).toContain('         | await conn.sobject("Lead").create(row);');
    expect(verbose).toContain('WHAT WAS LEFT OUT\n  - node_modules: installed packages');
    expect(verbose).toContain('WHAT NO LONGER COUNTS\n  waived: accepted by Kim until May: The call to');
    expect(verbose).toContain('reads Contact records  (lib/crm.js:9)');
  });

  test.each([
    [[], ''],
    [[place('sync.js', 20)], 'Also at line 20.'],
    [[place('sync.js', 20), place('sync.js', 18), place('sync.js', 20)], 'Also at lines 18 and 20.'],
    [[1, 2, 3, 4, 5].map((line) => place('sync.js', line)), 'Also at lines 1, 2, 3, 4 and 5.'],
    [[1, 2, 3, 4, 5, 6, 7].map((line) => place('sync.js', line)), 'Also at lines 1, 2, 3, 4, 5 and 2 more.'],
    [[place('b.js', 1), place('a.js', 2)], 'Also at a.js:2 and b.js:1.'],
    [[cell('sync.js', 40, 3, 2)], 'Also at sync.js, cell 3, line 2.'],
  ])('further places %#', (places, text) => {
    const of = finding({ severity: 'error', places: places.map((at) => step(at, 'as well')) });
    const lines = terminal(report({ findings: [of] })).split('\n');
    expect(lines.filter((line) => line.includes('Also at')).map((line) => line.trim())).toEqual(text ? [text] : []);
  });

  test('why this level: every step, or the policy', () => {
    const raised = finding({
      severity: 'error',
      raised: [
        { because: 'other people use it', to: 'warning' },
        { because: 'it runs without anybody watching', to: 'error' },
      ],
    });
    expect(terminal(report({ findings: [raised] }), { width: 160 })).toContain(
      'Why this level: raised from note to warning because other people use it; to error because it runs without anybody watching.',
    );
    const pinned = finding({ severity: 'error', pinned: true });
    expect(terminal(report({ findings: [pinned] }))).toContain('Why this level: your policy sets it.');
  });

  test('notebook cells are named', () => {
    const of = finding({ severity: 'warning', at: cell('churn.ipynb', 214, 3, 2) });
    expect(terminal(report({ findings: [of] }))).toContain('WARNING  cell 3, line 2: ');
  });

  test('a long list: 12 of a kind in full, 60 in one line, the rest counted', () => {
    const findings = many(200, 'error');
    const text = terminal(report({ findings }));
    expect(text.match(/^ {2}ERROR /gm)).toHaveLength(12);
    expect(text.match(/^ {2}error /gm)).toHaveLength(60);
    expect(text).toContain('and 128 more findings (--verbose shows them; the JSON report has all)');
    expect(terminal(report({ findings }), { verbose: true }).match(/^ {2}ERROR /gm)).toHaveLength(200);
  });

  test('the file with the worst finding comes first, and in a file the worst finding', () => {
    const findings = [
      finding({ at: place('a.js', 1), severity: 'note' }),
      finding({ at: place('b.js', 9), severity: 'error' }),
      finding({ at: place('b.js', 2), severity: 'warning' }),
      finding({ at: place('c.js', 1), severity: 'error' }),
    ];
    const text = terminal(report({ findings }));
    expect(text.match(/^(?:[abc]\.js| {2}(?:ERROR|WARNING|note) {2}line \d)/gm)).toEqual([
      'b.js',
      '  ERROR  line 9',
      '  WARNING  line 2',
      'c.js',
      '  ERROR  line 1',
      'a.js',
      '  note  line 1',
    ]);
  });

  test.each([[0], [10], [60], [61], [75], [120], [Number.NaN]])('no line is wider than %s columns, or 60', (width) => {
    const limit = Number.isNaN(width) ? 100 : Math.max(60, width || 100);
    for (const line of terminal(LEAD_SYNC_REPORT, { width, verbose: true }).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(limit);
    }
  });

  test('paint only adds: the words stay the same', () => {
    const marks = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const paint: Paint = {
      bold: marks('b'),
      dim: marks('d'),
      red: marks('r'),
      yellow: marks('y'),
      green: marks('g'),
      blue: marks('u'),
      cyan: marks('c'),
    };
    const painted = terminal(LEAD_SYNC_REPORT, { paint });
    expect(painted).toContain('<b><r>BLOCK: this must not go to production as it is.</r></b>');
    expect(painted.replace(/<\/?[bdryguc]>/g, '')).toBe(terminal(LEAD_SYNC_REPORT));
  });
});

describe('json', () => {
  const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/report.schema.json'), 'utf8')) as object;
  const valid = new Ajv({ strict: true, allErrors: true }).compile(schema);

  test.each([
    ['of a whole submission', LEAD_SYNC_REPORT],
    ['of a harmless script', report()],
    ['of nothing', report({ units: [], scanned: [], rules: [] })],
    ['of a notebook', report({ findings: [finding({ at: cell('a b.ipynb', 9, 2, 1), subject: 'x' })] })],
    ['with settled findings', report({ findings: [finding({ state: 'waived', stateReason: 'until May' })] })],
    ['with an owner', report({ profile: { ...HARMLESS, owner: { value: 'Kim', evidence: [] } } })],
  ])('keeps to its schema: %s', (_, of) => {
    valid(JSON.parse(render(of, 'json', WIDE)));
    expect(valid.errors).toBeNull();
  });

  test('carries what the report has', () => {
    const saved = JSON.parse(render(LEAD_SYNC_REPORT, 'json', WIDE));
    expect(saved).toMatchObject({
      schema: 'vibecheck-report/1',
      verdict: { outcome: 'block', exit: 1 },
      tier: 'hand-off',
      counts: { error: 2, warning: 1, note: 1, gaps: 1, scanned: 3, omitted: 1, waived: 0 },
      units: [{ tier: 'hand-off' }, { tier: 'self-serve' }],
      omitted: [{ file: 'node_modules' }],
    });
    expect(saved.findings).toHaveLength(4);
    expect(saved.findings[1]).toMatchObject({
      severity: 'warning',
      base: 'note',
      at: { file: 'lead-sync.js', line: 22, column: 15, endLine: 22, endColumn: 31 },
      raised: [{ to: 'warning' }],
    });
    expect(saved.findings[1].places).toHaveLength(6);
    expect(saved.rules.map((rule: { id: string; findings: number }) => [rule.id, rule.findings])).toEqual([
      ['credentials/hardcoded-secret', 1],
      ['resilience/missing-timeout', 2],
      ['resilience/swallowed-error', 1],
    ]);
  });
});

describe.each(FORMATS.map((format) => [format] as const))('every format: %s', (format) => {
  // Controls, marks of direction, a zero-width space, half a character, and what CI services obey.
  const hostile = 'a\u001b[2Jb\u0007\u009bc\u202ed\u200be\ufefff\ud800g\u2028h ::add-mask::x ##[error]y ##vso[task.z] i\r\n::error::j\u007f';
  const at = place(`${hostile}.js`, 1);
  const everywhere = step(at, hostile, hostile);
  const context = LEAD_SYNC_REPORT.findings[0]!.context;
  const evil: Report = report({
    scanned: [hostile],
    omitted: [{ file: hostile, reason: hostile }],
    gaps: [{ at, stage: 'parse', reason: hostile }],
    profile: {
      trigger: { value: 'manual', evidence: [everywhere] },
      audience: { value: 'public', evidence: [everywhere] },
      systems: [
        { name: hostile, kind: 'service', access: ['read'], environment: 'test', hosts: [hostile], evidence: [everywhere] },
      ],
      data: [{ class: 'health', fields: [hostile, hostile], evidence: [everywhere] }],
      effects: ['reads'],
      owner: { value: hostile, evidence: [everywhere] },
      tier: { value: 'hand-off', reasons: [everywhere] },
    },
    units: [0, 1].map((n) => ({ unit: `${hostile}${n}`, files: [hostile], profile: HARMLESS })),
    findings: (['open', 'waived'] as const).map((state) =>
      finding({
        at,
        severity: 'error',
        state,
        stateReason: hostile,
        message: hostile,
        remedy: hostile,
        excerpt: hostile,
        evidence: [everywhere, everywhere],
        places: [everywhere],
        subject: hostile,
        unit: `${hostile}0`,
        raised: [{ because: hostile, to: 'error' }],
        context,
      }),
    ),
    verdict: { outcome: 'block', reasons: [{ text: hostile }], exit: 1 },
  });

  test.each([[false], [true]])('nothing of a scanned file steers a terminal or a CI log (verbose: %s)', (verbose) => {
    const text = render(evil, format, { ...WIDE, verbose });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    expect(text).not.toMatch(/##(\[|vso)/);
    expect(text).not.toMatch(/^\s*::/m);
    expect(text.endsWith('\n')).toBe(true);
  });

  test('a masked secret stays masked: every format shows what it was given and no more', () => {
    const text = render(LEAD_SYNC_REPORT, format, WIDE);
    expect(text).toContain('hu\u2026 (10 characters)');
  });

  test('the same report gives the same text, and no date or machine path', () => {
    const text = render(LEAD_SYNC_REPORT, format, WIDE);
    expect(render(structuredClone(LEAD_SYNC_REPORT), format, WIDE)).toBe(text);
    expect(text).not.toMatch(/\d{4}-\d\d-\d\d|file:\/\//);
    expect(text).not.toContain(process.cwd());
  });

  test('6,000 findings take a moment, not a minute', () => {
    const before = performance.now();
    render(report({ findings: many(6_000, 'warning') }), format, { ...WIDE, verbose: true });
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

function many(number: number, severity: Judged['severity']): Judged[] {
  return Array.from({ length: number }, (_, index) =>
    finding({ severity, at: place(`file-${index % 40}.js`, index + 1), fingerprint: String(index).padStart(16, '0') }),
  );
}
