/** Values that stand where a secret belongs: slots, blanks, examples from documentation. */
import { crc32 } from './checksum.js';
import { characterMix, longestRun, looksRandom, sequentialShare } from './randomness.js';

/** Words that only an example carries, found anywhere in a value; each is long enough not to arise by chance. */
const EXAMPLE_WORD =
  /example|placeholder|changeme|change[-_ ]?(?:me|this|it)|replace|redacted|dummy|foobar|sample|insert|enter[-_ ]|(?:^|[^A-Za-z])y[o0]ur|your[-_]|fixme|todo|lorem|notreal|not[-_ ]?a[-_ ]?(?:real|secret)|invalid|undefined|masked|removed|(?:^|[^A-Za-z])(?:fake|mock|test|demo|some|any|my)[-_ ]?(?:api|token|key|secret|value|pass|cred|auth)|put[-_ ]?(?:it|your|in)|[-_ ]here$|(?:^|[-_ ])(?:tu|aqui|dein|deine|hier|votre|ici|seu|sua|aqu\u00ed)(?:[-_ ]|$)|goes[-_ ]?here|x{4}|\*{3}|\.{3}|\u2026|(?:^|[-_ ])(?:fake|tbd|foo|bar|baz|xxx|fill|abc123|none|null)(?:[-_ ]|$)/i;

/** Hexadecimal digits that spell a word: an example, unless a random text of other letters stands around them. */
const SPELLED = /deadbeef|c[o0]ffee/gi;

function isSpelled(value: string): boolean {
  const rest = value.replace(SPELLED, '');
  return rest.length < value.length && !(/[g-z]/i.test(rest) && looksRandom(rest));
}

/** Text that some other program fills in: shell, template engines, format strings, and angle or square slots. */
const INTERPOLATION = /^(?:env|secret|var|ref)\(\w{1,80}\)$|\$\{|\{\{|\}\}|\$\(|<%|%>|#\{|\{%|^\$[A-Za-z_]\w*$|^%\w+%$|%\(\w{1,40}\)s|^%[sdv]$|^@\w+@$|^__\w+__$|^\{[\w. -]{0,60}\}$|\{[A-Za-z_][\w.]{0,60}\}|<[A-Za-z][\w ./-]{0,80}>|^\[[\w .-]{1,80}\]$|^<.*>$/;

/** CRC-32 of keys that vendors print in their own documentation or ship in emulators and open programs: public, and so no secrets. */
const DOCUMENTED: ReadonlySet<number> = new Set<number>([
  0x776de070, 0x396d8142, 0x401f50a0, 0x8bb4b6ef, 0x908891f9, 0x8403652e, 0x46b09150, 0xdd60919e,
  0x28426acc, 0xd27f479e, 0xb4cbd586, 0x87707360, 0xb4a1ffd1, 0x3def03d5, 0x34bf1626, 0xfa271ce2,
  0x02c3bad7, 0xfb0a6008, 0x9855da43,
  0xe9a715ea, 0x0ba59aba, 0x3627aa84, 0x94bb94f9, 0xffddd189, 0x6159ac90, 0x7aa120d5, 0x6a4f7820,
  0xfbc47221, 0x08394327, 0xafe8ff3e, 0x6b66e8a8, 0x5c298136, 0x1f358cbe, 0x6b9463f8, 0x202f468f,
  0x3c5d7fda,
]);

/** CRC-32 of the signatures of tokens shown in introductions to JSON Web Tokens. */
const DOCUMENTED_SIGNATURES: ReadonlySet<number> = new Set([0x170b4539, 0xb19011ab, 0x62becda9]);

/** True if the value is one a vendor printed in its documentation. */
export function isDocumentedExample(value: string): boolean {
  return DOCUMENTED.has(crc32(value)) || (value.startsWith('eyJ') && DOCUMENTED_SIGNATURES.has(crc32(value.slice(value.lastIndexOf('.') + 1))));
}

/** True if a program fills this text in before use (`${KEY}`, `{{key}}`, `%s`, `<token>`). */
export function isInterpolated(value: string): boolean {
  return INTERPOLATION.test(value);
}

/** True if nothing in the value could be a key: one or two distinct characters, long repeats, or counting runs. */
export function isFiller(value: string, shortestRun = 4): boolean {
  const body = value.replace(/[-_. ]/g, '');
  if (body.length === 0) return true;
  const { distinct } = characterMix(body);
  if (body.length >= 4 && distinct <= 2) return true;
  if (body.length >= 12 && distinct <= 4) return true;
  if (/x{4}|\*{3}|0{6}|#{3}|\?{3}/i.test(value) && longestRun(value) >= Math.min(8, value.length / 4)) return true;
  return longestRun(body) >= Math.max(6, body.length * 0.3) || (body.length >= 6 && sequentialShare(body, shortestRun) >= 0.65);
}

/** True for a vendor's prefix with nothing behind it that could be a key (`xoxb-1234`, `sk_test_123`). */
function isStub(value: string): boolean {
  const rest = /^(?:sk|pk|rk|xox[a-z]|xapp|ghp|pat|key|token|AIza|AKIA)(?:[-_](?:live|test|proj|ant|prod))?[-_](.{0,12})$/i.exec(value)?.[1];
  return rest !== undefined && (rest.length <= 4 || /^(.)\1*$/.test(rest) || sequentialShare(rest, 3) >= 0.65);
}

/** True for slots, filler and documented examples; the value is taken whole, without a vendor's prefix. */
export function isPlaceholder(value: string): boolean {
  return isInterpolated(value) || EXAMPLE_WORD.test(value) || isSpelled(value) || isFiller(value) || isStub(value) || isDocumentedExample(value);
}

/** True if the random part of a vendor's token was made up: example words, filler, or counting all the way. */
export function isMadeUp(random: string): boolean {
  return EXAMPLE_WORD.test(random) || /deadbeef|c[o0]ffee/i.test(random) || isFiller(random, 3);
}
