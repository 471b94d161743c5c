/**
 * JavaScript and TypeScript to the model. Takes a file, gives a module; what does not parse is a gap in it.
 * The only home of the parser; may not know any rule, API or policy.
 */
import { SourceText } from '#core';
import type { SourceFile } from '#core';
import { ModuleBuilder, newFunc } from '#model';
import type { Comment, Module } from '#model';
import { docComments, lowerComment } from './comments.js';
import { looksLikeAppsScript, looksLikeOfficeScript } from './dialect.js';
import { lowerProgram } from './lowering.js';
import { officeScriptText } from './office-script.js';
import { readScript } from './read.js';
import type { Reading } from './read.js';

/** More than these say nothing new about one file. */
const MAX_GAPS = 20;

/** Never throws: a text that gives no tree is a module without statements and with a gap. */
export function lowerScript(file: SourceFile): Module {
  const source = file.kind === 'office-script' ? officeScriptText(file) : new SourceText(file.file, file.text);
  const builder = new ModuleBuilder(source, 'javascript');
  const reading = readScript(source, file.kind);
  noteGaps(builder, reading);
  const comments = commentsOf(reading, source.text);
  for (const comment of comments) builder.comments.push(comment);
  const module = lowerReading(builder, reading, comments);
  if (file.kind === 'apps-script' || (file.kind !== 'office-script' && looksLikeAppsScript(module))) builder.dialects.add('apps-script');
  if (file.kind === 'office-script' || looksLikeOfficeScript(module)) builder.dialects.add('office-script');
  return module;
}

function lowerReading(builder: ModuleBuilder, { parsed, code }: Reading, comments: readonly Comment[]): Module {
  const empty = newFunc('module', builder.moduleScope, 0, builder.source.text.length);
  if (!parsed) return builder.seal(empty);
  const { program } = parsed.tree;
  builder.dialects.add(program.sourceType === 'module' ? 'module' : 'script');
  if (parsed.typescript) builder.dialects.add('typescript');
  return lowerProgram(builder, program, code, docComments(comments.filter((comment) => comment.form !== 'prose'), code));
}

function commentsOf({ parsed, prose }: Reading, text: string): Comment[] {
  const comments = (parsed?.tree.comments ?? []).map((comment) => lowerComment(comment));
  const interpreter = parsed?.tree.program.interpreter;
  if (interpreter) {
    comments.push({ text: interpreter.value.trim(), form: 'line', start: interpreter.start!, end: interpreter.end! });
  }
  for (const { start, end } of prose) comments.push({ text: text.slice(start, end).trim(), form: 'prose', start, end });
  return comments.sort((a, b) => a.start - b.start);
}

function noteGaps(builder: ModuleBuilder, { parsed, leftOut, problem, code }: Reading): void {
  const line = (offset: number): number => builder.source.locate(offset, offset).start.line;
  for (const part of leftOut) {
    builder.gap('parse', `Left out what does not parse at line ${line(part.problem.offset)}: ${part.problem.message}`, part.start, part.end);
  }
  for (const { message, offset } of parsed?.problems ?? []) {
    if (builder.gaps.length >= MAX_GAPS) return;
    builder.gap('parse', `Line ${line(offset)} is not valid: ${message}`, offset, offset + 1);
  }
  if (parsed) return;
  if (problem) builder.gap('parse', `The file does not parse: line ${line(problem.offset)}: ${problem.message}`, problem.offset, problem.offset + 1);
  else builder.gap('parse', 'The file is nested too deeply to be parsed.', 0, code.length);
}
export { treeOf } from './tree.js';
