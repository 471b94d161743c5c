/** Checksums and encodings that let a token prove itself. */

const CRC_TABLE: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 (IEEE) of a text's UTF-16 units taken as bytes; tokens are ASCII. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ text.charCodeAt(i)) & 0xff] ?? 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A number in base 62 (digits, capitals, small letters), padded with zeros to `width`. */
export function base62(value: number, width: number): string {
  let digits = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) digits = (BASE62[rest % 62] ?? '') + digits;
  return digits.padStart(width, '0');
}

/** The random part of a GitHub or npm token carries its own CRC-32 in the last six characters. */
export function hasBase62Checksum(random: string): boolean {
  const body = random.slice(0, -6);
  return body.length > 0 && base62(crc32(body), 6) === random.slice(-6);
}

/** The text behind base64 or base64url, or undefined if it is neither or not printable. */
export function decodeBase64(encoded: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.length > 0 && !/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? text : undefined;
}

/** What a JSON Web Token says of itself. */
export interface JwtContents {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Header and payload of a JSON Web Token; undefined if the header is not JSON that names an algorithm. */
export function decodeJwt(token: string): JwtContents | undefined {
  const [head, body] = token.split('.');
  const header = jsonObject(head);
  if (!header || !('alg' in header || 'enc' in header)) return undefined;
  return { header, payload: jsonObject(body) ?? {} };
}

function jsonObject(encoded: string | undefined): Record<string, unknown> | undefined {
  const text = encoded === undefined ? undefined : decodeBase64(encoded);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
