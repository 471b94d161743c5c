/** Shapes of text that are something else than a secret, whatever they are called. */
import { looksRandom, wordLikeness } from './randomness.js';

const UUID = /^[{]?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}[}]?$/i;

/** True for a UUID, with or without braces. */
export function isUuid(value: string): boolean {
  return UUID.test(value);
}

/** True for a whole hexadecimal digest of a usual length (MD5 to SHA-512), or one with its algorithm before it. */
export function isDigest(value: string): boolean {
  if (/^(?:md5|sha1|sha256|sha384|sha512)[-:=][A-Za-z0-9+/=]{20,128}$/i.test(value)) return true;
  return /^[0-9a-f]+$/i.test(value) && [32, 40, 56, 64, 96, 128].includes(value.length);
}

/** True for a stored password hash (bcrypt, crypt, argon2, PBKDF2, Django). */
export function isPasswordHash(value: string): boolean {
  return /^\$(?:2[abxy]|1|5|6|y|argon2(?:id|i|d)|pbkdf2[a-z0-9-]{0,12}|scrypt)\$/.test(value) || /^pbkdf2_sha\d{1,3}\$|^\{(?:SSHA|SHA|bcrypt)\}/.test(value);
}

const PLAIN_SHAPES: readonly RegExp[] = [
  /^[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){1,10}$/, // names of environment variables and constants
  /^(?:\.{0,2}|~)\/[^\s]{0,1024}$/, // file paths and routes
  /^[A-Za-z]:\\/, // Windows paths
  /^[\w.-]{1,200}\/[\w./-]{0,200}\.[a-z]{1,5}$/i, // relative paths with an extension
  /^[\w-]{1,200}\.(?:json|ya?ml|toml|pem|key|crt|cer|p12|pfx|txt|env|ini|cfg|conf|js|ts|py|csv|xlsx?|docx?|pdf|html?|css|md|log|db|sqlite)$/i,
  /^(?:https?|wss?|file|mailto|tel|data|blob|chrome-extension|vscode|arn|urn|gs|s3|git|ssh):/i, // locations without a password
  /^\d{4}-\d{2}-\d{2}(?:[T ][\d:.]{4,18}(?:Z|[+-]\d{2}:?\d{2})?)?$/, // dates
  /^v?\d{1,5}(?:\.\d{1,6}){1,4}(?:[-+][\w.]{1,40})?$/, // versions and addresses
  /^(?:application|audio|font|image|multipart|text|video)\/[\w.+*-]{1,80}(?:;.{0,80})?$/i, // media types
  /^[.#][A-Za-z][\w-]{0,80}(?:[ >+~.:#[][^\n]{0,120})?$/, // selectors
  /^\[[\w-]{1,60}(?:[*^$|~]?=[^\]\n]{0,80})?\]/, // attribute selectors
  /^(?:input|button|form|div|span|a|label)[.#[:][^\n]{1,120}$/, // selectors by element
  /^#[0-9a-f]{3,8}$/i, // colours
  /^[a-z][\w$]{0,60}(?:\.[A-Za-z_$][\w$]{0,60}){1,8}(?:\(\))?$/, // property paths, message keys, host names
  /^--?[a-z][\w-]{0,60}$/, // command-line options
  /^(?:true|false|yes|no|on|off|null|none|nil|undefined|nan)$/i,
  /^[\d.,+\s%$€£-]{1,40}$/, // numbers
  /^[A-Za-z_]\w{0,40}\([\w\s,.'"-]{0,80}\)$/, // types and calls: `VARCHAR(255)`, `env('KEY')`
  /^(?:rgba?|hsla?|url|var|calc|linear-gradient)\(/, // style functions
  /^projects\/|^secrets?\/|^vault:|^op:\/\/|^ssm:|^kv\//, // references to a secret store
  /^(?:Bearer|Basic|Token|ApiKey|Digest)$/i,
];

/** True for a mail address. */
export function isMailAddress(value: string): boolean {
  return /^[\w.+-]{1,64}@[\w-]{1,64}(?:\.[A-Za-z][\w-]{0,32}){1,5}$/.test(value);
}

/** True for names, paths, addresses, dates, media types, selectors and the like. */
export function hasPlainShape(value: string): boolean {
  return isMailAddress(value) || (PLAIN_SHAPES.some((shape) => shape.test(value)) && !hasRandomPiece(value));
}

/** Tokens of several pieces look like property paths but for the one that is random: `kind.a8Xk…`. */
function hasRandomPiece(value: string): boolean {
  return /^[\w$.]{20,400}$/.test(value) && value.includes('.') && value.split('.').some((piece) => looksRandom(piece, 20));
}

/** True for text in a human language: words with spaces between, or outside ASCII. */
export function isSentence(value: string): boolean {
  return /\S\s+\S/.test(value) || /[\u0080-\uffff]/.test(value);
}

/** True for several pieces of words and short numbers joined by marks (`users_list_2`, `intake-dev-key-2026`). */
export function isWordList(value: string): boolean {
  const pieces = value.split(/[-_./: ]+/).filter((piece) => piece !== '');
  return pieces.length > 1 && pieces.every((piece) => /^\d{1,4}$/.test(piece) || (/^[A-Za-z]{1,24}\d?$/.test(piece) && (piece.length <= 5 || wordLikeness(piece) > 4)));
}

/** True for words with nothing random among them: `api-key-header`, `passwordReset`, `access_token`. */
export function isWords(value: string): boolean {
  if (!/^[A-Za-z]+(?:[-_.: /][A-Za-z]+)*(?:[-_.]?\d{1,3})?$/.test(value)) return false;
  const pieces = value.split(/[-_.: /\d]|(?<=[a-z])(?=[A-Z])/).filter((piece) => piece.length > 1);
  return pieces.length > 0 && pieces.every((piece) => piece.length <= 18) && !(wordLikeness(value) < 3.6 && value.length >= 12);
}
