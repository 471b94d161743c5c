/** Addresses as far as they are known. */
import type { Expr } from '#model';
import { textParts } from './text.js';
import type { Values } from '../names/values.js';

export interface UrlFact {
  readonly expr: Expr;
  /** The address that a client was made with, where the rest follows it. */
  readonly base?: Expr;
  /** The text with `{}` for what is not constant. */
  readonly shape: string;
  readonly protocol?: string;
  /** Lower case, without port and user; absent where the host is not constant. */
  readonly host?: string;
  /** Path and query with `{}` for holes, from the first `/` after the host. */
  readonly path: string;
}

export function urlFact(expr: Expr, values: Values, base?: Expr): UrlFact {
  let shape = shapeOf(expr, values);
  const isRelative = base !== undefined && !/^[a-z][\w+.-]*:\/\//i.test(shape);
  if (isRelative) {
    const start = shapeOf(base, values).replace(/\/$/, '');
    shape = start + (shape.startsWith('/') || shape === '' ? shape : `/${shape}`);
  }
  const match = /^([a-z][a-z0-9+.-]{1,30}):\/\/(?:[^/?#@]{0,300}@)?([^/?#:]{1,255})(?::(?:\d{1,5}|\{\}))?(.*)$/is.exec(shape);
  const parts = { expr, shape, ...(isRelative ? { base } : {}) };
  if (!match) return { ...parts, path: shape.startsWith('/') ? shape : shape.startsWith('{}/') ? shape.slice(2) : '' };
  const host = match[2]!.toLowerCase();
  return {
    ...parts, protocol: match[1]!.toLowerCase(),
    // `{}.my.salesforce.com` still tells the product, a leading hole alone does not.
    ...(hostIsTelling(host) ? { host: host.replaceAll('{}', 'x') } : {}),
    path: match[3]!.startsWith('/') ? match[3]! : `/${match[3]!}`,
  };
}

/** Reads a bare name (`smtp.example.com`) as the host that a client was given. */
export function withBareHost(fact: UrlFact): UrlFact {
  if (fact.host !== undefined || isLoopback(fact.shape)) return fact;
  const match = /^([a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,8})(?::\d{1,5})?$/i.exec(fact.shape);
  return match && /[a-z]/i.test(match[1]!) ? { ...fact, host: match[1]!.toLowerCase(), path: '/' } : fact;
}

function shapeOf(expr: Expr, values: Values): string {
  return textParts(expr, values).map((part) => (typeof part === 'string' ? part : '{}')).join('').slice(0, 2000).trim();
}

function hostIsTelling(host: string): boolean {
  if (!host.includes('{}')) return true;
  const rest = host.slice(host.lastIndexOf('{}') + 2);
  return /^[\w-]*\.[\w-]+\.[a-z]{2,}$/.test(rest) || /^[\w-]*(\.[\w-]+){2,}$/.test(rest);
}

/** What to call a system whose address the code does not name: by the setting that holds it, where one does. */
export function unnamedHost(url: UrlFact | undefined, values: Values): string {
  const hole = url ? textParts(url.expr, values).find((part) => typeof part !== 'string') : undefined;
  const setting = hole === undefined || typeof hole === 'string' ? undefined : settingName(hole, values);
  return setting === undefined ? 'an address that the code does not name' : `the address in ${setting}`;
}

function settingName(expr: Expr, values: Values): string | undefined {
  if (expr.kind === 'member' && expr.property !== undefined && /^[A-Z][A-Z0-9_]{2,60}$/.test(expr.property)) return expr.property;
  const first = expr.kind === 'call' ? expr.args[0] : undefined;
  const name = first && values.string(first.value);
  if (name !== undefined && /^[A-Z][A-Z0-9_]{2,60}$/.test(name)) return name;
  return expr.kind === 'name' && /^[A-Z][A-Z0-9_]{2,60}$/.test(expr.name) ? expr.name : undefined;
}

/** Loopback and names that only mean this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1' || host === '[::1]' || host === '0.0.0.0' || host === 'host.docker.internal';
}
