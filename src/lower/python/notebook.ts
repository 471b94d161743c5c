import { SourceText, type Gap } from '#core';
import { findNodeAtLocation, getNodeValue, parseTree, type Node as JsonNode, type ParseError } from 'jsonc-parser';
import { CellText } from './cell-text.js';
import type { ShellLine } from './context.js';
import { coverMagics } from './magics.js';

/** Characters of outputs kept of one notebook. */
const MAX_OUTPUT = 200_000;

export interface Notebook {
  /** The code cells joined, with the way back to the file. */
  readonly source: SourceText;
  /** The same text with magics covered. */
  readonly code: string;
  readonly shellLines: ReadonlyMap<number, ShellLine>;
  readonly outputs: { text: string; start: number; end: number; line: number }[];
  readonly gaps: Gap[];
}

/** Reads a notebook; what can't be read of it becomes a gap. */
export function readNotebook(whole: SourceText): Notebook {
  const errors: ParseError[] = [];
  const root = parseTree(whole.text, errors, { allowTrailingComma: true });
  const gaps: Gap[] = [];
  const gap = (node: { offset: number; length: number } | undefined, reason: string): void => {
    const at = node?.offset ?? 0;
    gaps.push({ at: whole.locate(at, at), stage: 'parse', reason });
  };
  if (errors[0]) gap(errors[0], 'The notebook is not valid JSON from here on');
  const cells = root && cellsOf(root);
  if (!cells && !errors[0]) gap(root, 'The file has no cells as a notebook has them');
  const language = root && languageOf(root);
  if (language !== undefined && !/^(?:i?python|pyspark)/i.test(language)) {
    gap(cells, `The notebook is written in ${language.slice(0, 30)}, which is not analysed`);
    return { source: whole, code: '', shellLines: new Map(), outputs: outputsOf(whole, cells), gaps };
  }
  const text = new CellText(whole);
  const codes: string[] = [];
  const shellLines = new Map<number, ShellLine>();
  let length = 0;
  (cells?.children ?? []).forEach((cell, index) => {
    if (valueAt(cell, ['cell_type']) !== 'code') return;
    const source = findNodeAtLocation(cell, ['source']) ?? findNodeAtLocation(cell, ['input']);
    const { text: written, start } = text.addCell(index + 1, stringsOf(source));
    const plain = coverMagics(written, start);
    for (const line of plain.shellLines) shellLines.set(line.start, line);
    if (plain.foreign !== undefined) gap(source, `Cell ${index + 1} is written in ${plain.foreign.slice(0, 30)}, which is not analysed`);
    codes.push('\n'.repeat(start - length), plain.code);
    length = start + plain.code.length;
  });
  const joined = text.text;
  codes.push('\n'.repeat(joined.length - length));
  return {
    source: new SourceText(whole.file, joined, text.origin(joined)), code: codes.join(''), shellLines,
    outputs: outputsOf(whole, cells), gaps,
  };
}

function cellsOf(root: JsonNode): JsonNode | undefined {
  const cells = findNodeAtLocation(root, ['cells']) ?? findNodeAtLocation(root, ['worksheets', 0, 'cells']);
  return cells?.type === 'array' ? cells : undefined;
}

function languageOf(root: JsonNode): string | undefined {
  for (const path of [['metadata', 'kernelspec', 'language'], ['metadata', 'language_info', 'name']]) {
    const language = valueAt(root, path);
    if (typeof language === 'string' && language !== '') return language;
  }
  return undefined;
}

function valueAt(node: JsonNode, path: string[]): unknown {
  const found = findNodeAtLocation(node, path);
  return found && found.type !== 'array' && found.type !== 'object' ? getNodeValue(found) : undefined;
}

/** A text is one string, or a list of them. */
function stringsOf(node: JsonNode | undefined): JsonNode[] {
  const nodes = node?.type === 'array' ? node.children ?? [] : node ? [node] : [];
  return nodes.filter((child) => child.type === 'string');
}

function outputsOf(whole: SourceText, cells: JsonNode | undefined): Notebook['outputs'] {
  const outputs: Notebook['outputs'] = [];
  let room = MAX_OUTPUT;
  for (const cell of cells?.children ?? []) {
    for (const output of findNodeAtLocation(cell, ['outputs'])?.children ?? []) {
      for (const path of [['text'], ['data', 'text/plain'], ['data', 'text/html']]) {
        const strings = stringsOf(findNodeAtLocation(output, path));
        const text = strings.map((string) => String(string.value)).join('').slice(0, room);
        if (text === '') continue;
        room -= text.length;
        outputs.push({ text, start: 0, end: 0, line: whole.position(strings[0]!.offset).line });
      }
    }
  }
  return outputs;
}
