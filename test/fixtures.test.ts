import { analyse, compare, fixtureCases, ruleFixtures } from './kit/rule-fixture.js';

for (const [rule, path] of ruleFixtures()) {
  describe(rule, () => {
    const cases = fixtureCases(rule, path);
    const names = new Map<string, number>();
    for (const one of cases) {
      const count = (names.get(one.heading) ?? 0) + 1;
      names.set(one.heading, count);
      test(`${one.section}: ${one.heading}${count > 1 ? ` (${count})` : ''}`, async () => {
        const report = await analyse(one.files, one.policy);
        const own = report.findings.filter((finding) => finding.rule === rule);
        expect(compare(one.expectations, own)).toEqual([]);
        expect(report.gaps.filter((gap) => gap.defect)).toEqual([]);
      });
    }
  });
}
