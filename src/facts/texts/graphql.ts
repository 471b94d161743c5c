/** Whether a GraphQL request only asks: the verb is POST whatever it does, its text says the rest. */
import type { Call, Expr } from '#model';
import { propertyOf } from '../names/arguments.js';
import type { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import { textShape } from './text.js';
import type { UrlFact } from './urls.js';
import type { Values } from '../names/values.js';

const ADDRESS = /\/graphql(?:\.json)?\/?$/;
const ASKS = /^(?:\s|#[^\n]{0,200}\n){0,40}(?:query\b|\{)/;
/** A text that is a GraphQL document, handed over as it is: JSON starts with a quoted name. */
const DOCUMENT = /^(?:\s|#[^\n]{0,200}\n){0,40}(?:(?:query|mutation|subscription|fragment)\b|\{\s{0,40}\w)/;
const BODIES = ['body', 'json', 'data', 'payload'];

/** Holds if every text that the request can send is a query; `speaks`: the address is known to take GraphQL. */
export function onlyAsks(call: Call, url: UrlFact | undefined, speaks: boolean, values: Values, calls: CallGraph): boolean {
  if (url !== undefined && !speaks && !ADDRESS.test(url.path)) return false;
  const bodies = call.args.flatMap(({ name, value }): Expr[] => [
    ...(name === undefined || BODIES.includes(name) ? [value] : []),
    ...BODIES.flatMap((key) => propertyOf(value, key, values)),
  ]);
  const texts = bodies
    .map((body) => (body.kind === 'call' && body.args[0] ? body.args[0].value : body))
    .flatMap((body) => propertyOf(body, 'query', values))
    .flatMap((query) => definitions(query, values, calls).map((expr) => textShape(expr, values)));
  const documents = call.args.slice(0, 2)
    .map(({ value }) => (value.kind === 'call' && value.args[0] ? value.args[0].value : value))
    .flatMap((value) => definitions(value, values, calls).map((expr) => textShape(expr, values)))
    .filter((text) => DOCUMENT.test(text));
  // A client that knows its address itself is given the document, anything else under that name is data.
  const all = url === undefined ? documents : [...texts, ...documents];
  return all.length > 0 && all.every((text) => ASKS.test(text));
}
