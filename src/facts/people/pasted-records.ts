/** Records about people that stand in the code itself: lists, tables as text, kept outputs of a notebook. */
import type { Expr, Module, Node, ObjectExpr } from '#model';
import { isSampleFile, isTestFile } from '../entries/test-doubles.js';
import type { Facts } from '../index.js';
import { detailsOf, detailsOfLine, type Details, type Field } from './details.js';
import { saysInvented } from './invented.js';
import { isMailProvider } from './mail-providers.js';

export interface PastedRecords {
  readonly module: Module;
  readonly start: number;
  readonly end: number;
  /** How many records were seen. */
  readonly count: number;
  /** What they hold besides a name, in plain words: `addresses`, `phone numbers`. */
  readonly holds: readonly string[];
  readonly sensitive: boolean;
  /** What a text or a list is: where they were found. */
  readonly form: 'list' | 'text' | 'output';
}

const MOST_ITEMS = 2000;
const MOST_LINES = 5000;

export function pastedRecords({ unit }: Facts): PastedRecords[] {
  return unit.modules.filter(({ file }) => !isTestFile(file) && !isSampleFile(file) && !saysInvented(file)).flatMap((module) => inModule(module));
}

function inModule(module: Module): PastedRecords[] {
  const found: PastedRecords[] = [];
  let past = -1;
  for (const node of module.nodes) {
    // What stands inside a list that was reported is part of it.
    if (node.start < past) continue;
    const details = node.kind === 'list' ? recordsOfList(node.items) : node.kind === 'object' ? recordsOfTable(node)
      : node.kind === 'literal' && node.type === 'string' && typeof node.value === 'string' ? recordsOfText(node.value) : [];
    const records = details.length === 0 || isInventedHere(node, module) ? undefined : judged(details);
    if (!records) continue;
    past = node.end;
    found.push({ module, start: node.start, end: node.end, form: node.kind === 'literal' ? 'text' : 'list', ...records });
  }
  for (const output of module.outputs) {
    const records = judged(recordsOfText(output.text));
    if (records) found.push({ module, start: output.start, end: output.end, form: 'output', ...records });
  }
  return found;
}

/** Enough real records to be about people: two, or one with a number that is sensitive. */
function judged(all: readonly Details[]): Pick<PastedRecords, 'count' | 'holds' | 'sensitive'> | undefined {
  // A reserved address or a stock name among them: the list is a sample.
  if (all.some((details) => details.invented)) return undefined;
  const records = all.filter((details) => details.named && details.holds.size > 0);
  const sensitive = records.some((details) => details.sensitive);
  if (records.length < 2 && !sensitive) return undefined;
  const holds = [...new Set(records.flatMap((details) => [...details.holds]))];
  const domains = new Set(records.flatMap(({ domain }) => (domain === undefined ? [] : [domain])));
  // Colleagues with their work addresses: recipients, no records.
  if (holds.length === 1 && holds[0] === 'e-mail addresses' && domains.size === 1 && !isMailProvider([...domains][0]!)) return undefined;
  // Figures beside names are no more than a table until there are several people in it.
  const weak = holds.every((what) => what === 'figures');
  if (weak && (records.length < 3 || records.length < all.length || !records.every((details) => details.specific))) return undefined;
  return { count: records.length, holds, sensitive };
}

function recordsOfList(items: readonly Expr[]): Details[] {
  if (items.length === 0 || items.length > MOST_ITEMS) return [];
  const header = items[0]?.kind === 'list' ? texts(items[0].items) : undefined;
  const isHeader = header !== undefined && header.length > 1 && header.every((name) => name !== undefined && /^[A-Za-zÀ-ž][\w À-ž.()/#-]{0,40}$/.test(name) && !name.includes('@'));
  const found: Details[] = [];
  for (const item of items) {
    if (item.kind === 'object') found.push(detailsOf(fieldsOf(item)));
    else if (item.kind === 'list' && item !== items[0]) found.push(detailsOf(row(item.items, isHeader ? header : undefined)));
    else if (item.kind === 'list' && !isHeader) found.push(detailsOf(row(item.items, undefined)));
  }
  return found;
}

/** `{ "C-17": { name, phone }, … }`; columns side by side, as data frames are made: `{ "name": […], "email": […] }`. */
function recordsOfTable(table: ObjectExpr): Details[] {
  if (table.entries.length > MOST_ITEMS) return [];
  const objects = table.entries.filter((entry) => entry.value.kind === 'object');
  if (objects.length > 0) return objects.length === table.entries.length ? objects.map((entry) => detailsOf([...(entry.key === undefined ? [] : [{ name: '', value: entry.key }]), ...fieldsOf(entry.value as ObjectExpr)])) : [];
  const columns = table.entries.flatMap(({ key, value }) => (key !== undefined && value.kind === 'list' ? [{ key, items: value.items }] : []));
  const length = columns[0]?.items.length ?? 0;
  if (columns.length > 1 && length > 0 && length <= MOST_ITEMS && columns.every(({ items }) => items.length === length)) {
    return Array.from({ length }, (_, at) => detailsOf(columns.map(({ key, items }) => ({ name: key, value: text(items[at]!) ?? '' }))));
  }
  const parent = table.parent;
  // One record that stands alone; those of a list are read with their list.
  if (parent?.kind === 'list' || parent?.kind === 'object') return [];
  return parent?.kind === 'declare' || parent?.kind === 'assign' ? [detailsOf(fieldsOf(table))] : [];
}

function fieldsOf(record: ObjectExpr): Field[] {
  return record.entries.slice(0, 60).flatMap(({ key, value }): Field[] => {
    if (key === undefined) return [];
    if (value.kind === 'object') return value.entries.slice(0, 20).flatMap((inner) => (inner.key === undefined ? [] : [{ name: inner.key, value: text(inner.value) ?? '' }]));
    return [{ name: key, value: text(value) ?? '' }];
  });
}

function row(items: readonly Expr[], header: readonly (string | undefined)[] | undefined): Field[] {
  return items.slice(0, 60).map((item, index) => ({ name: header?.[index] ?? '', value: text(item) ?? '' }));
}

function texts(items: readonly Expr[]): (string | undefined)[] {
  return items.slice(0, 60).map((item) => text(item));
}

/** Only what is written here: a name may stand for anything. */
function text(expr: Expr): string | undefined {
  if (expr.kind === 'unary' && expr.op === '-') return text(expr.operand);
  return expr.kind === 'literal' && (expr.type === 'string' || expr.type === 'number') ? String(expr.value).slice(0, 200) : undefined;
}

/** Tables as text: a record a line, fields set apart by commas, semicolons, tabs, bars or wide gaps. */
function recordsOfText(value: string): Details[] {
  if (value.length < 40 || !value.includes('\n')) return [];
  const lines = value.slice(0, 400_000).split('\n', MOST_LINES).map((line) => line.trim()).filter((line) => line !== '');
  const separator = [',', ';', '\t', '|'].find((each) => lines.filter((line) => line.split(each).length > 2).length >= 2) ?? '  ';
  const header = lines.find((line) => line.split(separator).length > 2)?.split(separator).map((name) => name.trim());
  return lines.flatMap((line) => {
    const cells = line.split(separator).map((cell) => cell.trim().replace(/^["']|["']$/g, ''));
    if (cells.length < 2) return [];
    const details = detailsOfLine(cells, separator === '  ' ? undefined : header);
    return details ? [details] : [];
  });
}

/** A name or a comment around says that it is made up. */
function isInventedHere(node: Node, module: Module): boolean {
  let statement: Node = node;
  for (let at: Node | undefined = node; at && at.kind !== 'func'; at = at.parent) {
    if (at.kind === 'declare' && at.target.kind === 'name' && saysInvented(at.target.name)) return true;
    if (at.kind === 'assign' && at.target.kind === 'name' && saysInvented(at.target.name)) return true;
    if (at.kind === 'call' && saysInvented(at.callee.kind === 'name' ? at.callee.name : at.callee.kind === 'member' ? (at.callee.property ?? '') : '')) return true;
    statement = at;
  }
  for (let at: Node | undefined = statement.parent; at; at = at.parent) {
    if (at.kind === 'func' && at.name !== undefined && saysInvented(at.name)) return true;
  }
  return module.comments.some((comment) => comment.end <= node.end && comment.end > statement.start - 300 && saysInvented(comment.text));
}
