/** What holds a destruction back: a switch, a question, a limit, or that it only concerns what this run has made. */
import type { Expr, Func, Node } from '#model';
import { walk } from '#model';
import type { Effect } from '../effects/effects.js';
import { conditionsAt } from '../flow/index.js';
import type { Facts } from '../index.js';

const SWITCHES = /\b(?:dry_?run|no_?act|simulat\w*|preview|confirm\w*|force|really|yes|apply|commit|execute|live|delete_?mode|cleanup_?mode|proceed|approved?|are_?you_?sure|i_?know|wipe|reset|destructive|mode)\b/i;
const LIMITS = /\b(?:max|limit|threshold|cap|at_?most|batch_?size|quota)\b/i;
export const TEST_FILE = /(?:^|\/)(?:tests?|__tests__|specs?|e2e|fixtures|testing)\/|[._-](?:test|spec)\.[^/]+$|(?:^|\/)(?:test_|conftest|seed|seeds?[._-])[^/]*$|(?:^|\/)(?:seeds?|seeders?|migrations?|alembic)\//i;
const SET_UP = /^_*(?:set_?up|tear_?down|before_?(?:each|all)|after_?(?:each|all)|test|seed|rollback|roll_?back|undo|compensate|down|downgrade|revert)/i;

/** Something asks, tests a switch, or counts before, here or on every way to it. */
export function isGuarded(node: Node, facts: Facts, depth = 0, seen: Set<Func> = new Set()): boolean {
  if (depth === 0 && facts.guards.has(node, 'confirm')) return true;
  if (conditionsAt(node).some(({ test }) => isGuardTest(test))) return true;
  let func: Func | undefined;
  for (let at = node.parent; at && !func; at = at.parent) {
    if (at.kind === 'func') func = at;
    // Making up for a failure: what goes is what this run has just made.
    if (at.kind === 'try' && [...at.handlers.flatMap((handler) => handler.body), ...at.finally].some((statement) => statement.start <= node.start && statement.end >= node.end)) return true;
  }
  if (!func || depth > 6 || seen.has(func)) return false;
  seen.add(func);
  const callers = facts.calls.callers(func);
  return callers.length > 0 && callers.every(({ call }) => isGuarded(call, facts, depth + 1, seen));
}

function isGuardTest(test: Expr): boolean {
  let found = false;
  walk(test, (node) => {
    const name = node.kind === 'name' ? node.name : node.kind === 'member' ? node.property : node.kind === 'literal' && typeof node.value === 'string' ? node.value : undefined;
    if (node.kind === 'literal' && typeof node.value === 'string') found ||= /^(?:clear|delete|remove|purge|drop|truncate|empty|trash)\b/i.test(node.value);
    if (name !== undefined && name.length < 80) found ||= SWITCHES.test(spaced(name)) || (LIMITS.test(spaced(name)) && !isMoment(node));
    return !found;
  });
  return found;
}

/** `limit = now - timedelta(days=730)`: how old, not how many. */
function isMoment(node: Node): boolean {
  if (node.kind !== 'name') return false;
  return node.binding.writes.some(({ value }) => {
    let moment = false;
    if (value) walk(value, (inner) => {
      moment ||= (inner.kind === 'name' || inner.kind === 'member') && /^(?:datetime|timedelta|relativedelta|Date|now|utcnow|today|subDays|DateTime|Timestamp)$/.test(inner.kind === 'name' ? inner.name : inner.property ?? '');
      return !moment;
    });
    return moment;
  });
}

export function isSetUp(node: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (at.kind === 'func' && at.name !== undefined && SET_UP.test(at.name)) return true;
    if (at.kind === 'call' && at.callee.kind === 'name' && SET_UP.test(at.callee.name) && /^(?:before|after|test|it)/.test(at.callee.name)) return true;
  }
  return false;
}

/** What this run has just created is its own to remove. */
export function isMadeHere(effect: Effect, facts: Facts): boolean {
  const start = effect.call.callee.kind === 'member' ? [effect.call.callee.object] : [];
  const handed = effect.call.args.map((arg) => arg.value).filter((expr) => !effect.args('data').includes(expr) && !effect.args('cell').includes(expr));
  let made = false;
  const seen = new Set<Node>();
  const queue: Expr[] = [...start, ...handed];
  for (let steps = 0; queue.length > 0 && !made && steps < 40; steps++) {
    const at = queue.shift()!;
    if (seen.has(at)) continue;
    seen.add(at);
    walk(at, (node) => {
      if (made || node.kind === 'func') return false;
      // `get(name) ?? add(name)`: it may have been there before.
      if (node.kind === 'binary' && (node.op === 'or' || node.op === '??')) return false;
      if (node.kind === 'call' && node !== effect.call) made ||= facts.effects.of(node)?.does === 'create';
      const values = node.kind === 'name' ? node.binding.writes.flatMap((write) => (write.value && !isNothing(write.value) ? [write.value] : [])) : [];
      if (!values.some((value) => looksUp(value, facts))) queue.push(...values);
      return undefined;
    });
  }
  return made;
}

function isNothing(expr: Expr): boolean {
  return expr.kind === 'literal' && (expr.type === 'null' || expr.type === 'undefined');
}

/** `let sheet = book.getSheetByName(name); if (!sheet) sheet = book.insertSheet(name)`. */
function looksUp(expr: Expr, facts: Facts): boolean {
  if (expr.kind === 'await') return looksUp(expr.value, facts);
  if (expr.kind !== 'call') return false;
  const does = facts.effects.of(expr)?.does;
  return does === 'read' || does === 'list' || (expr.callee.kind === 'member' && does !== 'create' && /^(?:get|find|open)_?[a-z]*(?:sheet|by_?name|by_?id)/i.test(expr.callee.property ?? ''));
}

/** `found[:50]`, `found.slice(0, 50)`. */
export function isSliced(expr: Expr): boolean {
  if (expr.kind === 'member') return expr.index?.kind === 'slice' && expr.index.upper !== undefined;
  if (expr.kind === 'name') return expr.binding.writes.some((write) => write.value !== undefined && write.value.kind !== 'name' && isSliced(write.value));
  return expr.kind === 'call' && expr.callee.kind === 'member' && (expr.callee.property === 'slice' && expr.args.length > 1 || expr.callee.property === 'head' && expr.args.length > 0);
}

/** `dryRun`, `dry-run` and `DRY_RUN` read alike: words with `_` only inside known pairs. */
export function spaced(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ').replace(/\b(dry|no|are you|i|at|batch|delete|cleanup) (run|act|sure|know|most|size|mode)\b/gi, '$1_$2');
}
