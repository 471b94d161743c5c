import type { ShellLine } from './context.js';

/** A cell's text with what is not Python covered: as long as before, line breaks kept. */
export interface PlainCell {
  readonly code: string;
  readonly shellLines: readonly ShellLine[];
  /** The language of a cell that is not analysed. */
  readonly foreign?: string;
}

type Piece = ShellLine['args'][number][number];

export const SHELL_MAGICS: ReadonlySet<string> = new Set(['bash', 'sh', 'script', 'system', 'sx', 'cmd', 'shell', 'zsh']);
export const SQL_MAGICS: ReadonlySet<string> = new Set(['sql', 'bigquery']);
const FILE_CELLS = new Set(['writefile', 'file']);
/** Cells whose body is Python, or none of it code. */
const PYTHON_CELLS = new Set(['time', 'timeit', 'capture', 'prun', 'python', 'python3', 'debug', 'memit', 'mprun', 'local', 'spark', 'pyspark', 'snakeviz']);
const MARKUP_CELLS = new Set(['html', 'markdown', 'md', 'latex', 'svg', 'configure', 'mermaid', 'ai', 'css']);
const TIMING_MAGICS = new Set(['time', 'timeit', 'prun', 'memit']);
/** The magic's own name is the program. */
export const PROGRAM_MAGICS: ReadonlySet<string> = new Set(['pip', 'conda', 'mamba', 'uv']);
/** Written with one sign by notebooks of some vendors, for the whole cell. */
const BARE_CELL = /^%(sql|sh|md|scala|r|fs)[ \t]*\r?(?:\n|$)/;

/** `start` is the offset of the cell in the module's text. */
export function coverMagics(text: string, start: number): PlainCell {
  const head = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(text)![0].length;
  const cell = /^%%(\w+|!)([^\n]*)\n?/.exec(text.slice(head)) ?? BARE_CELL.exec(text.slice(head));
  return cell ? coverCell(text, start, head, cell) : coverLines(text, start, 0);
}

function coverCell(text: string, start: number, head: number, match: RegExpExecArray): PlainCell {
  const magic = match[1]!.toLowerCase();
  const bodyStart = head + match[0].length;
  const body = text.slice(bodyStart);
  const rest = (match[2] ?? '').trim();
  const piece = (value: string, from: number): Piece => ({ text: value, start: start + from, end: start + from + value.length });
  const call = (callee: string, args: Piece[][]): PlainCell => ({
    code: blank(text.slice(0, head)) + mark(firstLine(match[0])) + blank(text.slice(head + firstLine(match[0]).length)),
    shellLines: [{ start: start + head, end: start + text.length, callee, args }],
  });
  if (SHELL_MAGICS.has(magic) || magic === '!') return call('shell', [[piece(body, bodyStart)]]);
  if (SQL_MAGICS.has(magic)) return call('sql', [[piece(body, bodyStart)]]);
  if (FILE_CELLS.has(magic)) {
    const name = rest.replace(/^(?:-\w+\s+)+/, '');
    return call('writefile', [[piece(name, head + match[0].lastIndexOf(name))], [piece(body, bodyStart)]]);
  }
  if (PYTHON_CELLS.has(magic)) {
    const inner = coverLines(text, start, bodyStart);
    return { ...inner, code: blank(text.slice(0, bodyStart)) + inner.code.slice(bodyStart) };
  }
  const code = blank(text);
  return MARKUP_CELLS.has(magic) ? { code, shellLines: [] } : { code, shellLines: [], foreign: match[1]! };
}

/** Goes through the logical lines: a line inside a string or bracket is never a magic. */
function coverLines(text: string, start: number, from: number): PlainCell {
  const shellLines: ShellLine[] = [];
  const pieces: string[] = [text.slice(0, from)];
  let at = from;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const magic = readMagic(line);
    if (!magic) {
      const next = logicalLineEnd(text, at);
      pieces.push(text.slice(at, next));
      at = next;
      continue;
    }
    const last = magic.kind === 'call' ? continuedEnd(text, at) : end;
    const covered = text.slice(at + magic.from, last);
    pieces.push(text.slice(at, at + magic.from));
    if (magic.kind === 'call') {
      const commandStart = at + magic.command;
      const command = text.slice(commandStart, last).replace(/\r$/, '');
      const pieceList = magic.callee === 'shell' ? interpolated(command, start + commandStart) : [{ text: command, start: start + commandStart, end: start + last }];
      shellLines.push({ start: start + at + magic.from, end: start + last, callee: magic.callee, args: [pieceList] });
      pieces.push(mark(line.slice(magic.from)) + blank(text.slice(end, last)));
    } else {
      pieces.push(magic.kind === 'prefix' ? ' '.repeat(magic.length) + covered.slice(magic.length) : standIn(covered, magic.kind, magic.from));
    }
    at = last;
  }
  return { code: pieces.join(''), shellLines };
}

type Magic =
  | { kind: 'call'; callee: string; from: number; command: number }
  | { kind: 'prefix'; from: number; length: number }
  | { kind: 'drop' | 'value'; from: number };

const LINE_MAGIC = /^([ \t]*)%(\w+)(?:[ \t]+|$)/;
const SHELL_LINE = /^([ \t]*)!{1,2}(?!=)/;
const ASSIGNED = /^([ \t]*[A-Za-z_][\w.,[\]'" \t]*=[ \t]*)(?:(!{1,2})(?=[^=\s])|%(\w+)(?:[ \t]+|$))/;
const HELP = /^[ \t]*(?:\?{1,2}[ \t]*[\w.*%]+|[%A-Za-z_][\w.*]*\?{1,2})[ \t]*\r?$/;

function readMagic(line: string): Magic | undefined {
  const shell = SHELL_LINE.exec(line);
  if (shell) return { kind: 'call', callee: 'shell', from: shell[1]!.length, command: shell[0].length };
  const magic = LINE_MAGIC.exec(line.replace(/\r$/, ''));
  if (magic) return lineMagic(magic[2]!, magic[1]!.length, magic[0].length, line, 'drop');
  if (HELP.test(line)) return { kind: 'drop', from: /^[ \t]*/.exec(line)![0].length };
  const assigned = ASSIGNED.exec(line);
  if (!assigned) return undefined;
  const from = assigned[1]!.length;
  return assigned[2] ? { kind: 'call', callee: 'shell', from, command: assigned[0].length }
    : lineMagic(assigned[3]!, from, assigned[0].length, line, 'value');
}

function lineMagic(name: string, from: number, after: number, line: string, otherwise: 'drop' | 'value'): Magic {
  if (PROGRAM_MAGICS.has(name)) return { kind: 'call', callee: 'shell', from, command: from + 1 };
  if (SHELL_MAGICS.has(name)) return { kind: 'call', callee: 'shell', from, command: after };
  if (SQL_MAGICS.has(name)) return { kind: 'call', callee: 'sql', from, command: after };
  if (!TIMING_MAGICS.has(name)) return { kind: otherwise, from };
  const options = /^(?:-\w+(?:[ \t]+\d+)?[ \t]+)*/.exec(line.slice(after))![0].length;
  return { kind: 'prefix', from, length: after + options - from };
}

/** `{name}` and `$name` put a variable in. */
function interpolated(command: string, start: number): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  const literal = (end: number): void => {
    if (end > done) pieces.push({ text: command.slice(done, end), start: start + done, end: start + end });
  };
  for (const match of command.matchAll(/\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g)) {
    literal(match.index);
    pieces.push({ text: match[1] ?? match[2]!, name: true, start: start + match.index, end: start + match.index + match[0].length });
    done = match.index + match[0].length;
  }
  literal(command.length);
  return pieces.length > 0 ? pieces : [{ text: '', start, end: start }];
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** End of a shell line with the lines that a backslash joins to it, before the line break. */
function continuedEnd(text: string, at: number): number {
  let end = lineEnd(text, at);
  while (end < text.length && /\\\r?$/.test(text.slice(Math.max(at, end - 2), end))) end = lineEnd(text, end + 1);
  return end;
}

/** The offset after the line break that ends the logical line of Python begun at `at`. */
function logicalLineEnd(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const char = text[i]!;
    if (char === '#') {
      i = lineEnd(text, i) - 1;
    } else if (char === '"' || char === "'") {
      i = stringEnd(text, i, char) - 1;
    } else if (char === '(' || char === '[' || char === '{') {
      depth++;
    } else if (char === ')' || char === ']' || char === '}') {
      depth = Math.max(0, depth - 1);
    } else if (char === '\\') {
      if (text[i + 1] === '\r') i++;
      i++;
    } else if (char === '\n' && depth === 0) {
      return i + 1;
    }
  }
  return text.length;
}

function stringEnd(text: string, at: number, quote: string): number {
  const triple = text.startsWith(quote.repeat(3), at);
  for (let i = at + (triple ? 3 : 1); i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (triple ? text.startsWith(quote.repeat(3), i) : text[i] === quote) return i + (triple ? 3 : 1);
    else if (!triple && text[i] === '\n') return i;
  }
  return text.length;
}

function firstLine(text: string): string {
  return text.replace(/\r?\n[^]*$/, '');
}

/** A name as long as the text: what the lowering finds in its place. */
function mark(text: string): string {
  return text.endsWith('\r') ? `${'_'.repeat(text.length - 1)}\r` : '_'.repeat(text.length);
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** Something that parses where the magic stood: an indented line may be all that its block holds. */
function standIn(text: string, kind: 'drop' | 'value', indent: number): string {
  const word = kind === 'value' ? 'None' : indent > 0 ? 'pass' : '';
  return text.length >= word.length ? word + blank(text.slice(word.length)) : blank(text);
}
