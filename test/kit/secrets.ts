/** Sample secrets, made when a test runs, so that none lies in the tree. */
import { SECRET_FORMATS, parsePattern, type PatternPart } from '../../src/facts/secrets/index.js';
import { base62, crc32 } from '../../src/facts/secrets/checksum.js';

/** A source of whole numbers below a bound; the same seed gives the same numbers. */
type Draw = (below: number) => number;

function drawFrom(seed: number): Draw {
  let state = (seed * 2654435761 + 0x9e3779b9) >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39) >>> 0;
    return (mixed >>> 8) % below;
  };
}

const HEX = '0123456789abcdef';
const ALPHANUMERIC = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

const characters = (draw: Draw, from: string, length: number): string =>
  Array.from({ length }, () => from[draw(from.length)] ?? '').join('');

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function jwt(draw: Draw, payload: Record<string, unknown>): string {
  return `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(payload)}.${characters(draw, `${ALPHANUMERIC}_-`, 43)}`;
}

function privateKey(draw: Draw): string {
  const lines = Array.from({ length: 12 }, () => characters(draw, `${ALPHANUMERIC}+/`, 64));
  return ['-----BEGIN PRIVATE ' + 'KEY-----', ...lines, '-----END PRIVATE ' + 'KEY-----'].join('\n');
}

const checksummed = (draw: Draw, prefix: string): string => {
  const body = characters(draw, ALPHANUMERIC, 30);
  return prefix + body + base62(crc32(body), 6);
};

const connection = (draw: Draw, scheme: string): string => `${scheme}://reporting:${password(draw)}@db.northwind-sales.net/orders`;

const WORDS = ['Harbour', 'Copper', 'Meadow', 'Falcon', 'Timber', 'Violet'];
const password = (draw: Draw): string => `${WORDS[draw(WORDS.length)]}${characters(draw, '23456789', 4)}!${characters(draw, 'bcdfghjkmnpqrstvwxz', 4)}`;

/** Kinds whose pattern alone does not make a sample: they carry a checksum, structure, or surroundings. */
const MADE: Readonly<Record<string, (draw: Draw) => string>> = {
  'aws-secret-key': (draw) => characters(draw, `${ALPHANUMERIC}+/`, 40),
  'twilio-auth': (draw) => characters(draw, HEX, 32),
  'random-hex32': (draw) => characters(draw, HEX, 32),
  'random-base64': (draw) => `${characters(draw, `${ALPHANUMERIC}+/`, 43)}=`,
  'random-pieces': (draw) => `svc.${characters(draw, 'abcdefghijklmnopqrstuvwxyz', 1)}${characters(draw, ALPHANUMERIC.slice(0, 36), 23)}.${characters(draw, 'abcdefghijklmnopqrstuvwxyz', 1)}${characters(draw, ALPHANUMERIC.slice(0, 36), 23)}`,
  password,
  'private-key': privateKey,
  'putty-private-key': (draw) => `PuTTY-User-${'Key'}-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 1\n${characters(draw, ALPHANUMERIC, 64)}\nPrivate-MAC: ${characters(draw, HEX, 40)}`,
  'slack-legacy': (draw) => `xoxo-${characters(draw, HEX.slice(0, 10), 12)}-${characters(draw, HEX, 32)}`,
  'sentry-dsn': (draw) => `https://${characters(draw, HEX, 32)}@o${draw(1e6) + 1000}.ingest.sentry.io/${draw(1e6) + 1000}`,
  jwt: (draw) => jwt(draw, { sub: String(draw(1e9)), iss: 'https://login.northwind-sales.net' }),
  'supabase-anon': (draw) => jwt(draw, { iss: 'supabase', ref: characters(draw, HEX, 20), role: 'anon' }),
  'supabase-service': (draw) => jwt(draw, { iss: 'supabase', ref: characters(draw, HEX, 20), role: 'service_role' }),
  'github-pat': (draw) => checksummed(draw, 'ghp_'),
  'github-oauth': (draw) => checksummed(draw, 'gho_'),
  'github-user-to-server': (draw) => checksummed(draw, 'ghu_'),
  'github-app': (draw) => checksummed(draw, 'ghs_'),
  'github-refresh': (draw) => checksummed(draw, 'ghr_'),
  npm: (draw) => checksummed(draw, 'npm_'),
  openai: (draw) => `sk-${characters(draw, ALPHANUMERIC, 20)}T3BlbkFJ${characters(draw, ALPHANUMERIC, 20)}`,
  anthropic: (draw) => `sk-ant-api03-${characters(draw, `${ALPHANUMERIC}_-`, 93)}AA`,
  'postgres-url': (draw) => connection(draw, 'postgresql'),
  'mysql-url': (draw) => connection(draw, 'mysql'),
  'mssql-url': (draw) => connection(draw, 'mssql'),
  'mongodb-url': (draw) => connection(draw, 'mongodb+srv'),
  'redis-url': (draw) => connection(draw, 'redis'),
  'amqp-url': (draw) => connection(draw, 'amqps'),
  'smtp-url': (draw) => connection(draw, 'smtps'),
  'ftp-url': (draw) => connection(draw, 'ftp'),
  'snowflake-url': (draw) => connection(draw, 'snowflake'),
  'database-url': (draw) => connection(draw, 'clickhouse'),
  'basic-auth-url': (draw) => connection(draw, 'https'),
  'ado-connection': (draw) => `Server=tcp:orders.northwind-sales.net;Database=orders;User Id=reporting;Password=${password(draw)};Encrypt=true`,
  'jdbc-url': (draw) => `jdbc:postgresql://db.northwind-sales.net/orders?user=reporting&password=${password(draw)}`,
  'artifactory-reference-token': (draw) => Buffer.from(`reftkn:01:${characters(draw, HEX, 38)}`).toString('base64').slice(0, 64),
  'onepassword-service-account': (draw) => `ops_${base64url({ signInAddress: 'my.1password.com', deviceUuid: characters(draw, HEX, 26), secretKey: characters(draw, ALPHANUMERIC, 220) })}`,
  'auth0-management-jwt': (draw) =>
    `${base64url({ alg: 'RS256', typ: 'JWT', kid: characters(draw, ALPHANUMERIC, 21) })}.${base64url({ iss: 'https://northwind.eu.auth0.com/', sub: characters(draw, ALPHANUMERIC, 32) })}.${characters(draw, ALPHANUMERIC, 342)}`,
};

/**
 * A sample of a kind: an id of the table of formats, or one of the generic kinds (`password`, `random-hex32` …).
 * The same kind and seed give the same sample; checksums are right where the format has one. Throws for unknown kinds.
 */
export function secretSample(kind: string, seed = 1): string {
  const draw = drawFrom(crc32(kind) + seed);
  const made = MADE[kind];
  if (made) return made(draw);
  const format = SECRET_FORMATS.find(({ id }) => id === kind);
  if (!format) throw new Error(`unknown kind of secret: ${kind}`);
  return sampleOf(parsePattern(format.pattern), draw);
}

/** Every kind that `secretSample` knows. */
export const SECRET_KINDS: readonly string[] = [...new Set([...Object.keys(MADE), ...SECRET_FORMATS.map(({ id }) => id)])];

function sampleOf(parts: readonly PatternPart[], draw: Draw): string {
  return parts.map((part) => {
    // Optional parts are left out; long ones stay near their lower bound.
    const repeats = part.least + (part.most > part.least && part.least > 0 ? draw(Math.min(4, part.most - part.least)) : 0);
    return Array.from({ length: repeats }, () =>
      part.kind === 'characters'
        ? (part.from[draw(part.from.length)] ?? '')
        : sampleOf(part.alternatives[draw(part.alternatives.length)] ?? [], draw),
    ).join('');
  }).join('');
}

/** Replaces `{{secret:KIND}}` and `{{secret:KIND:SEED}}` in a fixture by samples. */
export function expandSecrets(text: string): string {
  return text.replace(/\{\{secret:([a-z0-9-]{1,60})(?::(\d{1,9}))?\}\}/g, (_, kind: string, seed?: string) =>
    secretSample(kind, seed === undefined ? 1 : Number(seed)),
  );
}
