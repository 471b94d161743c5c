import { rule, unlockedChanges, type Unlocked } from '#rule';

export default rule({
  summary: 'Two runs at once undo each other’s changes',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'an unattended or shared read-modify-write of one counter, cell, file or row where runs can overlap; one finding for the same lines, with its places',
  not: ['a lock', 'an atomic operation', 'adding a row in one call', 'a run that one person starts', 'one table in a transaction'],
  why: 'When two requests or events arrive at the same moment, both read the same old value, and the one that writes last wipes out the other: a number is given twice, a row is lost, and no error is shown.',
  remedy: 'Take a lock around reading and writing, or let the store do it in one step, such as adding to a number or appending a row.',
  cwe: [362, 367],

  *check({ facts, step }) {
    const groups = new Map<string, Unlocked[]>();
    for (const found of unlockedChanges(facts)) {
      // The same lines in several files and functions are one problem.
      const key = `${found.kind}:${found.named ?? ''}:${facts.moduleOf(found.write).source.text.slice(found.write.start, found.write.end)}`;
      groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      const effect = facts.effects.of(first.write);
      yield {
        at: first.write,
        ...(effect ? { effect } : {}),
        ...(first.named === undefined ? {} : { subject: first.named }),
        message: sentence(first),
        evidence: [step(first.read, 'read here'), step(first.write, 'written back here')],
        places: others.map(({ write }) => step(write, 'and here')),
      };
    }
  },
});

function sentence({ kind, named, entry }: Unlocked): string {
  const who = entry.func.name === undefined ? 'a handler that can run twice at once' : `\`${entry.func.name}\`, which can run twice at once`;
  const what = named === undefined ? '' : ` \`${named}\``;
  switch (kind) {
    case 'row': return `The last row is looked up and the row below it written with no lock, in ${who}: two at the same moment write the same row, and one of them is lost.`;
    case 'file': return `The file${what} is read, changed and written back with no lock, in ${who}: of two at the same moment, one loses its change.`;
    case 'record': return `A value of${what} is read, counted on and written back with no lock, in ${who}: of two at the same moment, one is not counted.`;
    case 'value': return `A stored number${what} is read, counted on and written back with no lock, in ${who}: two at the same moment get the same number.`;
  }
}
