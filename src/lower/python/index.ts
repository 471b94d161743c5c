/** Takes a Python file or notebook, gives its module with gaps. The only home of tree-sitter; never throws. */
import { SourceText, type Gap, type SourceFile } from '#core';
import { ModuleBuilder, newFunc, type Comment, type Module } from '#model';
import { extractPasted } from '../pasted.js';
import { lowerModule, type PythonText } from './module.js';
import { readNotebook, type Notebook } from './notebook.js';
import { pythonParser, type Parse } from './parser.js';

export async function lowerPython(file: SourceFile): Promise<Module> {
  const whole = new SourceText(file.file, file.text);
  try {
    const parse = await pythonParser();
    return file.kind === 'notebook' ? lowerNotebook(parse, whole) : lowerScript(parse, whole);
  } catch (error) {
    // The message of an unforeseen error may hold a path of this machine or a piece of the script.
    return error instanceof RangeError
      ? emptyModule(whole, 'parse', 'The code is nested too deeply to be analysed')
      : emptyModule(whole, 'lower', `The Python front end failed on this file (${error instanceof Error ? error.name : 'unknown error'})`);
  }
}

function lowerScript(parse: Parse, source: SourceText): Module {
  const builder = new ModuleBuilder(source, 'python');
  const text = readPasted(parse, source);
  builder.comments.push(...text.prose);
  return lowerModule(builder, text);
}

function lowerNotebook(parse: Parse, whole: SourceText): Module {
  const notebook: Notebook = readNotebook(whole);
  const builder = new ModuleBuilder(notebook.source, 'python');
  builder.dialects.add('notebook');
  builder.outputs.push(...notebook.outputs);
  builder.gaps.push(...notebook.gaps);
  return lowerModule(builder, { code: notebook.code, tree: parse(notebook.code), shellLines: notebook.shellLines });
}

/** Chat around the code is covered, if what remains parses better than the whole. */
function readPasted(parse: Parse, source: SourceText): Omit<PythonText, 'source'> & { prose: Comment[] } {
  const code = source.text;
  const tree = parse(code);
  const asWritten = { code, tree, shellLines: new Map(), prose: [] };
  if (tree.problems.length === 0) return asWritten;
  const pasted = extractPasted(code, 'python');
  if (!pasted) return asWritten;
  const kept = parse(pasted.code);
  if (kept.problems.length >= tree.problems.length) return asWritten;
  const prose = pasted.prose.map(({ start, end }): Comment => ({ text: code.slice(start, end).trim(), start, end, form: 'prose' }));
  return { code: pasted.code, tree: kept, shellLines: new Map(), prose };
}

function emptyModule(source: SourceText, stage: Gap['stage'], reason: string): Module {
  const builder = new ModuleBuilder(source, 'python');
  builder.gap(stage, reason, 0, 0);
  return builder.seal(newFunc('module', builder.moduleScope, 0, source.text.length));
}
