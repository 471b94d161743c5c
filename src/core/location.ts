/** A place in a text: line and column count from 1, columns in UTF-16 code units, as SARIF has them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A range in a scanned file. `end` is exclusive. `file` is relative to the scanned root, with `/`. */
export interface Location {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  /** For notebooks: which code cell (from 1, all cells counted) and the line inside it (from 1). */
  readonly cell?: { readonly number: number; readonly line: number };
}

/** Orders by file, then position: the one order in which findings, gaps and steps are listed. */
export function compareLocations(a: Location, b: Location): number {
  return (
    compareText(a.file, b.file) ||
    a.start.line - b.start.line ||
    a.start.column - b.start.column ||
    a.end.line - b.end.line ||
    a.end.column - b.end.column
  );
}

/** Code-unit order: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
