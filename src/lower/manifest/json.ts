import { parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { Owner, Draft } from './draft.js';
import { noteGap } from './draft.js';

/** Deeper values of a manifest are nobody's business. */
const MAX_DEPTH = 40;

/** Parses JSON with comments and trailing commas; errors become gaps, what could be read is given. */
export function parseJson(draft: Draft): Node | undefined {
  const errors: ParseError[] = [];
  let tree: Node | undefined;
  try {
    tree = parseTree(draft.source.text, errors, { allowTrailingComma: true, disallowComments: false, allowEmptyContent: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    noteGap(draft, 'nested too deeply', 0, draft.source.text.length);
    return undefined;
  }
  for (const { error, offset, length } of errors) {
    noteGap(draft, `not valid JSON (${spoken(printParseErrorCode(error))})`, offset, offset + length);
  }
  return tree;
}

/** `CloseBraceExpected` as words. */
function spoken(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** The value of an object's key; the last one written wins, as in JSON.parse. */
export function property(node: Node | undefined, key: string): Node | undefined {
  let found: Node | undefined;
  for (const [name, value] of properties(node)) if (name === key) found = value;
  return found;
}

export function* properties(node: Node | undefined): Iterable<[string, Node, Node]> {
  if (node?.type !== 'object') return;
  for (const { children } of node.children ?? []) {
    const [key, value] = children ?? [];
    if (typeof key?.value === 'string' && value) yield [key.value, value, key];
  }
}

export function items(node: Node | undefined): readonly Node[] {
  return node?.type === 'array' ? (node.children ?? []) : [];
}

export function text(node: Node | undefined): string | undefined {
  return node?.type === 'string' ? (node.value as string) : undefined;
}

export function owner(node: Node | undefined): Owner | undefined {
  const start = node?.offset ?? 0;
  const written = text(node) ?? [text(property(node, 'name')), text(property(node, 'email'))].filter(Boolean).join(' ');
  return node && written.trim() ? { text: written.trim(), start, end: start + node.length } : undefined;
}

/** Plain data. Objects have no prototype, so that a key such as `__proto__` is only a key. */
export function plain(node: Node | undefined, depth = 0): unknown {
  if (!node || depth > MAX_DEPTH) return undefined;
  switch (node.type) {
    case 'object': {
      const object = Object.create(null) as Record<string, unknown>;
      for (const [key, value] of properties(node)) object[key] = plain(value, depth + 1);
      return object;
    }
    case 'array': return items(node).map((item) => plain(item, depth + 1));
    default: return node.value as unknown;
  }
}
