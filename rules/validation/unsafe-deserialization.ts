import { injections, rule, systemBehind, whatComes } from '#rule';

export default rule({
  summary: 'Data from outside is read in a format that can run code',
  base: 'error',
  firesOn: 'outside data, or an answer of an address that is no known system, read by a parser whose format can hold code (pickle and its kin, YAML with an unsafe loader, JavaScript objects written out), or XML whose entities are followed',
  not: ['constants', 'formats that only hold data', 'safe loaders', 'files that the author made'],
  why: 'Reading such data runs what its sender put into it, with all rights of the script: they can read its passwords and every record it can reach.',
  remedy: 'Take the data as JSON, or read YAML with the safe loader; check its shape afterwards.',
  cwe: [502],
  owasp: 'CD-SEC-08',

  *check(context) {
    const { facts } = context;
    for (const flow of injections(context, 'serialized', ['outside', 'model', 'external'])) {
      if (facts.inTest(flow.at) || (flow.label === 'external' && systemBehind(flow, facts)?.category !== 'http')) continue;
      yield {
        at: flow.place,
        effect: flow.sink,
        message: `${whatComes(flow)} is read here in a format that can hold code, so whoever sends it can run code of their own on this machine.`,
        evidence: context.evidence(flow),
        ...(flow.name ? { subject: flow.name } : {}),
        covers: ['validation/unsafe-model-output'],
      };
    }
  },
});
