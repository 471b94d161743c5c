import { SourceText, type OriginMap, type Position } from '#core';
import type { Node as JsonNode } from 'jsonc-parser';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'], ['t', '\t'], ['r', '\r'], ['b', '\b'], ['f', '\f'], ['"', '"'], ['\\', '\\'], ['/', '/'],
]);

interface Cell {
  readonly number: number;
  readonly start: number;
}

/**
 * Joins the cells of a notebook to one text and remembers where each stretch of it stood in the file: stretches end
 * at JSON escapes and string ends, between which offsets run side by side.
 */
export class CellText {
  readonly #pieces: string[] = [];
  readonly #cells: Cell[] = [];
  /** Start of each stretch in the joined text, and in the file. */
  readonly #codeStarts: number[] = [];
  readonly #fileStarts: number[] = [];
  #length = 0;
  #last = '\n';

  constructor(private readonly whole: SourceText) {}

  /** Adds the strings of one cell's source. Gives its text. */
  addCell(number: number, strings: readonly JsonNode[]): { text: string; start: number } {
    const start = this.#length;
    this.#cells.push({ number, start });
    const from = this.#pieces.length;
    for (const string of strings) this.#addString(string);
    const text = this.#pieces.slice(from).join('');
    if (this.#last !== '\n') {
      const end = strings[strings.length - 1];
      this.#append('\n', end ? end.offset + end.length - 1 : 0);
    }
    return { text, start };
  }

  get text(): string {
    return this.#pieces.join('');
  }

  origin(text: string): OriginMap {
    const lines = new SourceText(this.whole.file, text);
    const { whole } = this;
    const cells = this.#cells;
    const cellStarts = cells.map(({ start }) => start);
    const codeStarts = this.#codeStarts;
    const fileStarts = this.#fileStarts;
    return {
      position(offset): Position & { cell?: { number: number; line: number } } {
        const stretch = lastAtMost(codeStarts, offset);
        if (stretch === -1) return { line: 1, column: 1 };
        const length = Math.max(0, (codeStarts[stretch + 1] ?? text.length) - codeStarts[stretch]!);
        const place = whole.position(fileStarts[stretch]! + Math.min(offset - codeStarts[stretch]!, length));
        const cell = cells[lastAtMost(cellStarts, offset)];
        if (!cell) return place;
        const line = lines.position(offset).line - lines.position(cell.start).line + 1;
        return { ...place, cell: { number: cell.number, line } };
      },
    };
  }

  #addString(node: JsonNode): void {
    const { text } = this.whole;
    const end = node.offset + node.length - 1;
    let at = node.offset + 1;
    while (at < end) {
      const escape = text.indexOf('\\', at);
      const stop = escape === -1 || escape > end ? end : escape;
      if (stop > at) this.#append(text.slice(at, stop), at);
      if (stop === end) return;
      const letter = text[stop + 1] ?? '';
      const long = letter === 'u';
      const value = long ? String.fromCharCode(parseInt(text.slice(stop + 2, stop + 6), 16) || 0xfffd) : ESCAPES.get(letter) ?? letter;
      this.#append(value, stop);
      at = stop + (long ? 6 : 2);
    }
  }

  #append(piece: string, fileStart: number): void {
    if (piece === '') return;
    this.#codeStarts.push(this.#length);
    this.#fileStarts.push(fileStart);
    this.#pieces.push(piece);
    this.#length += piece.length;
    this.#last = piece[piece.length - 1]!;
  }
}

/** Index of the last of the ascending numbers that is at most the limit, -1 if none. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = -1;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
