import type * as t from '@babel/types';
import type { Module } from '#model';
import { readScript } from './read.js';

/**
 * Babel's own tree of a module, for visitors of plugins: the model keeps none. Offsets are those of the module's text.
 * Undefined for a text that gives no tree.
 */
export function treeOf(module: Module): t.File | undefined {
  const kind = module.dialects.has('office-script') ? 'office-script' : module.dialects.has('typescript') ? 'typescript' : 'javascript';
  return readScript(module.source, kind).parsed?.tree;
}
