import { firstPages, rule, type FirstPage } from '#rule';

export default rule({
  summary: 'Only the first page of a list is read, and taken for the whole',
  base: 'warning',
  firesOn: 'a list call that pages by default (the catalogue says so) and whose next page is never read; one finding for all calls of one list',
  not: ['explicit "first N" intent', 'clients that walk all pages themselves', 'loops that pass the cursor on', 'a search for a single record'],
  why: 'It works while there are few records. With more of them the rest is missing without any error, and totals, reports and syncs are wrong.',
  remedy: 'Read page after page until the service says that there is none left, or use the way of its library that walks all pages by itself.',
  cwe: [393],

  *check({ facts, step }) {
    const lists = new Map<string, FirstPage[]>();
    for (const page of facts.derived(firstPages)) {
      const { effect, at } = page;
      const key = [facts.moduleOf(at).file, effect.system?.name ?? '', effect.object ?? String(at.start)].join('\0');
      lists.set(key, [...(lists.get(key) ?? []), page]);
    }
    for (const [first, ...rest] of lists.values()) {
      if (!first) continue;
      const { effect, at, size, short } = first;
      const system = effect.system?.name ?? 'the service';
      yield {
        at,
        effect,
        message: `${system} hands out this list${effect.object === undefined ? '' : ` (\`${effect.object}\`)`} page by page, and only the first page is read: ${size === undefined ? 'what does not fit on it' : `everything after the first ${size}`} is missing, without any error.`,
        ...(short ? { base: 'note' as const, ceiling: 'note' as const } : {}),
        places: rest.map((other) => step(other.at, 'the first page only here too')),
      };
    }
  },
});
