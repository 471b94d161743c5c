/** Text of others that starts a cell of a spreadsheet or CSV file as it is: with `=`, `+`, `-` or `@` in front it would run there. */
import type { Api, Label } from '#catalogue';
import type { Call, Expr, Node, Pattern } from '#model';
import { eachNode, functionOf, walk } from '#model';
import type { Effect } from '../effects/effects.js';
import type { Arrival, State } from '../flow/index.js';
import type { Facts } from '../index.js';
import { argumentAt } from '../names/arguments.js';
import { words } from '../names/words.js';
import { isIssuedName } from '../texts/issued-names.js';
import { isScraped, isTypedText } from './typed-text.js';

export interface FormulaCell {
  /** `csv`: a file that others open in a spreadsheet. */
  readonly into: 'sheet' | 'csv';
  /** What writes them. */
  readonly at: Node;
  readonly effect?: Effect;
  readonly flows: readonly Arrival[];
  /** All of it was taken off web pages. */
  readonly scraped: boolean;
}

const OTHERS: readonly Label[] = ['outside', 'external'];

/** One for each call that writes such cells. */
export function formulaCells(facts: Facts): FormulaCell[] {
  const found: FormulaCell[] = [];
  let last: Call | undefined;
  for (const effect of facts.effects.all) {
    if (effect.call === last || facts.inTest(effect.call)) continue;
    last = effect.call;
    const places = cellsOf(effect, facts);
    if (!places) continue;
    const flows = [...facts.flows.intoCall(effect, places.role, OTHERS)].filter((flow) => mayStart(flow, places.into, facts));
    if (flows.length > 0) found.push({ into: places.into, at: effect.call, effect, flows, scraped: flows.every((flow) => isScraped(flow, facts)) });
  }
  for (const module of facts.unit.modules) {
    eachNode(module, (node) => {
      if (node.kind !== 'assign' || node.op || !isCell(node.target, facts) || facts.inTest(node)) return;
      const flows = [...facts.flows.arriving(node.value, 'cell', OTHERS)].filter((flow) => mayStart(flow, 'sheet', facts));
      if (flows.length > 0) found.push({ into: 'sheet', at: node, flows, scraped: flows.every((flow) => isScraped(flow, facts)) });
    });
  }
  return found;
}

/** `sheet["A1"] = …`, `sheet["A1"].value = …`, `sheet.cell(row, 1).value = …`. */
function isCell(target: Pattern, { values, catalogue }: Facts): boolean {
  if (target.kind !== 'member') return false;
  let cell: Expr = target.property === 'value' ? target.object : target;
  if (cell.kind === 'name') cell = cell.binding.writes.length === 1 ? cell.binding.writes[0]?.value ?? cell : cell;
  const sheet = cell.kind === 'member' && cell.index ? cell.object : cell.kind === 'call' && cell.callee.kind === 'member' && cell.callee.property === 'cell' ? cell.callee.object : undefined;
  return sheet !== undefined && values.paths(sheet).some((path) => path.startsWith('type:') && catalogue.holdsCells(path));
}

function cellsOf(effect: Effect, facts: Facts): { role: 'cell' | 'data'; into: FormulaCell['into'] } | undefined {
  if (effect.args('cell').length > 0) return runsFormulas(effect.api, effect, facts) ? { role: 'cell', into: effect.system?.category === 'spreadsheet' || /excel/i.test(effect.api.path) ? 'sheet' : 'csv' } : undefined;
  // A file is a CSV file by its name.
  const isCsv = effect.args('data').length > 0 && effect.args('path').some((path) => /\.csv$/i.test(facts.values.string(path) ?? ''));
  return isCsv ? { role: 'data', into: 'csv' } : undefined;
}

function runsFormulas({ cells }: Api, effect: Effect, facts: Facts): boolean {
  const { values } = facts;
  const turned = Object.entries(cells?.unless ?? {}).some(([key, given]) => [effect.call, ...effect.made].some((call) =>
    argumentAt(call, key, values).some((expr) => given.some((value) => isValue(expr, value, facts)))));
  return ((cells?.reads ?? 'formulas') === 'formulas') !== turned;
}

/** A constant, or the member of an enumeration that is called so. */
function isValue(expr: Expr, value: string | boolean, { values }: Facts): boolean {
  return values.constant(expr) === value || (typeof value === 'string' && expr.kind === 'member' && expr.property?.toUpperCase() === value);
}

/** Addresses, numbers and links: what they start with is known, or checked where they are used. */
const NO_TEXT = new Set(['url', 'link', 'href', 'phone', 'mobile', 'email', 'mail', 'currency', 'country', 'timezone', 'tz', 'ip', 'agent', 'sku', 'code', 'rating', 'score', 'stars', 'zip', 'postcode', 'lang', 'language', 'locale', 'sum', 'tax', 'taxes', 'discounts', 'discount', 'wage', 'salary', 'vat', 'revenue', 'rate', 'year', 'month', 'day', 'hours', 'age', 'stage', 'priority', 'source', 'ref', 'sha', 'hash', 'value', 'cost', 'balance', 'units', 'percent']);

function mayStart(flow: Arrival, into: FormulaCell['into'], facts: Facts): boolean {
  const last = flow.name === undefined ? '' : words(flow.name).at(-1) ?? '';
  if (flow.name !== undefined && (isIssuedName(flow.name) || NO_TEXT.has(last))) return false;
  return isTypedText(flow, facts) && !isPrefixed(flow.state, into, facts) && !isNeutralised(flow, facts);
}

/** Holds if something of the author's stands before the text in its cell. */
function isPrefixed(state: State, into: FormulaCell['into'], { values }: Facts): boolean {
  for (let at: State | undefined = state, n = 0; at?.from && n < 200; at = at.from, n++) {
    const { node } = at;
    const part = at.from.node;
    if (node.kind === 'call' && values.paths(node.callee).some((path) => /^(?:global:JSON\.stringify|py:json\.dumps|builtin:repr|global:encodeURIComponent|py:urllib\.parse\.quote)$/.test(path))) return true;
    const before = node.kind === 'template' ? textBefore(node.parts, part, values) : node.kind === 'binary' && node.op === '+' && node.right === part ? textBefore([node.left, part], part, values) : undefined;
    if (before === undefined || before === '') continue;
    // In a line of a CSV file a separator starts the next cell.
    if (into === 'csv' && /[,;\t\n"]$/.test(before)) continue;
    return true;
  }
  return false;
}

/** The constant text before a part; a mark where something else stands there. */
function textBefore(parts: readonly Expr[], part: Expr, values: Facts['values']): string {
  const index = parts.indexOf(part);
  return parts.slice(0, Math.max(index, 0)).map((expr) => {
    const text = values.string(expr);
    if (text !== undefined) return text;
    return expr.kind === 'binary' && expr.op === '+' ? textBefore([expr.left, expr.right, part], part, values) : '?';
  }).join('');
}

const NEUTRALISING = /escape|sanitiz|sanitis|formula|neutrali|csv_?safe|safe_?csv|safe_?cell|cell_?safe|quote_?cell/i;

/** A function on the way looks for the signs that start a formula, or says by its name that it does. */
function isNeutralised(flow: Arrival, facts: Facts): boolean {
  for (let at: State | undefined = flow.state, n = 0; at && n < 200; at = at.from, n++) {
    const { node } = at;
    const func = functionOf(node);
    if (func && func.form !== 'module' && NEUTRALISING.test(func.name ?? '')) return true;
    if (node.kind === 'call' && NEUTRALISING.test(node.callee.kind === 'name' ? node.callee.name : node.callee.kind === 'member' ? node.callee.property ?? '' : '')) return true;
    if (func && facts.derived(signTests).has(func)) return true;
  }
  return false;
}

/** Functions that hold a text or pattern with the signs that start a formula. */
function signTests(facts: Facts): ReadonlySet<Node> {
  const found = new Set<Node>();
  for (const module of facts.unit.modules) {
    for (const func of module.functions) {
      for (const statement of func.form === 'module' ? [] : func.body) {
        walk(statement, (node) => {
          const text = node.kind === 'regex' ? node.pattern : node.kind === 'list' ? node.items.map((item) => (item?.kind === 'literal' ? String(item.value) : '')).join('') : node.kind === 'literal' && typeof node.value === 'string' && node.value.length < 16 ? node.value : '';
          if (text.includes('=') && text.includes('@') && text.includes('+')) found.add(func);
          return node.kind !== 'func';
        });
      }
    }
  }
  return found;
}
