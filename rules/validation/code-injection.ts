import { injections, rule, whatComes } from '#rule';

export default rule({
  summary: 'Text from outside is run as code',
  base: 'error',
  firesOn: 'outside data or a model\'s answer in text that is run as code (`eval`, `exec`, `new Function`)',
  not: ['constants', 'functions handed over', 'allow-lists', 'numeric casts', 'parsers that only read data'],
  why: 'Whoever writes that text decides what the script does, with all its rights: they can read its passwords and every record it can reach.',
  remedy: 'Parse the value as data (JSON, a number) or look the action up in a fixed table of functions; never run it.',
  cwe: [94, 95],
  owasp: 'CD-SEC-08',

  *check(context) {
    const { facts } = context;
    for (const flow of injections(context, 'code')) {
      if (facts.values.of(flow.at).some((value) => value.kind === 'func')) continue;
      yield {
        at: flow.place,
        effect: flow.sink,
        message: `${whatComes(flow)} is run as code here, so whoever writes it decides what the script does.`,
        evidence: context.evidence(flow),
        places: flow.place === flow.sink.call ? [] : [context.step(flow.sink.call, 'it runs here')],
        ...(flow.name ? { subject: flow.name } : {}),
        covers: ['validation/unsafe-model-output'],
      };
    }
  },
});
