import { liveKeys, productionTargets, rule } from '#rule';

export default rule({
  summary: 'A production system is written into the code',
  base: 'warning',
  firesOn: 'an own production host, database or tenant, or a live-mode key, written into the code, also as a default',
  not: ['targets from configuration', 'a vendor’s public API host', 'document ids', 'bare addresses and internal names'],
  why: 'Whoever tries the script out, changes it or copies it works on the real data at once.',
  remedy: 'Take host, database and key from the configuration, and give the test system as the default.',
  cwe: [1188, 547],
  owasp: 'CD-SEC-07',

  *check({ facts }) {
    for (const { effect, at, kind, name } of productionTargets(facts)) {
      yield {
        at, effect, subject: name,
        message: `The production ${kind} \`${name}\` is written into the code: every run, also a trial on somebody’s machine, works on the real data.`,
      };
    }
    for (const key of liveKeys(facts)) {
      yield {
        at: key.node ?? { source: key.source, start: key.start, end: key.end },
        subject: key.provider ?? 'live key',
        message: `A live-mode key${key.provider ? ` of ${key.provider}` : ''} is written into the code: every run, also a trial, moves the real thing.`,
      };
    }
  },
});
