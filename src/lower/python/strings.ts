import type { Expr, Literal } from '#model';
import type { Context } from './context.js';
import type { Syntax } from './syntax.js';

const ESCAPE = /\\(?:\r\n|\r|\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[^\r\n])/gu;
const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'], ['t', '\t'], ['r', '\r'], ['a', '\x07'], ['b', '\b'], ['f', '\f'], ['v', '\v'], ['\\', '\\'], ["'", "'"], ['"', '"'],
]);
const MAX_CODE_POINT = 0x10ffff;

interface Text {
  value: string;
  start: number;
  end: number;
}

/** The rest of a hole whose format only numbers have. */
const NUMERIC = /^\s{0,9}:[^{}%]{0,20}[bdeEfFgGnoxX%]\}$/;

/** A string literal, adjacent ones joined: a literal where all of it is known, else a template. */
export function lowerString(context: Context, node: Syntax): Expr {
  const pieces = node.type === 'concatenated_string' ? node.children.filter((child) => child.type === 'string') : [node];
  // The grammar's own idea of a backtick; what stands in it is not known.
  if (pieces.some((piece) => prefixOf(context, piece).includes('`'))) {
    return { kind: 'unknown', what: 'backticks', children: [], start: node.start, end: node.end };
  }
  const parts: Expr[] = [];
  const type = pieces.some((piece) => prefixOf(context, piece).includes('b')) ? 'bytes' : 'string';
  let run: Text | undefined;
  const closeRun = (): void => {
    if (run && run.value !== '') parts.push({ kind: 'literal', type, ...run });
    run = undefined;
  };
  for (const piece of pieces) {
    const prefix = prefixOf(context, piece);
    for (const child of piece.children) {
      if (child.type === 'string_content') {
        const value = decode(context.textOf(child), prefix);
        run = run ? { value: run.value + value, start: run.start, end: child.end } : { value, start: child.start, end: child.end };
      } else if (child.type === 'interpolation') {
        const inside = child.get('expression');
        if (!inside) continue;
        closeRun();
        const value = context.expression(inside);
        // `{total:.2f}` takes numbers only: written as the number that it must be.
        const numeric = NUMERIC.test(context.textOf(child).slice(inside.end - child.start));
        parts.push(numeric ? { kind: 'unary', op: '+', operand: value, start: value.start, end: value.end } : value);
      }
    }
  }
  if (!parts.length) return { kind: 'literal', type, value: run?.value ?? '', start: node.start, end: node.end } satisfies Literal;
  closeRun();
  return { kind: 'template', parts, start: node.start, end: node.end };
}

/** The text of a string without parts put in, such as a docstring. */
export function plainString(context: Context, node: Syntax | undefined): string | undefined {
  if (node?.type !== 'string' && node?.type !== 'concatenated_string') return undefined;
  if (node.children.some((child) => child.type === 'interpolation')) return undefined;
  const literal = lowerString(context, node);
  return literal.kind === 'literal' && literal.type === 'string' ? String(literal.value) : undefined;
}

/** `rb`, `f`, … in lower case. */
function prefixOf(context: Context, node: Syntax): string {
  const start = node.children[0];
  return start?.type === 'string_start' ? context.textOf(start).replace(/['"]+$/, '').toLowerCase() : '';
}

function decode(raw: string, prefix: string): string {
  const formatted = prefix.includes('f') || prefix.includes('t');
  let text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  if (formatted && /[{}]/.test(text)) text = text.replace(/\{\{|\}\}/g, (pair) => pair[0]!);
  if (prefix.includes('r') || !text.includes('\\')) return text;
  const bytes = prefix.includes('b');
  return text.replace(ESCAPE, (escape) => {
    const after = escape.slice(1);
    if (after === '\n') return '';
    const simple = SIMPLE_ESCAPES.get(after);
    if (simple !== undefined) return simple;
    if (/^[0-7]/.test(after)) return String.fromCharCode(parseInt(after, 8));
    if (after.length === 1 || (bytes && after[0] !== 'x')) return escape;
    const code = parseInt(after.slice(1), 16);
    return code <= MAX_CODE_POINT ? String.fromCodePoint(code) : escape;
  });
}

/** A number as written; whole numbers too large for a double are kept as text. */
export function lowerNumber(text: string, start: number, end: number): Literal {
  const digits = text.replace(/_|[lLjJ]$/g, '');
  const value = /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
  const whole = !/[.eE]/.test(digits) || /^0[xX]/.test(digits);
  if (whole && !Number.isSafeInteger(value)) return { kind: 'literal', type: 'bigint', value: digits, start, end };
  return { kind: 'literal', type: 'number', value, start, end };
}
