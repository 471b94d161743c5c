import type { RenderOptions } from './options.js';
import { printable } from './printable.js';

/** How a page is set: the options with a width that can hold a sentence. */
export type Sheet = RenderOptions;

const NARROWEST = 60;
const DEFAULT_WIDTH = 100;
/** No message of ours is longer; a scanned name can be. */
const LONGEST_TEXT = 1_000;

export function sheet(options: RenderOptions): Sheet {
  return { ...options, width: Math.max(NARROWEST, Math.floor(options.width) || DEFAULT_WIDTH) };
}

/**
 * A text of the report, made safe to print on one line: control characters shown as escapes,
 * and nothing left that a CI service would obey (`::command::` first on a line, `##[command]` anywhere).
 */
export function clean(text: string): string {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '')}...` : text;
  return printable(cut.replace(/[\t\n\r]+/g, ' '))
    .replace(/##(?=\[|vso\[)/g, '#\\#')
    .replace(/(^|\s)::/g, '$1\\::')
    .trim();
}

/** A source line, cut to the width. */
export function cleanExcerpt(excerpt: string, width: number): string {
  const letters = Array.from(clean(excerpt));
  return letters.length > width ? `${letters.slice(0, Math.max(0, width - 3)).join('')}...` : letters.join('');
}

export interface Hang {
  /** Stands before the text on its first line, indentation included. */
  readonly lead?: string;
  readonly leadStyle?: (text: string) => string;
  readonly style?: (text: string) => string;
  /** Stands after the text, for instance its place; moves to a line of its own where it does not fit. */
  readonly tail?: string;
  readonly tailStyle?: (text: string) => string;
  /** Columns before every line but the first. */
  readonly indent: number;
}

const plain = (text: string): string => text;

/** Sets clean text in lines of the sheet's width, the further ones indented. A word is never broken. */
export function hang(text: string, { width }: Sheet, options: Hang): string[] {
  const { lead = '', leadStyle = plain, style = plain, tail = '', tailStyle = plain, indent } = options;
  const margin = ' '.repeat(indent);
  const rows = wrap(text, width, lead.length, indent);
  const lines = rows.map((row, index) => (index === 0 ? leadStyle(lead) : margin) + style(row));
  if (tail === '') return lines;

  const used = rows.at(-1)!.length + (rows.length === 1 ? lead.length : indent);
  if (used + 2 + tail.length <= width) lines[lines.length - 1] += `  ${tailStyle(tail)}`;
  else lines.push(margin + tailStyle(tail));
  return lines;
}

/** At least one row; `first` and `rest` are the columns taken before the first row and before the others. */
function wrap(text: string, width: number, first: number, rest: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    const room = width - (rows.length === 0 ? first : rest);
    if (row !== '' && row.length + 1 + word.length > room) {
      rows.push(row);
      row = word;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row];
}
