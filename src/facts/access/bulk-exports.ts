/** Whole objects and tables that leave their system of record: where a read without a condition goes. */
import type { Role } from '#catalogue';
import type { Call, Expr, Node } from '#model';
import { walk } from '#model';
import { isIssuedName } from '../texts/issued-names.js';
import { textShape } from '../texts/text.js';
import { carriedName } from '../flow/carried.js';
import { conditionsAt } from '../flow/conditions.js';
import { placeOf, telling, type State } from '../flow/index.js';
import { definitions } from '../names/definitions.js';
import type { Asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { unboundedReads } from './unbounded-reads.js';

export interface BulkExport extends Asked {
  readonly to: Effect;
  /** The file it lands in, where the code names one. */
  readonly file?: string;
  /** From the read to where it is copied. */
  readonly steps: readonly Expr[];
}

const CARRYING: readonly Role[] = ['data', 'cell', 'body', 'html'];
/** Methods that keep some records, or make a number of them. */
const SELECTING = new Set([
  'filter', 'find', 'some', 'every', 'reduce', 'reduceRight', 'slice', 'splice', 'shift', 'head', 'tail', 'sample', 'query', 'nlargest', 'nsmallest', 'groupby', 'group_by', 'groupBy', 'agg', 'aggregate', 'sum', 'count', 'mean', 'median',
  'max', 'min', 'describe', 'value_counts', 'pivot', 'pivot_table', 'crosstab', 'resample', 'first', 'last', 'limit', 'fetchone', 'fetchmany', 'one', 'scalar', 'take', 'top', 'countBy', 'sumBy', 'most_common', 'isin', 'eq', 'between', 'where', 'random', 'choice', 'choices', 'includes', 'fetchOne',
]);
const SELECTING_CALLS = new Set(['py:itertools.islice', 'py:collections.Counter', 'py:itertools.groupby', 'py:pandas.pivot_table', 'py:pandas.crosstab', 'builtin:filter', 'builtin:max', 'builtin:min', 'builtin:next']);
const MOST_STEPS = 200;

/** Unfiltered reads whose records go, as they are and all of them, to a file or another system; the first destination of each. */
export function bulkExports(facts: Facts): readonly BulkExport[] {
  const reads = facts.derived(unboundedReads);
  if (reads.length === 0) return [];
  const sinks = facts.effects.all.filter((effect) => isDestination(effect, facts));
  return reads.flatMap((read): BulkExport[] => {
    for (const to of sinks) {
      if (to.call === read.at || (to.remote && to.system?.name === read.effect.system?.name) || facts.inTest(to.call)) continue;
      const state = carried(to, facts).flatMap((expr) => facts.flows.labelsAt(expr)).find((at) => comesWhole(at, read, to, facts));
      if (!state || isToThePersonThemselves(to, state, facts)) continue;
      const file = fileOf(to, facts);
      return [{ ...read, to, steps: telling(state), ...(file === undefined ? {} : { file }) }];
    }
    return [];
  });
}

/** What keeps or sends what it is given: a file, a sheet, a mail, another system. */
function isDestination(effect: Effect, facts: Facts): boolean {
  const { does, remote, api } = effect;
  if (does === 'create' || does === 'update' || does === 'upsert') return remote ? effect.system !== undefined || effect.url?.host !== undefined : true;
  if (does === 'send') return true;
  // Rows of a workbook that is saved elsewhere.
  return does === 'none' && api.category === 'data' && (effect.args('cell').length > 0 || effect.args('data').length > 0) && effect.call.parent?.kind === 'expression'
    && facts.effects.all.some((other) => other.api.product === api.product && (other.does === 'create' || other.does === 'update'));
}

/** The arguments that hold what is copied; for `frame.to_csv(path)` what it is called on. */
function carried(to: Effect, { values, calls }: Facts): Expr[] {
  const given = CARRYING.flatMap((role) => to.args(role));
  if (given.length > 0) return given.flatMap((expr) => (expr.kind === 'call' ? [expr, ...definitions(expr, values, calls)] : [expr]));
  return !to.remote && to.call.callee.kind === 'member' && to.args('path').length > 0 ? [to.call.callee.object] : [];
}

function comesWhole(end: State, { effect, at }: Asked, to: Effect, facts: Facts): boolean {
  const way: Expr[] = [];
  for (let state: State | undefined = end; state && way.length < MOST_STEPS; state = state.from) way.push(state.node);
  if (!isAnswerOf(end.source.node, way.at(-2) ?? end.source.node, effect, facts) && end.source.node !== at) return false;
  // Through a wrapper of the author's: back to the caller that asked for this.
  if (at !== effect.call && !way.includes(at)) return false;
  const asking = way.indexOf(at);
  const after = asking === -1 ? way : way.slice(0, asking + 1);
  if (after.some((node) => isSelection(node, at, facts))) return false;
  const name = carriedName(end, facts.values);
  if (name !== undefined && to.remote && takesOneField(after) && isIssuedName(name)) return false;
  return ![...after, to.call].some((node) => conditionsAt(node).some(({ test }) => selectsAmong(test, end, facts)));
}

const MOST_HOPS = 3;

/** The read itself, or what is taken out of its answer: `response.json()`, `cursor.fetchall()`, `resultSet.getString(1)`, the cursor walked. */
function isAnswerOf(node: Expr, taken: Expr, read: Effect, facts: Facts, hops = 0): boolean {
  if (node === read.call) return true;
  // `const answer = await connection.execute(…)`: `answer.rows`.
  if (node.kind === 'member' && node.property === 'rows') return definitions(node.object, facts.values, facts.calls).includes(read.call);
  if (node.kind !== 'call' || hops > MOST_HOPS) return false;
  const cursor = read.call.callee.kind === 'member' ? placeOf(read.call.callee.object) : undefined;
  if (read.made.includes(node)) return cursor !== undefined && isLastAsked(read, cursor, taken, facts);
  if (node.callee.kind !== 'member') return false;
  const holder = node.callee.object;
  if (cursor !== undefined && placeOf(holder) === cursor) return isLastAsked(read, cursor, node, facts);
  return facts.flows.labelsAt(holder).some((state) => state.source.node !== node && isAnswerOf(state.source.node, state.node, read, facts, hops + 1));
}

/** Of several statements that one cursor ran, its answer is that of the last. */
function isLastAsked(read: Effect, cursor: string, before: Expr, { effects }: Facts): boolean {
  const asked = effects.all.filter(({ call, sql }) => sql !== undefined && call.start < before.start && call.in === read.call.in && call.callee.kind === 'member' && placeOf(call.callee.object) === cursor);
  return asked.at(-1)?.call === read.call;
}

/** A step of the way that leaves some records behind, or makes a number of them. */
function isSelection(node: Expr, read: Call, { values }: Facts): boolean {
  if (node === read) return false;
  if (node.kind === 'slice') return true;
  if (node.kind === 'comprehension') return node.clauses.some((clause) => clause.conditions.length > 0);
  if (node.kind === 'member' && node.index !== undefined) return !isColumnChoice(node, node.index, values);
  if (node.parent?.kind === 'assign' && node.parent.value === node && node.parent.op !== undefined && !isTextual(node) && node.kind === 'member') return true;
  if (node.kind !== 'call') return false;
  if (node.callee.kind === 'member') return SELECTING.has(node.callee.property ?? '') && !isColumnFilter(node);
  return values.paths(node.callee).some((path) => SELECTING_CALLS.has(path));
}

/** `df["email"]`, `df[["id", "email"]]`, `row[0]` of a row in a loop: a column, or columns. */
function isColumnChoice({ object }: Expr & { kind: 'member' }, index: Expr, values: Facts['values']): boolean {
  if (index.kind === 'list') return true;
  const place = values.constant(index);
  // `columns.map((column) => row[column])`: one after the other, of a row that is walked itself.
  const walks = (expr: Expr): boolean => expr.kind === 'name' && expr.binding.writes.length > 0 && expr.binding.writes.every(({ via, param }) => via === 'loop' || via === 'param' && param?.func.form === 'arrow');
  if (walks(index) && walks(object)) return true;
  return typeof place === 'string' || (typeof place === 'number' && object.kind === 'name' && object.binding.writes.some(({ via }) => via === 'loop' || via === 'param'));
}

/** `df.filter(items=["id"])` chooses columns. */
function isColumnFilter(call: Call): boolean {
  return call.args.some((arg) => arg.name === 'items');
}

function isTextual(expr: Expr): boolean {
  return expr.kind === 'template' || expr.kind === 'binary';
}

function takesOneField(way: readonly Expr[]): boolean {
  return !way.some((node) => node.kind === 'template' || node.kind === 'object' || node.kind === 'list');
}

/** A test that tells some records from others by what they hold, not whether there are any. */
function selectsAmong(test: Expr, { source }: State, facts: Facts): boolean {
  let selects = false;
  let seen = 0;
  walk(test, (node: Node) => {
    if (selects || ++seen > 60) return false;
    if (node.kind === 'binary' && /^(?:[=!]==?|[<>]=?|in|not in|is|is not)$/.test(node.op)) {
      selects ||= [node.left, node.right].some((side, index) => isOfRecord(side, facts, source) && !isAbsence([node.right, node.left][index]!));
    } else if (node.kind === 'call') selects ||= (node.callee.kind === 'member' && isOfRecord(node.callee.object, facts, source)) || node.args.some((arg) => isOfRecord(arg.value, facts, source) && node.callee.kind !== 'name');
    return !selects;
  });
  return selects;
}

function isOfRecord(expr: Expr, facts: Facts, source: State['source']): boolean {
  return facts.flows.labelsAt(expr).some((state) => state.source.node === source.node);
}

function isAbsence(expr: Expr): boolean {
  return expr.kind === 'literal' && (expr.type === 'undefined' || expr.value === null || expr.value === '' || expr.value === 0);
}

/** A message to somebody whose own record it is about copies nothing out. */
function isToThePersonThemselves(to: Effect, state: State, facts: Facts): boolean {
  return to.does === 'send' && to.args('recipient').some((expr) => facts.flows.labelsAt(expr).some((other) => other.source.node === state.source.node));
}

function fileOf(to: Effect, { values, calls }: Facts): string | undefined {
  const path = [...to.args('path'), ...to.made.flatMap((call) => call.args.slice(0, 1).map((arg) => arg.value))]
    .flatMap((expr) => [expr, ...definitions(expr, values, calls)]).map((expr) => textShape(expr, values)).find((text) => /\.\w{2,5}$/.test(text));
  const name = path?.split(/[\\/]/).at(-1);
  return name === undefined || to.remote || name.length > 80 ? undefined : name.replace(/\{\}/g, '…');
}
