import { builtinModules } from 'node:module';
import type { Module } from '#model';

const BUILT_IN = new Set(builtinModules);
/** A package with its version, loaded from an address: `https://…/std@0.224.0/http/server.ts`. */
const FROM_ADDRESS = /^https:\/\/[^/]{1,100}\/(?:(?:npm|stable|v\d{1,4})\/)?((?:@[\w.-]{1,100}\/)?[\w.-]{1,100})@[\w.^~-]{1,40}(\/[^?#]{1,200})?(?:[?#]|$)/;

/** `axios` → `npm:axios`, `fs` → `node:fs`, `google.cloud` → `py:google.cloud`. */
export function packagePath(source: string, language: Module['language']): string {
  if (language === 'python') return `py:${source}`;
  if (source.startsWith('node:')) return source;
  if (BUILT_IN.has(source)) return `node:${source}`;
  const loaded = FROM_ADDRESS.exec(source);
  if (loaded) return `npm:${loaded[1]!}${(loaded[2] ?? '').replace(/^.*\.[cm]?js$|\.ts$/, '')}`;
  // Deno's and Apps Script's spellings of a package.
  return `npm:${source.replace(/^npm:/, '').replace(/^(@?[^@]+)@[^/]*/, '$1')}`;
}

