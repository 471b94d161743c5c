import { parse } from '@babel/parser';
import type { ParserOptions, ParserPlugin } from '@babel/parser';
import type * as t from '@babel/types';
import type { FileKind } from '#core';

/** An error of the parser, recovered from or not, at an offset. */
export interface SyntaxProblem {
  readonly message: string;
  readonly offset: number;
}

export interface Parsed {
  readonly tree: t.File;
  readonly typescript: boolean;
  /** Errors that the parser recovered from: the tree is whole, parts of it may be read wrongly. */
  readonly problems: readonly SyntaxProblem[];
}

/** A text that gives no tree. Without a problem the parser met its limit of nesting. */
export interface Unparsed {
  readonly tree?: undefined;
  readonly problem?: SyntaxProblem;
}

interface Grammar {
  readonly typescript: boolean;
  readonly jsx: boolean;
  /** A file of declarations only, where `const` needs no value. */
  readonly declarations: boolean;
  readonly decorators: 'decorators' | 'decorators-legacy';
  readonly sourceType: 'unambiguous' | 'module' | 'script';
}

/** Longer texts, in UTF-16 units, are tried with the likely grammars only: each try costs as much as the whole scan of the text. */
const LONG = 1_000_000;

/**
 * Parses with the grammar that the file's kind asks for; where that leaves errors, with the others that people mean
 * by the same ending: all of them, or the likely ones where a parse is one of many. Gives the reading with the fewest errors.
 */
export function parseScript(code: string, file: string, kind: FileKind, grammars: 'all' | 'likely' = 'all'): Parsed | Unparsed {
  let best: Parsed | undefined;
  let failed: Unparsed = {};
  for (const grammar of grammarsFor(code, file, kind).slice(0, grammars === 'likely' || code.length > LONG ? 2 : undefined)) {
    const result = parseAs(code, grammar);
    if (!result.tree) {
      // The first grammar is the one that was meant: its error is the one to tell.
      if (!failed.problem) failed = result;
      continue;
    }
    if (result.problems.length === 0) return result;
    if (!best || result.problems.length < best.problems.length) best = result;
  }
  return best ?? failed;
}

function grammarsFor(code: string, file: string, kind: FileKind): Grammar[] {
  const typescript = kind === 'typescript' || kind === 'office-script';
  const jsx = !/\.[cm]?ts$/i.test(file) && kind !== 'office-script';
  const declarations = /\.d\.(?:[^./]+\.)?[cm]?ts$/i.test(file);
  // The parser would read a broken script twice to find out what the words tell at once.
  const sourceType = /\b(?:import|export)\b/.test(code) ? 'unambiguous' : 'script';
  const first: Grammar = { typescript, jsx, declarations, decorators: 'decorators-legacy', sourceType };
  return [
    first,
    typescript ? { ...first, jsx: !jsx } : { ...first, typescript: true },
    { ...first, decorators: 'decorators' },
    { ...first, sourceType: sourceType === 'script' ? 'module' : 'script' },
  ];
}

function parseAs(code: string, grammar: Grammar): Parsed | Unparsed {
  try {
    const tree = parse(code, optionsFor(grammar));
    const problems = (tree.errors ?? []).map((error) => problemOf(error)).filter((problem) => problem !== undefined);
    return { tree, typescript: grammar.typescript, problems };
  } catch (error) {
    const problem = problemOf(error);
    return problem ? { problem } : {};
  }
}

function optionsFor({ typescript, jsx, declarations, decorators, sourceType }: Grammar): ParserOptions {
  const plugins: ParserPlugin[] = [decorators, 'decoratorAutoAccessors', 'explicitResourceManagement', 'deprecatedImportAssert'];
  if (typescript) plugins.push(['typescript', { dts: declarations }]);
  if (jsx) plugins.push('jsx');
  return {
    sourceType, plugins,
    errorRecovery: true, attachComment: false, tokens: false,
    allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true, allowNewTargetOutsideFunction: true,
    allowSuperOutsideMethod: true, allowUndeclaredExports: true,
  };
}

function problemOf(error: unknown): SyntaxProblem | undefined {
  if (!(error instanceof SyntaxError) || !('pos' in error) || typeof error.pos !== 'number') return undefined;
  // The place is told apart from the message.
  return { message: error.message.replace(/ \(\d+:\d+\)$/, ''), offset: error.pos };
}
