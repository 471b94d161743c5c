import type { z } from 'zod';
import { FAMILIES } from '#core';
import { didYouMean } from './nearest.js';
import { lineOf } from './parse.js';
import { PolicyError } from './policy-error.js';
import type { Configuration } from './schema.js';

/** A configuration file as it was read; `prefix` leads to our part of it (`vibecheck` in a package.json). */
export interface ConfigurationSource {
  readonly shown: string;
  readonly text: string;
  readonly prefix: readonly string[];
}

type Issue = z.core.$ZodIssue;

/** Checks data against the schema. Throws PolicyError that names file, line, key and the nearest right key. */
export function validate(data: unknown, source: ConfigurationSource): Configuration {
  const { configurationSchema } = require('./schema.js') as typeof import('./schema.js');
  const result = configurationSchema.safeParse(data ?? {});
  if (result.success) return result.data;
  throw told(result.error.issues.flatMap((issue) => describe(issue, data, configurationSchema)), source);
}

/** Throws PolicyError for a rule that nobody knows, with the nearest one. */
export function refuseUnknownRules(configuration: Configuration, source: ConfigurationSource, ruleIds: readonly string[]): void {
  const problems = unknownRules(configuration, ruleIds);
  if (problems.length > 0) throw told(problems, source);
}

function told(problems: readonly Problem[], source: ConfigurationSource): PolicyError {
  const placed = problems
    .map((problem) => ({ ...problem, line: lineOf(source.text, [...source.prefix, ...problem.path]) }))
    .toSorted((a, b) => a.line - b.line);
  const first = placed[0]!;
  const more = placed.length > 1 ? ` (and ${placed.length - 1} more)` : '';
  return new PolicyError(`${source.shown}:${first.line}: ${first.text}${more}`, first.advice);
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly text: string;
  readonly advice?: string;
}

function describe(issue: Issue, data: unknown, schema: z.ZodType): Problem[] {
  const key = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((unknown) => ({
      path: [...issue.path, unknown],
      text: `unknown key "${[...issue.path.map(String), unknown].join('.')}"${didYouMean(unknown, known)}`,
      advice: `keys here are ${known.join(', ')}`,
    }));
  }
  const value = JSON.stringify(valueAt(data, issue.path)) ?? 'nothing';
  const shown = value.length > 60 ? `${value.slice(0, 57)}...` : value;
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const given = valueAt(data, issue.path);
    const hint = typeof given === 'string' ? didYouMean(given, allowed) : '';
    return [{ path: issue.path, text: `"${key}" may not be ${shown}${hint}`, advice: `values are ${allowed.join(', ')}` }];
  }
  if (issue.path.length === 0) return [{ path: [], text: `a configuration is an object, not ${shown}`, advice: 'see .vibecheckrc.example.json' }];
  return [{ path: issue.path, text: `"${key}" may not be ${shown}`, advice: expectation(issue) }];
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') {
    const words: Record<string, string> = { array: 'a list', object: 'an object', record: 'an object', string: 'a text', int: 'a whole number', number: 'a number', boolean: 'true or false' };
    return `it has to be ${words[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'too_small') return issue.origin === 'string' ? 'it may not be empty' : `it has to be at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `it may be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`;
  return 'see .vibecheckrc.example.json';
}

function unknownRules(configuration: Configuration, ruleIds: readonly string[]): Problem[] {
  const known: readonly string[] = [...FAMILIES, ...ruleIds];
  return Object.keys(configuration.rules ?? {})
    .filter((id) => !known.includes(id))
    .map((id) => ({ path: ['rules', id], text: `unknown rule "${id}"${didYouMean(id, known)}`, advice: 'vibecheck rules lists them all' }));
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const key of path) current = (unwrap(current)?.shape as Record<PropertyKey, unknown> | undefined)?.[key];
  return Object.keys(unwrap(current)?.shape ?? {});
}

function unwrap(schema: unknown): { shape?: object } | undefined {
  const optional = schema as { unwrap?: () => { shape?: object } } | undefined;
  return optional?.unwrap ? optional.unwrap() : (schema as { shape?: object } | undefined);
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], data);
}
