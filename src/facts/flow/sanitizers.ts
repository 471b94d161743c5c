/** What makes outside data harmless, and for which sinks: casts, escapes, masks, allow-lists, pattern tests. */
import type { Api, Catalogue, Role } from '#catalogue';
import type { Call, Conditional, Expr, Func, Member, Template } from '#model';
import type { Values } from '../names/values.js';
import { conditionsAfter, proofsAt, type Condition } from './conditions.js';
import { leadProves, leadReturned, type Lead } from './lead-checks.js';
import { placeOf } from './shape.js';

/** A sanitizer clears some sinks, or all of them. */
export type Cleared = ReadonlySet<Role> | 'all';

const NUMERIC = new Set([
  'builtin:int', 'builtin:float', 'builtin:bool', 'builtin:len', 'builtin:round', 'builtin:abs', 'builtin:hash', 'builtin:isinstance', 'builtin:type', 'builtin:sum', 'builtin:complex',
  'global:Number', 'global:parseInt', 'global:parseFloat', 'global:Boolean', 'global:BigInt', 'global:isNaN', 'global:Number.parseInt', 'global:Number.parseFloat', 'global:Date', 'global:Date()',
  'py:decimal.Decimal', 'py:uuid.UUID', 'py:datetime.datetime.strptime', 'py:datetime.datetime.fromisoformat', 'py:datetime.date.fromisoformat', 'py:ipaddress.ip_address',
]);
/** Names that say what a function of unknown origin does: masks and hashes for secrets and personal data. */
const MASKING = /^_*(mask|redact|anonymi[sz]e|pseudonymi[sz]e|hash|obfuscate|censor|scrub|sanitize_?pii|strip_?pii|remove_?pii|tokenize_?pii|sha256|sha1|md5|hexdigest)/i;
const MEASURES = new Set(['length', 'size', 'count', 'status', 'statusCode', 'status_code', 'ok', 'toFixed', 'getTime', 'indexOf', 'includes', 'startsWith', 'endsWith', 'startswith', 'endswith', 'isdigit', 'isnumeric', 'test', 'has', 'hexdigest', 'digest', 'empty', 'shape', 'nunique', 'mean', 'sum', 'median', 'getLastRow', 'getNumRows']);

/** Holds if a member says something about a value without carrying it: its length, whether it contains something. */
export function measures(property: string | undefined): boolean {
  return property !== undefined && (MEASURES.has(property) || /^__\w+__$/.test(property));
}

const MEASURING = new Set(['builtin:len', 'builtin:bool', 'builtin:hash', 'builtin:isinstance', 'builtin:type', 'builtin:id', 'builtin:callable', 'builtin:any', 'builtin:all', 'global:Boolean', 'global:isNaN', 'global:Array.isArray']);

const ABOUT_A_RECORD = /^(?:is|has)[A-Z]|^get\w*(?:Id|Ids|Url|Count|Date|Time|Status|State|Labels?|Subject|Permalink|Type|Size|Index|Rows?|Columns?|Name)$/;

/** Holds if a method tells a record's identifier, address or state, not what it holds. */
export function isAboutRecord(method: string): boolean {
  return ABOUT_A_RECORD.test(method);
}

/** Holds if a call says something about its argument without carrying it: its length, its type, whether it is there. */
export function tellsNothing(call: Call, values: Values): boolean {
  return values.paths(call.callee).some((path) => MEASURING.has(path));
}

/** What a call clears of what goes in; undefined where it clears nothing. */
export function clearedByCall(call: Call, api: Api | undefined, values: Values): Cleared | undefined {
  const paths = values.paths(call.callee);
  if (paths.some((path) => NUMERIC.has(path))) return 'all';
  if (api?.guards?.includes('validate')) return 'all';
  if (api?.sanitizes && api.sanitizes.length > 0) return new Set(api.sanitizes);
  const name = call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? call.callee.property : undefined;
  const replaced = name === 'replace' || name === 'replaceAll' || name === 'sub' ? clearedByReplacing(call, values) : undefined;
  if (replaced) return replaced;
  return name !== undefined && MASKING.test(name) ? MASKED : undefined;
}

/** Texts that are run or read as something else than text. */
const RUN: ReadonlySet<Role> = new Set<Role>(['sql', 'command', 'code', 'path', 'url', 'html', 'template', 'cell']);
const QUOTED: ReadonlySet<Role> = new Set<Role>(['sql', 'command']);

const MARKUP: ReadonlySet<Role> = new Set<Role>(['html']);

/** Dropping all but some characters, doubling the quote that would end an SQL text, and writing `<` as HTML wants it. */
function clearedByReplacing(call: Call, values: Values): Cleared | undefined {
  const [what, by] = call.args;
  if (!what || !by) return undefined;
  const written = what.value.kind === 'regex' ? what.value.pattern : values.string(what.value);
  if (written === undefined) return undefined;
  const put = values.string(by.value);
  // `/[&<>"']/g` with a function or a table of what to write instead; `/<[^>]*>/g` drops the tags.
  if (put === undefined) return /^\(?\[[^\]]{0,20}<[^\]]{0,20}\]\)?$/.test(written) ? MARKUP : undefined;
  if (/^\[\^[\w\s\\.@-]{1,40}\][+*]?$/.test(written) && /^[\w-]?$/.test(put)) return RUN;
  if (/^\[?\\?['"]\]?$/.test(written) && /^(?:''|""|\\+'|\\+"|\\+\$&)?$/.test(put)) return QUOTED;
  if (/^\[?<>?\]?$/.test(written) && /^(?:&lt;|&#0*60;|&#x3c;|)$/i.test(put)) return MARKUP;
  if (/^<[^<]{0,30}>(?:\?|\)|\|\$){0,3}$/.test(written) && /^\s?$/.test(put)) return MARKUP;
  return undefined;
}

/** Tagged templates bind what stands in their holes; only those that make plain text of it do not. */
export function clearedByTag(template: Template, values: Values): ReadonlySet<Role> | undefined {
  if (!template.tag) return undefined;
  const path = values.paths(template.tag)[0] ?? '';
  const name = template.tag.kind === 'name' ? template.tag.name : template.tag.kind === 'member' ? template.tag.property : undefined;
  return /String\.raw$/.test(path) || /^(dedent|outdent|stripIndent)/.test(name ?? '') ? undefined : TAGGED;
}

const TAGGED: ReadonlySet<Role> = new Set<Role>(['sql', 'command', 'html', 'url']);

const SHOWN_INSTEAD = /redact|mask|hidden|removed|filtered|anonym|\*{3}|•{3}|x{4}/i;
const NOTHING: ReadonlySet<Role> = new Set();

/** `key == "authorization" ? "(redacted)" : value`: the branch that is shown is the one that may be. */
export function clearedByMask(choice: Conditional, branch: Expr, values: Values): ReadonlySet<Role> {
  const text = values.string(choice.then === branch ? choice.otherwise : choice.then);
  return text !== undefined && text.length < 60 && SHOWN_INSTEAD.test(text) ? MASKED : NOTHING;
}

const MASKED: ReadonlySet<Role> = new Set<Role>(['log', 'prompt', 'data', 'body', 'url', 'cell', 'response']);

/** Members that are safe for some sinks whatever they are taken from: the bare name of a path. */
export function clearedByMember(member: Member, values: Values, catalogue: Catalogue): ReadonlySet<Role> | undefined {
  if (member.property === undefined) return undefined;
  for (const value of values.of(member.object)) {
    const sanitizes = value.kind === 'api' ? catalogue.member(value.path, member.property)?.sanitizes : undefined;
    if (sanitizes) return new Set(sanitizes);
  }
  return undefined;
}

/** What the conditions at a place clear for the value that an expression names. */
export function clearedByConditions(expr: Expr, values: Values, catalogue: Catalogue): Cleared | undefined {
  const place = placeOf(expr);
  if (place === undefined) return undefined;
  const proofs = proofsAt(expr);
  const proved = (lead?: Lead): boolean => proofs.some((condition) => conditionProves(condition, place, { values, catalogue, ...(lead ? { lead } : {}) }, 0));
  if (proofs.length === 0) return undefined;
  if (proved()) return 'all';
  const leads = LEADS.filter(proved);
  return leads.length > 0 ? new Set<Role>(leads) : undefined;
}

const LEADS: readonly Lead[] = ['path', 'url'];

/** What a proof needs to know, and whether it is about any use or about where a path or an address leads. */
interface Asking {
  readonly values: Values;
  readonly catalogue: Catalogue;
  readonly lead?: Lead;
}

function conditionProves(condition: Condition, place: string, asking: Asking, depth: number): boolean {
  const { test, holds } = condition;
  const { values, lead } = asking;
  if (condition.among) return placeOf(test) === place && condition.among.every((expr) => isConstant(expr, values));
  if (!condition.returned) return proves(test, holds, place, asking, depth);
  const call = test.kind === 'await' ? test.value : test;
  if (call.kind !== 'call') return false;
  return (lead !== undefined && leadReturned(call, lead, place, values))
    || ownCheck(call, place, values, (func, inner) => conditionsAfter(func).some((after) => conditionProves(after, inner, asking, depth + 1)), depth);
}

/** Asks about the parameter of the author's function that receives the value at `place`. */
function ownCheck(call: Call, place: string, values: Values, ask: (func: Func, parameter: string) => boolean, depth: number): boolean {
  if (depth > 4) return false;
  const index = call.args.findIndex((arg) => placeOf(arg.value) === place);
  if (index === -1) return false;
  const functions = values.of(call.callee).filter((value) => value.kind === 'func');
  return functions.length > 0 && functions.every(({ func }) => {
    const offset = func.cls && call.callee.kind === 'member' && func.params.length > call.args.length && func.params[0]?.target.kind === 'name' && func.params[0].target.name === 'self' ? 1 : 0;
    const target = func.params[index + offset]?.target;
    const inner = target?.kind === 'name' ? placeOf(target) : undefined;
    return inner !== undefined && ask(func, inner);
  });
}

/** Holds if a function answers yes only to values that are limited: every other answer of it is a plain no. */
function answersOnly(func: Func, holds: boolean, parameter: string, asking: Asking, depth: number): boolean {
  const returns = func.returns.filter((statement) => statement.value !== undefined);
  return returns.length > 0 && returns.every((statement) => {
    const answer = asking.values.constant(statement.value!);
    if (answer !== undefined && Boolean(answer) !== holds) return true;
    return proves(statement.value!, holds, parameter, asking, depth + 1)
      || proofsAt(statement).some((condition) => conditionProves(condition, parameter, asking, depth + 1));
  });
}

/** Holds if the outcome of a test limits the value at `place` to a known set, a number, an anchored pattern or a known target. */
function proves(test: Expr, holds: boolean, place: string, asking: Asking, depth: number): boolean {
  if (depth > 10) return false;
  const { values, lead } = asking;
  switch (test.kind) {
    case 'unary': return test.op === 'not' && proves(test.operand, !holds, place, asking, depth + 1);
    case 'await': return proves(test.value, holds, place, asking, depth + 1);
    case 'binary': return binaryProves(test, holds, place, asking, depth);
    case 'call':
      return callProves(test, holds, place, values) || (lead !== undefined && leadProves(test, holds, lead, place, values))
        || ownCheck(test, place, values, (func, parameter) => answersOnly(func, holds, parameter, asking, depth), depth);
    case 'name': {
      // `const ok = ALLOWED.includes(x); if (!ok) return;`
      const only = test.binding.writes.length === 1 ? test.binding.writes[0] : undefined;
      return only?.value !== undefined && only.path.length === 0 && only.via === 'declare' && proves(only.value, holds, place, asking, depth + 1);
    }
    default: return false;
  }
}

function binaryProves(test: Expr & { kind: 'binary' }, holds: boolean, place: string, asking: Asking, depth: number): boolean {
  const { values, lead } = asking;
  if (lead !== undefined && leadProves(test, holds, lead, place, values)) return true;
  const is = (expr: Expr): boolean => placeOf(expr) === place;
  switch (test.op) {
    case 'and': return holds && (proves(test.left, true, place, asking, depth + 1) || proves(test.right, true, place, asking, depth + 1));
    case 'or': return !holds && (proves(test.left, false, place, asking, depth + 1) || proves(test.right, false, place, asking, depth + 1));
    case 'in': return holds && is(test.left);
    case 'not in': return !holds && is(test.left);
    case '==': case '===': case 'is':
      if (!holds) return false;
      if (is(test.left)) return isConstant(test.right, values) && !isEmpty(test.right, values);
      if (is(test.right)) return isConstant(test.left, values) && !isEmpty(test.left, values);
      // `typeof x === "number"`.
      return test.left.kind === 'unary' && test.left.op === 'typeof' && is(test.left.operand) && ['number', 'boolean', 'bigint'].includes(String(values.constant(test.right)));
    case '!=': case '!==': case 'is not':
      if (holds) return false;
      if (is(test.left)) return isConstant(test.right, values) && !isEmpty(test.right, values);
      return test.left.kind === 'unary' && test.left.op === 'typeof' && is(test.left.operand) && ['number', 'boolean', 'bigint'].includes(String(values.constant(test.right)));
    default: return false;
  }
}

function isConstant(expr: Expr, values: Values): boolean {
  return values.constant(expr) !== undefined;
}

function isEmpty(expr: Expr, values: Values): boolean {
  const value = values.constant(expr);
  return value === '' || value === null;
}

const MEMBERSHIP = new Set(['includes', 'has', 'contains', 'indexOf', 'hasOwnProperty', '__contains__', 'some']);
const TYPE_TESTS = new Set(['isInteger', 'isSafeInteger', 'isFinite', 'isdigit', 'isnumeric', 'isdecimal', 'isalnum', 'isalpha', 'isidentifier', 'isUUID', 'isInt', 'isNumeric', 'isEmail', 'isAlphanumeric', 'isIn']);

function callProves(test: Call, holds: boolean, place: string, values: Values): boolean {
  if (test.callee.kind !== 'member' && test.callee.kind !== 'name') return false;
  if (!holds) return finds(test, place, values);
  const about = test.args.some((arg) => placeOf(arg.value) === place);
  if (test.callee.kind === 'name') {
    if (test.callee.name === 'isinstance') return about && test.args[1] !== undefined && /^(builtin:(int|float|bool)|py:(uuid\.UUID|decimal\.Decimal|datetime\..*))$/.test(values.paths(test.args[1].value)[0] ?? '');
    return about && TYPE_TESTS.has(test.callee.name);
  }
  const { property, object } = test.callee;
  if (property === undefined) return false;
  if (TYPE_TESTS.has(property)) return about || placeOf(object) === place;
  if (MEMBERSHIP.has(property)) return about && placeOf(object) !== place;
  if (['test', 'match', 'fullmatch', 'exec', 'search'].includes(property)) {
    if (property === 'fullmatch') return about || placeOf(object) === place;
    const pattern = patternOf(test, values);
    return (about || placeOf(object) === place) && pattern !== undefined && isAnchored(pattern, property === 'match' && object.kind === 'name' && object.name === 're');
  }
  return false;
}

/** `/[^\w-]/.test(x)`: whatever comes past it holds none but the harmless characters that it names. */
function finds(test: Call, place: string, values: Values): boolean {
  if (test.callee.kind !== 'member' || !['test', 'match', 'exec', 'search'].includes(test.callee.property ?? '')) return false;
  const about = placeOf(test.callee.object) === place || test.args.some((arg) => placeOf(arg.value) === place);
  return about && test.callee.property !== 'match' && HARMLESS_ONLY.test(patternOf(test, values) ?? '');
}

const HARMLESS_ONLY = /^\[\^[\w\s\\.@-]{1,40}\][+*]?$/;

function patternOf(test: Call, values: Values): string | undefined {
  const candidates: Expr[] = [...(test.callee.kind === 'member' ? [test.callee.object] : []), ...test.args.map((arg) => arg.value)];
  for (const candidate of candidates) {
    for (const expr of [candidate, ...(candidate.kind === 'name' ? candidate.binding.writes.flatMap((write) => (write.value ? [write.value] : [])) : [])]) {
      if (expr.kind === 'regex') return expr.pattern;
      if (expr.kind === 'call' && /compile$/.test(values.paths(expr.callee)[0] ?? '')) return expr.args[0] ? values.string(expr.args[0].value) : undefined;
    }
    const text = values.string(candidate);
    if (text !== undefined && candidate !== test.args[1]?.value) return text;
  }
  return undefined;
}

/** Anchored at both ends and not simply "anything". */
function isAnchored(pattern: string, fromStart: boolean): boolean {
  return (fromStart || pattern.startsWith('^') || pattern.startsWith('\\A')) && (pattern.endsWith('$') || pattern.endsWith('\\Z') || pattern.endsWith('\\z')) && !/^\^?\(?\.[*+]\)?\$?$/.test(pattern);
}
