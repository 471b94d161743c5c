import { keepsRunRecords, rule, workOf, type EntryPoint } from '#rule';

export default rule({
  summary: 'Nothing is kept of what a run did',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'an unattended script that works on other systems and records nothing of what it did; one finding a unit',
  not: ['a logger', 'a table of runs', "the platform's run history", 'prints', 'a message about each run', 'somebody watches'],
  why: 'When a result looks wrong, nobody can tell whether it ran, when, and what it touched.',
  remedy: 'Have it log when it starts and ends, how many records it read and changed, and what failed.',
  cwe: [778],
  owasp: 'CD-SEC-10',

  *check({ facts, unitContext }) {
    const entry = facts.entries.all.find((each) => KINDS.has(each.kind) && each.platform === undefined && each.catches !== true
      && unitContext.of(each).unattended && !facts.inTest(each.func) && workOf(each, facts).length > 0);
    if (!entry || keepsRunRecords(facts)) return;
    const work = workOf(entry, facts);
    const systems = [...new Set(work.flatMap(({ system }) => (system ? [system.name] : [])))].slice(0, 3);
    yield {
      at: { source: entry.module.source, start: entry.at.start, end: lineEnd(entry) },
      entries: [entry],
      // That nobody watches is what the rule asks for.
      context: { unattended: false },
      message: `This runs with nobody watching and writes down nothing of what it did${systems.length > 0 ? ` to ${systems.join(', ')}` : ''}: whether it ran, and what it changed, cannot be told afterwards.`,
      places: work.slice(0, 5).map((effect) => facts.step(effect.call, 'done without a trace')),
    };
  },
});

const KINDS: ReadonlySet<EntryPoint['kind']> = new Set<EntryPoint['kind']>(['schedule', 'queue', 'event', 'run', 'command']);

function lineEnd({ module, at }: EntryPoint): number {
  const newline = module.source.text.indexOf('\n', at.start);
  return newline === -1 ? at.end : Math.min(Math.max(at.end, at.start + 1), newline);
}
