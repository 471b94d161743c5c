/** What starts the code, and whether a person is there when it runs. */
import type { Facet, Trigger } from '#core';
import type { EntryKind, EntryPoint, Facts } from '#facts';
import { byGravity, shortened, type Weighed } from './evidence.js';
import { keptSchedules } from './kept-schedules.js';
import { awaitsMessages, isInteractive, pollingLoops } from './polling.js';
import { scheduleNote } from './schedule-notes.js';

const OF_KIND: Readonly<Record<EntryKind, Trigger>> = {
  run: 'manual', command: 'manual', page: 'manual', menu: 'manual', export: 'library',
  route: 'event', webhook: 'event', queue: 'event', chat: 'event', event: 'event', schedule: 'scheduled',
};

/** The least attended one last: it counts. */
const GRAVITY: readonly Trigger[] = ['library', 'manual', 'event', 'scheduled'];

/** Unknown where there is code of which nothing tells what starts it. */
export function triggerOf(facts: Facts): Facet<Trigger | 'unknown'> {
  const reasons = [...entryReasons(facts), ...pollingReasons(facts)];
  const notes = isTold(facts, reasons) ? [] : [...keptReasons(facts), ...noteReasons(facts)];
  const ordered = byGravity([...reasons, ...notes], GRAVITY);
  const first = ordered[0];
  if (first) return { value: first.value, evidence: shortened(ordered.map(({ step }) => step)) };
  return { value: facts.unit.modules.some((module) => module.gaps.length > 0) ? 'unknown' : 'library', evidence: [] };
}

/** The code itself says what starts it; a function in the cloud does not, it may well be a schedule. */
function isTold(facts: Facts, reasons: readonly Weighed<Trigger>[]): boolean {
  return reasons.some(({ value }) => value === 'scheduled') || facts.entries.all.some((entry) => OF_KIND[entry.kind] === 'event' && entry.platform !== 'AWS Lambda');
}

function keptReasons(facts: Facts): Weighed<Trigger>[] {
  return keptSchedules(facts).map((kept) => ({ value: 'scheduled' as const, step: facts.stepAt(kept.source, kept, 'a file beside the code runs it on a schedule') }));
}

/** Whether anybody watches when this entry point runs; the file itself, when the whole unit runs by itself. */
export function isUnattended(entry: EntryPoint, unit: Trigger | 'unknown', facts: Facts): boolean {
  const own = OF_KIND[entry.kind];
  if (own === 'scheduled' || own === 'event') return !isPageTimer(entry, facts);
  if (unit !== 'scheduled' || own === 'library') return false;
  // A schedule kept outside, or a loop without end, runs what is otherwise started by hand.
  return !facts.entries.all.some((other) => OF_KIND[other.kind] === 'scheduled') && (entry.kind === 'run' || entry.kind === 'command');
}

function entryReasons(facts: Facts): Weighed<Trigger>[] {
  return facts.entries.all
    .filter((entry) => !isPageTimer(entry, facts))
    .map((entry) => ({ value: OF_KIND[entry.kind], step: facts.stepAt(entry.module.source, entry.at, entry.how) }));
}

/** A timer that touches no other system (a spinner, a clock) is no schedule. */
function isPageTimer(entry: EntryPoint, facts: Facts): boolean {
  return entry.kind === 'schedule' && entry.platform === undefined && /\bsetInterval\b/.test(entry.module.source.text.slice(entry.at.start, entry.at.start + 60))
    && !facts.effects.all.some((effect) => effect.remote && facts.entries.reaching(effect.call.in).includes(entry));
}

function pollingReasons(facts: Facts): Weighed<Trigger>[] {
  return facts.unit.modules.flatMap((module) =>
    pollingLoops(module, facts).map((loop) => (awaitsMessages(loop, facts)
      ? { value: 'event' as const, step: facts.step(loop, 'waits for messages, and works when one has arrived') }
      : { value: 'scheduled' as const, step: facts.step(loop, 'runs for ever: it works, waits, and works again') })));
}

function noteReasons(facts: Facts): Weighed<Trigger>[] {
  if (isInteractive(facts)) return [];
  return facts.unit.modules.flatMap((module) => {
    const note = scheduleNote(module);
    return note ? [{ value: 'scheduled' as const, step: facts.stepAt(module.source, note, `its header says that it runs on a schedule: “${note.words}”`) }] : [];
  });
}
