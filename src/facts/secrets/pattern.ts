/**
 * The small regular-expression language that formats are written in: literals, classes, `\d \w \s`, groups of
 * alternatives, and counted repeats of single characters or groups without repeats inside. It has no construct whose
 * matching can take more than linear time, and it can be read as data: to find what every match starts with, and to
 * draw samples.
 */

/** One element of a pattern, repeated between `least` and `most` times. */
export type PatternPart = (
  | { readonly kind: 'characters'; readonly from: string }
  | { readonly kind: 'group'; readonly name?: string; readonly alternatives: readonly (readonly PatternPart[])[] }
) & { readonly least: number; readonly most: number };

const DIGITS = '0123456789';
const SMALL = 'abcdefghijklmnopqrstuvwxyz';
const ALPHANUMERIC = DIGITS + SMALL + SMALL.toUpperCase();
const SHORTHAND: Readonly<Record<string, string>> = { d: DIGITS, w: `${ALPHANUMERIC}_`, s: ' ', n: '\n', t: '\t' };
/** What a negated class is sampled from. */
const ANY = `${ALPHANUMERIC}_-.`;
/** Stands for "as many as you like" where a pattern gives no upper bound; none of the formats does. */
const UNBOUNDED = 1000;

/** The elements of a pattern, or an error naming the construct that the language lacks. */
export function parsePattern(source: string): readonly PatternPart[] {
  const reader = { source, at: 0 };
  const alternatives = readAlternatives(reader);
  if (reader.at < source.length) throw new Error(`unbalanced group in pattern ${source}`);
  return alternatives.length === 1 && alternatives[0] ? alternatives[0] : [{ kind: 'group', alternatives, least: 1, most: 1 }];
}

interface Reader {
  readonly source: string;
  at: number;
}

function readAlternatives(reader: Reader): PatternPart[][] {
  const alternatives: PatternPart[][] = [[]];
  while (reader.at < reader.source.length && reader.source[reader.at] !== ')') {
    if (reader.source[reader.at] === '|') {
      reader.at++;
      alternatives.push([]);
    } else {
      alternatives.at(-1)?.push(readPart(reader));
    }
  }
  return alternatives;
}

function readPart(reader: Reader): PatternPart {
  const character = reader.source[reader.at] ?? '';
  if (character === '(') {
    const open = /^\((?:\?:|\?<([a-z]+)>)/.exec(reader.source.slice(reader.at));
    if (!open) throw new Error(`unsupported group in pattern ${reader.source}`);
    reader.at += open[0].length;
    const alternatives = readAlternatives(reader);
    reader.at++;
    const group = { kind: 'group', alternatives, ...readRepeat(reader) } as const;
    return open[1] === undefined ? group : { ...group, name: open[1] };
  }
  const from = character === '[' ? readClass(reader) : readCharacter(reader);
  return { kind: 'characters', from, ...readRepeat(reader) };
}

function readCharacter(reader: Reader): string {
  const character = reader.source[reader.at++] ?? '';
  if (character !== '\\') return character;
  const escaped = reader.source[reader.at++] ?? '';
  return SHORTHAND[escaped] ?? escaped;
}

function readClass(reader: Reader): string {
  reader.at++;
  const negated = reader.source[reader.at] === '^';
  if (negated) reader.at++;
  let members = '';
  while (reader.at < reader.source.length && reader.source[reader.at] !== ']') {
    const first = readCharacter(reader);
    if (reader.source[reader.at] === '-' && reader.source[reader.at + 1] !== ']' && first.length === 1) {
      reader.at++;
      const last = readCharacter(reader);
      for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) members += String.fromCharCode(code);
    } else {
      members += first;
    }
  }
  reader.at++;
  return negated ? [...ANY].filter((character) => !members.includes(character)).join('') : members;
}

function readRepeat(reader: Reader): { least: number; most: number } {
  const repeat = /^(?:\?|\{(\d+)(,?)(\d*)\})/.exec(reader.source.slice(reader.at));
  if (!repeat) return { least: 1, most: 1 };
  reader.at += repeat[0].length;
  if (repeat[0] === '?') return { least: 0, most: 1 };
  const least = Number(repeat[1]);
  return { least, most: repeat[2] === '' ? least : repeat[3] === '' ? UNBOUNDED : Number(repeat[3]) };
}

/** Length from which a leading text is telling enough to look for. */
const TELLING = 3;
const MOST_LEADING_TEXTS = 128;

/** Every text that a match can start with: as long as it is fixed, and through classes only while it is too short to tell. */
export function leadingTexts(parts: readonly PatternPart[]): readonly string[] {
  let texts = [''];
  for (const part of parts) {
    const choices = fixedChoices(part);
    if (!choices || part.least === 0) return texts;
    for (let repeat = 0; repeat < part.least; repeat++) {
      const telling = (texts[0]?.length ?? 0) >= TELLING;
      if (choices.length * texts.length > (telling ? 8 : MOST_LEADING_TEXTS)) return texts;
      texts = texts.flatMap((text) => choices.map((choice) => text + choice));
    }
    if (part.least !== part.most) return texts;
  }
  return texts;
}

function fixedChoices(part: PatternPart): readonly string[] | undefined {
  if (part.kind === 'characters') return [...part.from];
  if (part.name !== undefined) return undefined;
  const fixed = part.alternatives.map((alternative) =>
    alternative.every((inner) => inner.kind === 'characters' && inner.from.length === 1 && inner.least === inner.most)
      ? alternative.map((inner) => (inner.kind === 'characters' ? inner.from.repeat(inner.least) : '')).join('')
      : undefined,
  );
  return fixed.every((text) => text !== undefined) ? fixed : undefined;
}
