import type { Document } from 'yaml';
import { PolicyError } from './policy-error.js';

type Yaml = typeof import('yaml');

/**
 * The plain data of a configuration text. JSON is tried first, since YAML's reader costs more to load than the rest of
 * a run. Refuses what has no place in a configuration: aliases (a few lines can expand to gigabytes), keys that reach
 * for an object's prototype, and imports of other files.
 */
export function parseConfiguration(file: string, text: string): unknown {
  const json = tryJson(text);
  const data = json === undefined ? parseYaml(file, text) : json.value;
  const forbidden = findForbidden(data, []);
  if (forbidden) throw new PolicyError(`${file}:${lineOf(text, forbidden)}: the key "${forbidden.at(-1)}" is not allowed`, 'remove it');
  return data;
}

/** The line (from 1) of the key or item that a path leads to, or of the nearest thing above it. */
export function lineOf(text: string, path: readonly PropertyKey[]): number {
  const yaml = loadYaml();
  const counter = new yaml.LineCounter();
  try {
    const document = yaml.parseDocument(text, { lineCounter: counter, uniqueKeys: false });
    return counter.linePos(offsetOf(yaml, document, path)).line;
  } catch {
    return 1;
  }
}

function offsetOf(yaml: Yaml, document: Document.Parsed, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const key of path) {
    let next: unknown;
    let at: unknown;
    if (yaml.isMap(node)) {
      const pair = node.items.find((item) => String(yaml.isScalar(item.key) ? item.key.value : item.key) === String(key));
      [at, next] = [pair?.key, pair?.value];
    } else if (yaml.isSeq(node)) {
      next = node.items[Number(key)];
      at = next;
    }
    if (!yaml.isNode(at) || !at.range) return offset;
    offset = at.range[0];
    node = next;
  }
  return offset;
}

function loadYaml(): Yaml {
  return require('yaml') as Yaml;
}

function tryJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return undefined;
  }
}

function parseYaml(file: string, text: string): unknown {
  const yaml = loadYaml();
  const counter = new yaml.LineCounter();
  let document;
  try {
    document = yaml.parseDocument(text, { lineCounter: counter, schema: 'core', merge: false, prettyErrors: false, logLevel: 'silent' });
  } catch {
    throw tooDeep(file);
  }
  const problem = document.errors[0];
  if (problem) {
    if (problem.message.includes('call stack')) throw tooDeep(file);
    const line = counter.linePos(problem.pos[0]).line;
    throw new PolicyError(`${file}:${line}: ${firstSentence(problem.message)}`, 'mend the JSON or YAML');
  }
  let alias: number | undefined;
  yaml.visit(document, {
    Alias: (_key, node) => {
      alias = node.range?.[0] ?? 0;
      return yaml.visit.BREAK;
    },
  });
  if (alias !== undefined) {
    throw new PolicyError(`${file}:${counter.linePos(alias).line}: YAML aliases are not allowed`, 'write the value out');
  }
  return document.toJS() as unknown;
}

/** The reader recurses: brackets nested by the thousand exhaust the stack. */
function tooDeep(file: string): PolicyError {
  return new PolicyError(`${file}: nested too deeply to be read`, 'a configuration is two levels deep');
}

function firstSentence(message: string): string {
  return message.split('\n', 1)[0]!.replace(/[.:]?\s*$/, '');
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype', '$import']);

function findForbidden(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || path.length > 8) return undefined;
  for (const key of Object.keys(value)) {
    const here = [...path, key];
    if (FORBIDDEN.has(key)) return here;
    const inside = findForbidden((value as Record<string, unknown>)[key], here);
    if (inside) return inside;
  }
  return undefined;
}
