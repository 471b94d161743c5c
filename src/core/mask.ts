/** How secrets are shown: recognisable by kind, useless to a reader. */

/** Starts of well-known tokens that name the vendor and nothing else. */
const VENDOR_PREFIX = /^(?:[a-z]{2,9}[_-](?:[a-z]{2,8}[_-])?|AKIA|ASIA|AIza|SG\.|eyJ|EAA|ya29|LTAI|GOCSPX-|NRAK-|PMAK-|SK(?=[0-9a-f]{32}$)|xox[a-z]-)/;
/** Below this many characters even the beginning would give too much away. */
const SHORTEST_WITH_PREFIX = 16;
const SHOWN = 4;

/** A stand-in such as `sk_l…(32 characters)`: at most four characters of a vendor's prefix, nothing random. */
export function maskSecret(value: string): string {
  const prefix = value.length >= SHORTEST_WITH_PREFIX ? (VENDOR_PREFIX.exec(value)?.[0] ?? '') : '';
  const scheme = value.length >= SHORTEST_WITH_PREFIX && /^https?:\/\//.test(value) ? 'http' : '';
  const unit = value.length === 1 ? 'character' : 'characters';
  return `${(scheme || prefix).slice(0, SHOWN)}…(${value.length} ${unit})`;
}

/**
 * The text with every occurrence of every secret masked, longer secrets before shorter ones they contain.
 * Secrets shorter than three characters are left alone unless they are the whole text. Takes time in proportion
 * to the text for each secret.
 */
export function maskSecretsIn(text: string, secrets: readonly string[]): string {
  const ordered = [...new Set(secrets)].filter((secret) => secret.length >= 3 || (secret !== '' && secret === text));
  ordered.sort((a, b) => b.length - a.length);
  const covered = coveredRanges(text, ordered);
  let masked = '';
  let at = 0;
  for (const { start, end, secret } of covered) {
    masked += text.slice(at, start) + maskSecret(secret);
    at = end;
  }
  return masked + text.slice(at);
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly secret: string;
}

/** Where secrets stand, merged where they overlap so that no tail of one stays visible. */
function coveredRanges(text: string, secrets: readonly string[]): Range[] {
  const ranges: Range[] = [];
  for (const secret of secrets) {
    for (let start = text.indexOf(secret); start >= 0; start = text.indexOf(secret, start + secret.length)) {
      ranges.push({ start, end: start + secret.length, secret });
    }
  }
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Range[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last && range.start < last.end) merged[merged.length - 1] = { ...last, end: Math.max(last.end, range.end) };
    else merged.push(range);
  }
  return merged;
}
