/** What is read, changed and written back by code that can run twice at the same time: the later run undoes the earlier. */
import type { Call, Expr, Func } from '#model';
import { functionOf, walk } from '#model';
import { TEST_FILE, isSetUp } from './destruction-guard.js';
import type { EntryKind, EntryPoint } from '../entries/entries.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';

export interface Unlocked {
  /** The call that writes back. */
  readonly write: Call;
  readonly read: Call;
  readonly kind: 'value' | 'row' | 'file' | 'record';
  readonly entry: EntryPoint;
  /** The key, path or table, where the code names it. */
  readonly named?: string;
}

/** What answers whoever asks, at any moment. */
const OVERLAPPING: ReadonlySet<EntryKind> = new Set<EntryKind>(['route', 'webhook', 'event', 'page', 'chat', 'queue']);
const READS = /^(?:get|read|load)/i;
const WRITES = /^(?:set|put|write|save|dump|to_[a-z]+$)/i;
const LAST_ROW = /^(?:get)?_?(?:last|max)_?row|^row_?count$/i;
const RANGE = /^(?:get)?_?(?:range|cell|row)(?:_?by_?\w+)?$/i;
const MOST_STEPS = 60;

export function unlockedChanges(facts: Facts): Unlocked[] {
  const found: Unlocked[] = [];
  for (const module of facts.unit.modules) {
    if (TEST_FILE.test(module.file)) continue;
    for (const func of module.functions) {
      const entry = facts.entries.reaching(func).find((candidate) => OVERLAPPING.has(candidate.kind) || overtakesItself(candidate, facts));
      if (!entry || (entry.kind === 'event' && /^on(?:Open|Install|Edit|SelectionChange)$/.test(entry.func.name ?? ''))) continue;
      for (const write of func.calls) {
        const change = changeBy(write, func, facts);
        if (change && !isSetUp(write) && !facts.guards.has(write, 'lock') && !facts.guards.has(write, 'transaction')) found.push({ ...change, write, entry });
      }
    }
  }
  return found;
}

/** Every few minutes or more often, by a scheduler that starts the next run whether or not the last one has ended. */
const OFTEN = /^(?:\*(?:\/\d+)?\s+)?\*(?:\/[1-5])?(?:\s+\*){4}$/;

function overtakesItself({ kind, at, func, module }: EntryPoint, facts: Facts): boolean {
  if (kind !== 'schedule') return false;
  const registered = module.calls.filter((call) => call.start <= at.start && call.end >= at.end);
  if (module.dialects.has('apps-script')) {
    return module.calls.some(({ start, args, callee }) => start === at.start && callee.kind === 'member' && callee.property === 'everyMinutes' && args[0] !== undefined && Number(facts.values.constant(args[0].value)) <= 5);
  }
  // What never waits is over before the next one can begin.
  if (module.language === 'python' || !func.async) return false;
  const said = registered.flatMap((call) => call.args.slice(0, 1).map(({ value }) => value));
  const single = registered.some((call) => call.args.some(({ value }) => value.kind === 'object' && value.entries.some(({ key }) => /^(?:noOverlap|protect)$/.test(key ?? ''))));
  return !single && said.some((text) => OFTEN.test((facts.values.string(text) ?? '').trim()));
}

function changeBy(write: Call, func: Func, facts: Facts): Pick<Unlocked, 'read' | 'kind' | 'named'> | undefined {
  const row = writesBelowLast(write, facts);
  if (row) return { read: row, kind: 'row' };
  const place = placeOf(write, WRITES, facts);
  if (!place) return undefined;
  for (const expr of place.written) {
    const { read, changed } = readBehind(expr, (call) => call.start < write.start && functionOf(call) === func && placeOf(call, READS, facts)?.key === place.key);
    if (read && (changed || place.kind === 'file')) return { read, kind: place.kind, ...(place.named === undefined ? {} : { named: place.named }) };
  }
  return undefined;
}

interface StoredAt {
  readonly key: string;
  readonly kind: Unlocked['kind'];
  readonly named?: string;
  readonly written: readonly Expr[];
}

/** The place that a call reads or writes: a cell or key by its receiver, a file by its path, a table. */
function placeOf(call: Call, verb: RegExp, facts: Facts): StoredAt | undefined {
  const effect = facts.effects.of(call);
  const isWrite = verb === WRITES;
  if (effect?.sql) {
    const table = effect.sql.tables[0];
    const fits = isWrite ? effect.sql.verb === 'update' : effect.sql.verb === 'select' && !effect.sql.aggregate;
    return fits && table !== undefined ? { key: `table:${table}`, kind: 'record', named: table, written: call.args.slice(1).map(({ value }) => value) } : undefined;
  }
  const path = (effect?.api.category === 'files' || effect?.api.category === 'data') && effect.args('path')[0] || openedFor(call, facts);
  const name = call.callee.kind === 'member' ? call.callee.property ?? '' : call.callee.kind === 'name' ? call.callee.name : '';
  if (path) {
    const text = textShape(path, facts.values).replace(/^\{\}$/, '');
    const fits = isWrite ? WRITES.test(name) : READS.test(name);
    return fits ? { key: `file:${text || written(path, facts)}`, kind: 'file', ...(text === '' || text.includes('{}') ? {} : { named: text }), written: [...call.args.map(({ value }) => value).filter((value) => value !== path), ...receiver(call)] } : undefined;
  }
  if (call.callee.kind !== 'member' || !verb.test(name) || call.args.some((arg) => arg.spread)) return undefined;
  const store = `${written(call.callee.object, facts)}`;
  const args = call.args.map(({ value }) => value);
  // A cell holds one value; a store of keys is asked for one of them.
  if (isWrite ? args.length === 1 : args.length === 0) {
    if (!/^(?:get|set)_?values?$|^(?:read|write)_?value$/i.test(name)) return undefined;
    return { key: `cell:${store}`, kind: 'value', written: args };
  }
  const key = args[0] && facts.values.string(args[0]);
  if (key === undefined || key === '' || args.length !== (isWrite ? 2 : 1) || !/^(?:get|set|put)(?:_?(?:property|item))?$/i.test(name)) return undefined;
  return { key: `key:${store}:${key}`, kind: 'value', named: key, written: args.slice(1) };
}

/** `book.save(path)`: what is written is what the method is called on. */
function receiver({ callee }: Call): Expr[] {
  return callee.kind === 'member' && callee.object.kind === 'name' && callee.object.binding.kind !== 'import' ? [callee.object] : [];
}

/** `with open(path) as file: json.load(file)`: the path of the file that is read from or written to. */
function openedFor(call: Call, facts: Facts): Expr | undefined {
  const handed = [...call.args.map(({ value }) => value), ...(call.callee.kind === 'member' ? [call.callee.object] : [])];
  for (const expr of handed) {
    for (const { via, value } of expr.kind === 'name' ? expr.binding.writes : []) {
      const opening = via === 'with' && value?.kind === 'call' ? facts.effects.of(value) : undefined;
      if (opening?.api.category === 'files' && opening.args('path')[0]) return opening.args('path')[0];
    }
  }
  return undefined;
}

/** A receiver as it is written; a name that is written once stands for its value. */
function written(expr: Expr, facts: Facts): string {
  const only = expr.kind === 'name' && expr.binding.writes.length === 1 ? expr.binding.writes[0] : undefined;
  const at = only?.value && only.path.length === 0 && only.via !== 'param' && only.via !== 'loop' ? only.value : expr;
  return facts.moduleOf(at).source.text.slice(at.start, Math.min(at.end, at.start + 300)).replace(/\s+/g, '');
}

/** The read that a value goes back to, and whether it was counted up or down on the way. */
function readBehind(from: Expr, isRead: (call: Call) => boolean): { read?: Call; changed: boolean } {
  let read: Call | undefined;
  let changed = false;
  const seen = new Set<Expr>();
  const queue: Expr[] = [from];
  for (let steps = 0; queue.length > 0 && !read && steps < MOST_STEPS; steps++) {
    const at = queue.shift()!;
    if (seen.has(at)) continue;
    seen.add(at);
    walk(at, (node) => {
      if (read || node.kind === 'func') return false;
      if (node.kind === 'binary' && (node.op === '+' || node.op === '-')) changed ||= [node.left, node.right].some((side) => side.kind === 'literal' ? side.type === 'number' : side.kind === 'name' || side.kind === 'member');
      if (node.kind === 'unary' && (node.op === '++' || node.op === '--')) changed = true;
      if (node.kind === 'call' && isRead(node)) read = node;
      if (node.kind === 'name') {
        for (const write of node.binding.writes) {
          if (write.via === 'augment') changed = true;
          if (write.value && write.via !== 'loop' && write.via !== 'param') queue.push(write.value);
        }
        if (node.binding.reads.some((other) => other.parent?.kind === 'unary' && (other.parent.op === '++' || other.parent.op === '--'))) changed = true;
      }
      return undefined;
    });
  }
  return read ? { read, changed } : { changed };
}

/** `sheet.getRange(sheet.getLastRow() + 1, 1).setValue(…)`: two runs see the same last row. */
function writesBelowLast(write: Call, facts: Facts): Call | undefined {
  const effect = facts.effects.of(write);
  if (!effect || effect.api.category !== 'spreadsheet' || !['create', 'update', 'upsert'].includes(effect.does)) return undefined;
  let at: Expr | undefined = write.callee.kind === 'member' ? write.callee.object : undefined;
  for (let depth = 0; at && depth < 6; depth++) {
    if (at.kind === 'name') at = at.binding.writes.length === 1 ? at.binding.writes[0]?.value : undefined;
    else if (at.kind === 'call' && at.callee.kind === 'member') {
      const first = RANGE.test(at.callee.property ?? '') ? at.args[0]?.value : undefined;
      const { read, changed } = first ? readBehind(first, (call) => call.callee.kind === 'member' && LAST_ROW.test(call.callee.property ?? '')) : { read: undefined, changed: false };
      if (read && changed) return read;
      at = at.callee.object;
    } else return undefined;
  }
  return undefined;
}
