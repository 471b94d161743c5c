import { keepsRunRecords, rule, workOf, type Draft, type Effect, type EntryPoint, type Facts } from '#rule';

export default rule({
  summary: 'Nothing is kept of what a run did',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'an unattended script that works on other systems, or one that changes them for others, and records nothing of what it did; one finding a unit',
  not: ['a logger', 'a table of runs', "the platform's run history", 'prints', 'a message about each run', 'somebody watches'],
  why: 'When a result looks wrong, nobody can tell whether it ran, when, and what it touched.',
  remedy: 'Have it log when it starts and ends, how many records it read and changed, and what failed.',
  cwe: [778],
  owasp: 'CD-SEC-10',

  *check({ facts, unitContext }) {
    const entry = facts.entries.all.find((each) => KINDS.has(each.kind) && each.platform === undefined && each.catches !== true
      && unitContext.of(each).unattended && !facts.inTest(each.func) && workOf(each, facts).length > 0);
    if (!entry) yield* shared(facts);
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

/** What others set going, and nobody can say of afterwards. */
function* shared(facts: Facts): Iterable<Draft> {
  const entry = facts.entries.all.find((each) => FOR_OTHERS.has(each.kind) && each.platform === undefined && !facts.inTest(each.func) && changesOf(each, facts).length > 0);
  if (!entry || keepsRunRecords(facts, true)) return;
  const changes = facts.entries.all.filter((each) => FOR_OTHERS.has(each.kind)).flatMap((each) => changesOf(each, facts));
  const systems = [...new Set(changes.flatMap(({ system }) => (system ? [system.name] : [])))].slice(0, 3);
  const { source } = entry.module;
  yield {
    at: { source, start: 0, end: Math.max(0, source.text.indexOf('\n')) },
    entries: [entry],
    message: `This changes ${systems.join(', ')} for whoever asks and writes down nothing of it: who had what changed, and when, cannot be told afterwards.`,
    places: [...new Set(changes)].slice(0, 5).map((effect) => facts.step(effect.call, 'done without a trace')),
  };
}

const FOR_OTHERS: ReadonlySet<EntryPoint['kind']> = new Set<EntryPoint['kind']>(['route', 'chat', 'page']);

function changesOf(entry: EntryPoint, facts: Facts): Effect[] {
  return workOf(entry, facts).filter(({ system, access }) => system?.kind === 'system-of-record' && (access === 'write' || access === 'delete'));
}

const KINDS: ReadonlySet<EntryPoint['kind']> = new Set<EntryPoint['kind']>(['schedule', 'queue', 'event', 'run', 'command']);

function lineEnd({ module, at }: EntryPoint): number {
  const newline = module.source.text.indexOf('\n', at.start);
  return newline === -1 ? at.end : Math.min(Math.max(at.end, at.start + 1), newline);
}
