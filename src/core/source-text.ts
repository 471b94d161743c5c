import type { Location, Position } from './location.js';

/** Maps an offset of the analysed text to its place in the file on disk, where the two differ (notebooks, pasted chat). */
export interface OriginMap {
  position(offset: number): Position & { cell?: { number: number; line: number } };
}

/** The text of one module with the way back from offsets (UTF-16) to lines of the file. */
export class SourceText {
  readonly #starts: number[];

  constructor(
    readonly file: string,
    readonly text: string,
    readonly origin?: OriginMap,
  ) {
    const starts = [0];
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    this.#starts = starts;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Line and column in the analysed text. */
  position(offset: number): Position {
    const line = this.#lineIndex(offset);
    return { line: line + 1, column: offset - this.#starts[line]! + 1 };
  }

  /** The place in the file on disk. */
  locate(start: number, end: number): Location {
    if (!this.origin) return { file: this.file, start: this.position(start), end: this.position(end) };
    const from = this.origin.position(start);
    const to = this.origin.position(Math.max(start, end - 1));
    return {
      file: this.file,
      start: { line: from.line, column: from.column },
      end: { line: to.line, column: to.column + 1 },
      ...(from.cell ? { cell: from.cell } : {}),
    };
  }

  /** The whole line that holds the offset, without its line break. */
  lineAt(offset: number): string {
    const line = this.#lineIndex(offset);
    const next = this.#starts[line + 1];
    return this.text.slice(this.#starts[line]!, next === undefined ? undefined : next - 1).replace(/\r$/, '');
  }

  /** Offset of the first character of a line (from 1) of the analysed text. */
  lineStart(line: number): number {
    return this.#starts[Math.min(Math.max(line, 1), this.#starts.length) - 1]!;
  }

  #lineIndex(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
