import { destructions, rule, type Destruction } from '#rule';

export default rule({
  summary: 'Records or files are destroyed with nothing to stop it',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'delete, drop, truncate, clear, trash or mass update with no key or limit, dry run or confirmation; a key guards one record: a loop over a query’s result is mass. Switching a guard off counts',
  not: ['temp files the script made', 'rows that it just wrote', 'test set-up', 'one record by its key', 'a dry run, a confirmation or a limit', 'a sheet that is filled again'],
  why: 'A wrong filter, an empty setting or a second run then removes far more than meant, and there may be no way back.',
  remedy: 'Add a dry run that only lists what would go, ask for confirmation, and stop when more than an expected number is hit.',
  cwe: [1188, 459],
  owasp: 'CD-SEC-01',

  *check({ facts, step }) {
    const groups = new Map<string, Destruction[]>();
    for (const found of destructions(facts)) {
      // What one function destroys in the same way is one problem.
      const key = `${found.effect.module.file}:${found.at.in.start}:${found.kind}:${found.effect.system?.name ?? ''}`;
      groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      yield {
        at: first.at,
        effect: first.effect,
        ...(first.weak ? { base: 'note' as const } : {}),
        ...(first.target === undefined ? {} : { subject: first.target }),
        message: first.kind === 'sheet-early' ? early(first) : `${sentence(first)}, with no dry run, confirmation or limit${others.length > 0 ? ` (and ${others.length} more like it)` : ''}: one wrong value, and what is gone is gone.`,
        places: others.map(({ at }) => step(at, 'and here')),
      };
    }
  },
});

function early({ effect, target }: Destruction): string {
  return `${target === undefined ? 'The sheet' : `The sheet \`${target}\``}${effect.system ? ` in ${effect.system.name}` : ''} is emptied before the new rows have been fetched: where that fails, it stays empty, and what was in it is gone.`;
}

function sentence({ kind, effect, target }: Destruction): string {
  const where = effect.system ? ` in ${effect.system.name}` : '';
  const named = target === undefined ? '' : ` \`${target}\``;
  const changes = effect.does === 'update' ? 'changes' : 'deletes';
  switch (kind) {
    case 'all-records': return `This ${changes} every record${target === undefined ? '' : ` of${named}`}${where}`;
    case 'table': return `This empties or drops${target === undefined ? ' a whole table' : named}${where}`;
    case 'each-found': return `This ${changes} each${target === undefined ? ' record' : named} that a search returned${where}, however many`;
    case 'by-state': return `This ${changes} every record${target === undefined ? '' : ` of${named}`} in a certain state${where}, however many`;
    case 'by-pattern': return `This ${changes} every record${target === undefined ? '' : ` of${named}`}${where} in which a given piece of text is found, however many, and all of them where it is empty`;
    case 'folder': return `This deletes${target === undefined ? ' a whole folder' : named} with all that is in it`;
    case 'sheet': case 'sheet-early': return `This empties or removes${target === undefined ? ' a whole sheet or range' : ` the sheet${named}`}${where}`;
    case 'guard-off': return effect.api.unguards
      ? `This takes off what keeps the public out${where}`
      : `This switches off what keeps the database from mass deletes${where}`;
  }
}
