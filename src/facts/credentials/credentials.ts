/** Finds every credential of a unit: by its place in the code, by its format anywhere, and in the texts beside the code. */
import type { Expr, Module, Node, Unit } from '#model';
import { eachNode } from '#model';
import { assemble, literalsOf, textOf, type Piece } from '../texts/assembled.js';
import type { CallGraph } from '../names/call-graph.js';
import { withCopies, type Credential, type FoundCredential } from './credential.js';
import type { Slot, SlotsOf } from './credential-slots.js';
import { manifestCredentials, outputCredentials, textCredentials } from './credential-texts.js';
import type { Effects } from '../effects/effects.js';
import { isLocalConnection } from '../access/local-connection.js';
import { LookUps } from './look-ups.js';
import { invitesPasting, isUnfilledConstant } from './placeholder-slots.js';
import { credentialName, findProviderSecrets, isGenericFormat, isPublicKeyName, judgeLiteral, mayNameKey, parseConnectionString, type Judgement, type SecretMatch } from '../secrets/index.js';
import { isSampleFile, isTestFile } from '../entries/test-doubles.js';
import type { Values } from '../names/values.js';

/** Every credential in the unit: code, comments, and the texts beside it; by file and place. */
export function credentialsOf(unit: Unit, values: Values, calls: CallGraph, effects: Effects, slots: SlotsOf): Credential[] {
  const finder = new Finder(values, calls, effects, slots);
  for (const module of unit.modules) finder.module(module);
  const found = finder.found();
  for (const module of unit.modules) found.push(...outputCredentials(module));
  for (const manifest of unit.manifests) found.push(...manifestCredentials(manifest));
  for (const source of unit.texts) found.push(...textCredentials(source));
  return withCopies(found);
}

/** What speaks where two readings of one place differ. */
const WEIGHT: Record<Credential['kind'], number> = { 'look-up-name': 3, fallback: 2, hardcoded: 1, placeholder: 0 };

class Finder {
  readonly #lookUps: LookUps;
  readonly #places = new Map<string, FoundCredential>();

  constructor(
    readonly values: Values,
    readonly calls: CallGraph,
    readonly effects: Effects,
    readonly slots: SlotsOf,
  ) {
    this.#lookUps = new LookUps(values, effects);
  }

  found(): FoundCredential[] {
    return [...this.#places.values()].sort((a, b) => (a.source.file < b.source.file ? -1 : a.source.file > b.source.file ? 1 : a.start - b.start));
  }

  module(module: Module): void {
    const texts: Expr[] = [];
    eachNode(module, (node) => {
      if (node.kind === 'literal' && typeof node.value === 'string') texts.push(node);
      else if (node.kind === 'template' || node.kind === 'call' || (node.kind === 'binary' && (node.op === '+' || node.op === '%')) || (node.kind === 'member' && node.index?.kind === 'slice')) this.#put(node);
      if (node.kind === 'member' || node.kind === 'call') this.#lookUpName(node);
    });
    const slots = this.slots.get(module);
    if (slots) {
      for (const slot of slots) this.#slot(slot);
      for (const text of texts) {
        this.#connection(text);
        this.#default(text);
      }
    }
    this.#formats(module, texts.sort((a, b) => a.start - b.start));
  }

  /** A literal in a place where a credential belongs. */
  #slot(slot: Slot): void {
    for (const expr of alternatives(slot.value)) {
      const pieces = assemble(expr, this.values);
      if (!pieces) continue;
      const text = textOf(pieces);
      const at = placeOf(expr, pieces, text);
      const name = slot.name ?? nameAround(at);
      const judged = judgeLiteral(text, { ...(slot.name === undefined ? (name !== undefined && isPublicKeyName(name) ? { name } : {}) : { name: slot.name }), position: slot.position });
      if (judged.verdict === 'secret' || judged.verdict === 'weak-password') {
        const weak = judged.verdict === 'weak-password';
        if (weak && (judged.local === true || isLocalConnection(at, this.values) || isLocalConnection(expr, this.values))) continue;
        // A login put together from secrets that are told by themselves: `Basic ${encode(key + ':' + secret)}`.
        if (at.kind !== 'literal' && literalsOf(pieces).some((piece) => !isWithin(piece.at, at) && this.#isToldByItself(piece))) continue;
        this.#add(at, secretPart(text), pieces, judged, slot.name);
      } else if (slot.use !== 'compared' && (judged.verdict === 'placeholder' || judged.verdict === 'empty')) this.#placeholder(slot, expr, at, text, judged);
    }
  }

  #isToldByItself(piece: Piece): boolean {
    const name = nameAround(piece.at);
    const verdict = name !== undefined && credentialName(name) ? judgeLiteral(piece.text, { name }).verdict : undefined;
    return verdict === 'secret' || verdict === 'weak-password';
  }

  #placeholder(slot: Slot, expr: Expr, at: Expr, text: string, judged: Judgement): void {
    const invites = judged.verdict === 'placeholder' ? invitesPasting(text) && !isSampleFile(this.#moduleOf(expr).file) : slot.use === 'held' && isUnfilledConstant(expr);
    if (invites && !this.#lookUps.defaulted(at) && !isLocalConnection(at, this.values)) this.#add(at, text.trim(), [], judged, slot.name, 'placeholder');
  }

  /** The default of a look-up that asks for a secret, whatever the result is called. */
  #default(expr: Expr): void {
    const name = this.#lookUps.defaulted(expr)?.name;
    const text = expr.kind === 'literal' && typeof expr.value === 'string' ? expr.value : '';
    if (name === undefined || text === '' || !(credentialName(name) || mayNameKey(name))) return;
    const judged = judgeLiteral(text, { name });
    if (judged.verdict === 'secret' || (judged.verdict === 'weak-password' && judged.local !== true && !isLocalConnection(expr, this.values))) this.#add(expr, secretPart(text), [{ text, at: expr }], judged, name, 'fallback');
  }

  /** A connection string with a password, whatever it is called. */
  #connection(expr: Expr): void {
    const text = expr.kind === 'literal' && typeof expr.value === 'string' ? expr.value : '';
    if (text.length > 2000) return;
    if (/^https?:\/\/[^\s?#]+\?/i.test(text)) {
      const judged = judgeLiteral(text);
      if (judged.verdict === 'secret') this.#add(expr, text.trim(), [{ text, at: expr }], judged, undefined);
      return;
    }
    if (!/(?:password|pwd)\s{0,2}=/i.test(text)) return;
    const parsed = parseConnectionString(text);
    if (!parsed?.password || (parsed.host === undefined && parsed.user === undefined)) return;
    const judged = judgeLiteral(text, { position: 'connection' });
    if (judged.verdict === 'secret') this.#add(expr, parsed.password, [{ text, at: expr }], judged, undefined);
  }

  /** A text put together from constants whose format gives it away. */
  #put(expr: Expr): void {
    const parent = expr.parent;
    if (parent && (parent.kind === 'template' || (parent.kind === 'binary' && parent.op === '+') || (parent.kind === 'member' && parent.object === expr))) return;
    const pieces = assemble(expr, this.values);
    if (!pieces || (pieces.length === 1 && pieces[0]!.at.kind === 'literal' && pieces[0]!.at.value === pieces[0]!.text)) return;
    const text = textOf(pieces);
    for (const match of findProviderSecrets(text)) {
      const module = this.#moduleOf(expr);
      if (match.publishable || (isTestFile(module.file) && !provesItself(match))) continue;
      this.#add(placeOf(expr, pieces, match.value), match.value, pieces, fromMatch(match), undefined);
    }
  }

  /** A secret given where the name of one belongs. */
  #lookUpName(expr: Expr): void {
    const asked = this.#lookUps.of(expr)?.asked;
    const pieces = asked && assemble(asked, this.values);
    if (!asked || !pieces) return;
    const text = textOf(pieces);
    const judged = judgeLiteral(text, { position: 'lookup-name' });
    if (judged.verdict === 'secret') this.#add(placeOf(asked, pieces, text), secretPart(text), pieces, judged, undefined, 'look-up-name');
  }

  /** Formats in the whole text of the file, comments and unparsed parts included. */
  #formats(module: Module, texts: readonly Expr[]): void {
    const { source } = module;
    for (const match of findProviderSecrets(source.text)) {
      if (match.publishable || (isTestFile(module.file) && !provesItself(match))) continue;
      const comment = module.comments.some((each) => each.start <= match.start && match.end <= each.end);
      const node = comment ? undefined : around(texts, match.start);
      const name = node && nameAround(node);
      // A key for pages that anyone sees is told by its name.
      if (node && judgeLiteral(match.value, name === undefined ? {} : { name }).verdict === 'publishable') continue;
      if (node) this.#add(node, match.value, [{ text: match.value, at: node }], fromMatch(match), name);
      else {
        this.#merge(`${source.file}:${match.start}`, {
          kind: 'hardcoded', source, module, start: match.start, end: match.end, value: match.value, written: [], provider: match.provider,
          because: becauseOf(match), testMode: match.testMode, inComment: comment, inUrl: match.capabilityUrl,
        });
      }
    }
  }

  #add(at: Expr, value: string, pieces: readonly Piece[], judged: Judgement, name: string | undefined, kind?: Credential['kind']): void {
    const module = this.#moduleOf(at);
    const lookUp = kind === undefined ? this.#lookUps.defaulted(at) : undefined;
    const known = lookUp?.name ?? name ?? nameAround(at);
    this.#merge(`${module.file}:${at.start}`, {
      kind: kind ?? (lookUp ? 'fallback' : this.#isAsked(at) ? 'look-up-name' : 'hardcoded'),
      source: module.source, module, start: at.start, end: at.end, node: at, value,
      written: secretPieces(pieces, value).map((piece) => written(piece, this.#moduleOf(piece.at))).filter((text) => text !== value),
      ...(known === undefined || known === '' ? {} : { name: known }),
      ...(judged.provider === undefined ? {} : { provider: judged.provider }),
      because: judged.reason, testMode: judged.testMode === true, inComment: false, inUrl: /^[a-z][\w+.-]{1,30}:\/\//i.test(textOf(pieces)),
    });
  }

  #isAsked(at: Expr): boolean {
    const parent = at.parent;
    return (parent?.kind === 'member' && parent.index === at) || parent?.kind === 'call' ? this.#lookUps.of(parent as Expr)?.asked === at : false;
  }

  #merge(key: string, credential: FoundCredential): void {
    const known = this.#places.get(key);
    if (!known) {
      this.#places.set(key, credential);
      return;
    }
    const kind = WEIGHT[credential.kind] > WEIGHT[known.kind] ? credential.kind : known.kind;
    const main = known.kind === 'placeholder' && credential.kind !== 'placeholder' ? credential : known;
    const other = main === known ? credential : known;
    const provider = main.provider ?? other.provider;
    const name = credential.kind === 'fallback' ? (credential.name ?? known.name) : (main.name ?? other.name);
    this.#places.set(key, {
      ...main, kind, ...(provider === undefined ? {} : { provider }), ...(name === undefined ? {} : { name }),
      written: [...new Set([...main.written, ...other.written, ...(other.value === main.value || other.kind === 'placeholder' ? [] : [other.value])])],
      testMode: main.testMode || other.testMode, inUrl: main.inUrl || other.inUrl,
    });
  }

  #moduleOf(node: Node): Module {
    let at = node;
    while (at.parent) at = at.parent;
    return this.values.moduleOfTop(at as Module['top']);
  }
}

/** What a slot's value can be: both sides of a default, both branches of a choice. */
function alternatives(expr: Expr, depth = 0): Expr[] {
  if (depth > 6) return [expr];
  if (expr.kind === 'binary' && (expr.op === 'or' || expr.op === '??')) return [...alternatives(expr.left, depth + 1), ...alternatives(expr.right, depth + 1)];
  if (expr.kind === 'conditional') return [...alternatives(expr.then, depth + 1), ...alternatives(expr.otherwise, depth + 1)];
  if (expr.kind === 'await') return alternatives(expr.value, depth + 1);
  // Field("…"), Field(default="…"), field(default="…")
  if (expr.kind === 'call' && expr.callee.kind === 'name' && /^(?:Field|field|SecretStr)$/.test(expr.callee.name)) {
    const given = expr.args.find((arg) => arg.name === 'default') ?? expr.args.find((arg) => arg.name === undefined);
    return given && !given.spread ? alternatives(given.value, depth + 1) : [expr];
  }
  return [expr];
}

/** Where the literal stands: the piece that makes up most of the secret, else the whole expression. */
function placeOf(expr: Expr, pieces: readonly Piece[], text: string): Expr {
  const secret = secretPart(text);
  const shared = (piece: Piece): number => (secret.includes(piece.text) ? piece.text.length : piece.text.includes(secret) ? secret.length : 0);
  const most = literalsOf(pieces).reduce<Piece | undefined>((best, piece) => (best && shared(best) >= shared(piece) ? best : piece), undefined);
  if (most && shared(most) >= secret.length * 0.6) return most.at;
  // Where it is only used, nothing is written.
  if (most && (expr.kind === 'name' || expr.kind === 'member')) return most.at;
  return pieces.length === 1 ? pieces[0]!.at : expr;
}

/** The secret in a text: a connection's password, a header's credentials, else all of it. */
function secretPart(text: string): string {
  const trimmed = text.trim();
  return parseConnectionString(trimmed)?.password ?? /^(?:bearer|basic|token|apikey|bot|ssws)\s+(\S.{3,})$/i.exec(trimmed)?.[1] ?? trimmed;
}

function isWithin(inner: Node, outer: Node): boolean {
  for (let at: Node | undefined = inner, steps = 0; at && steps < 60; at = at.parent, steps++) if (at === outer) return true;
  return false;
}

/** The literals that hold a part of the secret, or what it is decoded from; what is put before and after it may be seen. */
function secretPieces(pieces: readonly Piece[], value: string): readonly Piece[] {
  return pieces.flatMap((piece) => (piece.from ? (textOf(piece.from) === piece.text ? secretPieces(piece.from, value) : literalsOf(piece.from)) : value.includes(piece.text) || piece.text.includes(value) ? [piece] : []));
}

/** How a piece reads in the source, without its quotes. */
function written(piece: Piece, module: Module): string {
  if (piece.at.kind !== 'literal') return piece.text;
  const raw = module.source.text.slice(piece.at.start, piece.at.end);
  return /^[a-z]{0,2}("""|'''|["'`])([\s\S]*)\1$/i.exec(raw)?.[2] ?? raw;
}

function fromMatch(match: SecretMatch): Judgement {
  return { verdict: 'secret', provider: match.provider, reason: becauseOf(match), testMode: match.testMode };
}

function becauseOf(match: SecretMatch): string {
  return `has the format of a ${match.provider} secret`;
}

/** In tests only a vendor's own format counts, and only of a live environment: the rest are stand-ins. */
function provesItself(match: SecretMatch): boolean {
  return !match.testMode && !isGenericFormat(match.format);
}

/** The literal that an offset lies in; `texts` by start. */
function around(texts: readonly Expr[], offset: number): Expr | undefined {
  let low = 0;
  let high = texts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (texts[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  const candidate = texts[low - 1];
  return candidate && candidate.end > offset ? candidate : undefined;
}

/** The name that a literal goes by: what it is assigned to, its key, its keyword. */
function nameAround(node: Expr): string | undefined {
  let at: Node = node;
  for (let steps = 0; steps < 6 && at.parent; steps++, at = at.parent) {
    const parent: Node = at.parent;
    switch (parent.kind) {
      case 'declare': case 'assign': return parent.target.kind === 'name' ? parent.target.name : parent.target.kind === 'member' ? parent.target.property : undefined;
      case 'object': return parent.entries.find((entry) => entry.value === at)?.key;
      case 'call': {
        const name = parent.args.find((arg) => arg.value === at)?.name;
        if (name !== undefined || parent.callee !== at) return name;
        break;
      }
      case 'cls': return parent.fields.find((field) => field.value === at)?.name;
      case 'template': case 'binary': case 'member': case 'await': case 'conditional': break;
      default: return undefined;
    }
  }
  return undefined;
}
