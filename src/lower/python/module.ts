import type { SourceText } from '#core';
import { ModuleBuilder, newFunc, type Comment, type Module } from '#model';
import { Context, type Lowerers, type ShellLine } from './context.js';
import { addDoc, docstring } from './definitions.js';
import { lowerExpression } from './expressions.js';
import { lowerPattern } from './patterns.js';
import { lowerStatements } from './statements.js';
import type { Problem, SyntaxTree } from './syntax.js';

const MAX_PROBLEMS = 20;
const LOWERERS: Lowerers = { expression: lowerExpression, pattern: lowerPattern, statements: lowerStatements };

export interface PythonText {
  readonly source: SourceText;
  /** What was parsed: as long as the source's text, with what is not Python covered. */
  readonly code: string;
  readonly tree: SyntaxTree;
  readonly shellLines: ReadonlyMap<number, ShellLine>;
}

/** Fills the builder from a syntax tree; the caller adds what else it knows and seals. Throws RangeError on nesting too deep to follow. */
export function lowerModule(builder: ModuleBuilder, { code, tree, shellLines }: Omit<PythonText, 'source'>): Module {
  const context = new Context(builder, code, shellLines, LOWERERS);
  for (const comment of tree.comments) builder.comments.push(lineComment(code, comment));
  const top = newFunc('module', builder.moduleScope, 0, code.length);
  const doc = docstring(context, tree.root);
  if (doc !== undefined) {
    top.doc = doc;
    addDoc(context, tree.root.children[0]!);
  }
  context.inside(top, builder.moduleScope, undefined, () => {
    top.body = context.block(tree.root);
  });
  context.finish();
  addProblems(builder, tree.problems);
  for (const binding of builder.moduleScope.bindings.values()) {
    if (!binding.name.startsWith('_')) builder.exports.push({ name: binding.name, binding });
  }
  builder.comments.sort((a, b) => a.start - b.start);
  return builder.seal(top);
}

function lineComment(code: string, { start, end }: { start: number; end: number }): Comment {
  return { text: code.slice(start + 1, end).trim(), start, end, form: 'line' };
}

function addProblems(builder: ModuleBuilder, problems: readonly Problem[]): void {
  for (const problem of problems.slice(0, MAX_PROBLEMS)) builder.gap('parse', reasonOf(problem), problem.start, problem.end);
}

/** Quotes no names and no text of the script: a gap must not leak a secret. */
function reasonOf({ expected, node }: Problem): string {
  if (expected !== undefined) return `This is not valid Python: ${nameOf(expected)} is missing`;
  const first = node?.type === 'string' ? node : node?.children.find((child) => child.type !== 'ERROR');
  return `This is not valid Python and was read only in part${first ? `; it begins with ${nameOf(first.type)}` : ''}`;
}

/** A token, or a word of the grammar in plain English. */
function nameOf(type: string): string {
  if (!/^\w/.test(type)) return `"${type}"`;
  const words = type === 'string_start' ? 'unfinished string' : type.replace(/_/g, ' ');
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}
