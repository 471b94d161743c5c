import type { Access, Audience, DataClass, Effect, Environment, Location, Severity, SystemKind, Tier, Trigger } from '#core';

/** How the report calls things: plain words for readers who don't write code. */
export const RUNS: Readonly<Record<Trigger | 'unknown', string>> = {
  manual: 'when somebody starts it',
  library: 'when other code calls it (it starts nothing by itself)',
  event: 'by itself when something happens, with nobody watching',
  scheduled: 'by itself on a schedule, with nobody watching',
  unknown: 'cannot be told from the code',
};

export const USED_BY: Readonly<Record<Audience | 'unknown', string>> = {
  personal: 'one person',
  shared: 'other people too',
  public: 'anyone, without signing in',
  unknown: 'cannot be told from the code',
};

export const DATA: Readonly<Record<DataClass, string>> = {
  internal: 'internal business data',
  personal: 'personal data',
  employment: 'employment data',
  payment: 'payment data',
  health: 'health data',
};

export const SYSTEM: Readonly<Record<SystemKind, string>> = {
  'system-of-record': 'system of record',
  'work-store': 'work store',
  service: 'service',
};

export const ENVIRONMENT: Readonly<Record<Environment, string>> = {
  production: 'production',
  test: 'test',
  unknown: 'not known whether production or test',
};

export const ACCESS: Readonly<Record<Access, string>> = {
  read: 'reads',
  write: 'writes',
  delete: 'deletes',
  send: 'sends',
};

export const EFFECT: Readonly<Record<Effect, string>> = {
  reads: 'reads',
  writes: 'writes',
  deletes: 'deletes',
  sends: 'sends',
};

export const OWNER: Readonly<Record<Tier, string>> = {
  'self-serve': 'Whoever wrote it may own it (self-serve)',
  'hand-off': 'Engineering has to be involved (hand-off)',
};

export const SEVERITY: Readonly<Record<Severity, string>> = {
  error: 'ERROR',
  warning: 'WARNING',
  note: 'NOTE',
};

/** `3 files`, `1 file`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The first `limit` items, then how many more there are. */
export function listedUpTo(items: readonly string[], limit: number): string {
  if (items.length <= limit) return listed(items);
  return `${items.slice(0, limit).join(', ')} and ${items.length - limit} more`;
}

/** With the full stop that it may lack. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** `line 12`, or `cell 3, line 2` in a notebook. */
export function lineOf(at: Location): string {
  return at.cell ? `cell ${at.cell.number}, line ${at.cell.line}` : `line ${at.start.line}`;
}

/** `sync.js:12`, which terminals turn into a link, or `report.ipynb, cell 3, line 2`. */
export function placeOf(at: Location): string {
  return at.cell ? `${at.file}, ${lineOf(at)}` : `${at.file}:${at.start.line}`;
}
