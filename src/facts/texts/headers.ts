/** What stands at the head of a file and speaks of all of it. */
import type { Module } from '#model';

/** Only comments that begin in these lines speak of the whole file. */
const HEADER_LINES = 40;

/** Comments and the docstring at the head of a file. Text around pasted code is not the author's header. */
export function headerTexts(module: Module): { readonly text: string; readonly start: number; readonly end: number }[] {
  const limit = module.source.lineStart(Math.min(HEADER_LINES + 1, module.source.lineCount));
  const last = module.source.lineCount <= HEADER_LINES ? Infinity : limit;
  const texts = module.comments
    .filter((comment) => comment.form !== 'prose' && comment.start < last)
    .map(({ text, start, end }) => ({ text, start, end }));
  const { doc } = module.top;
  if (doc !== undefined && !texts.some(({ text }) => text.includes(doc.slice(0, 40)))) {
    const start = Math.max(0, module.source.text.indexOf(doc.split('\n')[0]!.slice(0, 60)));
    texts.unshift({ text: doc, start, end: Math.min(module.source.text.length, start + doc.length) });
  }
  return texts;
}
