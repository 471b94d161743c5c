/** The statement that a request carries: `…/query?q=SELECT …`, `params={"q": soql}`, `{ query: "SELECT …" }` in a body. */
import type { Call, Expr } from '#model';
import { propertyOf } from '../names/arguments.js';
import type { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import { sqlFact, type SqlFact } from '../texts/sql.js';
import { textParts, textShape } from '../texts/text.js';
import type { UrlFact } from '../texts/urls.js';
import type { Values } from '../names/values.js';

/** Options of a client that hold the query or the body of a request. */
const HOLDERS = ['params', 'query', 'searchParams', 'qs', 'body', 'json', 'data', 'payload', 'form'];
/** Functions that make a text fit an address or a body, and leave it the same. */
const ENCODING = /^(?:global:encodeURI(?:Component)?|py:urllib\.parse\.(?:quote|quote_plus|urlencode)|py:json\.dumps|global:JSON\.stringify|global:URLSearchParams)$/;

/** The expressions that say the statement of a request whose parameter or field `name` holds one. */
export function statementsIn(call: Call, url: UrlFact | undefined, name: string, values: Values, calls: CallGraph): Expr[] {
  const inUrl = url && inAddress(url.expr, name, values);
  if (inUrl) return [inUrl];
  const holders = call.args.flatMap(({ name: keyword, value }): Expr[] => [
    ...(keyword !== undefined && HOLDERS.includes(keyword) ? [value] : []),
    ...(keyword === undefined ? [value, ...HOLDERS.flatMap((holder) => propertyOf(value, holder, values))] : []),
  ]);
  return holders.flatMap((holder) => definitions(holder, values, calls)).map((holder) => unwrapped(holder, values)).flatMap((holder) => propertyOf(holder, name, values)).slice(0, 4);
}

export function requestedStatement(statements: readonly Expr[], values: Values, calls: CallGraph): SqlFact | undefined {
  for (const expr of statements) {
    const plain = unwrapped(expr, values);
    const fact = sqlFact(decoded(textShape(plain, values))) ?? definitions(plain, values, calls).map((at) => sqlFact(decoded(textShape(at, values)))).find((found) => found !== undefined);
    if (fact) return fact;
  }
  return undefined;
}

/** What stands behind `name=` in an address: the expression that fills the hole, or the address itself where the text is written out. */
function inAddress(address: Expr, name: string, values: Values): Expr | undefined {
  const parts = textParts(address, values);
  const key = new RegExp(`[?&]${name}=([^&]*)$`, 'i');
  for (const [index, part] of parts.entries()) {
    if (typeof part !== 'string') continue;
    const found = key.exec(part);
    const next = parts[index + 1];
    if (found && found[1] === '' && next !== undefined && typeof next !== 'string') return unwrapped(next, values);
    if (found || new RegExp(`[?&]${name}=`, 'i').test(part)) return writtenOut(part, name, address);
  }
  return undefined;
}

/** A literal of the statement alone, in the place of the whole address. */
function writtenOut(text: string, name: string, { start, end }: Expr): Expr {
  const value = new RegExp(`[?&]${name}=([^&]*)`, 'i').exec(text)![1]!;
  return { kind: 'literal', type: 'string', value, start, end } as Expr;
}

function unwrapped(expr: Expr, values: Values): Expr {
  let at = expr;
  for (let depth = 0; depth < 4; depth++) {
    const inner = at.kind === 'call' && values.paths(at.callee).some((path) => ENCODING.test(path)) ? at.args[0]?.value : undefined;
    if (!inner) break;
    at = inner;
  }
  return at;
}

function decoded(text: string): string {
  if (!/%[\da-f]{2}|^\w+\+/i.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text.replaceAll('+', ' ');
  }
}
