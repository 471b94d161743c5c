import { asked, rule, selectionOf, walk, type Asked, type Effect, type Node, type RuleContext } from '#rule';

export default rule({
  summary: 'A read takes all records of a system of record',
  base: 'warning',
  firesOn: 'a query or list call on a system of record with neither filter nor limit; one finding an object, with its places',
  not: ['paged with a stated end', 'filtered reads', 'a single first page', 'totals and groups', 'small look-up tables of the database itself'],
  why: 'It works with a few hundred test records. Over the real ones it is slow, may run out of memory or time, and copies far more data than the task needs.',
  remedy: 'Ask only for the records needed: add a condition (a date, a status, an owner) or a limit.',
  cwe: [770, 1049],
  owasp: 'CD-SEC-03',

  *check(context) {
    const objects = new Map<string, Asked[]>();
    for (const each of [...context.effects({ kind: ['system-of-record'] })].flatMap(asked)) {
      const { effect } = each;
      if (effect.system?.kind !== 'system-of-record' || !isUnbounded(effect, context)) continue;
      const key = `${effect.system?.name ?? ''}/${effect.object ?? ''}`;
      objects.set(key, [...(objects.get(key) ?? []), each]);
    }
    for (const found of objects.values()) {
      const { effect: first, at } = found[0]!;
      const what = first.object && !first.object.includes('{}') ? `all of \`${first.object}\`` : 'all records';
      yield {
        at,
        effect: first,
        subject: first.object ?? first.system?.name ?? '',
        message: `This reads ${what}${first.system ? ` from ${first.system.name}` : ''}, with neither a condition nor a limit: it grows with the data until it fails, and takes more than the task needs.`,
        places: found.slice(1).map((other) => context.step(other.at, `reads ${what}`)),
      };
    }
  },
});

function isUnbounded(effect: Effect, { facts }: RuleContext): boolean {
  // In the body of a class it is only declared.
  if (effect.does !== 'list' || effect.call.parent?.kind === 'cls') return false;
  if (effect.sql && (effect.sql.tables.length === 0 || effect.sql.temporary || effect.sql.tables.some((table) => /^(?:information_schema|pg_|sys\.|sqlite_|performance_schema|show\b)/.test(table)))) return false;
  const paging = isPagedThrough(effect, facts);
  if (!effect.sql && effect.api.pages !== undefined && !paging) return false;
  if (!effect.sql && effect.api.pages === undefined && effect.api.category !== 'database' && effect.api.category !== 'warehouse') return false;
  const { filtered, limited, counted } = selectionOf(effect, facts.values, facts.calls, paging && effect.api.pages !== 'auto');
  return !filtered && !limited && !counted;
}

/** Every page is read: by the client itself, or in a loop that asks on. */
function isPagedThrough(effect: Effect, facts: RuleContext['facts']): boolean {
  if (effect.api.pages === undefined) return false;
  if (effect.api.pages === 'auto' || isWalked(effect)) return true;
  return facts.guards.loops(effect.call).some(({ node, rounds }) => rounds === undefined && node.kind === 'loop' && (node.form === 'while' || node.form === 'do-while'));
}

/** The client's own list asks for page after page while it is walked: `list().auto_paging_iter()`, `for await (… of list())`. */
function isWalked({ api, call }: Effect): boolean {
  const { parent } = call;
  if (parent?.kind === 'member') return parent.object === call && typeof api.pages === 'object' && /^auto_?paging/i.test(parent.property ?? '') && !isBoundedWalk(parent.parent);
  return parent?.kind === 'loop' && parent.async === true && parent.iterable === call && api.does !== 'request' && !isLeft(parent);
}

/** `autoPagingToArray({ limit: 500 })`. */
function isBoundedWalk(walk: Node | undefined): boolean {
  return walk?.kind === 'call' && walk.args.length > 0;
}

/** The loop has an end of its own before the list's. */
function isLeft({ body }: { readonly body: readonly Node[] }): boolean {
  let left = false;
  for (const statement of body) walk(statement, (node) => { left ||= (node.kind === 'jump' && node.form === 'break') || node.kind === 'return'; return !left && node.kind !== 'func'; });
  return left;
}
