import { namedQueries, plainSql, unionParts, withoutFunctionFrom, withoutValueQueries } from './sql-text.js';

/** What an SQL or SOQL text does, from its words; holes are `{}`. */
export interface SqlFact {
  readonly verb: 'select' | 'insert' | 'update' | 'delete' | 'merge' | 'drop' | 'truncate' | 'create' | 'alter' | 'grant' | 'call' | 'other';
  /** Tables or objects in the order met, as written, lower case. */
  readonly tables: readonly string[];
  readonly columns: readonly string[];
  readonly star: boolean;
  readonly where: boolean;
  /** The condition only names a state that many records share: `status = 'cancelled'`. */
  readonly byState: boolean;
  /** The condition only looks for a piece of text from elsewhere: `name like '%{}%'`, which an empty one fits everywhere. */
  readonly byPattern?: true;
  readonly limit: boolean;
  /** Only counts or other aggregates come back. */
  readonly aggregate: boolean;
  readonly upsert: boolean;
  readonly temporary: boolean;
  readonly exists: boolean;
  /** Only groups come back. */
  readonly grouped: boolean;
  /** What is not constant stands where a condition could be. */
  readonly open: boolean;
  /** All rights are granted at once. */
  readonly grantsAll?: true;
  /** For `drop` and `alter`: what goes away, where it holds records. */
  readonly drops?: 'table' | 'database' | 'column';
}

const MOST_TEXT = 20_000;
/** A condition, unless every record fits it. */
const WHERE = /\bwhere\b(?!\s+(?:1\s*=\s*1|true|(?:\w{1,40}\.)?id\s*(?:>=?|<>|!=)\s*(?:0|-1|'')|(?:\w{1,40}\.)?id\s+is\s+not\s+null)\s*(?:;|$|order|limit))/;

export function sqlFact(text: string): SqlFact | undefined {
  const whole = withoutFunctionFrom(plainSql(text.slice(0, MOST_TEXT)));
  const own = namedQueries(whole);
  const lower = withoutValueQueries(whole);
  const start = /^\(*\s*(with|select|insert|replace|update|delete|merge|drop|truncate|create|alter|grant|revoke|exec|execute|call|upsert)\b/.exec(lower);
  if (!start) return undefined;
  const first = start[1]!;
  const verb = first === 'with' ? (/\b(insert|update|delete|merge)\b(?! from)/.exec(lower)?.[1] ?? 'select') : first;
  const tables = [...`${lower} ; ${whole}`.matchAll(/\b(?:from|join|into|update|table(?: if (?:not )?exists)?|truncate(?: table)?)\s+(?:only\s+)?[`"[]?([\w$.{}]{1,128})[`"\]]?/g)]
    .map((match) => match[1]!)
    .filter((name) => !['select', 'set', 'where', 'if', 'values', 'table', 'only'].includes(name) && !own.has(name));
  const list = /\bselect\s+(?:distinct\s+|top\s*\(?\d+\)?\s+)?(.{1,4000}?)\s+from\b/.exec(lower)?.[1] ?? '';
  const outer = first === 'with' ? /.*\bselect\s+(?:distinct\s+)?(.{1,4000}?)\s+from\b/.exec(lower)?.[1] ?? list : list;
  const drops = /\b(?:drop (table|database|schema|column)|drop temporary)\b/.exec(lower)?.[1];
  const columns = verb === 'select' ? columnNames(list) : verb === 'insert' ? columnNames(/\(([^()]{1,4000})\)\s*(?:values|select|output|returning)/.exec(lower)?.[1] ?? '') : [];
  return {
    verb: VERBS.get(verb) ?? 'other',
    tables: [...new Set(tables)],
    columns,
    star: isStar(list) && isStar(outer) && !/\bselect\s+(?:[\w$]+\.)?\* from \(\s*select\s+(?!\*|[\w$]+\.\*)/.test(lower),
    where: unionParts(lower).every((part) => WHERE.test(part)),
    byState: isByState(lower),
    limit: /\blimit\s+[\d:{@$?%]|\btop\s*\(?\s*\d|\bfetch\s+(first|next)\b|\brownum\b/.test(lower),
    aggregate: list !== '' && columnsAreAggregates(list),
    upsert: /\bon conflict\b|\bon duplicate key\b|\binsert or (replace|ignore)\b|^\s*(merge|replace|upsert)\b|\bwhere not exists\b/.test(lower),
    temporary: /\b(temp|temporary)\b|\s#\w|\btmp_|_tmp\b|_temp\b|\bstaging_|_staging\b/.test(lower),
    grouped: /\bgroup by\b/.test(lower),
    open: /\{\}/.test(lower.replace(/\b(?:from|join|into|update|table|truncate|select|limit|offset|order by|top)\s+[^\s{}]{0,60}\{\}[^\s{}]{0,60}(?:\.\{\})?/g, ' ').replace(/=\s*'?\{\}|\(\s*\{\}/g, ' ')),
    ...(BY_PATTERN.test(text.slice(0, MOST_TEXT)) ? { byPattern: true as const } : {}),
    ...(/^grant\s+all\b/.test(lower) ? { grantsAll: true as const } : {}),
    ...(drops ? { drops: drops === 'schema' ? 'database' as const : (drops as 'table' | 'database' | 'column') } : {}),
    exists: /\bselect exists\b|\bif exists \(\s*select\b/.test(lower),
  };
}

const VERBS = new Map<string, SqlFact['verb']>([
  ['select', 'select'], ['insert', 'insert'], ['replace', 'merge'], ['upsert', 'merge'], ['update', 'update'], ['delete', 'delete'], ['merge', 'merge'],
  ['drop', 'drop'], ['truncate', 'truncate'], ['create', 'create'], ['alter', 'alter'], ['grant', 'grant'], ['revoke', 'grant'], ['exec', 'call'], ['execute', 'call'], ['call', 'call'],
]);

const BY_PATTERN = /\bwhere\s{1,20}\(?[\w$."`[\]]{1,120}\s{1,20}i?like\s{1,20}'%?\{\}%'\s{0,20}\)?\s{0,20}(?:;|$)/i;

const STATE = /^\(?\s*(?:not\s+)?(?:[\w$]{1,60}\.)?[`"[]?(?:status|state|stage|type|kind|category|active|enabled|archived|deleted|cancelled|canceled|processed|closed|expired|inactive|disabled|is_\w{1,40}|has_\w{1,40}|country|region|segment|tier)[`"\]]?\s*(?:=|<>|!=|\bis\b|\bnot\s+in\b|\bin\b|\blike\b|$)/;

function isByState(lower: string): boolean {
  const condition = /\bwhere\s(.{1,2000}?)(?:\border by\b|\blimit\b|\breturning\b|;|$)/.exec(lower)?.[1];
  return condition !== undefined && condition.split(/\b(?:and|or)\b/).slice(0, 50).every((term) => STATE.test(term.trim()));
}

/** Every column of a table; a count of rows is none. */
function isStar(list: string): boolean {
  return /(^|,|\s)(?:[\w$]+\.)?\*(?=\s*(,|$))/.test(list) || /\bfields\(\s*(all|standard|custom)\s*\)/.test(list);
}

function columnNames(list: string): string[] {
  return list.split(',').slice(0, 200)
    .map((item) => (/\bas\s+[`"[]?([\w$]+)/.exec(item)?.[1] ?? /([\w$]+)[`"\]]?\s*$/.exec(item.trim())?.[1] ?? ''))
    .filter((name) => name !== '' && name !== '*');
}

function columnsAreAggregates(list: string): boolean {
  return list.split(/,(?![^(]*\))/).every((item) => /^\s*(count|sum|avg|min|max|coalesce\(\s*(count|sum|avg|min|max))\s*\(/.test(item));
}
