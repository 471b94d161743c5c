import type { FileKind, SourceText } from '#core';
import { extractPasted } from '../pasted.js';
import { parseScript } from './parse.js';
import type { Parsed, SyntaxProblem, Unparsed } from './parse.js';
import { parseAround } from './recover.js';
import type { LeftOut } from './recover.js';

/** What came of a text: a tree where any could be had, what was left out for it, and the prose that was around the code. */
export interface Reading {
  readonly parsed?: Parsed;
  /** The text that was parsed; same offsets as the module's text. */
  readonly code: string;
  readonly prose: readonly { start: number; end: number }[];
  readonly leftOut: readonly LeftOut[];
  /** Why there is no tree; absent then too when the nesting was too deep. */
  readonly problem?: SyntaxProblem;
}

/** Parses a script as it is; then without the chat around it; then without the statements that do not parse. */
export function readScript({ text, file }: SourceText, kind: FileKind): Reading {
  const whole = parseScript(text, file, kind);
  if (whole.tree && whole.problems.length === 0 && !fencedAsCode(whole, text)) return { parsed: whole, code: text, prose: [], leftOut: [] };

  const pasted = extractPasted(text, 'javascript');
  const inner = pasted && parseScript(pasted.code, file, kind);
  const better = inner?.tree !== undefined && (fewerProblems(inner, whole) || fencedAsCode(whole, text));
  const { code, prose } = pasted && better ? pasted : { code: text, prose: [] };
  const parsed = better ? inner : whole;
  if (parsed.tree) return { parsed, code, prose, leftOut: [] };

  const [inside, outside, failed] = pasted && !inner?.tree ? [pasted.code, pasted.prose, inner] : [text, [], whole];
  const failure = failed?.tree ? undefined : failed?.problem;
  const recovered = failure && parseAround(inside, file, kind, failure);
  if (recovered) return { ...recovered, prose: outside };
  return { code, prose, leftOut: [], ...(failure ? { problem: failure } : {}) };
}

function fewerProblems(a: Parsed, b: Parsed | Unparsed): boolean {
  return !b.tree || a.problems.length < b.problems.length;
}

/** A Markdown fence parses by chance: three backquotes are an empty template that tags the next one. */
function fencedAsCode(result: Parsed | Unparsed, text: string): boolean {
  return result.tree !== undefined && result.tree.program.body.some((statement) => text.startsWith('```', statement.start!));
}
