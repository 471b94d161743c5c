/** Lists that come in pages, of which the code reads the first one only. */
import type { Call, Expr, Func, Node } from '#model';
import { enclosing, functionOf, walk } from '#model';
import { asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import type { CallGraph } from '../names/call-graph.js';
import type { Values } from '../names/values.js';
import type { Facts } from '../index.js';
import { loopsAround } from './loops.js';
import { walksPortions } from './pacing.js';
import { readsOn } from './next-page.js';
import { isRetryLoop } from './retries.js';
import { isRepeatedOnStatus } from './status-loops.js';

/** A list of which nobody asks for more than the first page. */
export interface FirstPage {
  readonly effect: Effect;
  /** Where the list is asked for. */
  readonly at: Call;
  /** The size of a page that the code asks for. */
  readonly size?: number;
  /** A list that seldom runs to more than a page. */
  readonly short: boolean;
}

/** Every list of the unit that comes in pages and is taken for the whole. */
export function firstPages(facts: Facts): readonly FirstPage[] {
  const found: FirstPage[] = [];
  const seen = new Set<Call>();
  for (const known of facts.effects.all) {
    if (!known.remote || facts.inTest(known.call)) continue;
    for (const { effect, at } of asked(known)) {
      const pages = effect.api.pages;
      if (!pages || pages === 'auto' || seen.has(at) || (effect.does !== 'list' && effect.does !== 'read')) continue;
      seen.add(at);
      const page = firstPage(effect, [known.call, at], pages, facts);
      if (page) found.push(page);
    }
  }
  return found;
}

interface Pages {
  readonly ask: readonly string[];
  readonly next: readonly string[];
}

/** `made`: the call itself, which may be a wrapper's, and `at`, where the wrapper is asked. */
function firstPage(effect: Effect, [made, at]: readonly [Call, Call], pages: Pages, { effects, values, calls, entries }: Facts): FirstPage | undefined {
  if (effect.opaque && at === effect.call && !optionsSeen(at, values)) return undefined;
  const limit = statedLimit(effect, at, values);
  if (limit === 'wanted' || narrowed(effect, at, values) || wantsFew(at)) return undefined;
  const isStarted = (func: Func): boolean => entries.all.some((entry) => entry.func === func && entry.kind !== 'export');
  if (loopsAround(made, calls, values, isStarted).some(({ node }) => node.kind === 'loop' && walksPortions(node) && !waits(node) && !isRepeatedOnStatus(node, values) && !(node.form !== 'while' && node.form !== 'do-while' && isRetryLoop(node, effects, values)))) return undefined;
  const asks = new Set([...pages.ask, ...pages.next].map((name) => name.toLowerCase()));
  const around = [...surroundings(at, calls), ...(made === at ? [] : surroundings(made, calls))];
  if (around.some((root) => readsOn(root, asks, values))) return undefined;
  if (handsAllOn(at, calls)) return undefined;
  return { effect, at, short: SHORT.has(effect.object ?? ''), ...(limit !== undefined ? { size: limit } : {}) };
}

/** What there are a handful of, as a rule. */
const SHORT = new Set(['Permission', 'Calendar', 'TaskList', 'Owner', 'Drive', 'Base', 'Bucket', 'Label', 'Comment', 'Attachment', 'Pipeline', 'Webhook', 'Team', 'Workspace', 'Response', 'Sprint', 'Board', 'OrderItem', 'OrgUnit']);

/** `while True:` around a whole run waits for the next one; it does not walk pages. */
function waits(loop: Node): boolean {
  if (loop.kind !== 'loop') return false;
  return loop.body.some((statement) => statement.kind === 'expression' && /sleep|run_pending/.test(calleeName(statement.value)));
}

function calleeName(expr: Expr): string {
  const call = expr.kind === 'await' ? expr.value : expr;
  if (call.kind !== 'call') return '';
  return call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? (call.callee.property ?? '') : '';
}

/** Options handed over under a name that is filled in the same place: their keys are looked for there. */
function optionsSeen(call: Call, values: Values): boolean {
  return call.args.every((arg) => arg.value.kind !== 'name' || arg.value.binding.writes.every((write) => write.param === undefined) || values.of(arg.value).length > 0) && call.args.every((arg) => !arg.keywords && !arg.spread);
}

const LIMITS = ['limit', 'pageSize', 'page_size', 'per_page', 'perPage', 'maxResults', 'max_results', '$top', 'top', 'first', 'count', 'size', 'pagelen', 'maxRecords', 'max_records', 'MaxKeys', 'MaxItems', 'maxItems', 'rows', 'take', 'n'];
const LIMIT_IN_TEXT = /[?&](?:\$?(?:limit|pagesize|page_size|per_page|maxresults|max_results|top|count|maxrecords|pagelength|results))=(\d{1,6})?/i;

/** Up to this many is a wish; a longer page is the most that a service gives at once. */
const FEW = 50;

/** The size of page asked for; `wanted` where the author wants no more than that. */
function statedLimit(effect: Effect, at: Call, values: Values): number | 'wanted' | undefined {
  const given = effect.args('limit')[0] ?? LIMITS.map((name) => effect.option(name)).find((found) => found !== undefined) ?? limitAmong(at);
  if (given) {
    const value = values.constant(given);
    if (typeof value === 'number') return value <= FEW ? 'wanted' : value;
    const number = typeof value === 'string' ? Number(value) : NaN;
    // A number that somebody else decides on.
    return Number.isFinite(number) ? (number <= FEW ? 'wanted' : number) : 'wanted';
  }
  for (const text of texts(at)) {
    const said = LIMIT_IN_TEXT.exec(text);
    if (/\blimit\s*(\d|$)/i.test(text)) return 'wanted';
    if (said) return said[1] === undefined || Number(said[1]) <= FEW ? 'wanted' : Number(said[1]);
  }
  return undefined;
}

const LIMIT_NAMES = new Set(LIMITS.map((name) => name.toLowerCase()));

/** A limit anywhere in what is handed over, objects in objects and those behind names included. */
function limitAmong(call: Call): Expr | undefined {
  let found: Expr | undefined;
  for (const root of handedOver(call)) {
    walk(root, (node) => {
      if (node.kind === 'object') for (const entry of node.entries) if (entry.key !== undefined && LIMIT_NAMES.has(entry.key.toLowerCase())) found ??= entry.value;
      return node.kind !== 'func' && found === undefined;
    });
  }
  return found;
}

function handedOver(call: Call): Expr[] {
  return call.args.flatMap(({ value }) => [value, ...behind(value)]).flatMap((value) => [value, ...(value.kind === 'object' ? value.entries.flatMap((entry) => behind(entry.value)) : [])]);
}

function behind(value: Expr): Expr[] {
  return value.kind === 'name' ? value.binding.writes.flatMap((write) => (write.value ? [write.value] : [])) : [];
}

/** The texts among a call's arguments. */
function texts(call: Call): string[] {
  const found: string[] = [];
  for (const root of handedOver(call)) {
    walk(root, (node) => {
      if (node.kind === 'literal' && typeof node.value === 'string' && found.length < 60) found.push(node.value);
      return node.kind !== 'func';
    });
  }
  return found;
}

/** Fields of which each value belongs to one record or few. */
const ONE_RECORD = /^(email|e_?mail_?address|phone|mobile|sku|slug|iban|external_?id|reference|transaction_?id|order_?(id|number)|ids?|[a-z]+_?ids?|name|title|username|domain|key)$/i;
const ONE_RECORD_IN_TEXT = /\b(email|e_?mail(address)?|name|phone|sku|id|number)('|"|\])?\s*(eq|=|:|==|contains)\s*(['"{([]|\$|$)|[?&](email|name|phone|sku|ids?|query)=$|rfc822msgid/i;

const ONE_PERSON = /^(email|e_?mail_?address|phone|phone_?number|sku|user_?email|customer_?email)$/i;

/** Holds if a filter picks out single records, or a stretch of time with both ends. */
function narrowed(effect: Effect, at: Call, values: Values): boolean {
  let ends = 0;
  let single = false;
  for (const root of handedOver(at)) {
    walk(root, (node) => {
      if (node.kind === 'object') {
        for (const entry of node.entries) {
          if (/^(time_?min|time_?max|start_?(date|time)|end_?(date|time)|oldest|latest|from|to|since|until|date_?(from|to)|created_at_(min|max)|updated_at_(min|max)|gte?|lte?)$/i.test(entry.key ?? '')) ends++;
          if (entry.key !== undefined && /^(email|phone|sku|name|domain|ids|username)$/i.test(entry.key)) single = true;
          // `{ propertyName: 'email', operator: 'EQ', value }`.
          if (entry.key !== undefined && /^(property_?name|field|attribute)$/i.test(entry.key) && ONE_RECORD.test(values.string(entry.value) ?? '')) single = true;
        }
      }
      // `FIND('${email}', {Email})`.
      if (node.kind === 'template') single ||= node.parts.some((part) => (part.kind === 'name' && ONE_PERSON.test(part.name)) || (part.kind === 'member' && ONE_PERSON.test(part.property ?? '')));
      if (node.kind === 'literal' && typeof node.value === 'string' && ONE_RECORD_IN_TEXT.test(node.value.slice(0, 400))) single = true;
      return node.kind !== 'func';
    });
  }
  for (const arg of at.args) {
    if (/^(email|phone|sku|name|domain|ids)$/i.test(arg.name ?? '')) single = true;
    if (/^(time_?min|time_?max|oldest|latest|start_?(date|time)|end_?(date|time))$/i.test(arg.name ?? '')) ends++;
  }
  const text = texts(at).join('&');
  if (/timeMin/i.test(text) && /timeMax/i.test(text)) ends = 2;
  return single || ends > 1 || (effect.option('timeMin') !== undefined && effect.option('timeMax') !== undefined);
}

const FEW_WANTED = /latest|recent|newest|\blast\b|\blast[A-Z_]|\btop[A-Z_\d]|^top|preview|sample|example|(?<![a-z])test|ping|health|check_?(connection|auth|token|access)|validate|verify|connection|first/i;

/** Holds if the code only wants the newest, a few, or the one that it looks for. */
function wantsFew(call: Call): boolean {
  const names: string[] = [];
  let at: Node = call;
  // The result's first item, or whether there is any.
  for (let depth = 0; at.parent && depth < 12; depth++) {
    const parent: Node = at.parent;
    if (parent.kind === 'func') break;
    if (parent.kind === 'member' && parent.object === at && parent.index && isSmall(parent.index)) return true;
    if (parent.kind === 'declare' || parent.kind === 'assign') {
      if (parent.target.kind === 'name') {
        names.push(parent.target.name);
        if (readsOneOnly(parent.target.binding.reads, 0)) return true;
      }
      if (parent.target.kind === 'object-pattern' || parent.target.kind === 'list-pattern') return readsOnlyFirst(parent);
      break;
    }
    at = parent;
  }
  const func = enclosingNamed(call);
  if (func?.name !== undefined) names.push(func.name);
  return names.some((name) => FEW_WANTED.test(name));
}

function isSmall(index: Expr): boolean {
  if (index.kind === 'slice') return index.upper !== undefined;
  return index.kind === 'literal' && typeof index.value === 'number';
}

function readsOnlyFirst(node: Node): boolean {
  if ((node.kind !== 'declare' && node.kind !== 'assign')) return false;
  let only = false;
  walk(node.target, (inner) => {
    if (inner.kind === 'name') only ||= readsOneOnly(inner.binding.reads, 0);
    if (inner.kind === 'list-pattern') only = true;
    return undefined;
  });
  return only;
}

/** Some read takes the first item, or a slice with an end. */
function readsOneOnly(reads: readonly Expr[], depth: number): boolean {
  return reads.some((read) => {
    let at: Node = read;
    for (let n = 0; at.parent && n < 10; n++) {
      const parent: Node = at.parent;
      if (parent.kind === 'member' && parent.object === at) {
        if (parent.index && isSmall(parent.index)) return true;
        if (/^(slice|at|head|first)$/.test(parent.property ?? '')) return true;
      } else if (parent.kind === 'declare' || parent.kind === 'assign') {
        if ((parent.kind === 'assign' ? parent.value : parent.init) !== at) return false;
        if (parent.target.kind === 'list-pattern') return true;
        return depth < 3 && parent.target.kind === 'name' && readsOneOnly(parent.target.binding.reads, depth + 1);
      } else if (parent.kind === 'call') {
        if (parent.callee === at) at = parent;
        else return parent.callee.kind === 'name' && parent.callee.name === 'next';
        continue;
      } else if (!['await', 'binary', 'conditional'].includes(parent.kind)) return false;
      at = parent;
    }
    return false;
  });
}

function enclosingNamed(node: Node): Func | undefined {
  for (let func = functionOf(node); func; func = func.parent ? functionOf(func.parent) : undefined) if (func.name !== undefined && func.form !== 'module') return func;
  return undefined;
}

/** Callers are followed this far. */
const DEPTH = 3;

/** The code around a call that could ask for the next page: its function, those around it, its callers and what they hand it to. */
function surroundings(call: Call, calls: CallGraph): readonly Node[] {
  const found = new Set<Node>();
  const add = (node: Node, depth: number): void => {
    for (let func = functionOf(node); func; func = func.parent ? functionOf(func.parent) : undefined) {
      if (func.form === 'module') {
        // Code of the file itself, its functions left out.
        if (func === functionOf(node)) for (const statement of func.body) if (statement.kind !== 'declare-function' && statement.kind !== 'declare-class') found.add(statement);
        break;
      }
      if (found.has(func)) continue;
      found.add(func);
      if (depth >= DEPTH) continue;
      for (const caller of calls.callers(func)) {
        add(caller.call, depth + 1);
        if (caller.via === 'callback') for (const target of calls.targets(caller.call)) found.add(target);
      }
    }
  };
  add(call, 0);
  const cls = enclosing(call, (node): node is Node & { kind: 'cls' } => node.kind === 'cls');
  if (cls) found.add(cls);
  return [...found].slice(0, 200);
}

/** The whole answer goes to somebody who is not in view: whoever gets it may read on. */
function handsAllOn(call: Call, calls: CallGraph): boolean {
  let at: Node = call;
  for (let depth = 0; at.parent && depth < 10; depth++) {
    const parent: Node = at.parent;
    if (parent.kind === 'return') {
      const func = functionOf(parent);
      return func !== undefined && calls.callers(func).every(({ via }) => via !== 'call');
    }
    if (parent.kind === 'declare' && parent.target.kind === 'name') {
      const reads = parent.target.binding.reads;
      return reads.some((read) => read.parent?.kind === 'return' || (isParsed(read) && handsAllOn(read.parent!.parent as Call, calls)));
    }
    const parsed = parent.kind === 'member' && /^(json|then|data|execute)$/.test(parent.property ?? '');
    if (parent.kind !== 'await' && !parsed && !(parent.kind === 'call' && parent.callee === at)) return false;
    at = parent;
  }
  return false;
}

function isParsed(read: Expr): boolean {
  return read.parent?.kind === 'member' && read.parent.property === 'json' && read.parent.parent?.kind === 'call';
}
