/** The shape of an SQL text, told in one pass: comments, texts and quoted names, queries inside queries, parts of a union. */

const CLOSING: Readonly<Record<string, string>> = { '`': '`', '"': '"', '[': ']' };

const LONGEST_QUOTED = 2000;

/** Without comments and the content of texts; quoted names plain, one blank between words, lower case. */
export function plainSql(text: string): string {
  let plain = '';
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    const next = text[at + 1];
    if (char === '-' && next === '-') {
      at = ending(text, '\n', at);
      plain += ' ';
    } else if (char === '/' && next === '*') {
      at = ending(text, '*/', at + 2);
      plain += ' ';
    } else if (char === "'" && endOfQuoted(text, at, "'") !== undefined) {
      at = endOfQuoted(text, at, "'")!;
      plain += "''";
    } else if ((char === '`' || char === '"' || (char === '[' && /^\[[A-Za-z_][\w $-]{0,127}\]/.test(text.slice(at, at + 130)))) && endOfQuoted(text, at, CLOSING[char]!) !== undefined) {
      const end = endOfQuoted(text, at, CLOSING[char]!)!;
      plain += text.slice(at + 1, end - 1).replace(/[^\w.${}*-]/g, '_');
      at = end;
    } else {
      plain += char;
      at++;
    }
  }
  return plain.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** Behind the next `mark`; the end where there is none. */
function ending(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at + mark.length;
}

/** Behind a quoted text in which the doubled quote stands for itself; undefined where it does not end. */
function endOfQuoted(text: string, start: number, quote: string): number | undefined {
  for (let at = start + 1; at < Math.min(text.length, start + LONGEST_QUOTED); at++) {
    if (text[at] !== quote) continue;
    if (text[at + 1] !== quote) return at + 1;
    at++;
  }
  return undefined;
}

/** Words before a query in brackets whose rows, or whose condition, are those of the query around it. */
const TAKES_ROWS = /(?:^|\b(?:from|join|as|materialized|lateral|in|exists|any|all|some|union|except|intersect|apply|into|where|and|or|not|table|using)|[()])\s*$/;

interface Bracket {
  readonly start: number;
  readonly scalar: boolean;
}

/** Without queries that only give a value, in the list of columns or behind `=`: their conditions narrow nothing around them. */
export function withoutValueQueries(plain: string): string {
  const open: Bracket[] = [];
  const gone: { start: number; end: number }[] = [];
  for (let at = 0; at < plain.length; at++) {
    if (plain[at] === '(') open.push({ start: at, scalar: /^\(\s*(?:select|with)\b/.test(plain.slice(at, at + 12)) && !TAKES_ROWS.test(plain.slice(Math.max(0, at - 24), at)) });
    else if (plain[at] === ')') {
      const bracket = open.pop();
      if (bracket?.scalar && !isInCondition(plain, bracket.start)) gone.push({ start: bracket.start, end: at + 1 });
    }
  }
  let kept = '';
  let from = 0;
  for (const { start, end } of outermost(gone)) {
    kept += `${plain.slice(from, start)}(value)`;
    from = end;
  }
  return kept + plain.slice(from);
}

/** `where id = (select …)`: what the condition compares with. */
function isInCondition(plain: string, at: number): boolean {
  const before = plain.slice(Math.max(0, at - 400), at);
  return Math.max(before.lastIndexOf(' where '), before.lastIndexOf(' on '), before.lastIndexOf(' having ')) > Math.max(before.lastIndexOf('select '), before.lastIndexOf(' set '));
}

function outermost(ranges: readonly { start: number; end: number }[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) if (found.length === 0 || range.start >= found.at(-1)!.end) found.push(range);
  return found;
}

/** The parts of a union, outside of any bracket. */
export function unionParts(plain: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const match of plain.matchAll(/[()]|\bunion\b(?: all| distinct)?/g)) {
    if (match[0] === '(') depth++;
    else if (match[0] === ')') depth--;
    else if (depth === 0) {
      parts.push(plain.slice(from, match.index));
      from = match.index + match[0].length;
    }
  }
  return [...parts, plain.slice(from)];
}

/** Names that the statement gives to queries of its own: `with recent as (…), top (id) as (…)`. */
export function namedQueries(plain: string): ReadonlySet<string> {
  if (!plain.startsWith('with ')) return new Set();
  return new Set([...plain.matchAll(/(?:^with(?: recursive)?|\),) ([\w$]{1,128})(?: \([\w$, ]{1,1000}\)|\([\w$, ]{1,1000}\))? as (?:not )?(?:materialized )?\(/g)].map((match) => match[1]!));
}

/** `extract(year from created_at)`, `trim(both from name)`: that `from` names no table. */
export function withoutFunctionFrom(plain: string): string {
  return plain.replace(/\b(extract|trim|substring|overlay|position)\s?\(([^()]{0,200}?) from ([^()]{0,200})\)/g, '$1($2 , $3)');
}
