import { injections, rule, whatComes } from '#rule';

export default rule({
  summary: 'Text from outside becomes part of a shell command',
  base: 'error',
  firesOn: 'outside data in the text that a shell runs, or as the program to start',
  not: ['constants', 'lists of arguments without a shell', 'allow-lists', 'numeric casts', 'quoting made for the shell'],
  why: 'A semicolon in that text is enough to run any other command with the rights of the script: read its files and passwords, or delete what it can reach.',
  remedy: 'Start the program without a shell and pass the value as one item of a list of arguments.',
  cwe: [78],
  owasp: 'CD-SEC-08',

  *check(context) {
    for (const flow of injections(context, 'command')) {
      yield {
        at: flow.place,
        effect: flow.sink,
        message: `${whatComes(flow)} becomes part of the command that runs here, so whoever writes it can run commands of their own on this machine.`,
        evidence: context.evidence(flow),
        places: flow.place === flow.sink.call ? [] : [context.step(flow.sink.call, 'it runs here')],
        ...(flow.name ? { subject: flow.name } : {}),
        covers: ['validation/unsafe-model-output'],
      };
    }
  },
});
