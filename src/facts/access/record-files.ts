/** Exports, spreadsheets and CSV files with records of customers or staff that a script reads instead of the system that governs them. */
import type { Call, Expr } from '#model';
import { eachNode } from '#model';
import type { Effect } from '../effects/effects.js';
import { placeOf, type State } from '../flow/index.js';
import type { Facts } from '../index.js';
import { definitions } from '../names/definitions.js';
import { words } from '../names/words.js';
import { matches } from '../texts/environment.js';
import { fieldMeaning, objectMeaning } from '../texts/fields.js';
import { textShape } from '../texts/text.js';

export interface RecordFile {
  /** The call that opens or parses it. */
  readonly at: Call;
  readonly effect?: Effect;
  /** Its name, where the code says it. */
  readonly name?: string;
  /** It came by mail. */
  readonly mailed: boolean;
  /** Columns with details of people that are read from it; none where its name alone tells. */
  readonly fields: readonly string[];
}

const TABLE_FILE = /\.(?:csv|tsv|xlsx?|xlsm|xlsb|ods)$/i;
/** Records as text; settings and caches are kept so, too, so that the name has to say that it is a copy of records. */
const RECORDS_AS_TEXT = /\.(?:json|jsonl|ndjson|xml)$/i;
const COPY_OF_RECORDS = new Set(['export', 'exports', 'exported', 'dump', 'extract', 'backup', 'download', 'report']);
const NOT_REAL = new Set(['sample', 'samples', 'example', 'examples', 'test', 'tests', 'testdata', 'fixture', 'fixtures', 'dummy', 'mock', 'mocks', 'fake', 'synthetic', 'template', 'demo', 'seed', 'seeds', 'mapping', 'header', 'headers', 'schema', 'config', 'template', 'count', 'counts', 'summary', 'totals', 'segments', 'cache']);

/** In source order, one for each call that opens one. */
export function recordFiles(facts: Facts): readonly RecordFile[] {
  const opened = new Map<Call, RecordFile>();
  const written = writtenFiles(facts);
  for (const effect of facts.effects.all) {
    if (effect.remote || facts.inTest(effect.call) || opened.has(effect.call) || !opensTable(effect, facts)) continue;
    const path = pathOf(effect, facts);
    const name = path?.split(/[\\/]/).at(-1);
    const mailed = isMailed(effect, facts);
    if (!mailed && (isOwn(effect, name, written) || isFromMemory(effect, facts))) continue;
    if (name !== undefined && isApproved(path ?? name, name, facts)) continue;
    if (path !== undefined && words(path.replace(/\.\w{2,5}$/, '')).some((word) => NOT_REAL.has(word))) continue;
    if (!mailed && name === undefined && effect.args('path').length === 0) continue;
    opened.set(effect.call, { at: effect.call, effect, mailed, fields: [], ...(name === undefined ? {} : { name }) });
  }
  if (opened.size === 0) return [];
  const fields = new Map<Call, Set<string>>();
  for (const { name, base } of fieldReads(facts)) {
    for (const state of facts.flows.labelsAt(base)) {
      const from = openedBy(state, opened, facts);
      if (from) fields.set(from, (fields.get(from) ?? new Set()).add(name));
    }
  }
  return [...opened.values()].flatMap((file): RecordFile[] => {
    const read = [...(fields.get(file.at) ?? [])];
    const meaning = file.name === undefined || RECORDS_AS_TEXT.test(file.name) ? undefined : objectMeaning(file.name.replace(TABLE_FILE, ''))?.class;
    return read.length > 0 || (meaning !== undefined && meaning !== 'internal') ? [{ ...file, fields: read }] : [];
  });
}

/** Reads a table: by the name of the file, or by what reads nothing else. */
function opensTable(effect: Effect, facts: Facts): boolean {
  const { api, does } = effect;
  if (api.returns?.label !== 'file') return false;
  if (api.category === 'data' && (does === 'read' || does === 'none')) return effect.args('path').length > 0 || isMailed(effect, facts);
  if (does !== 'read' && does !== 'none') return isMailed(effect, facts);
  const path = pathOf(effect, facts);
  if (path === undefined) return isMailed(effect, facts);
  const mode = effect.call.args[1] && facts.values.string(effect.call.args[1].value);
  return mode === undefined || !/[wax]/.test(mode) || does === 'read';
}

function pathOf(effect: Effect, { values, calls }: Facts): string | undefined {
  return effect.args('path').flatMap((expr) => [expr, ...definitions(expr, values, calls)]).map((expr) => textShape(expr, values)).find((text) => text.length < 300 && (TABLE_FILE.test(text) || isRecordsAsText(text)))?.replace(/\{\}/g, '…');
}

/** `staff_export.json`, `customers.json`: by its name a copy of records of people, and not of settings. */
function isRecordsAsText(path: string): boolean {
  if (!RECORDS_AS_TEXT.test(path)) return false;
  const name = path.split(/[\\/]/).at(-1)!.replace(RECORDS_AS_TEXT, '');
  const said = words(name);
  const of = objectMeaning(name)?.class;
  // A list of the team is how a script is set up.
  return said.some((word) => COPY_OF_RECORDS.has(word)) || (of !== undefined && of !== 'internal' && !said.includes('members') && !said.includes('team'));
}

/** A table parsed out of what a mailbox gave. */
function isMailed(effect: Effect, facts: Facts): boolean {
  if (effect.api.category !== 'data' && effect.api.returns?.label !== 'file') return false;
  return effect.call.args.some((arg) => facts.flows.labelsAt(arg.value).some(({ source }) => source.node.kind === 'call' && facts.effects.of(source.node)?.system?.category === 'mail'));
}

/** The files that the script writes itself: their names, and the variables that hold them. */
function writtenFiles(facts: Facts): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { does, remote, call, made } of facts.effects.all) {
    if (remote || !(does === 'create' || does === 'update' || does === 'upsert' || isOpenedToWrite(call, facts))) continue;
    for (const writer of [call, ...made.filter((opening) => isOpenedToWrite(opening, facts))]) {
      for (const { value } of writer.args.slice(0, 2)) {
        const text = textShape(value, facts.values).replace(/\{\}/g, '…');
        const place = placeOf(value);
        if (TABLE_FILE.test(text) || RECORDS_AS_TEXT.test(text)) found.add(text.split(/[\\/]/).at(-1)!.toLowerCase());
        if (place !== undefined) found.add(place);
      }
    }
  }
  return found;
}

function isOwn(effect: Effect, name: string | undefined, written: ReadonlySet<string>): boolean {
  return (name !== undefined && written.has(name.toLowerCase())) || effect.args('path').some((expr) => written.has(placeOf(expr) ?? ''));
}

/** A table parsed out of an answer or a request, and not out of a file: `read_csv(StringIO(response.text))`. */
function isFromMemory(effect: Effect, facts: Facts): boolean {
  return effect.args('path').some((expr) => definitions(expr, facts.values, facts.calls).some((at) => at.kind === 'call' && facts.values.paths(at.callee).some((path) => path.startsWith('py:io.')))
    || facts.flows.labelsAt(expr).some(({ label }) => label === 'external' || label === 'outside' || label === 'model'));
}

function isOpenedToWrite(call: Call, { values }: Facts): boolean {
  const mode = call.args[1] && values.string(call.args[1].value);
  return mode !== undefined && /^[wax]/.test(mode);
}

function isApproved(path: string, name: string, { policy }: Facts): boolean {
  return [path, name].some((text) => matches(text.toLowerCase(), policy.approved.sources));
}

/** `row["email"]`, `row.email`, `row.get("email")`: fields whose names say details of people. */
function fieldReads(facts: Facts): { name: string; base: Expr }[] {
  const found: { name: string; base: Expr }[] = [];
  for (const module of facts.unit.modules) {
    eachNode(module, (node) => {
      if (node.kind === 'member') {
        const name = node.property ?? (node.index ? facts.values.string(node.index) : undefined);
        if (name !== undefined && fieldMeaning(name)) found.push({ name, base: node.object });
      } else if (node.kind === 'call' && node.callee.kind === 'member' && node.callee.property === 'get' && node.args[0]) {
        const name = facts.values.string(node.args[0].value);
        if (name !== undefined && fieldMeaning(name)) found.push({ name, base: node.callee.object });
      }
    });
  }
  return found;
}

const MOST_HOPS = 4;

/** The call that opened what a label came from: `csv.DictReader(f)` of `f = open(path)`. */
function openedBy({ source: { node } }: State, opened: ReadonlyMap<Call, RecordFile>, facts: Facts): Call | undefined {
  let at: Expr | undefined = node;
  for (let hops = 0; at && hops < MOST_HOPS; hops++) {
    if (at.kind === 'call' && opened.has(at)) return at;
    const inner: Expr[] = at.kind === 'call' ? [...(at.callee.kind === 'member' ? [at.callee.object] : []), ...at.args.slice(0, 1).map((arg) => arg.value)] : [at];
    const next: Expr[] = inner.flatMap((expr) => [expr, ...definitions(expr, facts.values, facts.calls), ...facts.flows.labelsAt(expr).map((state) => state.source.node)]).filter((expr) => expr.kind === 'call' && expr !== at);
    at = next.find((expr) => expr.kind === 'call' && opened.has(expr)) ?? next[0];
  }
  return undefined;
}
