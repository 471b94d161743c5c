/** Sheets that are read, emptied and filled again with what was read: between the two the content is nowhere else. */
import type { Call } from '#model';
import { TEST_FILE, isGuarded, isSetUp, spaced } from './destruction-guard.js';
import { rootName, sheetName } from './emptied-sheets.js';
import type { Overwrite } from './overwrites.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';

const COPIES = /\b(?:copy\w*|back ?up|archive|make ?copy|snapshot|duplicate\w*)\b/i;
const WRITES: ReadonlySet<Effect['does']> = new Set(['create', 'update', 'upsert']);

/** One for each sheet and function. */
export function rewrittenSheets(facts: Facts): Overwrite[] {
  const found = new Map<string, Overwrite>();
  for (const effect of facts.effects.all) {
    const { call } = effect;
    if (!effect.api.mass || effect.does !== 'delete' || effect.api.category !== 'spreadsheet' || TEST_FILE.test(effect.module.file) || isSetUp(call)) continue;
    const root = call.callee.kind === 'member' ? rootName(call.callee.object) : undefined;
    if (!root || isOneCell(call) || call.in.calls.some(isCopy) || isGuarded(call, facts)) continue;
    const same = (other: Call): boolean => other.callee.kind === 'member' && rootName(other.callee.object)?.binding === root.binding;
    const reads = call.in.calls.filter((other) => other.end < call.start && same(other) && ['read', 'list'].includes(facts.effects.of(other)?.does ?? ''));
    const written = reads.length > 0 ? call.in.calls.find((other) => other.start > call.end && same(other) && WRITES.has(facts.effects.of(other)?.does ?? 'none') && comesFrom(other, reads, facts)) : undefined;
    const key = `${effect.module.file}:${call.in.start}:${root.binding.start}`;
    const named = call.callee.kind === 'member' ? sheetName(call.callee.object, facts) : undefined;
    if (written && !found.has(key)) found.set(key, { effect, read: reads[0]!, ...(named === undefined ? {} : { named }), refilled: written });
  }
  return [...found.values()];
}

/** `sheet.getRange(row, 6).clearContent()`. */
function isOneCell({ callee }: Call): boolean {
  const range = callee.kind === 'member' && callee.object.kind === 'call' ? callee.object : undefined;
  return range?.callee.kind === 'member' && /^get_?(?:range|cell)$/i.test(range.callee.property ?? '') && range.args.length === 2;
}

function isCopy({ callee }: Call): boolean {
  const name = callee.kind === 'member' ? callee.property : callee.kind === 'name' ? callee.name : undefined;
  return name !== undefined && COPIES.test(spaced(name));
}

function comesFrom(write: Call, reads: readonly Call[], facts: Facts): boolean {
  return write.args.some(({ value }) => facts.flows.labelsAt(value).some(({ source }) => reads.includes(source.node as Call)));
}
