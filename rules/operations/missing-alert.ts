import { failureIsTold, mutedBy, rule, workOf, type Effect, type EntryPoint } from '#rule';

export default rule({
  summary: 'Nobody hears when this fails',
  base: 'warning',
  firesOn: 'an unattended script (schedule, queue, event) whose failure reaches no person or system; one finding a unit',
  not: ['mail, chat or a pager on failure', 'a scheduler that tells its owner and gets the failure', 'an error workflow', 'an error tracker', 'a health check that notices a missing run', 'somebody watches'],
  why: 'Nobody is there when it runs. When it stops working, nobody knows until somebody misses its results, which can take weeks.',
  remedy: 'Have it tell a person when it fails: a mail or a chat message with what went wrong, or an alert of the platform it runs on; and let the run end as failed.',
  cwe: [778],
  owasp: 'CD-SEC-10',
  requires: ['unattended'],

  *check({ facts, unitContext }) {
    const entries = facts.entries.all.filter((entry) => KINDS.has(entry.kind) && unitContext.of(entry).unattended && !facts.inTest(entry.func) && workOf(entry, facts).length > 0);
    if (entries.length === 0 || failureIsTold(facts)) return;
    for (const entry of entries) {
      const place = { at: { source: entry.module.source, start: entry.at.start, end: lineEnd(entry) }, entries: [entry] };
      const work = worst(workOf(entry, facts));
      if (entry.platform !== undefined && TELLS_ITS_OWNER.has(entry.platform)) {
        const muted = mutedBy(entry, facts);
        if (!muted) continue;
        yield {
          ...place,
          message: `This ${RUNS[entry.kind] ?? 'runs with nobody watching'}, and its failures are caught before ${entry.platform} could tell its owner: nobody hears that ${work} has stopped.`,
          evidence: [facts.step(muted, 'the failure ends here')],
        };
        return;
      }
      // A platform marks the run as failed; whether an alarm looks at that is often decided elsewhere.
      const marked = entry.platform !== undefined || entry.catches === true;
      yield { ...place, ...(marked ? { base: 'note' as const } : {}), message: `This ${RUNS[entry.kind] ?? 'runs with nobody watching'}, and nothing tells a person when it fails: ${work} simply stops, and nobody knows.` };
      return;
    }
  },
});

const KINDS: ReadonlySet<EntryPoint['kind']> = new Set<EntryPoint['kind']>(['schedule', 'queue', 'event', 'run', 'command']);

/** Platforms that mail the owner of a trigger or a workflow when a run of it fails. */
const TELLS_ITS_OWNER: ReadonlySet<string> = new Set(['Apps Script', 'GitHub Actions']);

const RUNS: Partial<Record<EntryPoint['kind'], string>> = {
  schedule: 'runs on a schedule', queue: 'works through a queue', event: 'runs whenever something happens', run: 'runs by itself', command: 'runs by itself',
};

const GRAVITY: readonly Effect['does'][] = ['delete', 'update', 'upsert', 'create', 'send', 'prompt', 'list', 'read'];

/** The work that is missed most, in words. */
function worst(work: readonly Effect[]): string {
  const first = [...work].sort((a, b) => rank(a) - rank(b)).find((effect) => effect.system !== undefined) ?? work[0]!;
  const what = first.access === 'write' || first.access === 'delete' ? 'the work on' : first.access === 'send' ? 'what goes out by' : 'the reading from';
  return first.system ? `${what} ${first.system.name}` : 'its work';
}

function rank(effect: Effect): number {
  const index = GRAVITY.indexOf(effect.does);
  return index === -1 ? GRAVITY.length : index;
}

function lineEnd({ module, at }: EntryPoint): number {
  const newline = module.source.text.indexOf('\n', at.start);
  return newline === -1 ? at.end : Math.min(Math.max(at.end, at.start + 1), newline);
}
