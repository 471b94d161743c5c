import type { FindingContext, Judged, Location, Profile, Report, RuleInfo, Step } from '#core';

/** Reports made by hand: a realistic one, and parts to build odd ones from. */
export const CALM: FindingContext = {
  unattended: false,
  shared: false,
  public: false,
  regulated: false,
  sensitive: false,
  production: false,
  systemOfRecord: false,
  writesSystemOfRecord: false,
};

export function place(file: string, line: number, column = 1, length = 10): Location {
  return { file, start: { line, column }, end: { line, column: column + length } };
}

export function cell(file: string, line: number, number: number, cellLine: number): Location {
  return { ...place(file, line), cell: { number, line: cellLine } };
}

export function step(at: Location, note: string, excerpt?: string): Step {
  return { at, note, ...(excerpt === undefined ? {} : { excerpt }) };
}

export function finding(over: Partial<Judged> = {}): Judged {
  return {
    rule: 'resilience/missing-timeout',
    family: 'resilience',
    base: 'note',
    ceiling: 'warning',
    at: place('sync.js', 12, 15, 20),
    message: 'The call to api.example.com has no time limit, so the run can hang.',
    remedy: 'Give the call a time limit, for instance 10 seconds.',
    excerpt: 'const res = await fetch(url);',
    evidence: [],
    places: [],
    covers: [],
    unit: 'sync.js',
    context: CALM,
    fingerprint: 'a1b2c3d4e5f60718',
    severity: 'note',
    raised: [],
    pinned: false,
    state: 'open',
    ...over,
  };
}

export function ruleInfo(over: Partial<RuleInfo> = {}): RuleInfo {
  return {
    id: 'resilience/missing-timeout',
    summary: 'A remote call can wait for ever',
    firesOn: 'a remote call without a time limit',
    not: ['clients with a default time limit', '`AbortSignal`'],
    why: 'A server that never answers keeps the whole run waiting.',
    remedy: 'Give the call a time limit, for instance 10 seconds.',
    base: 'note',
    ceiling: 'warning',
    cwe: [1088],
    ...over,
  };
}

/** By hand, for oneself, reading nothing of note. */
export const HARMLESS: Profile = {
  trigger: { value: 'manual', evidence: [] },
  audience: { value: 'personal', evidence: [] },
  systems: [],
  data: [],
  effects: ['reads'],
  tier: { value: 'self-serve', reasons: [] },
};

export function report(over: Partial<Report> = {}): Report {
  return {
    schema: 1,
    tool: { name: 'vibecheck', version: '0.1.0' },
    rules: RULES,
    scanned: ['sync.js'],
    omitted: [],
    gaps: [],
    units: [{ unit: 'sync.js', files: ['sync.js'], profile: HARMLESS }],
    profile: HARMLESS,
    findings: [],
    verdict: {
      outcome: 'pass',
      reasons: [{ text: 'Nothing was found, and whoever wrote this may own it' }],
      exit: 0,
    },
    ...over,
  };
}

export const RULES: readonly RuleInfo[] = [
  ruleInfo({
    id: 'credentials/hardcoded-secret',
    summary: 'A secret is written into the code',
    firesOn: 'a literal in a known provider\u2019s format or in a credential position',
    not: ['environment look-ups', 'placeholders'],
    why: 'Whoever can read the file can act as the script, and the secret stays in every copy and version.',
    remedy: 'Read the secret from the environment or a vault, and replace the one that was exposed.',
    base: 'error',
    ceiling: 'error',
    cwe: [798],
    owasp: 'A07:2021',
  }),
  ruleInfo(),
  ruleInfo({
    id: 'resilience/swallowed-error',
    summary: 'A failure is hidden',
    firesOn: 'a handler that only logs and goes on',
    not: ['rethrow'],
    why: 'Nobody learns that records are missing.',
    remedy: 'Let the error end the run, or tell somebody.',
    base: 'warning',
    ceiling: 'error',
    cwe: [390, 755],
  }),
  ruleInfo({
    id: 'validation/sql-injection',
    summary: 'Outside text becomes part of a database command',
    firesOn: 'outside data that flows into the text of a query',
    not: ['bound parameters'],
    why: 'Whoever sends the text can read, change or delete other records.',
    remedy: 'Pass the value as a bound parameter instead of putting it into the query text.',
    base: 'error',
    ceiling: 'error',
    cwe: [89],
    owasp: 'A03:2021',
  }),
];

const LEAD_SYNC: Profile = {
  trigger: {
    value: 'scheduled',
    evidence: [step(place('lead-sync.js', 61), 'cron.schedule runs it every hour')],
  },
  audience: {
    value: 'shared',
    evidence: [step(place('lead-sync.js', 54), 'posts to the Slack channel #sales')],
  },
  systems: [
    {
      name: 'Salesforce',
      kind: 'system-of-record',
      access: ['read', 'write'],
      environment: 'production',
      hosts: ['login.salesforce.com'],
      evidence: [
        step(place('lead-sync.js', 14), 'signs in to login.salesforce.com'),
        step(place('lead-sync.js', 38), 'creates Lead records'),
        step(place('lib/crm.js', 9), 'reads Contact records'),
      ],
    },
    {
      name: 'Slack',
      kind: 'service',
      access: ['send'],
      environment: 'unknown',
      hosts: ['hooks.slack.com'],
      evidence: [step(place('lead-sync.js', 54), 'posts a message')],
    },
  ],
  data: [
    {
      class: 'personal',
      fields: ['Email', 'Phone'],
      evidence: [step(place('lead-sync.js', 38), 'the fields Email and Phone of a Lead')],
    },
  ],
  effects: ['reads', 'writes', 'sends'],
  tier: {
    value: 'hand-off',
    reasons: [
      step(place('lead-sync.js', 61), 'it runs without a person watching'),
      step(place('lead-sync.js', 38), 'it writes to Salesforce, a system of record'),
      step(place('lead-sync.js', 38), 'it handles personal data'),
    ],
  },
};

const TIDY_SHEET: Profile = {
  ...HARMLESS,
  systems: [
    {
      name: 'Google Sheets',
      kind: 'work-store',
      access: ['read'],
      environment: 'unknown',
      hosts: [],
      evidence: [step(place('tidy-sheet.gs', 3), 'opens the active sheet')],
    },
  ],
};

/** A submission of two scripts, one of which must not go to production. */
export const LEAD_SYNC_REPORT: Report = report({
  scanned: ['lead-sync.js', 'lib/crm.js', 'tidy-sheet.gs'],
  omitted: [{ file: 'node_modules', reason: 'installed packages' }],
  gaps: [{ at: place('lib/crm.js', 31), stage: 'lower', reason: 'code built at run time cannot be followed' }],
  units: [
    { unit: 'lead-sync.js', files: ['lead-sync.js', 'lib/crm.js'], profile: LEAD_SYNC },
    { unit: 'tidy-sheet.gs', files: ['tidy-sheet.gs'], profile: TIDY_SHEET },
  ],
  profile: { ...LEAD_SYNC, systems: [...LEAD_SYNC.systems, ...TIDY_SHEET.systems] },
  findings: [
    finding({
      rule: 'credentials/hardcoded-secret',
      family: 'credentials',
      base: 'error',
      ceiling: 'error',
      severity: 'error',
      at: place('lead-sync.js', 14, 24, 12),
      message:
        "The Salesforce password is written into the code, so everybody who can read this file can sign in as 'ops@example.com'.",
      remedy: 'Read the password from an environment variable, and change the one that is in this file.',
      excerpt: "await conn.login('ops@example.com', 'hu\u2026 (10 characters)');",
      subject: 'Salesforce',
      unit: 'lead-sync.js',
      fingerprint: '00aa11bb22cc33dd',
    }),
    finding({
      unit: 'lead-sync.js',
      at: place('lead-sync.js', 22, 15, 16),
      places: [22, 27, 33, 47, 54, 58, 59].slice(1).map((line) => step(place('lead-sync.js', line), 'waits as well')),
      severity: 'warning',
      raised: [{ because: 'it runs without anybody watching', to: 'warning' }],
    }),
    finding({
      rule: 'resilience/swallowed-error',
      family: 'resilience',
      base: 'warning',
      ceiling: 'error',
      severity: 'error',
      unit: 'lead-sync.js',
      at: place('lead-sync.js', 41, 5, 30),
      message: 'When creating a Lead in Salesforce fails, the script only logs it and goes on, so the Lead is lost.',
      remedy: 'Collect the failed rows, go on with the others, then end the run with an error that names them.',
      excerpt: '} catch (err) { console.log(err); }',
      evidence: [
        step(place('lead-sync.js', 38), 'this call creates the Lead', 'await conn.sobject("Lead").create(row);'),
        step(place('lead-sync.js', 41), 'its failure ends here', '} catch (err) { console.log(err); }'),
      ],
      raised: [
        {
          because: 'what failed was a write to a system of record, and it runs without anybody watching',
          to: 'error',
        },
      ],
      context: { ...CALM, unattended: true, systemOfRecord: true, writesSystemOfRecord: true },
      fingerprint: '44ee55ff66007711',
    }),
    finding({
      unit: 'tidy-sheet.gs',
      at: place('tidy-sheet.gs', 8, 3, 22),
      message: 'The call to hooks.example.com has no time limit.',
      fingerprint: '8822993344aabbcc',
    }),
  ],
  verdict: {
    outcome: 'block',
    reasons: [
      { text: '2 problems must be fixed before this goes to production' },
      {
        text: 'The Salesforce password is written into the code.',
        rule: 'credentials/hardcoded-secret',
        file: 'lead-sync.js',
        line: 14,
      },
      {
        text: 'When creating a Lead in Salesforce fails, the script only logs it and goes on.',
        rule: 'resilience/swallowed-error',
        file: 'lead-sync.js',
        line: 41,
      },
    ],
    exit: 1,
  },
});
