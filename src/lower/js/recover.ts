import type * as t from '@babel/types';
import type { FileKind } from '#core';
import { childNodes } from './context.js';
import { parseScript } from './parse.js';
import type { Parsed, SyntaxProblem } from './parse.js';

/** What was blanked so that the rest parses, with the error that asked for it. */
export interface LeftOut {
  readonly start: number;
  readonly end: number;
  readonly problem: SyntaxProblem;
}

export interface Recovered {
  readonly parsed: Parsed;
  readonly code: string;
  readonly leftOut: readonly LeftOut[];
}

/** Parses are the cost here: so many at most, and so much text in all. */
const TRIES = 5;
const PARSED_AT_MOST = 4_000_000;

/**
 * Leaves out the line that the parser failed at; else the top-level statement that holds it, a few times; at last
 * everything from the first failure on. Parses the rest. Statements are told by their lines: one starts where a line has no indent.
 */
export function parseAround(code: string, file: string, kind: FileKind, first: SyntaxProblem): Recovered | undefined {
  if (first.offset >= code.trimEnd().length) {
    const closed = parseClosed(code, file, kind);
    if (closed) return { parsed: closed, code, leftOut: [{ start: code.length, end: code.length, problem: first }] };
  }
  const oneLine = parseWithoutLine(code, file, kind, first);
  if (oneLine) return oneLine;
  const leftOut: LeftOut[] = [];
  let text = code;
  let problem = first;
  for (let tries = triesFor(code); tries > 0; tries--) {
    const { start, end } = partAt(text, problem.offset);
    leftOut.push({ start, end, problem });
    text = blanked(text, start, end);
    const result = parseScript(text, file, kind, 'likely');
    if (result.tree) return { parsed: result, code: text, leftOut: merged(leftOut) };
    if (!result.problem) break;
    problem = result.problem;
  }
  const start = statementBefore(code, first.offset);
  const before = blanked(code, start, code.length);
  const result = parseScript(before, file, kind, 'likely');
  const parsed = result.tree ? result : parseClosed(before, file, kind);
  return parsed && { parsed, code: before, leftOut: [{ start, end: code.length, problem: first }] };
}

/** Most mistakes lie on the line that the parser stopped at or, when something is missing there, on the one before. */
function parseWithoutLine(code: string, file: string, kind: FileKind, problem: SyntaxProblem): Recovered | undefined {
  let end = problem.offset;
  for (let tries = Math.min(2, triesFor(code)); tries > 0 && end > 0; tries--) {
    const start = lineStart(code, end);
    const next = code.indexOf('\n', end);
    const text = blanked(code, start, next === -1 ? code.length : next);
    const parsed = parseScript(text, file, kind, 'likely');
    if (parsed.tree) return { parsed, code: text, leftOut: [{ start, end: next === -1 ? code.length : next, problem }] };
    end = start - 1;
  }
  return undefined;
}

function triesFor(code: string): number {
  return Math.max(1, Math.min(TRIES, Math.floor(PARSED_AT_MOST / (code.length + 1))));
}

/** A text that breaks off after a whole statement lacks no more than the ends of the blocks around it. */
function parseClosed(code: string, file: string, kind: FileKind): Parsed | undefined {
  for (const ends of ['}', '}}', '})', '}}}'].slice(0, triesFor(code))) {
    const result = parseScript(`${code}\n${ends}`, file, kind, 'likely');
    if (!result.tree) continue;
    endWithin(result.tree, code.length);
    return result;
  }
  return undefined;
}

/** Nodes that the added brackets end do end with the text. */
function endWithin(tree: t.Node, length: number): void {
  const open = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.end! <= length) continue;
    node.end = length;
    for (const child of childNodes(node)) open.push(child);
  }
}

/** A bracket that closes nothing is left out alone, anything else with the statement that holds it. */
function partAt(text: string, offset: number): { start: number; end: number } {
  if (/[)\]}]/.test(text.charAt(offset))) return { start: offset, end: offset + 1 };
  return { start: statementBefore(text, offset), end: statementAfter(text, offset) };
}

/** Spaces for everything but line breaks, so that every offset stays. */
export function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
}

/** Start of the nearest line at or before the offset that opens a statement; 0 if none does. */
function statementBefore(text: string, offset: number): number {
  let at = lineStart(text, offset);
  while (at > 0 && !opensStatement(text, at)) at = lineStart(text, at - 1);
  return at;
}

function lineStart(text: string, offset: number): number {
  return offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;
}

function statementAfter(text: string, offset: number): number {
  for (let at = text.indexOf('\n', offset); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (opensStatement(text, at + 1)) return at + 1;
  }
  return text.length;
}

function opensStatement(text: string, at: number): boolean {
  return /[A-Za-z_$@/]/.test(text.charAt(at));
}

function merged(parts: readonly LeftOut[]): LeftOut[] {
  const sorted = [...parts].sort((a, b) => a.start - b.start);
  const result: LeftOut[] = [];
  for (const part of sorted) {
    const last = result[result.length - 1];
    if (last && part.start <= last.end) result[result.length - 1] = { ...last, end: Math.max(last.end, part.end) };
    else result.push(part);
  }
  return result;
}
