const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * Text from a scanned file or a path, safe to show on one line of a terminal: control characters (C0, C1, line
 * breaks too), bidirectional controls, zero-width characters and unpaired surrogates become visible as `\u{202e}`.
 * Paired surrogates, and so every ordinary character, stay as they are.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
