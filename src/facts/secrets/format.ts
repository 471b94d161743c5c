/** What the scanner knows of one kind of secret, and how rows of the table are written. */
import { hasBase62Checksum } from './checksum.js';
import { leadingTexts, parsePattern } from './pattern.js';
import { isMadeUp } from './placeholder.js';
import { characterMix, readsAsWords } from './randomness.js';

/** A match under examination. */
export interface Candidate {
  /** The secret itself: the group named `secret`, or the whole match. */
  readonly value: string;
  /** The part of it that a vendor draws at random: the group `random`, or what follows the fixed start. */
  readonly random: string;
  /** Text that was scanned, with the bounds of the whole match in it (UTF-16 offsets). */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One row of the table of formats. */
export interface SecretFormat {
  /** Stable id, kebab case, unique. */
  readonly id: string;
  /** Vendor's or protocol's name as people write it. */
  readonly provider: string;
  /** Source in the language of `pattern.ts`. */
  readonly pattern: string;
  /** Fixed texts one of which stands in every match, and how far from its start that may be. */
  readonly anchors: readonly string[];
  readonly leads: readonly number[];
  readonly ignoreCase: boolean;
  /** Letters and digits may come right before the match (it starts inside a name or a URL). */
  readonly looseStart: boolean;
  /** The match begins with a host or `://`; the reported range runs back to the start of that URL. */
  readonly fromUrlStart: boolean;
  /** Where the secret really ends, when it is longer than the pattern can say; offset in the text. */
  readonly extend?: (text: string, end: number) => number;
  /** False for a match that only has the outer shape. */
  readonly verify: (candidate: Candidate) => boolean;
  /** True for keys that vendors mean to be seen by visitors. */
  readonly publishable: (value: string) => boolean;
  /** True for keys of a vendor's test environment; still secrets. */
  readonly testMode: (value: string) => boolean;
  /** True for URLs that grant whatever they do to whoever knows them. */
  readonly capabilityUrl: boolean;
}

/** What a row may say beyond id, provider and pattern. */
export interface FormatOptions {
  readonly anchors?: readonly string[];
  readonly leads?: readonly number[];
  readonly ignoreCase?: true;
  readonly looseStart?: true;
  readonly fromUrlStart?: true;
  readonly extend?: (text: string, end: number) => number;
  readonly verify?: (candidate: Candidate) => boolean;
  readonly publishable?: true | ((value: string) => boolean);
  readonly testMode?: RegExp;
  readonly capabilityUrl?: true;
}

/** Makes a row; what it leaves out gets the strict default. */
export function format(id: string, provider: string, pattern: string, options: FormatOptions = {}): SecretFormat {
  const { publishable, testMode, extend } = options;
  return {
    id,
    provider,
    pattern,
    anchors: options.anchors ?? leadingTexts(parsePattern(pattern)),
    leads: options.leads ?? [0],
    ignoreCase: options.ignoreCase ?? false,
    looseStart: options.looseStart ?? false,
    fromUrlStart: options.fromUrlStart ?? false,
    ...(extend && { extend }),
    verify: options.verify ?? plausible,
    publishable: typeof publishable === 'function' ? publishable : () => publishable === true,
    testMode: (value) => testMode?.test(value) ?? false,
    capabilityUrl: options.capabilityUrl ?? false,
  };
}

/** The random part is not made up and does not read as words. */
export function plausible({ random }: Candidate): boolean {
  if (isMadeUp(random)) return false;
  const mix = characterMix(random);
  if (mix.distinct < Math.min(8, random.length / 3)) return false;
  return /^[0-9a-f-]+$/i.test(random) || !readsAsWords(random);
}

/** A right checksum proves a token; without one it must at least be varied and mixed. */
export function checksummed(candidate: Candidate): boolean {
  if (hasBase62Checksum(candidate.random)) return true;
  const mix = characterMix(candidate.random);
  return plausible(candidate) && mix.digits > 0 && mix.lower > 0 && mix.upper > 0;
}

/** As `plausible`, and the random part holds a digit and a letter of each case. */
export function mixed(candidate: Candidate): boolean {
  const mix = characterMix(candidate.random);
  return mix.digits > 0 && mix.lower > 0 && mix.upper > 0 && plausible(candidate);
}

/** As `plausible`, and hexadecimal digits and letters both occur. */
export function hexadecimal(candidate: Candidate): boolean {
  const mix = characterMix(candidate.random);
  return mix.digits > 1 && mix.lower + mix.upper > 1 && plausible(candidate);
}
