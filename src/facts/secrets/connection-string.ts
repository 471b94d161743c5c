/** Connection strings of databases, queues and mail servers: who connects to what, with which password. */
import { isInterpolated, isPlaceholder } from './placeholder.js';
import { isDefaultPassword } from './password.js';

/** What a connection string says; absent parts are undefined, never empty. */
export interface ConnectionString {
  /** `postgres`, `mysql`, `mssql`, `mongodb`, `redis`, `amqp`, `smtp`, `ftp`, `http`, or the scheme as written. */
  readonly system: string;
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  /** The host is this machine, a private container name, or absent. */
  readonly isLocal: boolean;
  /** The password is a slot, filler, or what documentation writes there. */
  readonly passwordIsPlaceholder: boolean;
}

const SYSTEMS: Readonly<Record<string, string>> = {
  postgresql: 'postgres', postgres: 'postgres', cockroachdb: 'postgres', redshift: 'redshift', mysql: 'mysql', mysqlx: 'mysql', mariadb: 'mysql',
  sqlserver: 'mssql', mssql: 'mssql', mongodb: 'mongodb', redis: 'redis', rediss: 'redis', amqp: 'amqp', amqps: 'amqp',
  smtp: 'smtp', smtps: 'smtp', ftp: 'ftp', ftps: 'ftp', sftp: 'ftp', http: 'http', https: 'http', oracle: 'oracle', snowflake: 'snowflake',
};

const LONGEST = 2048;
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\]|0\.0\.0\.0|host\.docker\.internal|\(local\)|\(localdb\).*|\.(?:\\.*)?|db|database|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|rabbitmq|mssql|sqlserver|cache|queue)$/i;
const EXAMPLE_HOST = /(?:^|\.)example\.(?:com|org|net)$|(?:^|\.)(?:invalid|test)$|^(?:host|hostname|server|servername|my-?host|my-?server|address|ip|domain)$|your/i;

/** Reads a URL, an ADO-style `Key=value;` list or a JDBC URL; undefined if the text is none of them. */
export function parseConnectionString(text: string): ConnectionString | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST || trimmed.includes('\n')) return undefined;
  return parseUrl(trimmed.replace(/^jdbc:/i, '')) ?? parseKeyValues(trimmed);
}

function parseUrl(text: string): ConnectionString | undefined {
  const scheme = /^([a-z][a-z0-9.-]{1,30})(?:\+[a-z0-9_]{2,20})?(?::[a-z]{3,12})?:\/\//i.exec(text);
  if (!scheme) return undefined;
  const rest = text.slice(scheme[0].length);
  const authorityEnd = rest.search(/[/?;#]/);
  const authority = authorityEnd < 0 ? rest : rest.slice(0, authorityEnd);
  const tail = authorityEnd < 0 ? '' : rest.slice(authorityEnd);
  const at = authority.lastIndexOf('@');
  const userInfo = at < 0 ? '' : authority.slice(0, at);
  const colon = userInfo.indexOf(':');
  const { host, port } = splitHost(authority.slice(at + 1));
  const parameters = /[?;&](?:password|pwd)=([^&;#]{1,200})/i.exec(tail);
  const userParameter = /[?;&](?:user|username|uid)=([^&;#]{1,200})/i.exec(tail);
  const name = (scheme[1] ?? '').toLowerCase();
  return connection({
    system: SYSTEMS[name] ?? name,
    user: decoded(colon < 0 ? userInfo : userInfo.slice(0, colon)) || decoded(userParameter?.[1] ?? ''),
    password: decoded(colon < 0 ? '' : userInfo.slice(colon + 1)) || decoded(parameters?.[1] ?? ''),
    host,
    port,
    database: decoded(/^\/([^/?;#]{1,200})/.exec(tail)?.[1] ?? /;database(?:name)?=([^;]{1,200})/i.exec(tail)?.[1] ?? ''),
  });
}

/** Names that the drivers take for one thing, folded to letters. */
const KEYS: Readonly<Record<string, 'user' | 'password' | 'host' | 'database' | 'driver'>> = {
  userid: 'user', uid: 'user', user: 'user', username: 'user', password: 'password', pwd: 'password',
  server: 'host', datasource: 'host', host: 'host', address: 'host', addr: 'host', networkaddress: 'host',
  database: 'database', initialcatalog: 'database', dbname: 'database', dbq: 'database', driver: 'driver', provider: 'driver', dsn: 'host',
};

function parseKeyValues(text: string): ConnectionString | undefined {
  const separator = text.includes(';') ? ';' : ' ';
  const found: Partial<Record<'user' | 'password' | 'host' | 'database' | 'driver', string>> = {};
  let pairs = 0;
  for (const part of text.split(separator)) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const key = KEYS[part.slice(0, equals).toLowerCase().replace(/[^a-z]/g, '')];
    if (!key) continue;
    pairs++;
    found[key] ??= part.slice(equals + 1).trim().replace(/^["'{]|["'}]$/g, '');
  }
  if (pairs < 2 || (found.host === undefined && found.database === undefined)) return undefined;
  const { host, port } = splitHost((found.host ?? '').replace(/^tcp:/i, '').replace(',', ':'));
  return connection({
    system: systemOfDriver(`${found.driver ?? ''} ${host} ${separator === ' ' ? 'postgres' : ''}`),
    user: found.user ?? '',
    password: found.password ?? '',
    host,
    port,
    database: found.database ?? '',
  });
}

function systemOfDriver(hint: string): string {
  const named = /postgres|mysql|mariadb|oracle|snowflake|redshift/i.exec(hint)?.[0].toLowerCase();
  return named === undefined ? 'mssql' : (SYSTEMS[named] ?? named);
}

function splitHost(authority: string): { host: string; port: number | undefined } {
  const first = authority.split(',')[0] ?? '';
  const port = /:(\d{1,5})$/.exec(first);
  return port ? { host: first.slice(0, port.index), port: Number(port[1]) } : { host: first, port: undefined };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

interface Parts {
  readonly system: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly database: string;
}

function connection({ system, user, password, host, port, database }: Parts): ConnectionString {
  return {
    system,
    ...(user !== '' && { user }),
    ...(password !== '' && { password }),
    ...(host !== '' && { host }),
    ...(port !== undefined && { port }),
    ...(database !== '' && { database }),
    isLocal: host === '' || LOCAL_HOST.test(host),
    passwordIsPlaceholder: isPlaceholderPassword(user, password, host),
  };
}

/** Documentation writes `user:password@host`; a default password counts only when the account and host are real. */
function isPlaceholderPassword(user: string, password: string, host: string): boolean {
  if (password === '' || isPlaceholder(password) || /^(?:\*+|x+|\.+)$/i.test(password) || EXAMPLE_HOST.test(host)) return true;
  return isInterpolated(host) || (/^(?:user(?:name|id)?|usr|my_?user|login|name|uid)$/i.test(user) && isDefaultPassword(password));
}
