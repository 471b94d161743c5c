import { words } from '../names/words.js';

/** What a system makes up itself, and people cannot choose: identifiers, counts, dates, the names of its columns. */
const ISSUED = new Set([
  'id', 'ids', 'gid', 'uuid', 'guid', 'key', 'keys', 'columns', 'fieldnames', 'count', 'total', 'size', 'amount', 'price', 'quantity', 'qty', 'date', 'time', 'timestamp', 'at',
  'created', 'updated', 'cursor', 'token', 'page', 'offset', 'limit', 'index', 'number', 'num', 'status', 'type', 'version', 'etag', 'lat', 'lng', 'table', 'schema', 'max', 'min', 'stdout', 'stderr', 'returncode',
]);

/** Holds for names of values that a system makes up itself. */
export function isIssuedName(name: string): boolean {
  return ISSUED.has(words(name).at(-1) ?? '');
}
