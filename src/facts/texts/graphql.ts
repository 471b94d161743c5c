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
const BODIES = ['body', 'json', 'data', 'payload'];

/** Holds if every text that the request can send is a query. */
export function onlyAsks(call: Call, url: UrlFact | undefined, values: Values, calls: CallGraph): boolean {
  if (url === undefined || !ADDRESS.test(url.path)) return false;
  const bodies = call.args.flatMap(({ name, value }): Expr[] => [
    ...(name === undefined || BODIES.includes(name) ? [value] : []),
    ...BODIES.flatMap((key) => propertyOf(value, key, values)),
  ]);
  const texts = bodies
    .map((body) => (body.kind === 'call' && body.args[0] ? body.args[0].value : body))
    .flatMap((body) => propertyOf(body, 'query', values))
    .flatMap((query) => definitions(query, values, calls).map((expr) => textShape(expr, values)));
  return texts.length > 0 && texts.every((text) => ASKS.test(text));
}
