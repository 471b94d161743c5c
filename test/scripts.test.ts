import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_POLICY, type Report, type SourceFile } from '#core';
import { discover } from '#discover';
import { analyse, ROOT } from './kit/rule-fixture.js';
import { expandSecrets } from './kit/secrets.js';

interface Expected {
  verdict: string;
  tier: string;
  profile: { trigger: string; audience: string; data: string[]; systems: { name: string; access: string[] }[] };
  errors: string[];
  warnings: string[];
}

const FOLDER = join(ROOT, 'fixtures', 'scripts');

async function read(name: string): Promise<SourceFile[]> {
  const { files } = await discover({ cwd: join(FOLDER, name), paths: [], ignore: ['expect.json', 'request.md'], limits: DEFAULT_POLICY.limits });
  return files.map((file) => ({ ...file, text: expandSecrets(file.text) }));
}

function placed(report: Report, severity: string): string[] {
  return report.findings.filter((finding) => finding.severity === severity).map((finding) => `${finding.rule}@${finding.at.file}:${finding.at.start.line}`).sort();
}

describe.each(readdirSync(FOLDER).sort())('%s', (name) => {
  const expected = JSON.parse(readFileSync(join(FOLDER, name, 'expect.json'), 'utf8')) as Expected;
  let report: Report;
  beforeAll(async () => {
    report = await analyse(await read(name));
  });

  test('verdict and tier', () => {
    expect({ verdict: report.verdict.outcome, tier: report.profile.tier.value }).toEqual({ verdict: expected.verdict, tier: expected.tier });
  });

  test('profile', () => {
    const { trigger, audience, data, systems } = report.profile;
    expect({
      trigger: trigger.value, audience: audience.value, data: data.map((use) => use.class).slice(0, 1),
      systems: systems.map(({ name: system, access }) => ({ name: system, access: access.toSorted() })),
    }).toEqual({
      ...expected.profile, data: expected.profile.data.filter((each) => each !== 'none').slice(0, 1),
      systems: expected.profile.systems.map((system) => ({ ...system, access: system.access.toSorted() })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    });
  });

  test('what must be mended', () => {
    expect(placed(report, 'error')).toEqual(expected.errors.toSorted());
  });

  test('what should be looked at', () => {
    expect(placed(report, 'warning')).toEqual(expected.warnings.toSorted());
  });

  test('the same bytes a second time', async () => {
    expect(JSON.stringify(await analyse(await read(name)))).toBe(JSON.stringify(report));
  });
});
