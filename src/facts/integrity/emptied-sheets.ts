/** Sheets and ranges of data that are emptied or removed and not filled again. */
import type { Call, Expr, Func, Name, Node } from '#model';
import { walk } from '#model';
import { PASSING_PATH } from './destroyed-files.js';
import type { Destroyed } from './destruction.js';
import { spaced } from './destruction-guard.js';
import type { Effect } from '../effects/effects.js';
import { conditionsAt } from '../flow/index.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';

/** A sheet or range of data that is emptied or removed and not filled again by this code. */
export function ofSheet(effect: Effect, facts: Facts): Destroyed | undefined {
  if (!effect.api.mass || effect.does !== 'delete' || effect.call.callee.kind !== 'member') return undefined;
  if (effect.object === 'Row' || effect.object === 'Column' || effect.object === 'NamedRange') return undefined;
  if (isFixedRange(effect.call.callee.object, facts) || namesFixedCells(effect, facts)) return undefined;
  // Sheets picked by their name, one by one.
  if (conditionsAt(effect.call).some(({ test }) => comparesName(test))) return undefined;
  const root = rootName(effect.call.callee.object);
  const name = sheetName(effect.call.callee.object, facts);
  if (name !== undefined && PASSING_PATH.test(spaced(name))) return undefined;
  const named = name === undefined ? {} : { target: name };
  if ((root && isRewritten(root, effect.call, facts)) || isRebuilt(name, effect, facts)) return fetchesFirst(effect, facts) ? { effect, kind: 'sheet-early', ...named } : undefined;
  return { effect, kind: 'sheet', ...named };
}

/** Between emptying and filling again, another system is asked: where that fails, the sheet stays empty. */
function fetchesFirst(effect: Effect, facts: Facts): boolean {
  const later = effect.call.in.calls.filter((call) => call.start > effect.call.end);
  const fetched = later.find((call) => does(call, facts, (made) => made.remote && made.api.category !== 'spreadsheet' && (made.does === 'read' || made.does === 'list' || made.api.does === 'request' && (made.does === 'none' || made.method === 'POST' && made.does === 'create' && readsBack(call)))));
  return fetched !== undefined && later.some((call) => call.start > fetched.start
    && does(call, facts, (made) => made.api.category === 'spreadsheet' && (made.does === 'create' || made.does === 'update' || made.does === 'upsert')));
}

/** The answer of a request is used: a search by POST. */
function readsBack(call: Call): boolean {
  return call.parent?.kind !== 'expression' && call.parent?.parent?.kind !== 'expression';
}

/** Holds if a call does something, itself or in what it runs. */
function does(call: Call, facts: Facts, what: (effect: Effect) => boolean): boolean {
  const runs = (inner: Call): Func[] => [...facts.calls.targets(inner), ...inner.args.flatMap((arg) => (arg.value.kind === 'function' ? [arg.value.func] : []))];
  const reached = new Set<Func>(runs(call));
  for (const func of reached) for (const inner of func.calls) for (const target of runs(inner)) reached.add(target);
  return [call, ...[...reached].flatMap((func) => func.calls)].slice(0, 2000).some((inner) => {
    const effect = facts.effects.of(inner);
    return effect !== undefined && what(effect);
  });
}

/** Filled again by a function that runs afterwards, or a new sheet takes the place of the one removed. */
function isRebuilt(name: string | undefined, effect: Effect, facts: Facts): boolean {
  const later = effect.call.in.calls.filter((call) => call.start > effect.call.end);
  const reached = new Set<Func>(later.flatMap((call) => facts.calls.targets(call)));
  for (const func of reached) for (const call of func.calls) for (const target of facts.calls.targets(call)) reached.add(target);
  return [...later, ...[...reached].flatMap((func) => func.calls)].slice(0, 2000).some((call) => {
    const write = facts.effects.of(call);
    if (!write || write.api.category !== 'spreadsheet' || !['create', 'update', 'upsert'].includes(write.does)) return false;
    if (effect.object === 'Sheet' && write.object === 'Sheet' && write.does === 'create') return true;
    return name !== undefined && call.callee.kind === 'member' && sheetName(call.callee.object, facts) === name;
  });
}

/** `values_clear("Form!A2:P30")`: the author counted the rows. */
function namesFixedCells(effect: Effect, facts: Facts): boolean {
  return effect.call.args.some((arg) => /(?:^|!)\$?[A-Z]{1,3}\$?\d{1,5}:\$?[A-Z]{1,3}\$?\d{1,5}$/i.test(textShape(arg.value, facts.values)));
}

function comparesName(test: Expr): boolean {
  let found = false;
  walk(test, (node) => {
    if (node.kind === 'call' && node.callee.kind === 'member') found ||= /^(?:startsWith|endsWith|includes|indexOf|match|test|startswith|endswith)$/.test(node.callee.property ?? '') && node.args.length > 0;
    return !found;
  });
  return found;
}

/** `getRange("B2:B10")`: input cells that the author counted. */
function isFixedRange(receiver: Expr, facts: Facts): boolean {
  let at: Expr = receiver;
  for (let depth = 0; depth < 6; depth++) {
    if (at.kind === 'name') {
      const value = at.binding.writes[0]?.value;
      if (!value) return false;
      at = value;
    } else if (at.kind === 'call' && at.callee.kind === 'member') {
      // `getRange(row, column, 1, 20)`: so many rows, wherever they are.
      const rows = at.args.length === 4 ? facts.values.constant(at.args[2]!.value) : undefined;
      if (/range/i.test(at.callee.property ?? '') && typeof rows === 'number' && rows <= 100) return true;
      if (/range/i.test(at.callee.property ?? '') && at.args.length > 0) return at.args.every((arg) => facts.values.constant(arg.value) !== undefined) && !/^[A-Z]+\d*:[A-Z]+$/i.test(String(facts.values.constant(at.args[0]!.value)));
      at = at.callee.object;
    } else return false;
  }
  return false;
}

export function rootName(expr: Expr): Name | undefined {
  let at = expr;
  for (let depth = 0; depth < 12; depth++) {
    if (at.kind === 'name') return at;
    if (at.kind === 'member') at = at.object;
    else if (at.kind === 'call') at = at.callee;
    else if (at.kind === 'await') at = at.value;
    else return undefined;
  }
  return undefined;
}

/** Written to, or handed to something that may, after it was emptied. */
function isRewritten(root: Name, call: Call, facts: Facts): boolean {
  return root.binding.reads.some((read) => {
    if (read.start <= call.start) return false;
    for (let at: Node | undefined = read.parent; at && at.kind !== 'func' && at.kind !== 'block'; at = at.parent) {
      if (at.kind !== 'call' || at === call) continue;
      const effect = facts.effects.of(at);
      if (effect && ['create', 'update', 'upsert'].includes(effect.does)) return true;
      if (at.args.some((arg) => arg.value === read) && (facts.calls.targets(at).length > 0 || !effect)) return true;
    }
    return false;
  });
}

export function sheetName(receiver: Expr, facts: Facts): string | undefined {
  let at: Expr = receiver;
  for (let depth = 0; depth < 8; depth++) {
    if (at.kind === 'name') {
      const value = at.binding.writes[0]?.value;
      if (!value) return undefined;
      at = value;
    } else if (at.kind === 'call') {
      const called = at.callee.kind === 'member' ? (at.callee.property ?? '') : at.callee.kind === 'name' ? at.callee.name : '';
      const named = /sheet/i.test(called) ? at.args.map((arg) => facts.values.string(arg.value)).find((text) => text !== undefined) : undefined;
      if (named !== undefined || at.callee.kind !== 'member') return named;
      at = at.callee.object;
    } else return undefined;
  }
  return undefined;
}
