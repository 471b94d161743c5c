import { DEFAULT_POLICY, FAMILIES } from '#core';
import type { Family, Finding, FindingContext, Gap, Judged, Policy, Profile, RuleId, Severity } from '#core';
import { exitStatus, judge, severityInContext, verdictOf } from '#judge';
import { CALM, HARMLESS, finding as judged, place, step } from './kit/report-sample.js';

type Fact = keyof FindingContext;

const FACTS = Object.keys(CALM) as Fact[];

/** What lifts each family, by the table in the specification; every other fact must leave it alone. */
const LIFTS: Readonly<Record<Family, Readonly<Partial<Record<Fact, string>>>>> = {
  credentials: { shared: 'other people', public: 'other people', unattended: 'without anybody watching' },
  access: { regulated: 'regulated', production: 'production' },
  resilience: { unattended: 'without anybody watching', shared: 'other people', public: 'other people' },
  operations: { unattended: 'without anybody watching', shared: 'other people', public: 'other people' },
  validation: { public: 'anyone can reach it', systemOfRecord: 'system of record' },
  exposure: { public: 'anyone can reach it', systemOfRecord: 'system of record' },
  integrity: { systemOfRecord: 'system of record', unattended: 'without anybody watching' },
  compliance: { sensitive: 'health, payment or employment', public: 'anyone can reach it' },
};

function found(family: Family, over: Partial<Finding> = {}): Finding {
  const { severity: _, raised: __, pinned: ___, state: ____, ...plain } = judged();
  return { ...plain, rule: `${family}/sample`, family, base: 'note', ceiling: 'error', ...over };
}

function within(...facts: Fact[]): FindingContext {
  return { ...CALM, ...Object.fromEntries(facts.map((fact) => [fact, true])) };
}

function severities(finding: Finding, pins: Policy['rules'] = {}) {
  return severityInContext(finding, pins);
}

describe('severity in context', () => {
  describe.each(FAMILIES.map((family) => [family] as const))('%s', (family) => {
    test.each(FACTS.map((fact) => [fact] as const))('%s alone', (fact) => {
      const { severity, raised } = severities(found(family, { context: within(fact) }));
      const because = LIFTS[family][fact];
      if (because === undefined) {
        expect({ severity, raised }).toEqual({ severity: 'note', raised: [] });
        return;
      }
      expect(raised).toHaveLength(1);
      expect(raised[0]!.because).toContain(because);
      expect(severity).toBe('warning');
    });

    test('nothing in its favour: the base', () => {
      expect(severities(found(family))).toEqual({ severity: 'note', raised: [], pinned: false });
    });

    test('everything at once: two steps, up to error', () => {
      const { severity, raised } = severities(found(family, { context: within(...FACTS) }));
      expect(severity).toBe('error');
      expect(raised.map(({ to }) => to)).toEqual(['warning', 'error']);
    });

    test('never past the ceiling, and no reason is given for a step not taken', () => {
      const capped = severities(found(family, { ceiling: 'warning', context: within(...FACTS) }));
      expect(capped.severity).toBe('warning');
      expect(capped.raised).toHaveLength(1);
      const fixed = severities(found(family, { base: 'warning', ceiling: 'warning', context: within(...FACTS) }));
      expect(fixed).toEqual({ severity: 'warning', raised: [], pinned: false });
    });
  });

  describe.each([['resilience/swallowed-error'], ['resilience/false-success']] as [RuleId][])('%s', (rule) => {
    const hiding = (...facts: Fact[]) =>
      severities(found('resilience', { rule, base: 'warning', context: within(...facts) }));

    test('is an error where a write to a system of record fails and nobody watches', () => {
      const { severity, raised } = hiding('unattended', 'systemOfRecord', 'writesSystemOfRecord');
      expect(severity).toBe('error');
      expect(raised).toHaveLength(1);
      expect(raised[0]!.because).toContain('a write to a system of record');
      expect(raised[0]!.because).toContain('without anybody watching');
    });

    test.each([
      ['nobody watches', ['unattended']],
      ['others use it', ['shared', 'public']],
      ['the write is watched', ['systemOfRecord', 'writesSystemOfRecord', 'shared', 'public']],
      ['only a read fails', ['unattended', 'systemOfRecord', 'shared', 'production', 'regulated', 'sensitive']],
    ] as [string, Fact[]][])('is no error where only this holds: %s', (_, facts) => {
      expect(hiding(...facts)).toEqual({ severity: 'warning', raised: [], pinned: false });
    });

    test('still climbs from note to warning', () => {
      const mild = found('resilience', { rule, base: 'note', context: within('unattended', 'shared') });
      expect(severities(mild).severity).toBe('warning');
    });
  });

  test('a failed write to a system of record lifts no other rule', () => {
    expect(severities(found('resilience', { context: within('writesSystemOfRecord') })).raised).toEqual([]);
  });

  test('policy pins a rule or a family, up or down, and the more specific key wins', () => {
    const context = within(...FACTS);
    const pinnedAt = (pins: Policy['rules']) => severities(found('access', { context }), pins);
    expect(pinnedAt({ access: 'note' })).toEqual({ severity: 'note', raised: [], pinned: true });
    expect(pinnedAt({ 'access/sample': 'warning', access: 'note' })).toMatchObject({ severity: 'warning' });
    expect(pinnedAt({ 'access/other': 'note', resilience: 'note' })).toMatchObject({ pinned: false });
    const beyondCeiling = severities(found('access', { ceiling: 'note' }), { access: 'error' });
    expect(beyondCeiling).toMatchObject({ severity: 'error', pinned: true });
  });
});

const HAND_OFF: Profile = {
  ...HARMLESS,
  tier: { value: 'hand-off', reasons: [step(place('sync.js', 3), 'it runs without a person watching')] },
};
const GAP: Gap = { at: place('odd.py', 7), stage: 'parse', reason: 'line 7 could not be understood' };

function policy(gate: Partial<Policy['gate']> = {}): Policy {
  return { ...DEFAULT_POLICY, gate: { ...DEFAULT_POLICY.gate, ...gate } };
}

function verdict(over: Partial<Parameters<typeof judge>[0]> = {}) {
  return judge({ findings: [], gaps: [], units: [], profile: HARMLESS, policy: policy(), ...over }).verdict;
}

describe('verdict', () => {
  const error = found('access', { base: 'error' });
  const warning = found('access', { base: 'warning' });
  const note = found('access', { base: 'note' });

  test('block names how many problems, then each with its place', () => {
    const two = verdict({ findings: [error, { ...error, at: place('b.js', 2), message: 'Another.' }, warning] });
    expect(two.outcome).toBe('block');
    expect(two.reasons).toEqual([
      { text: '2 problems must be fixed before this goes to production' },
      { text: 'Another.', rule: 'access/sample', file: 'b.js', line: 2 },
      { text: error.message, rule: 'access/sample', file: 'sync.js', line: 12 },
    ]);
    expect(verdict({ findings: [error] }).reasons[0]!.text).toBe('1 problem must be fixed before this goes to production');
  });

  test('review for warnings, for the hand-off tier with its reasons, and for gaps', () => {
    expect(verdict({ findings: [warning] })).toMatchObject({
      outcome: 'review',
      reasons: [{ text: '1 problem should be looked at' }, { rule: 'access/sample' }],
    });
    expect(verdict({ profile: HAND_OFF })).toMatchObject({
      outcome: 'review',
      reasons: [
        { text: 'Engineering has to be involved' },
        { text: 'it runs without a person watching', file: 'sync.js', line: 3 },
      ],
    });
    expect(verdict({ gaps: [GAP] })).toMatchObject({
      outcome: 'review',
      reasons: [
        { text: '1 part of the code could not be analysed' },
        { text: GAP.reason, file: 'odd.py', line: 7 },
      ],
    });
  });

  test('a hand-off reason of a unit and of the whole is told once', () => {
    const units = [{ unit: 'sync.js', files: ['sync.js'], profile: HAND_OFF }];
    expect(verdict({ units, profile: HAND_OFF }).reasons).toHaveLength(2);
    expect(verdict({ units }).outcome).toBe('review');
  });

  test('pass with nothing above a note', () => {
    expect(verdict()).toEqual({
      outcome: 'pass',
      reasons: [{ text: 'Nothing was found, and whoever wrote this may own it' }],
      exit: 0,
    });
    expect(verdict({ findings: [note] })).toMatchObject({
      outcome: 'pass',
      reasons: [{ text: 'Nothing was found but 1 note, and whoever wrote this may own it' }],
    });
  });

  test.each([['waived'], ['baseline'], ['suppressed']] as const)('what is %s does not count', (state) => {
    const settled: Judged = { ...judged({ severity: 'error' }), state };
    const input = { findings: [settled], gaps: [], units: [], profile: HARMLESS, gate: policy().gate };
    expect(verdictOf(input).outcome).toBe('pass');
    expect(verdictOf({ ...input, findings: [{ ...settled, state: 'open' }] }).outcome).toBe('block');
  });
});

describe('exit status', () => {
  const read: Gap = { ...GAP, stage: 'read' };
  const crashed: Gap = { ...GAP, stage: 'rule', defect: true };

  test.each([
    // outcome, failOn, failOnGaps, gaps, status
    ['pass', 'block', false, [], 0],
    ['review', 'block', false, [], 0],
    ['block', 'block', false, [], 1],
    ['pass', 'review', false, [], 0],
    ['review', 'review', false, [], 1],
    ['block', 'review', false, [], 1],
    ['pass', 'never', false, [], 0],
    ['review', 'never', false, [], 0],
    ['block', 'never', false, [], 0],
    ['review', 'block', false, [read], 0],
    ['review', 'block', true, [read], 3],
    ['review', 'review', true, [read], 1],
    ['block', 'block', true, [read], 1],
    ['block', 'never', true, [read], 3],
    ['review', 'block', true, [], 0],
    ['review', 'block', false, [crashed], 3],
    ['review', 'never', false, [crashed], 3],
    ['block', 'block', false, [crashed], 1],
  ] as const)('%s, failing on %s (gaps: %s) with %j is %i', (outcome, failOn, failOnGaps, gaps, status) => {
    expect(exitStatus(outcome, gaps, { failOn, failOnGaps })).toBe(status);
  });
});

test('findings come back in one order, whatever order they came in', () => {
  const findings = [
    found('access', { at: place('b.js', 1) }),
    found('access', { at: place('a.js', 9) }),
    found('resilience', { at: place('a.js', 2) }),
    found('access', { at: place('a.js', 2) }),
    found('access', { at: place('a.js', 2), message: 'A message that comes first.' }),
  ];
  const order = (input: Finding[]): string[] =>
    judge({ findings: input, gaps: [], units: [], profile: HARMLESS, policy: policy() }).findings.map(
      ({ at, rule, message }) => `${at.file}:${at.start.line} ${rule} ${message.slice(0, 5)}`,
    );
  const sorted = order(findings);
  expect(sorted.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'a.js:2 access/sample',
    'a.js:2 access/sample',
    'a.js:2 resilience/sample',
    'a.js:9 access/sample',
    'b.js:1 access/sample',
  ]);
  expect(order([...findings].reverse())).toEqual(sorted);
});

test('judged findings keep what was found and are open', () => {
  const input = found('access', { context: within('production') });
  const [first] = judge({ findings: [input], gaps: [], units: [], profile: HARMLESS, policy: policy() }).findings;
  expect(first).toEqual({
    ...input,
    severity: 'warning' satisfies Severity,
    raised: [{ because: 'the target is production', to: 'warning' }],
    pinned: false,
    state: 'open',
  });
});
