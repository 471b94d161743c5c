/** Addresses as far as they are known. */
import type { Expr } from '#model';
import { textParts } from './text.js';
import type { Values } from './values.js';

export interface UrlFact {
  readonly expr: Expr;
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
  if (base && !/^[a-z][\w+.-]*:\/\//i.test(shape)) {
    const start = shapeOf(base, values).replace(/\/$/, '');
    shape = start + (shape.startsWith('/') || shape === '' ? shape : `/${shape}`);
  }
  const match = /^([a-z][a-z0-9+.-]{1,30}):\/\/(?:[^/?#@]{0,300}@)?([^/?#:]{1,255})(?::(?:\d{1,5}|\{\}))?(.*)$/is.exec(shape);
  if (!match) return { expr, shape, path: shape.startsWith('/') ? shape : '' };
  const host = match[2]!.toLowerCase();
  return {
    expr, shape, protocol: match[1]!.toLowerCase(),
    // `{}.my.salesforce.com` still tells the product, a leading hole alone does not.
    ...(hostIsTelling(host) ? { host: host.replaceAll('{}', 'x') } : {}),
    path: match[3]!.startsWith('/') ? match[3]! : `/${match[3]!}`,
  };
}

function shapeOf(expr: Expr, values: Values): string {
  return textParts(expr, values).map((part) => (typeof part === 'string' ? part : '{}')).join('').slice(0, 2000).trim();
}

function hostIsTelling(host: string): boolean {
  if (!host.includes('{}')) return true;
  const rest = host.slice(host.lastIndexOf('{}') + 2);
  return /^[\w-]*\.[\w-]+\.[a-z]{2,}$/.test(rest) || /^[\w-]*(\.[\w-]+){2,}$/.test(rest);
}

/** Loopback and names that only mean this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1' || host === '[::1]' || host === '0.0.0.0' || host === 'host.docker.internal';
}
