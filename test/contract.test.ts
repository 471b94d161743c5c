import { readFileSync } from 'node:fs';
import { loadRules, ruleInfos } from '#rule';
import { analyse, fixtureCases, ruleFixtures } from './kit/rule-fixture.js';
import { RULES_PAGE, rulesPage } from './tools/rules-table.js';

const rules = loadRules();
const fixtures = ruleFixtures();

test('every rule has a fixture, every fixture a rule', () => {
  expect([...fixtures.keys()].sort()).toEqual(rules.map((rule) => rule.id).sort());
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const path = fixtures.get(id);
  const cases = path === undefined ? [] : fixtureCases(id, path);

  test('says in sentences what it is about', () => {
    for (const text of [rule.why, rule.remedy]) {
      expect(text.length).toBeGreaterThan(20);
      expect(text).toMatch(/[.!?]$/);
    }
    expect(rule.summary).not.toMatch(/[.]$/);
    expect(rule.cwe.length).toBeGreaterThan(0);
    if (rule.owasp !== undefined) expect(rule.owasp).toMatch(/^CD-SEC-(?:0[1-9]|10)$/);
  });

  test('has a firing case in each language', () => {
    const fires = cases.filter((one) => one.section === 'Fires' && one.expectations.some((expected) => expected.kind === 'expect'));
    const languages = new Set(fires.flatMap((one) => [...one.languages]));
    expect([...languages]).toEqual(expect.arrayContaining(['javascript', 'python']));
  });

  test('has a silent case for each thing that it stays silent on', () => {
    const silent = cases.filter((one) => one.section === 'Silent').map((one) => one.heading);
    expect(silent).toEqual(expect.arrayContaining([...rule.not]));
  });

  test('finds the same whatever the order of the files', async () => {
    const several = cases.find((one) => one.files.length > 1);
    if (!several) return;
    const one = await analyse(several.files, several.policy);
    const other = await analyse(several.files.toReversed(), several.policy);
    expect(other.findings).toEqual(one.findings);
  });
});

test('the generated page of rules is up to date (npm run docs)', () => {
  expect(readFileSync(RULES_PAGE, 'utf8')).toBe(rulesPage(ruleInfos(rules)));
});
