import { massSends, rule } from '#rule';

export default rule({
  summary: 'A list of people is written to with nothing to stop it',
  base: 'warning',
  firesOn: 'mail, SMS or chat to a list of people in a loop, with no dry run, limit, or record of who already got it; one finding a loop',
  not: ['one recipient', 'a fixed internal channel', 'a mark of who got it, checked and written', 'a dry run, a confirmation or a limit', 'a quota that is asked for first'],
  why: 'Messages cannot be called back. A wrong filter, a test with the real list, or a second start after a failure writes to everybody, and to some of them twice.',
  remedy: 'Add a dry run that only lists who would get it, stop above an expected number, and write down after each message that it went out, so that a second run leaves those people out.',
  cwe: [837, 799],

  *check({ facts, step }) {
    const told = new Set<unknown>();
    for (const { effect, at, loop } of massSends(facts)) {
      if (told.has(loop.node)) continue;
      told.add(loop.node);
      const list = loop.over?.kind === 'name' ? ` in \`${loop.over.name}\`` : '';
      yield {
        at,
        effect,
        message: `A message goes out${effect.system ? ` through ${effect.system.name}` : ''} to everyone${list}, with no dry run, limit or record of who already got it: started again after a failure half-way, it reaches the first ones twice.`,
        places: loop.inside === at ? [] : [step(loop.inside, 'for each person, here')],
      };
    }
  },
});
