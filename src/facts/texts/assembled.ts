/** Constant texts put together by the code: concatenation, templates, joined lists, reversals, encodings. */
import type { Call, Comprehension, Expr, Member } from '#model';
import { textParts } from './text.js';
import type { Values } from '../names/values.js';

/** A constant piece of a text, and the expression that it stands in. */
export interface Piece {
  readonly text: string;
  readonly at: Expr;
  /** Where a text was changed as a whole (decoded, reversed): the pieces that it was made of. */
  readonly from?: readonly Piece[];
}

const DEEPEST = 24;
const LONGEST = 20_000;
const MOST_PIECES = 400;

/** The pieces of a text that is constant as a whole, in order; undefined where any part is not known. */
export function assemble(expr: Expr, values: Values, depth = 0): readonly Piece[] | undefined {
  if (depth > DEEPEST) return undefined;
  const inner = (part: Expr): readonly Piece[] | undefined => assemble(part, values, depth + 1);
  switch (expr.kind) {
    case 'literal':
      return typeof expr.value === 'string' && expr.value.length <= LONGEST ? [{ text: expr.value, at: expr }] : typeof expr.value === 'number' ? [{ text: String(expr.value), at: expr }] : undefined;
    case 'template': return expr.tag ? undefined : together(expr.parts, inner);
    case 'binary': return expr.op === '+' ? together([expr.left, expr.right], inner) : expr.op === '%' ? filledIn(expr, [expr.left, ...(expr.right.kind === 'list' ? expr.right.items : [expr.right])], values, inner) : undefined;
    case 'await': return inner(expr.value);
    case 'name': return behind(expr, inner, values);
    case 'member': return reversedBySlice(expr, inner) ?? behind(expr, inner, values);
    case 'call': return called(expr, values, inner);
    default: return undefined;
  }
}

export function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join('');
}

/** The literals behind pieces, as they are written. */
export function literalsOf(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.flatMap((piece) => (piece.from ? literalsOf(piece.from) : [piece]));
}

/** `"…%s…" % value`, `"…{}…".format(value)`: constant if all that is filled in is. */
function filledIn(whole: Expr, parts: readonly Expr[], values: Values, inner: Inner): readonly Piece[] | undefined {
  const from = together(parts, inner);
  if (!from) return undefined;
  const text = textParts(whole, values);
  return text.every((part) => typeof part === 'string') ? [{ text: text.join(''), at: whole, from }] : undefined;
}

type Inner = (part: Expr) => readonly Piece[] | undefined;

function together(parts: readonly Expr[], inner: Inner): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const part of parts) {
    const found = inner(part);
    if (!found || pieces.length + found.length > MOST_PIECES) return undefined;
    pieces.push(...found);
  }
  return pieces;
}

/** The one constant behind a name or member. */
function behind(expr: Expr, inner: Inner, values: Values): readonly Piece[] | undefined {
  const found = values.of(expr);
  const only = found[0];
  if (found.length === 1 && only?.kind === 'const') return typeof only.value === 'string' || typeof only.value === 'number' ? inner(only.at) : undefined;
  if (expr.kind !== 'name' || expr.binding.writes.length !== 1) return undefined;
  const write = expr.binding.writes[0]!;
  return write.value && write.path.length === 0 && (write.via === 'declare' || write.via === 'assign') && !write.fallback ? inner(write.value) : undefined;
}

/** One piece for a text that was changed as a whole; its place is the literal when there is only one. */
function changed(whole: Expr, pieces: readonly Piece[], change: (text: string) => string | undefined): readonly Piece[] | undefined {
  const text = change(textOf(pieces));
  return text === undefined || text.length > LONGEST ? undefined : [{ text, at: pieces.length === 1 ? pieces[0]!.at : whole, from: pieces }];
}

const reversed = (text: string): string => [...text].reverse().join('');

/** `text[::-1]`. */
function reversedBySlice(expr: Member, inner: Inner): readonly Piece[] | undefined {
  const slice = expr.index;
  if (slice?.kind !== 'slice' || slice.lower || slice.upper || slice.step?.kind !== 'unary' || slice.step.op !== '-') return undefined;
  const pieces = inner(expr.object);
  return pieces && changed(expr, pieces, reversed);
}

/** Methods that leave a text as it is, or nearly. */
const UNCHANGING = new Set(['strip', 'trim', 'encode', 'decode', 'toString', 'getDataAsString', 'valueOf', 'rstrip', 'lstrip']);
const UNCHANGING_CALLS = new Set([
  'builtin:str', 'builtin:bytes', 'global:String', 'py:pydantic.SecretStr', 'py:pydantic.types.SecretStr', 'global:Buffer.from', 'node:buffer.Buffer.from', 'py:urllib.parse.quote_plus', 'py:urllib.parse.quote', 'global:encodeURIComponent',
  'global:Utilities.newBlob',
]);
const FROM_BASE64 = new Set(['global:atob', 'global:window.atob', 'py:base64.b64decode', 'py:base64.urlsafe_b64decode', 'py:base64.standard_b64decode', 'global:Utilities.base64Decode', 'npm:js-base64.decode', 'npm:js-base64.Base64.decode']);
const TO_BASE64 = new Set(['global:btoa', 'global:window.btoa', 'py:base64.b64encode', 'py:base64.urlsafe_b64encode', 'py:base64.standard_b64encode', 'global:Utilities.base64Encode']);
const FROM_HEX = new Set(['builtin:bytes.fromhex', 'builtin:bytearray.fromhex', 'py:binascii.unhexlify']);
const BUFFERS = new Set(['global:Buffer.from', 'node:buffer.Buffer.from']);

function called(call: Call, values: Values, inner: Inner): readonly Piece[] | undefined {
  const first = call.args[0]?.value;
  const { callee } = call;
  const paths = values.paths(callee);
  if (paths.some((path) => path === 'global:String.fromCharCode' || path === 'builtin:chr' || path === 'builtin:bytes')) {
    const text = fromCodes(call.args.map((arg) => (arg.spread || arg.value.kind !== 'list' ? [arg.value] : arg.value.items)).flat(), values);
    if (text !== undefined) return [{ text, at: call }];
  }
  if (first && !call.args[0]!.spread) {
    const encoding = BUFFERS.has(paths[0] ?? '') && call.args[1] ? values.string(call.args[1].value) : undefined;
    const arg = (): readonly Piece[] | undefined => inner(first);
    const coded = (change: (text: string) => string | undefined): readonly Piece[] | undefined => {
      const pieces = arg();
      return pieces && changed(call, pieces, change);
    };
    if (encoding === 'base64' || encoding === 'base64url' || paths.some((path) => FROM_BASE64.has(path))) return coded(fromBase64);
    if (encoding === 'hex' || paths.some((path) => FROM_HEX.has(path))) return coded(fromHex);
    if (paths.some((path) => TO_BASE64.has(path))) return coded((text) => Buffer.from(text).toString('base64'));
    if (paths.some((path) => UNCHANGING_CALLS.has(path))) return arg();
    if (paths.includes('builtin:reversed')) return coded(reversed);
  }
  return callee.kind === 'member' ? method(call, callee, values, inner) : undefined;
}


function method(call: Call, callee: Member, values: Values, inner: Inner): readonly Piece[] | undefined {
  const first = call.args[0]?.value;
  const name = callee.property ?? '';
  if (name === 'toString' && first && values.string(first) === 'base64') {
    const pieces = inner(callee.object);
    return pieces && changed(call, pieces, (text) => Buffer.from(text).toString('base64'));
  }
  if (UNCHANGING.has(name)) return inner(callee.object);
  if (name === 'format') return filledIn(call, [callee.object, ...call.args.map((arg) => arg.value)], values, inner);
  if (name === 'concat' && call.args.every((arg) => !arg.spread)) return together([callee.object, ...call.args.map((arg) => arg.value)], inner);
  if (name === 'join') return joined(call, callee, values, inner);
  return undefined;
}

/** `[…].join(separator)`, `separator.join([…])`, `text.split('').reverse().join('')`. */
function joined(call: Call, callee: Member, values: Values, inner: Inner): readonly Piece[] | undefined {
  const first = call.args[0]?.value;
  const python = values.string(callee.object);
  const separator = python ?? (first ? values.string(first) : ',');
  const items = python === undefined ? callee.object : first;
  if (separator === undefined || !items) return undefined;
  if (separator === '') {
    const back = reversedBySplit(items, inner) ?? (items.kind === 'call' || items.kind === 'comprehension' ? codesBehind(items, values) : undefined);
    if (back) return typeof back === 'string' ? [{ text: back, at: call }] : changed(call, back, (text) => text);
    if (items.kind === 'call' && items.callee.kind === 'name' && items.callee.name === 'reversed' && items.args[0]) {
      const pieces = inner(items.args[0].value);
      return pieces && changed(call, pieces, reversed);
    }
  }
  const list = items.kind === 'list' ? items : values.of(items).find((value) => value.kind === 'list')?.node;
  if (!list || list.items.length > MOST_PIECES) return undefined;
  const pieces: Piece[] = [];
  for (const [index, item] of list.items.entries()) {
    const found = inner(item);
    if (!found) return undefined;
    if (index > 0 && separator !== '') pieces.push({ text: separator, at: call });
    pieces.push(...found);
  }
  return pieces;
}

/** `text.split('').reverse()`, `[...text].reverse()`. */
function reversedBySplit(expr: Expr, inner: Inner): readonly Piece[] | undefined {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.property !== 'reverse') return undefined;
  const chain = expr.callee.object;
  const text = chain.kind === 'call' && chain.callee.kind === 'member' && chain.callee.property === 'split' ? chain.callee.object
    : chain.kind === 'list' && chain.items.length === 1 && chain.items[0]!.kind === 'spread' ? chain.items[0]!.value : undefined;
  const pieces = text && inner(text);
  return pieces && changed(expr, pieces, reversed);
}

/** `[115, 107].map(c => String.fromCharCode(c))`, `chr(c) for c in [115, 107]`, `map(chr, [115, 107])`. */
function codesBehind(expr: Call | Comprehension, values: Values): string | undefined {
  if (expr.kind === 'comprehension') {
    const clause = expr.clauses[0];
    if (expr.clauses.length !== 1 || !clause || clause.conditions.length > 0 || !makesCharacter(expr.value, values)) return undefined;
    return fromList(clause.iterable, values);
  }
  if (expr.callee.kind === 'name' && expr.callee.name === 'map') {
    return expr.args[0] && expr.args[1] && values.paths(expr.args[0].value).includes('builtin:chr') ? fromList(expr.args[1].value, values) : undefined;
  }
  if (expr.callee.kind !== 'member' || expr.callee.property !== 'map') return undefined;
  const callback = expr.args[0]?.value;
  const statement = callback?.kind === 'function' ? callback.func.returns[0]?.value : undefined;
  return statement && makesCharacter(statement, values) ? fromList(expr.callee.object, values) : undefined;
}

function makesCharacter(expr: Expr, values: Values): boolean {
  return expr.kind === 'call' && expr.args[0]?.value.kind === 'name' && values.paths(expr.callee).some((path) => path === 'builtin:chr' || path === 'global:String.fromCharCode');
}

function fromList(expr: Expr, values: Values): string | undefined {
  const list = expr.kind === 'list' ? expr : values.of(expr).find((value) => value.kind === 'list')?.node;
  return list && fromCodes(list.items, values);
}

function fromCodes(items: readonly Expr[], values: Values): string | undefined {
  if (items.length === 0 || items.length > MOST_PIECES) return undefined;
  let text = '';
  for (const item of items) {
    const code = values.constant(item);
    if (typeof code !== 'number' || !Number.isInteger(code) || code < 0 || code > 0x10ffff) return undefined;
    text += String.fromCodePoint(code);
  }
  return text;
}

function fromBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/_=\s-]*$/.test(text)) return undefined;
  return printable(Buffer.from(text, 'base64').toString('utf8'));
}

function fromHex(text: string): string | undefined {
  return /^(?:[0-9a-f]{2})*$/i.test(text) ? printable(Buffer.from(text, 'hex').toString('utf8')) : undefined;
}

function printable(text: string): string | undefined {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 9 || (code > 13 && code < 32) || code === 0xfffd) return undefined;
  }
  return text;
}
