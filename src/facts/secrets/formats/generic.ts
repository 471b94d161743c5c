/** Formats that belong to no vendor: private keys, web tokens, connection strings, URLs with a password in them. */
import { decodeJwt, type JwtContents } from '../checksum.js';
import { parseConnectionString } from '../connection-string.js';
import { format, type Candidate, type SecretFormat } from '../format.js';
import { isDefaultPassword, passwordShape } from '../password.js';
import { isDocumentedExample, isInterpolated, isPlaceholder } from '../placeholder.js';
import { characterMix, readsAsWords } from '../randomness.js';

const JWT = 'eyJ[A-Za-z0-9_-]{10,2000}[.]eyJ[A-Za-z0-9_-]{10,6000}[.](?<random>[A-Za-z0-9_-]{20,1400})';
/** User and password before the host; the password runs to the last `@` of the word. */
const LOGIN = String.raw`://[^\s:@/"'\x60<>]{0,80}:(?<secret>[^\s/"'\x60<>]{1,160})@[A-Za-z0-9.[_-]`;
const DRIVER = '(?:[+][a-z0-9_]{2,16})?';

export const GENERIC_FORMATS: readonly SecretFormat[] = [
  format('private-key', 'private key', '-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP |SSH2 ENCRYPTED |)PRIVATE KEY(?: BLOCK)?-----', {
    anchors: ['-----BEGIN'],
    looseStart: true,
    extend: endOfPem,
    verify: ({ value }) => holdsKeyMaterial(value),
  }),
  format('putty-private-key', 'private key', 'PuTTY-User-Key-File-[23]: [a-z0-9-]{3,40}', {
    extend: endOfPutty,
    verify: ({ value }) => /Private-Lines: \d/.test(value),
  }),
  format('supabase-service', 'Supabase', JWT, { verify: (c) => supabaseRole(c) === 'service_role' }),
  format('supabase-anon', 'Supabase', JWT, { verify: (c) => supabaseRole(c) === 'anon', publishable: true }),
  format('jwt', 'JSON Web Token', JWT, { verify: (c) => isRealJwt(c.value) && supabaseRole(c) === undefined }),
  connectionFormat('postgres-url', 'PostgreSQL', `postgres(?:ql)?${DRIVER}`),
  connectionFormat('mysql-url', 'MySQL', `(?:mysql|mariadb)${DRIVER}`),
  connectionFormat('mssql-url', 'SQL Server', `(?:mssql|sqlserver)${DRIVER}`),
  connectionFormat('mongodb-url', 'MongoDB', 'mongodb(?:[+]srv)?'),
  connectionFormat('redis-url', 'Redis', 'rediss?'),
  connectionFormat('amqp-url', 'AMQP', 'amqps?'),
  connectionFormat('smtp-url', 'SMTP', 'smtps?'),
  connectionFormat('ftp-url', 'FTP', 's?ftps?', ['ftp://', 'ftps://'], [0, 1]),
  connectionFormat('snowflake-url', 'Snowflake', 'snowflake'),
  connectionFormat('database-url', 'database', `(?:oracle|redshift|clickhouse|cockroachdb|neo4j|bolt|ldap|ldaps|nats|kafka|trino|presto|vertica|db2)${DRIVER}`, [
    'oracle', 'redshift', 'clickhouse', 'cockroachdb', 'neo4j', 'bolt', 'ldap', 'nats', 'kafka', 'trino', 'presto', 'vertica', 'db2',
  ]),
  connectionFormat('basic-auth-url', 'URL with a password', 'https?'),
  format('ado-connection', 'database', String.raw`(?:password|pwd)\s{0,2}=\s{0,2}(?<secret>[^;"'\x60\s<>,()]{1,128})`, {
    anchors: ['password', 'pwd'],
    ignoreCase: true,
    verify: isAdoPassword,
  }),
  format('jdbc-url', 'database', String.raw`jdbc:[a-z0-9]{2,14}:[A-Za-z0-9/:@.?&=;_,()-]{4,200}[?&;]password=(?<secret>[^&;"'\x60\s<>]{1,80})`, {
    ignoreCase: true,
    verify: ({ value, text, start, end }) => !isShownAsExample(text, start, value) && isConnectionPassword(text.slice(start, end), value),
  }),
];

function connectionFormat(id: string, provider: string, scheme: string, anchors?: readonly string[], leads?: readonly number[]): SecretFormat {
  return format(id, provider, scheme + LOGIN, {
    ...(anchors && { anchors }),
    ...(leads && { leads }),
    verify: ({ value, text, start, end }) => !isShownAsExample(text, start, value) && isConnectionPassword(wordFrom(text, start, end), value),
  });
}

/** The match and what follows it up to the end of the literal. */
function wordFrom(text: string, start: number, end: number): string {
  const tail = /^[^\s"'`<>\\]{0,300}/.exec(text.slice(end, end + 300))?.[0] ?? '';
  return text.slice(start, end) + tail;
}

/** `Example: "redis://:secret@…"` in a help text or a manual. */
function isShownAsExample(text: string, start: number, password: string): boolean {
  return isDefaultPassword(password) && /\b(?:examples?|e\.g\.?|for instance|such as|format|usage|like)\b[^a-z]{0,60}$/i.test(text.slice(Math.max(0, start - 80), start));
}

function isConnectionPassword(url: string, password: string): boolean {
  const parsed = parseConnectionString(url);
  if (!parsed?.password || parsed.passwordIsPlaceholder || isInterpolated(password)) return false;
  const shape = passwordShape(parsed.password);
  if (parsed.system === 'http' && (/^\d{1,5}$/.test(password) || shape === 'none' || (shape === 'word' && password.length < 6))) return false;
  if (isDefaultPassword(parsed.password) && !/[.:]/.test(parsed.host ?? '')) return false;
  if (/^(?:anonymous|guest)$/i.test(parsed.user ?? '')) return false;
  return !(parsed.isLocal && (isDefaultPassword(parsed.password) || parsed.password === parsed.user || shape !== 'strong'));
}

const ADO_NEIGHBOUR = /(?:^|[;"'`])\s{0,4}(?:server|data source|host|user ?id|uid|initial catalog|database|address|driver)\s{0,2}=/i;

/** A password is part of a connection string if `Server=` or the like stands beside it in the same literal. */
function isAdoPassword({ value, text, start, end }: Candidate): boolean {
  if (!/[;"'`]\s{0,4}$/.test(text.slice(Math.max(0, start - 8), start)) || !/^[;"'`\\]|^$/.test(text.slice(end, end + 1))) return false;
  const before = text.slice(Math.max(0, start - 240), start);
  const lineStart = before.lastIndexOf('\n') + 1;
  const after = /^[^\n]{0,240}/.exec(text.slice(end, end + 240))?.[0] ?? '';
  if (!ADO_NEIGHBOUR.test(before.slice(lineStart)) && !ADO_NEIGHBOUR.test(after)) return false;
  const shape = passwordShape(value);
  const local = /(?:server|data source|host)\s{0,2}=\s{0,2}(?:localhost|127\.0\.0\.1|\(local|\.[;\\])/i.test(before.slice(lineStart) + after);
  if (isPlaceholder(value) || isDefaultPassword(value)) return false;
  return shape === 'strong' || (shape === 'weak' && !local);
}

const LONGEST_KEY = 16_000;

/** To the end of the `END` line; without one, as far as the text looks like key material. */
function endOfPem(text: string, end: number): number {
  const dashes = text.indexOf('-----', end);
  if (dashes >= 0 && dashes - end <= LONGEST_KEY) {
    const close = /^-----END [A-Z0-9 ]{1,40}-----/.exec(text.slice(dashes, dashes + 64));
    if (close) return dashes + close[0].length;
  }
  const limit = dashes < 0 ? end + 4000 : Math.min(dashes, end + 4000);
  return end + (/^[A-Za-z0-9+/=\s"'`,\\:.]*/.exec(text.slice(end, limit))?.[0].length ?? 0);
}

/** To the end of the line that seals a PuTTY key. */
function endOfPutty(text: string, end: number): number {
  const seal = /Private-(?:MAC|Hash): [0-9a-f]{0,128}/.exec(text.slice(end, end + LONGEST_KEY));
  return seal ? end + seal.index + seal[0].length : end;
}

/** Base64 follows the opening line, after headers and whatever joins lines in source code, and it is enough to be a key. */
function holdsKeyMaterial(pem: string): boolean {
  const body = pem.replace(/-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----/g, '').replace(/\\[nrt]/g, '\n').slice(0, 4000);
  if (isInterpolated(body.trim()) || /\.{3}|\u2026|\*{3}|x{6}|your|example|<|\$\{/i.test(body.slice(0, 400))) return false;
  let material = '';
  for (const piece of body.split(/[\s"'`,\\]+/)) {
    const isBase64 = /^[A-Za-z0-9+/=]{4,}$/.test(piece);
    if (material === '' ? isBase64 && piece.length >= 20 && !readsAsWords(piece) : isBase64) material += piece;
    else if (material !== '' && piece.length > 2) break;
  }
  // The shortest keys in use take 64 characters.
  return material.length >= 56 && characterMix(material).distinct >= 14;
}

function isRealJwt(token: string): boolean {
  return decodeJwt(token) !== undefined && !isDocumentedExample(token) && characterMix(token.slice(token.lastIndexOf('.') + 1)).distinct >= 8;
}

/** `anon` and `service_role` keys of a Supabase project differ in one claim only. */
function supabaseRole({ value }: Candidate): string | undefined {
  const contents: JwtContents | undefined = decodeJwt(value);
  const role = contents?.payload['role'];
  const issuer = contents?.payload['iss'];
  if (typeof issuer === 'string' && issuer === 'supabase-demo') return 'demo';
  return role === 'anon' || role === 'service_role' ? role : undefined;
}
