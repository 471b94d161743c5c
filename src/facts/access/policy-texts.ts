/** Statements of access policies in plain text: JSON, YAML and HCL files, and policies that code holds as text. */

export interface PolicyText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One statement that allows something. */
export interface PolicyStatement<Part extends { readonly text: string } = PolicyText> {
  readonly actions: readonly Part[];
  readonly resources: readonly Part[];
  /** Whom it is for, where the policy stands on the thing itself. */
  readonly principals: readonly Part[];
  readonly conditional: boolean;
}

const MOST_STATEMENTS = 200;
const LONGEST_STATEMENT = 6000;
const LONGEST_TEXT = 500_000;
const BRACED = /["']?\bEffect\b["']?\s{0,20}[:=]\s{0,20}["']Allow["']|\bstatement\s{0,20}\{/g;
const INDENTED = /^([ \t]{0,80}(?:-[ \t]{1,8})?)Effect:[ \t]{1,8}['"]?Allow\b/gm;

/** The statements of a text that allow something, in order. */
export function policyStatementsIn(text: string): PolicyStatement[] {
  if (text.length > LONGEST_TEXT || !/\bEffect\b|\bstatement\s{0,20}\{/.test(text)) return [];
  const found: PolicyStatement[] = [];
  const seen = new Set<number>();
  for (const match of text.matchAll(BRACED)) {
    const start = match[0].endsWith('{') ? match.index + match[0].length - 1 : openingBrace(text, match.index);
    if (start === undefined || seen.has(start) || found.length >= MOST_STATEMENTS) continue;
    seen.add(start);
    const statement = inBraces(text, start);
    if (statement) found.push(statement);
  }
  if (found.length === 0) for (const match of text.matchAll(INDENTED)) if (found.length < MOST_STATEMENTS) found.push(indented(text, match.index, match[1]!.length));
  return found;
}

/** The brace that opens what stands at an offset. */
function openingBrace(text: string, at: number): number | undefined {
  let depth = 0;
  for (let i = at - 1; i >= Math.max(0, at - LONGEST_STATEMENT); i--) {
    if (text[i] === '}') depth++;
    else if (text[i] === '{' && depth-- === 0) return i;
  }
  return undefined;
}

function inBraces(text: string, start: number): PolicyStatement | undefined {
  let depth = 0;
  let end = start;
  for (; end < Math.min(text.length, start + LONGEST_STATEMENT); end++) {
    if (text[end] === '{') depth++;
    else if (text[end] === '}' && --depth === 0) break;
  }
  if (depth !== 0) return undefined;
  const body = text.slice(start, end);
  if (/\beffect["']?\s{0,20}[:=]\s{0,20}["']Deny/i.test(body)) return undefined;
  const parts = (key: string): PolicyText[] =>
    [...body.matchAll(new RegExp(`["']?\\b${key}\\b["']?\\s{0,20}[:=]\\s{0,20}("[^"\\n]{0,300}"|'[^'\\n]{0,300}'|\\[[^\\]]{0,4000}\\])`, 'g'))]
      .flatMap((match) => quoted(match[1]!, start + match.index + match[0].length - match[1]!.length));
  const principal = /["']?\bPrincipal\b["']?\s{0,20}[:=]\s{0,20}(?:\{\s{0,20}["']?AWS["']?\s{0,20}[:=]\s{0,20})?\[?\s{0,20}(?=["'])/.exec(body);
  return {
    actions: parts('(?:Action|actions)'), resources: parts('(?:Resource|resources)'),
    principals: principal ? quoted(body.slice(principal.index + principal[0].length).split(/[\n,}\]]/, 1)[0]!, start + principal.index + principal[0].length) : /\bprincipals?\b/i.test(body) ? [{ text: '', start, end }] : [],
    conditional: /\bcondition\b/i.test(body),
  };
}

function quoted(text: string, offset: number): PolicyText[] {
  return [...text.matchAll(/"([^"\n]{0,300})"|'([^'\n]{0,300})'/g)].map((match) => ({ text: match[1] ?? match[2]!, start: offset + match.index, end: offset + match.index + match[0].length }));
}

interface Line {
  readonly text: string;
  readonly start: number;
}

/** A statement of a YAML list: the keys that stand in the same column. */
function indented(text: string, at: number, column: number): PolicyStatement {
  const from = Math.max(0, text.lastIndexOf('\n', Math.max(0, at - LONGEST_STATEMENT)) + 1);
  const lines: Line[] = [];
  let offset = from;
  for (const line of text.slice(from, at + LONGEST_STATEMENT).split('\n')) {
    lines.push({ text: line.replace(/\s#.*$/, ''), start: offset });
    offset += line.length + 1;
  }
  const here = lines.findIndex(({ start }) => start === at);
  const isItem = ({ text: line }: Line): boolean => /^[ \t]*-[ \t]/.test(line) && keyColumn(line) === column;
  const isOutside = ({ text: line }: Line): boolean => line.trim() !== '' && keyColumn(line) < column && !/^[ \t]*-[ \t]/.test(line);
  let first = here;
  while (first > 0 && !isItem(lines[first]!) && !isOutside(lines[first - 1]!)) first--;
  let last = here;
  while (last + 1 < lines.length && !isItem(lines[last + 1]!) && !isOutside(lines[last + 1]!)) last++;
  const own = lines.slice(first, last + 1);
  const parts = (key: string): PolicyText[] => {
    const start = own.findIndex((line) => keyColumn(line.text) === column && line.text.slice(column).startsWith(`${key}:`));
    if (start === -1) return [];
    const values: PolicyText[] = [];
    for (let i = start; i < own.length; i++) {
      const { text: line, start: lineStart } = own[i]!;
      if (i > start && !/^[ \t]*-[ \t]/.test(line) && line.trim() !== '' && keyColumn(line) <= column) break;
      const begin = i === start ? column + key.length + 1 : /^[ \t]*-[ \t]*/.exec(line)?.[0].length ?? line.length;
      for (const match of line.slice(begin).matchAll(/[^\s,[\]'"]{1,300}/g)) values.push({ text: match[0], start: lineStart + begin + match.index, end: lineStart + begin + match.index + match[0].length });
    }
    return values;
  };
  return { actions: parts('Action'), resources: parts('Resource'), principals: parts('Principal'), conditional: own.some(({ text: line }) => line.slice(column).startsWith('Condition:')) };
}

/** Where the first word of a line stands, behind the dash of a list item. */
function keyColumn(line: string): number {
  return /^[ \t]*(?:-[ \t]+)?/.exec(line)![0].length;
}
