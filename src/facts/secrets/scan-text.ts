/** Finds secrets that their format gives away, anywhere in a text. */
import { SECRET_FORMATS } from './formats/index.js';
import type { Candidate, SecretFormat } from './format.js';
import { isDocumentedExample } from './placeholder.js';

/** A secret recognised by its format. */
export interface SecretMatch {
  /** UTF-16 offsets of the value in the text. */
  readonly start: number;
  readonly end: number;
  readonly format: string;
  readonly provider: string;
  /** The secret itself; mask it before it goes anywhere. */
  readonly value: string;
  /** Made to be seen by visitors; no leak in itself. */
  readonly publishable: boolean;
  /** Belongs to a vendor's test environment. */
  readonly testMode: boolean;
  /** A URL that grants whatever it does to whoever knows it. */
  readonly capabilityUrl: boolean;
}

interface Anchor {
  readonly text: string;
  /** Where in the anchor its rarest three characters stand. */
  readonly offset: number;
  readonly order: number;
  readonly format: SecretFormat;
  /** Compiled when an anchor is first met: most formats never are. */
  readonly expression: () => RegExp;
}

const HASH_MASK = 0x7fff;
const hash = (a: number, b: number, c: number): number => (((a | 32) << 10) ^ ((b | 32) << 5) ^ (c | 32)) & HASH_MASK;

/**
 * One pass over the text looks up every three characters (case folded, hashed) here; only where a bucket is
 * filled is anything else done, so ordinary code costs a few operations a character.
 */
const { occupied: OCCUPIED, buckets: BUCKETS } = buildIndex(SECRET_FORMATS);

function buildIndex(formats: readonly SecretFormat[]): { occupied: Uint8Array; buckets: ReadonlyMap<number, readonly Anchor[]> } {
  const occupied = new Uint8Array(HASH_MASK + 1);
  const buckets = new Map<number, Anchor[]>();
  formats.forEach((format, order) => {
    const expression = compiledOnce(format);
    for (const text of format.anchors) {
      if (text.length < 3) throw new Error(`anchor of ${format.id} is too short: ${text}`);
      const offset = rarestTriple(text);
      const key = hash(text.charCodeAt(offset), text.charCodeAt(offset + 1), text.charCodeAt(offset + 2));
      occupied[key] = 1;
      const bucket = buckets.get(key) ?? [];
      bucket.push({ text, offset, order, format, expression });
      buckets.set(key, bucket);
    }
  });
  return { occupied, buckets };
}

function compiledOnce(format: SecretFormat): () => RegExp {
  let compiled: RegExp | undefined;
  return () => (compiled ??= new RegExp(format.pattern, format.ignoreCase ? 'diy' : 'dy'));
}

/** Position of the three characters least likely in code: digits, marks and rare letters before common letters. */
function rarestTriple(text: string): number {
  let best = 0;
  let bestScore = Infinity;
  for (let at = 0; at + 3 <= text.length; at++) {
    const triple = text.slice(at, at + 3).toLowerCase();
    let score = /^[-=/: .]{3}$/.test(triple) ? 20 : 0;
    for (const character of triple) {
      const commonness = 'qzjxkvbywgpfmucdlhrsnioate'.indexOf(character);
      score += commonness >= 0 ? commonness : /[0-9]/.test(character) ? 5 : 8;
    }
    if (score < bestScore) [best, bestScore] = [at, score];
  }
  return best;
}

/** All secrets that the table of formats recognises, in order of position, without overlaps. Linear in the text. */
export function findProviderSecrets(text: string): SecretMatch[] {
  const found: (SecretMatch & { order: number })[] = [];
  let a = 0;
  let b = text.length > 0 ? text.charCodeAt(0) | 32 : 0;
  let c = text.length > 1 ? text.charCodeAt(1) | 32 : 0;
  for (let i = 2; i < text.length; i++) {
    a = b;
    b = c;
    c = text.charCodeAt(i) | 32;
    if (OCCUPIED[((a << 10) ^ (b << 5) ^ c) & HASH_MASK] === 1) examine(text, i - 2, found);
  }
  return withoutOverlaps(found);
}

function examine(text: string, at: number, found: (SecretMatch & { order: number })[]): void {
  const key = hash(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2));
  for (const anchor of BUCKETS.get(key) ?? []) {
    const anchorStart = at - anchor.offset;
    if (!hasAnchor(text, anchorStart, anchor)) continue;
    for (const lead of anchor.format.leads) {
      const match = matchAt(text, anchorStart - lead, anchor);
      if (match) {
        found.push({ ...match, order: anchor.order });
        break;
      }
    }
  }
}

function hasAnchor(text: string, start: number, { text: anchor, format }: Anchor): boolean {
  if (start < 0) return false;
  if (!format.ignoreCase) return text.startsWith(anchor, start);
  return text.slice(start, start + anchor.length).toLowerCase() === anchor.toLowerCase();
}

function matchAt(text: string, start: number, { format, expression: compile }: Anchor): SecretMatch | undefined {
  if (start < 0 || (!format.looseStart && continuesWord(text, start))) return undefined;
  const expression = compile();
  expression.lastIndex = start;
  const match = expression.exec(text);
  if (!match) return undefined;
  const patternEnd = start + match[0].length;
  if (!format.extend && /[A-Za-z0-9_]/.test(text.slice(patternEnd - 1, patternEnd)) && /[A-Za-z0-9_]/.test(text.charAt(patternEnd)) && !match.groups?.['secret']) return undefined;
  const end = format.extend ? format.extend(text, patternEnd) : patternEnd;
  const secretBounds = match.indices?.groups?.['secret'];
  const [valueStart, valueEnd] = secretBounds ?? [format.fromUrlStart ? urlStart(text, start) : start, end];
  if (secretBounds && continuesSecret(text, valueEnd, match[0].length + start)) return undefined;
  const value = text.slice(valueStart, valueEnd);
  const candidate: Candidate = { value, random: match.groups?.['random'] ?? withoutAnchor(value, format), text, start, end };
  if (!format.verify(candidate) || isDocumentedExample(value)) return undefined;
  return {
    start: valueStart,
    end: valueEnd,
    format: format.id,
    provider: format.provider,
    value,
    publishable: format.publishable(value),
    testMode: format.testMode(value),
    capabilityUrl: format.capabilityUrl,
  };
}

/** A secret that closes the pattern must not go on behind it. */
function continuesSecret(text: string, valueEnd: number, patternEnd: number): boolean {
  return valueEnd === patternEnd && /[A-Za-z0-9]/.test(text.charAt(valueEnd - 1)) && /[A-Za-z0-9_]/.test(text.charAt(valueEnd));
}

/** A token starts at a word's start, or after an escape (`\n`, `%3D`) that only looks like a letter. */
function continuesWord(text: string, start: number): boolean {
  if (start === 0 || !/[A-Za-z0-9_-]/.test(text.charAt(start - 1)) || !/[A-Za-z0-9]/.test(text.charAt(start))) return false;
  const before = text.slice(Math.max(0, start - 3), start);
  return !/\\[nrt]$|%[0-9A-F]{2}$/.test(before);
}

function withoutAnchor(value: string, format: SecretFormat): string {
  const prefix = format.anchors.find((anchor) => value.startsWith(anchor));
  return prefix === undefined ? value : value.slice(prefix.length);
}

/** Back to the scheme of the URL that this position lies in, within a host name's length. */
function urlStart(text: string, at: number): number {
  const before = text.slice(Math.max(0, at - 120), at);
  return at - (/(?:https?:\/\/)?[A-Za-z0-9.:-]*$/.exec(before)?.[0].length ?? 0);
}

/** Of overlapping matches the one that starts first stays, then the longer, then the one whose row comes first. */
function withoutOverlaps(found: (SecretMatch & { order: number })[]): SecretMatch[] {
  const sorted = found.sort((x, y) => x.start - y.start || y.end - x.end || x.order - y.order);
  const kept: SecretMatch[] = [];
  for (const { order: _order, ...match } of sorted) {
    if (match.start >= (kept.at(-1)?.end ?? 0)) kept.push(match);
  }
  return kept;
}
