import { partialWrites, rule, type Effect } from '#rule';

export default rule({
  summary: 'Writes that belong together can come apart',
  base: 'warning',
  firesOn: 'several dependent writes with neither transaction nor compensation: the second uses what the first one made, or one counts down what the other counts up; one finding a function',
  not: ['a transaction', 'an outbox or a rollback', 'a bulk call', 'a handler that takes back what was done', 'two branches of which one runs'],
  why: 'When the second step fails, the first one stays: an order without its lines, a customer without an invoice. Nobody notices until the numbers do not add up.',
  remedy: 'Put the writes into one transaction or one call; where that cannot be, take the first one back when a later one fails, or write down what is open and finish it later.',
  cwe: [662, 460],

  *check({ facts, step }) {
    for (const { first, second, depends } of partialWrites(facts)) {
      const where = second.system && second.system.name !== first.system?.name ? ` in ${second.system.name}` : '';
      yield {
        at: second.call,
        effect: first,
        message: depends
          ? `${named(first)}${first.system ? ` is created in ${first.system.name}` : ' is created'}, and ${named(second).replace('A r', 'a r')} that needs it is written${where} in a second step, with neither transaction nor way back: if the second fails, the first one stays alone.`
          : `One update takes away and another adds${first.system ? ` in ${first.system.name}` : ''}, with no transaction around both: if the second fails, the amount is gone or there twice.`,
        evidence: [step(first.call, 'written first'), step(second.call, 'written after it')],
      };
    }
  },
});

function named(effect: Effect): string {
  const name = effect.object ?? effect.sql?.tables[0];
  return name === undefined ? 'A record' : effect.sql ? `A row of \`${name}\`` : `A record \`${name}\``;
}
