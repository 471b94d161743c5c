/** Which records a query, list, update or delete call touches: those that fit a condition, so many at most, or all. */
import type { Call, Expr, ObjectExpr } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import type { Effect } from './effects.js';
import type { Values } from '../names/values.js';

export interface Selection {
  /** A condition narrows it, or it can't be seen whether one does. */
  readonly filtered: boolean;
  /** At most so many. */
  readonly limited: boolean;
  /** Every field comes back, and the code says so: `*`, `FIELDS(ALL)`. */
  readonly allFields: boolean;
  /** Only a number comes back, or whether there are any. */
  readonly counted: boolean;
}

const FILTERING = /^(?:where\w*|and_?where\w*|or_?where\w*|filter(?:_by|_in)?|exclude|having|eq|neq|gte?|lte?|like|i_?like|is_?|in_?|contains|contained_?by|overlaps|match|or_?|not_?|text_?search|get|get_?many|by_?id|find_?by\w*|equal_?to|select_?from|search|q|start_?at|end_?at|start_?after|end_?before)$/i;
const LIMITING = /^(?:limit|range|take|top|first|last|single|maybe_?single|one|one_or_none|get_?first|head|fetch_?one|fetch_?many|find_?one|scalar|scalar_one|scalar_one_or_none|max_?results|page_?size|limit_?to_?(?:first|last)|execute_?take_?first\w*|slice|sample)$/i;
const COUNTING = /^(?:count|exists|any|aggregate|group_?by|annotate|sum|avg|mean|nunique|explain)$/i;
/** Options that page, shape or transport an answer, and narrow nothing. */
const NEUTRAL = /^(?:limit|page(?:_?(?:size|token|number|index))?|per_?page|results_?per_?page|max_?results|max_?records|count|size|rows|first|after|before|cursor|start_?cursor|offset|skip|start_?at|start|starting_after|ending_before|next\w*|continuation_?token|properties|property|fields|select|attributes|columns|include\w*|expand|embed|sort|sort_?by|order|order_?by|ordering|direction|headers?|auth|timeout|json|verify|stream|session|archived|associations|format|view|raw|nest|lean|customer|user_?id|alt|pretty_?print|mute_?http_?exceptions|content_?type|response_?type|(?:follow_?|allow_?|max_?)?redirects?|validate_?https\w*|escaping|signal|dispatcher|agent|cache|credentials|mode|keepalive|proxies|cert|retry|retries|supports\w+|corpora|projection|\$(?:select|top|skip|expand|orderby|count))$/i;
/** Parameters of paging that bound it only where no loop asks on. */
const SIZE = /^(?:limit|take|top|\$top|first|max_?results|max_?records)$/i;
const MOST_LINKS = 30;

interface Link {
  readonly name: string;
  readonly call: Call;
}

/** `paging`: the call is repeated until no page is left, so that a page's size bounds nothing. */
export function selectionOf(effect: Effect, values: Values, calls: CallGraph, paging = false): Selection {
  const sql = effect.sql;
  if (sql) {
    return { filtered: sql.where || sql.open, limited: sql.limit || limitedBefore(effect), allFields: sql.star, counted: sql.aggregate || sql.grouped || sql.exists };
  }
  const links = chain(effect, values, calls);
  const keys = optionKeys(effect, values);
  return {
    filtered: effect.opaque || belongsToOne(effect) || filteredByArguments(effect, keys, values) || links.some(({ name, call }) => FILTERING.test(name) && narrows(call, values) && !fitsAll(name, call, values)),
    limited: links.some(({ name, call }) => LIMITING.test(name) || /^auto_?paging/i.test(name) && call.args.some((arg) => arg.value.kind === 'object' && arg.value.entries.some((entry) => entry.key === 'limit'))) || (!paging && keys.some(({ key }) => SIZE.test(key))) || (!paging && effect.args('limit').length > 0),
    allFields: asksForAll(effect, values),
    counted: links.some(({ name }) => COUNTING.test(name)) || keys.some(({ key, value }) => (key === 'head' || key === 'count_only') && values.constant(value) === true),
  };
}

/** `statement.setMaxRows(1000)` before the query that it runs. */
function limitedBefore({ call: { callee } }: Effect): boolean {
  const holder = callee.kind === 'member' && callee.object.kind === 'name' ? callee.object.binding : undefined;
  return holder?.reads.slice(0, MOST_LINKS).some(({ parent }) => parent?.kind === 'member' && parent.property === 'setMaxRows') ?? false;
}

/** The calls of the builder chain that the call stands in, the names included that hold a part of it. */
function chain(effect: Effect, values: Values, calls: CallGraph): Link[] {
  const links: Link[] = [];
  // What is done with the answer of a request comes after all of it was read.
  if (effect.api.does === 'request' && !effect.call.isNew && effect.api.returns?.same === undefined) return links;
  let end: Expr = effect.call;
  // What is called on the result.
  for (let steps = 0; steps < MOST_LINKS; steps++) {
    const member: Expr['parent'] = end.parent;
    const call: Expr['parent'] = member?.parent;
    if (member?.kind !== 'member' || member.object !== end || call?.kind !== 'call' || call.callee !== member) break;
    links.push({ name: member.property ?? '', call });
    end = call;
  }
  const holder = end.parent?.kind === 'declare' && end.parent.target.kind === 'name' ? end.parent.target.binding
    : end.parent?.kind === 'assign' && end.parent.target.kind === 'name' ? end.parent.target.binding : undefined;
  for (const read of holder?.reads.slice(0, MOST_LINKS) ?? []) {
    let at: Expr = read;
    for (let steps = 0; steps < MOST_LINKS && at.parent?.kind === 'member' && at.parent.object === at && at.parent.parent?.kind === 'call' && at.parent.parent.callee === at.parent; steps++) {
      links.push({ name: at.parent.property ?? '', call: at.parent.parent });
      at = at.parent.parent;
    }
  }
  // What it is called on.
  let start: Expr = effect.call.callee;
  for (let steps = 0; steps < MOST_LINKS; steps++) {
    if (start.kind === 'member') start = start.object;
    else if (start.kind === 'call') {
      if (start.callee.kind === 'member') links.push({ name: start.callee.property ?? '', call: start });
      start = start.callee;
    } else {
      const behind: Expr | undefined = start.kind === 'name' ? definitions(start, values, calls).find((expr) => expr.kind === 'call') : undefined;
      if (!behind || links.length > MOST_LINKS) break;
      start = behind;
    }
  }
  // `session.execute(select(User).where(…))`.
  for (const arg of effect.call.args) {
    let inner: Expr | undefined = definitions(arg.value, values, calls).find((expr) => expr.kind === 'call');
    for (let steps = 0; steps < MOST_LINKS && inner; steps++) {
      if (inner.kind === 'call' && inner.callee.kind === 'member') {
        links.push({ name: inner.callee.property ?? '', call: inner });
        inner = inner.callee.object;
      } else break;
    }
  }
  return links;
}

/** `/tickets/{id}/comments`: what belongs to one record. */
function belongsToOne(effect: Effect): boolean {
  return effect.api.does === 'request' && /\{\}\/[\w.-]+\/?(?:\?|$)/.test(effect.url?.path ?? '') && !/^\/?\{\}\/[\w.-]+\/?$/.test(effect.url?.path ?? '');
}

/** Holds unless what is handed over is an empty condition. */
function narrows(call: Call, values: Values): boolean {
  return call.args.length > 0 && !call.args.every((arg) => isEmpty(arg.value, values));
}

/** `.neq('id', 0)`, `.gt('id', 0)`: every record has a key, and no real one is left out. */
function fitsAll(name: string, call: Call, values: Values): boolean {
  const [column, value] = call.args;
  if (!column || !value || !/^(?:neq|ne|not|gte?)$/i.test(name) || !/^(?:id|uuid|_id|pk|\w{1,40}_id)$/i.test(values.string(column.value) ?? '')) return false;
  if (/^not$/i.test(name)) return call.args[2] !== undefined && values.string(value.value) === 'is' && values.constant(call.args[2].value) === null;
  const given = values.constant(value.value);
  return given !== undefined && (/^ne/i.test(name) ? typeof given !== 'object' && /^(?:|-?[01]|[0-]{1,40})$/.test(String(given)) : given === 0 || given === -1 || given === '');
}

function isEmpty(expr: Expr, values: Values): boolean {
  const objects = expr.kind === 'object' ? [expr] : values.of(expr).flatMap((value) => (value.kind === 'object' ? [value.node] : []));
  if (objects.length > 0) return objects.every((object) => object.entries.length === 0);
  return expr.kind === 'literal' && (expr.type === 'undefined' || expr.value === null || expr.value === '');
}

interface Option {
  readonly key: string;
  readonly value: Expr;
}

/** Keywords, properties of option and parameter objects, and what the address asks. */
function optionKeys(effect: Effect, values: Values): Option[] {
  const found: Option[] = [];
  const own = (object: ObjectExpr): void => {
    for (const entry of object.entries) {
      if (entry.key === undefined) continue;
      if (['params', 'query', 'options', 'search_params', 'qs', 'variables'].includes(entry.key) && entry.value.kind === 'object') own(entry.value);
      else if (!['headers', 'auth', 'timeout', 'method'].includes(entry.key)) found.push({ key: entry.key, value: entry.value });
    }
  };
  // What is written narrows nothing; what is sent with a search does.
  const handed = new Set(effect.access === 'read' ? [] : [...effect.args('data'), ...effect.args('cell')]);
  for (const arg of effect.call.args) {
    if (handed.has(arg.value)) continue;
    const objects = arg.value.kind === 'object' ? [arg.value] : values.of(arg.value).flatMap((value) => (value.kind === 'object' ? [value.node] : []));
    if (objects.length > 0 && (arg.name === undefined || ['params', 'query', 'options', 'body', 'json', 'data', 'find_options'].includes(arg.name))) objects.forEach(own);
    else if (arg.name !== undefined) found.push({ key: arg.name, value: arg.value });
  }
  for (const match of (effect.url?.path.split('?')[1] ?? '').matchAll(/(?:^|&)([\w$.[\]-]{1,60})=/g)) found.push({ key: match[1]!, value: effect.call });
  return found;
}

function filteredByArguments(effect: Effect, keys: readonly Option[], values: Values): boolean {
  const filters = effect.args('filter');
  if (filters.some((expr) => !isEmpty(expr, values))) return true;
  // A positional argument of another kind names what is meant: an id, a list, a query.
  const neutral = new Set([...filters, ...effect.args('object'), ...effect.args('url'), ...effect.args('fields'), ...effect.args('data'), ...effect.args('callback'), ...effect.args('limit'), ...effect.args('sql')]);
  const positional = effect.call.args.some((arg) => arg.name === undefined && !neutral.has(arg.value) && arg.value.kind !== 'object' && arg.value.kind !== 'function'
    && !isEmpty(arg.value, values) && !values.of(arg.value).some((value) => value.kind === 'object' || value.kind === 'class'));
  const requested = effect.api.does === 'request';
  if (positional && !requested && effect.api.does !== 'query' && !isModel(effect)) return true;
  return keys.some(({ key, value }) => !NEUTRAL.test(key) && !(value !== effect.call && isEmpty(value, values)) && !filters.includes(value));
}

/** `session.query(Order)`: the argument is what is read. */
function isModel(effect: Effect): boolean {
  return effect.api.category === 'database' && effect.call.args.every((arg) => arg.value.kind === 'name' || arg.value.kind === 'member');
}

function asksForAll(effect: Effect, values: Values): boolean {
  return effect.args('fields').some((expr) => {
    const text = values.string(expr)?.trim();
    return text !== undefined && (/^(?:\w{1,40}\.)?\*$/.test(text) || /^fields\((?:all|standard|custom)\)$/i.test(text) || text.toLowerCase() === 'all');
  });
}
