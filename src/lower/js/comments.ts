import type * as t from '@babel/types';
import type { Comment } from '#model';

/** A source comment without its markers; one that opens with two stars is a doc comment. */
export function lowerComment(comment: t.Comment): Comment {
  const { start, end } = comment as { start: number; end: number };
  if (comment.type === 'CommentLine') return { text: comment.value.trim(), form: 'line', start, end };
  const doc = comment.value.startsWith('*') && comment.value.length > 1;
  return { text: blockText(doc ? comment.value.slice(1) : comment.value), form: doc ? 'doc' : 'block', start, end };
}

/** Lines of a block comment without the stars that lead them. */
function blockText(text: string): string {
  if (!text.includes('\n')) return text.trim();
  return text.split('\n').map(withoutStar).join('\n').trim();
}

function withoutStar(line: string): string {
  const text = line.trim();
  if (!text.startsWith('*')) return text;
  return text.startsWith('* ') ? text.slice(2) : text.slice(1);
}

/** Doc comments by the offset of the first token after them, other comments between them passed over. */
export function docComments(comments: readonly Comment[], code: string): Map<number, string> {
  const docs = new Map<number, string>();
  for (let i = comments.length - 1, next = 0, anchor = -1; i >= 0; i--) {
    const comment = comments[i]!;
    let after = afterBlank(code, comment.end);
    if (after === next && anchor !== -1) after = anchor;
    next = comment.start;
    anchor = after;
    if (comment.form === 'doc' && !docs.has(after)) docs.set(after, comment.text);
  }
  return docs;
}

function afterBlank(code: string, from: number): number {
  let at = from;
  while (at < code.length && isBlank(code.charCodeAt(at))) at++;
  return at;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0xa0 || unit === 0xfeff;
}
