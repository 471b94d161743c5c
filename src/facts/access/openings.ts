/** What a call opens to anyone: files, buckets, calendars, folders that a web server hands out. */
import type { Call, Expr, Node, ObjectExpr } from '#model';
import { walk } from '#model';
import { roleArguments } from '../names/arguments.js';
import { definitions } from '../names/definitions.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';
import type { Values } from '../names/values.js';
import { writtenAt } from '../texts/written-at.js';

/** Texts that vendors use for "everybody", lower case. */
const ANYONE = new Set([
  'anyone', 'anyonewithlink', 'anyone_with_link', 'allusers', 'allauthenticatedusers', 'public', 'public-read', 'public-read-write', 'publicread', 'publicreadwrite',
  'blob', 'container', 'default', 'anonymous', 'everyone', '*', 'none', '0.0.0.0/0', '::/0', 'world',
]);
const ANYONE_CONSTANT = /\.(?:ANYONE|ANYONE_WITH_LINK|EVERYONE|PUBLIC|PUBLIC_READ|ALL_USERS)$/i;
const OPTION_HOLDERS = ['body', 'json', 'data', 'payload', 'requestBody', 'resource'];
const AUDIENCE_KEYS = ['type', 'entity', 'access', 'acl', 'scope'];

/** What in a call lets anyone in: the argument that says so, or the call itself where it always does; undefined where nothing does. */
export function openingOf(effect: Effect, facts: Facts): Expr | undefined {
  const { values } = facts;
  if (effect.api.opens !== 'public' && !['create', 'update', 'upsert'].includes(effect.does)) return undefined;
  const given = effect.args('audience');
  if (given.length > 0) return given.map((expr) => saysAnyone(expr, facts) ?? policyForAnyone(expr, facts)).find((found) => found !== undefined);
  if (effect.api.opens !== 'public' || isStatic(effect)) return undefined;
  if (Object.values(effect.api.args ?? {}).includes('audience')) return undefined;
  return effect.api.does === 'request' && !requestBody(effect).some((expr) => bodyOpens(expr, values)) ? undefined : effect.call;
}

/** Where "anyone" is written. */
function saysAnyone(expr: Expr, { values, calls }: Facts): Expr | undefined {
  if (!meansAnyone(expr, values)) return undefined;
  const [text] = values.of(expr).flatMap((value) => (value.kind === 'const' && typeof value.value === 'string' ? [value.value] : []));
  return text === undefined ? expr : writtenAt(expr, text, values, calls);
}

/** The `Principal: "*"` of an access policy that allows without a condition, as an object or as JSON text. */
function policyForAnyone(expr: Expr, { values, calls }: Facts): Expr | undefined {
  for (const behind of definitions(expr, values, calls)) {
    const policy = behind.kind === 'call' && behind.args[0] ? behind.args[0].value : behind;
    for (const object of objectsBehind(policy, values)) {
      const found = entriesOf(object, 'Statement').flatMap((statements) => listed(statements, values)).map((statement) => principalOf(statement, values)).find((at) => at !== undefined);
      if (found) return found;
    }
    const text = textShape(policy, values);
    if (text.length < 20_000 && /"Principal"\s*:\s*(?:"\*"|\{\s*"AWS"\s*:\s*\[?\s*"\*")/.test(text) && /"Effect"\s*:\s*"Allow"/.test(text) && !/"Condition"\s*:/.test(text)) return writtenAt(policy, '"Principal"', values, calls);
  }
  return undefined;
}

function principalOf(statement: ObjectExpr, values: Values): Expr | undefined {
  const allows = entriesOf(statement, 'Effect').some((expr) => values.string(expr) === 'Allow');
  if (!allows || entriesOf(statement, 'Condition').length > 0) return undefined;
  return entriesOf(statement, 'Principal').find((expr) => values.string(expr) === '*'
    || objectsBehind(expr, values).some((object) => object.entries.some((entry) => [entry.value, ...(entry.value.kind === 'list' ? entry.value.items : [])].some((each) => values.string(each) === '*'))));
}

function objectsBehind(expr: Expr, values: Values): ObjectExpr[] {
  return expr.kind === 'object' ? [expr] : values.of(expr).flatMap((value) => (value.kind === 'object' ? [value.node] : []));
}

function listed(expr: Expr, values: Values): ObjectExpr[] {
  const items = expr.kind === 'list' ? expr.items : values.of(expr).flatMap((value) => (value.kind === 'list' ? value.node.items : []));
  return (items.length > 0 ? items : [expr]).flatMap((item) => objectsBehind(item, values));
}

function entriesOf(object: ObjectExpr, key: string): Expr[] {
  return object.entries.flatMap((entry) => (entry.key === key ? [entry.value] : []));
}

function meansAnyone(expr: Expr, values: Values, depth = 0): boolean {
  return values.of(expr).some((value) => {
    if (value.kind === 'const') return value.value === true || (typeof value.value === 'string' && ANYONE.has(value.value.toLowerCase()));
    if (value.kind === 'api') return ANYONE_CONSTANT.test(value.path);
    return value.kind === 'object' && depth < 2 && value.node.entries.some((entry) => entry.key === 'type' && meansAnyone(entry.value, values, depth + 1));
  });
}

function requestBody(effect: Effect): Expr[] {
  return OPTION_HOLDERS.flatMap((name) => {
    const found = effect.option(name);
    return found ? [found.kind === 'call' && found.args[0] ? found.args[0].value : found] : [];
  });
}

function bodyOpens(expr: Expr, values: Values): boolean {
  return values.of(expr).concat(expr.kind === 'object' ? [{ kind: 'object', node: expr }] : []).some((value) =>
    value.kind === 'object' && value.node.entries.some((entry) => entry.key !== undefined && AUDIENCE_KEYS.includes(entry.key) && meansAnyone(entry.value, values)));
}

/** A folder handed out as it is. */
function isStatic(effect: Effect): boolean {
  return effect.api.opens === 'public' && effect.does === 'none' && effect.args('path').length > 0;
}

export interface ServedFolder {
  readonly effect: Effect;
  readonly folder: string;
  /** The call that takes files in. */
  readonly upload: Call;
}

/** Folders that a web server hands out to anyone and that uploads are written to. */
export function servedUploads(facts: Facts): ServedFolder[] {
  const served = facts.effects.all.flatMap((effect) => (isStatic(effect) ? [{ effect, path: effect.args('path')[0]! }] : registered(effect, facts)));
  return [...servedByItself(facts), ...served.flatMap(({ effect, path }) => {
    if (isGuarded(effect.call)) return [];
    const folder = lastFolder(folderText(path, facts));
    if (folder === undefined) return [];
    const upload = facts.effects.all.find((other) => other !== effect && takesUploads(other, folder, facts));
    return upload ? [{ effect, folder, upload: upload.call }] : [];
  })];
}

/** A plugin handed over with its options: `app.register(static, { root: uploads })`. */
function registered(effect: Effect, { values, effects }: Facts): { effect: Effect; path: Expr }[] {
  if (effect.does !== 'none' || effect.api.category !== 'web' || effect.call.args.length < 2) return [];
  return effect.call.args.flatMap(({ value }) => (value.kind === 'call' || value.kind === 'name' ? values.paths(value) : [])).flatMap((path) => {
    const plugin = effects.catalogue.call(path);
    const at = plugin?.opens === 'public' ? roleArguments(effect.call, plugin, 'path', values)[0] : undefined;
    return at ? [{ effect, path: at }] : [];
  });
}

/** The text of a folder, or the last piece that it is joined of. */
function folderText(path: Expr, { values, calls }: Facts): string {
  const text = textShape(path, values);
  if (lastFolder(text) !== undefined) return text;
  const joined = definitions(path, values, calls).find((at) => at.kind === 'call' && at.callee.kind === 'member' && /^(?:join|resolve)$/.test(at.callee.property ?? ''));
  const last = joined?.kind === 'call' ? joined.args.at(-1)?.value : undefined;
  return (last && values.string(last)) ?? text;
}

/** Uploads that are written below the folder that the framework hands out without being told to. */
function servedByItself(facts: Facts): ServedFolder[] {
  return facts.effects.all.flatMap((server) => {
    if (server.api.serves === undefined) return [];
    const given = server.option('static_folder');
    const folder = given ? lastFolder(textShape(given, facts.values)) : server.api.serves;
    if (folder === undefined || (given?.kind === 'literal' && given.value === null)) return [];
    const upload = facts.effects.all.find((other) => ['create', 'update', 'upsert'].includes(other.does) && !other.remote && facts.flows.reaches(other.call, ['outside']) && other.args('path').some((path) => isBelow(path, folder, facts.values)));
    return upload ? [{ effect: upload, folder, upload: upload.call }] : [];
  });
}

function isBelow(path: Expr, folder: string, values: Values): boolean {
  let below = false;
  walk(path, (node) => {
    if (node.kind === 'literal' || node.kind === 'name' || node.kind === 'template') below ||= pathTexts(node, values).some((text) => text.length < 300 && text.split(/[\\/]/).includes(folder));
    return !below && node.kind !== 'func';
  });
  return below;
}

/** The text itself, or that of the `Path("…")` that a name stands for. */
function pathTexts(node: Expr, values: Values): string[] {
  const made = node.kind === 'name' ? node.binding.writes.flatMap(({ value }) => (value?.kind === 'call' ? value.args.map((arg) => arg.value) : [])) : [];
  return [node, ...made].map((expr) => textShape(expr, values));
}

/** `app.use('/files', requireLogin, express.static(…))`. */
function isGuarded(call: Call): boolean {
  const outer = call.parent;
  return outer?.kind === 'call' && outer.args.some((arg) => arg.value !== call && arg.value.kind !== 'literal' && arg.value.kind !== 'template' && arg.value.kind !== 'list');
}

function lastFolder(text: string): string | undefined {
  const parts = text.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('{}'));
  const last = parts.at(-1);
  return last !== undefined && last.length > 2 ? last : undefined;
}

function takesUploads(effect: Effect, folder: string, facts: Facts): boolean {
  const { values } = facts;
  const receives = effect.api.args !== undefined && Object.values(effect.api.args).includes('path') && /multer|busboy|formidable|fileupload/.test(effect.api.path);
  const writes = /upload|attachment|media/i.test(folder) && (effect.does === 'create' || effect.does === 'update' || effect.does === 'upsert');
  if (!receives && !writes) return false;
  let found = false;
  walk(effect.call, (node: Node) => {
    if (found) return false;
    if (node.kind === 'literal' && typeof node.value === 'string' && lastFolder(node.value) === folder) found = true;
    if (node.kind === 'name' && !found) {
      const text = textShape(node, values);
      if (text.length < 300 && text.split(/[\\/]/).includes(folder) || lastFolder(folderText(node, facts)) === folder) found = true;
    }
    return undefined;
  });
  return found;
}
