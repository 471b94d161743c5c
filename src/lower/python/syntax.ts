import type { Language, Tree } from 'web-tree-sitter';

/** A node of the Python syntax tree, copied out of the parser's memory: the tokens without meaning are left out. */
export class Syntax {
  readonly children: Syntax[] = [];

  constructor(
    readonly type: string,
    /** A word of the grammar's own (`expression_statement`), not a token (`async`, `+`). */
    readonly named: boolean,
    readonly field: string | undefined,
    readonly start: number,
    readonly end: number,
  ) {}

  get(field: string): Syntax | undefined {
    for (const child of this.children) if (child.field === field) return child;
    return undefined;
  }

  all(field: string): Syntax[] {
    return this.children.filter((child) => child.field === field);
  }

  has(token: string): boolean {
    return this.children.some((child) => child.type === token);
  }

  get parts(): Syntax[] {
    return this.children.filter((child) => child.named);
  }
}

/** The range alone, for a model node made from it. */
export function rangeOf({ start, end }: { start: number; end: number }): { start: number; end: number } {
  return { start, end };
}

/** A place that is not Python; `expected` is the token that the parser missed there. */
export interface Problem {
  readonly start: number;
  readonly end: number;
  readonly expected?: string;
  /** What stands there instead. */
  readonly node?: Syntax;
}

export interface SyntaxTree {
  readonly root: Syntax;
  readonly comments: readonly { readonly start: number; readonly end: number }[];
  readonly problems: readonly Problem[];
}

const ERROR_ID = 0xffff;
const KEPT_TOKENS = new Set([
  'async', 'from', ':', '_', '+', '-', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>', '~',
  '<', '<=', '==', '!=', '>=', '>', '<>', 'in', 'not in', 'is', 'is not', 'and', 'or',
  '+=', '-=', '*=', '/=', '@=', '//=', '%=', '**=', '>>=', '<<=', '&=', '^=', '|=',
]);
const LEAVES = new Set([
  'identifier', 'integer', 'float', 'true', 'false', 'none', 'ellipsis', 'string_start', 'string_content', 'string_end',
  'import_prefix', 'wildcard_import', 'type_conversion', 'keyword_separator', 'positional_separator',
  'pass_statement', 'break_statement', 'continue_statement',
]);
const LEFT_OUT = new Set(['line_continuation', 'type_conversion', 'format_specifier']);

const enum Shape { Dropped, Token, Leaf, Inner, Comment }

/** What to do with each node type, by the grammar's number for it. */
export type Shapes = readonly Shape[];

export function shapesOf(language: Language): Shapes {
  return language.types.map((type, id) => {
    if (!language.nodeTypeIsNamed(id)) return KEPT_TOKENS.has(type) ? Shape.Token : Shape.Dropped;
    if (type === 'comment') return Shape.Comment;
    if (LEFT_OUT.has(type)) return Shape.Dropped;
    return LEAVES.has(type) ? Shape.Leaf : Shape.Inner;
  });
}

/**
 * Copies the parser's tree with a cursor, without recursion. An error inside an expression is lifted to the block
 * around it, after the statement it broke: nothing but a list of statements ever holds one.
 */
export function copyTree(tree: Tree, text: string, shapes: Shapes): SyntaxTree {
  const { types, fields } = tree.language;
  const cursor = tree.walk();
  const comments: { start: number; end: number }[] = [];
  const problems: Problem[] = [];
  const root = new Syntax('module', true, undefined, cursor.startIndex, cursor.endIndex);
  if (cursor.nodeTypeId === ERROR_ID) problems.push({ start: root.start, end: root.end, node: root });
  const path: Syntax[] = [root];
  const blocks: Syntax[] = [root];
  let down = cursor.gotoFirstChild();
  while (path.length > 0) {
    if (down) {
      const child = copyNode();
      if (child && cursor.gotoFirstChild()) {
        path.push(child);
        if (child.type === 'block') blocks.push(child);
        continue;
      }
    }
    down = cursor.gotoNextSibling();
    if (down) continue;
    const left = path.pop()!;
    if (left.type === 'block') blocks.pop();
    cursor.gotoParent();
    // The next turn moves on to the sibling of the node just left.
    down = false;
  }
  cursor.delete();
  return { root, comments, problems };

  /** Adds the node under the cursor to its parent and gives it back if it may have children. */
  function copyNode(): Syntax | undefined {
    const id = cursor.nodeTypeId;
    const broken = id === ERROR_ID;
    const shape = broken ? Shape.Inner : shapes[id];
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    if (start === end && cursor.nodeIsMissing) {
      problems.push({ start, end, expected: types[id] ?? '' });
      return undefined;
    }
    if (shape === Shape.Dropped) return undefined;
    if (shape === Shape.Comment) {
      comments.push({ start, end: text[end - 1] === '\r' ? end - 1 : end });
      return undefined;
    }
    const fieldId = cursor.currentFieldId;
    const node = new Syntax(
      broken ? 'ERROR' : types[id]!, shape !== Shape.Token, fieldId ? fields[fieldId] ?? undefined : undefined, start, end,
    );
    const holder = path[path.length - 1]!;
    if (broken) {
      const block = blocks[blocks.length - 1]!;
      (holder.type === 'ERROR' ? holder : block).children.push(node);
      problems.push({ start, end, node });
    } else {
      holder.children.push(node);
      // The grammar reads a backtick as a quote, for Python 2's `repr`; in truth it is the mark of pasted Markdown.
      if (node.type === 'string_start' && text[end - 1] === '`') problems.push({ start: holder.start, end: holder.end, node: holder });
    }
    return shape === Shape.Inner ? node : undefined;
  }
}
