import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import { copyTree, shapesOf, type SyntaxTree } from './syntax.js';

export type Parse = (text: string) => SyntaxTree;

// Seen from the compiled file, which lies as deep in `dist` as the source does in `src`, plus one.
const GRAMMAR = join(__dirname, '../../../../src/lower/python/grammar/tree-sitter-python.wasm');

/** The parser, made at the first call and kept: the grammar takes some 20 ms to load. Offsets of its trees are UTF-16. */
export const pythonParser: () => Promise<Parse> = once(async () => {
  await Parser.init();
  const language = await Language.load(await readFile(GRAMMAR));
  const parser = new Parser().setLanguage(language);
  const shapes = shapesOf(language);
  return (text) => {
    // Otherwise a parse that broke off would be taken up again with another text.
    parser.reset();
    const tree = parser.parse(text);
    if (!tree) throw new Error('The Python parser gave no tree');
    try {
      return copyTree(tree, text, shapes);
    } finally {
      tree.delete();
    }
  };
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
