import { repeatedCreates, rule, type RepeatedCreate } from '#rule';

export default rule({
  summary: 'A rerun creates the same records again',
  base: 'warning',
  firesOn: 'creates in a loop, a schedule or a webhook, and payments in a route, with no key, look-up or upsert to make a rerun safe; one finding a function and system',
  not: ['an upsert', 'an idempotency key', 'a unique constraint that is handled', 'a look-up before the create', 'a mark of what is done', 'logs and messages'],
  why: 'Runs break off half-way and are started again, and other systems deliver their messages more than once. Without a way to tell what is there already, customers, orders or tickets then exist twice.',
  remedy: 'Look the record up by its key before creating it, or use the system’s upsert or idempotency key, so that running it twice changes nothing.',
  cwe: [837, 694],

  *check({ facts, step }) {
    const groups = new Map<string, RepeatedCreate[]>();
    for (const found of repeatedCreates(facts)) {
      const key = `${found.effect.module.file}:${found.loop ? found.loop.node.start : found.at.in.start}:${found.effect.system?.name ?? ''}`;
      groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      const named = first.effect.object ?? first.effect.sql?.tables[0];
      yield {
        at: first.at,
        effect: first.effect,
        ...(first.weak ? { base: 'note' as const, ceiling: 'note' as const } : {}),
        ...(named === undefined ? {} : { subject: named }),
        message: sentence(first, named),
        places: [...(first.loop && first.loop.inside !== first.at ? [step(first.loop.inside, 'for each item, here')] : []), ...others.map(({ at }) => step(at, 'and here'))],
      };
    }
  },
});

function sentence({ effect, loop, at, payment, webhook, weak }: RepeatedCreate, named: string | undefined): string {
  const what = named === undefined ? 'A record' : effect.sql ? `A row of \`${named}\`` : `A record \`${named}\``;
  const where = effect.system ? ` in ${effect.system.name}` : '';
  if (weak) return `A row is added${where} for every message that \`${webhook?.func.name ?? 'the webhook'}\` receives, with nothing that tells a message that came before: sent twice, it stands there twice.`;
  if (payment) return `${what} is created${where} each time that \`${payment.route?.path ?? at.in.name ?? 'the route'}\` is asked for it, with no idempotency key: a second click, or a request that is sent again when the answer is late, moves the money twice.`;
  if (!loop) return `${what} is created${where} for every message that \`${at.in.name ?? 'the webhook'}\` receives, with no look-up, key or upsert: senders deliver a message again when the answer is late, and then it is there twice.`;
  return `${what} is created${where} for each item${loop.over?.kind === 'name' ? ` of \`${loop.over.name}\`` : ''}, with no look-up, key or upsert: a rerun after a failure half-way creates the first ones again.`;
}
