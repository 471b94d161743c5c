import { builtinModules } from 'node:module';
import type { Module } from '#model';

const BUILT_IN = new Set(builtinModules);

/** `axios` → `npm:axios`, `fs` → `node:fs`, `google.cloud` → `py:google.cloud`. */
export function packagePath(source: string, language: Module['language']): string {
  if (language === 'python') return `py:${source}`;
  if (source.startsWith('node:')) return source;
  if (BUILT_IN.has(source)) return `node:${source}`;
  // Deno's and Apps Script's spellings of a package.
  return `npm:${source.replace(/^npm:/, '').replace(/^(@?[^@]+)@[^/]*/, '$1')}`;
}

