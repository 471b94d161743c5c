/** How much a text looks drawn at random rather than written by a person. */

/**
 * How common each letter pair is in English technical prose: rows are the first letter, columns the second,
 * digits the rounded logarithm (base 2) of the frequency against an even spread, plus five.
 */
const PAIRS: readonly string[] = [
  '16760360624060868060554352',
  '62207040450600500640500050',
  '71317008506520800637502030',
  '51158211610420500343420020',
  '74785653411668255987254750',
  '60105400700302700534500030',
  '33207035500524300542501010',
  '70008100600131600534300010',
  '55666660003769850688150404',
  '30005000000000200060220000',
  '42006020400002000040000000',
  '62268120705700730256631060',
  '75027020610351660040420030',
  '62787582513423740187540040',
  '36573651325779670956756100',
  '70027002500641650746501120',
  '00000000100000000000500000',
  '72549351724456720677632050',
  '60618216703432750468611150',
  '70638229800422830766603170',
  '34436240500767150776000000',
  '60007000500000200000000000',
  '51024005700103500440000000',
  '40204000300000050005000000',
  '30303000200435560142033000',
  '20004000100000000000000000',
];

/** Sum of the commonness of neighbouring letters, and how many pairs; a small letter before a capital is no pair. */
function pairStatistics(text: string): { sum: number; pairs: number } {
  let sum = 0;
  let pairs = 0;
  let previous = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const letter = (code | 32) - 97;
    const isLetter = letter >= 0 && letter < 26 && code < 128;
    const startsWord = code < 97 && previous >= 97;
    if (isLetter && previous > 0 && !startsWord) {
      sum += Number(PAIRS[(previous | 32) - 97]?.[letter] ?? 0);
      pairs++;
    }
    previous = isLetter ? code : 0;
  }
  return { sum, pairs };
}

/** Mean commonness of neighbouring letters: about 2.7 for random letters, above 5 for words. NaN without letter pairs. */
export function wordLikeness(text: string): number {
  const { sum, pairs } = pairStatistics(text);
  return sum / pairs;
}

/** True if the letters of a text form words: its letter pairs are commoner than chance allows for that many pairs. */
export function readsAsWords(text: string): boolean {
  const { sum, pairs } = pairStatistics(text);
  // Random letters average 2.65 with a deviation of 2.7; three and a half standard errors are left for chance.
  return pairs >= 4 && sum / pairs > Math.max(4, 2.65 + 9.5 / Math.sqrt(pairs));
}

/** Shannon entropy in bits for each character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Length of the longest run of one repeated character. */
export function longestRun(text: string): number {
  let longest = 0;
  let run = 0;
  for (let i = 0; i < text.length; i++) {
    run = text[i] === text[i - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

const KEYBOARD = 'qwertyuiop asdfghjkl zxcvbnm';

/** Share of a text (0 to 1) inside counting or keyboard runs (`1234`, `dcba`, `qwerty`, `aaaa`) of at least `shortest` characters. */
export function sequentialShare(text: string, shortest: number): number {
  const lower = text.toLowerCase();
  let covered = 0;
  let start = 0;
  let step: number | undefined;
  for (let i = 1; i <= lower.length; i++) {
    const next = i < lower.length ? stepBetween(lower[i - 1] ?? '', lower[i] ?? '') : undefined;
    if (next !== undefined && (next === step || i - start === 1)) {
      step = next;
      continue;
    }
    if (i - start >= shortest) covered += i - start;
    const restart = next !== undefined;
    start = restart ? i - 1 : i;
    step = next;
  }
  return lower.length === 0 ? 0 : Math.min(1, covered / lower.length);
}

/** -1, 0 or 1 between neighbours in the alphabet, among digits (0 follows 9), 2 along a keyboard row. */
function stepBetween(a: string, b: string): number | undefined {
  if (!/[a-z0-9]/.test(a) || !/[a-z0-9]/.test(b)) return undefined;
  const difference = b.charCodeAt(0) - a.charCodeAt(0);
  if (difference >= -1 && difference <= 1) return difference;
  if ((a === '9' && b === '0') || (a === '9' && b === 'a')) return 1;
  const at = KEYBOARD.indexOf(a);
  return at >= 0 && KEYBOARD[at + 1] === b ? 2 : undefined;
}

/** Which kinds of characters a text is made of. */
export interface CharacterMix {
  readonly lower: number;
  readonly upper: number;
  readonly digits: number;
  readonly others: number;
  readonly distinct: number;
}

/** Counts of small letters, capitals, digits, anything else, and of distinct characters. */
export function characterMix(text: string): CharacterMix {
  let lower = 0;
  let upper = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 97 && code <= 122) lower++;
    else if (code >= 65 && code <= 90) upper++;
    else if (code >= 48 && code <= 57) digits++;
  }
  return { lower, upper, digits, others: text.length - lower - upper - digits, distinct: new Set(text).size };
}

/**
 * True for a text of one piece that reads as generated: at least `minimum` characters, enough distinct ones,
 * no counting runs, letters that do not form words, and digits or mixed case among them.
 */
export function looksRandom(text: string, minimum = 16): boolean {
  if (text.length < minimum || !/^[A-Za-z0-9+/=_.~!@#$%^&*:-]+$/.test(text)) return false;
  const mix = characterMix(text);
  const hexadecimal = /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text);
  if (mix.distinct < Math.min(hexadecimal ? 8 : 10, Math.ceil(text.length * 0.5))) return false;
  if (longestRun(text) >= 6 || sequentialShare(text, 4) >= 0.5) return false;
  if (hexadecimal) return mix.digits > 0 && mix.lower + mix.upper > 0;
  const classes = Number(mix.lower > 0) + Number(mix.upper > 0) + Number(mix.digits > 0);
  if (readsAsWords(text) || ((mix.digits === 0 || text.length < 16) && wordLikeness(text) > 4.4)) return false;
  if (classes < 2) return mix.lower + mix.upper >= 20 && wordLikeness(text) < 3.9 && entropy(text) >= 3.3;
  return characterSwitches(text) / text.length >= 0.15;
}

/** How often a text changes between small letters, capitals, digits and others; camel-case words change seldom. */
function characterSwitches(text: string): number {
  let switches = 0;
  let previous = '';
  for (const character of text) {
    const kind = /[a-z]/.test(character) ? 'a' : /[A-Z]/.test(character) ? 'A' : /[0-9]/.test(character) ? '0' : '-';
    if (previous !== '' && kind !== previous) switches++;
    previous = kind;
  }
  return switches;
}
