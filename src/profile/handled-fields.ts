/** Names of fields and columns of the data that the code handles: read from data, listed, declared or written. */
import { definitions, words, type Effect, type Facts } from '#facts';
import type { Label } from '#catalogue';
import type { Call, Expr, Member, Module, Name, Node, Pattern } from '#model';
import { eachNode, walk } from '#model';

/** A field of handled data, as the code names it. */
export interface FieldMention {
  readonly name: string;
  readonly at: Node;
  /** Met in data that was read or is written, in a list of names, a declared shape, or the fields that a query asks for. */
  readonly in: 'data' | 'list' | 'schema' | 'selection';
}

const DATA: ReadonlySet<Label> = new Set<Label>(['outside', 'external', 'file', 'model']);
/** Whose properties are settings of the script, or say who is signed in. */
const SETTINGS = /^(?:_?(?:config|cfg|conf|settings?|env|environ|process|os|secrets?|constants?|options|opts|argv|args|arguments|session|credentials?|creds|auth|keys|defaults|current_?user|sender|smtp\w*|window|st|scriptproperties|userproperties))$/i;
const FIELD_LIST = /(?:^|_)(?:fields?|columns?|cols|properties|props|headers?|header_?row|attributes|select|field_?names|use_?cols|names|keys)$/i;
const SCHEMA_BASE = /^(?:BaseModel|SQLModel|TypedDict|NamedTuple|Schema|Struct|Model|Base)$/;
/** Properties that hold all of what was read, not one field of it. */
const CONTAINER = /^(?:length|data|body|json|text|content|results?|items?|rows?|records?|value)$/;
const LONGEST_NAME = 60;
const MOST_NODES = 20_000;

export function handledFields(facts: Facts): FieldMention[] {
  return [...facts.unit.modules.flatMap((module) => moduleFields(module, facts)), ...facts.effects.all.flatMap((effect) => [...queryFields(effect), ...writtenFields(effect, facts)])];
}

function moduleFields(module: Module, facts: Facts): FieldMention[] {
  const found: FieldMention[] = [];
  eachNode(module, (node) => {
    switch (node.kind) {
      case 'member': found.push(...memberField(node, facts)); return;
      case 'call': found.push(...lookedUpField(node, facts), ...schemaFields(node, facts)); return;
      case 'declare': if (node.init) found.push(...declaredFields(node.target, node.init, facts)); return;
      case 'list': found.push(...listedFields(node, facts)); return;
      case 'object': found.push(...selectedFields(node, facts)); return;
      case 'func': for (const param of node.params) found.push(...declaredFields(param.target, undefined, facts)); return;
      case 'cls':
        if (node.bases.some((base) => SCHEMA_BASE.test(nameOf(base) ?? '')) || node.decorators.some((decorator) => nameOf(decorator.kind === 'call' ? decorator.callee : decorator) === 'dataclass')) {
          if (!/settings|config/i.test(node.name ?? '')) for (const field of node.fields) found.push({ name: field.name, at: field.value ?? node, in: 'schema' });
        }
        return;
      default: return;
    }
  });
  return found;
}

/** `row.email`, `row["email"]`: read from something that is data. */
function memberField(node: Member, facts: Facts): FieldMention[] {
  const name = node.property ?? (node.index && facts.values.string(node.index));
  const parent = node.parent;
  if (name === undefined || name.length > LONGEST_NAME || (parent?.kind === 'call' && parent.callee === node) || (parent?.kind === 'assign' && parent.target === node && parent.op === undefined)) return [];
  return isData(node.object, facts) ? [{ name, at: node, in: 'data' }] : [];
}

/** `row.get("email")`, `header.indexOf("Email")`. */
function lookedUpField(node: Call, facts: Facts): FieldMention[] {
  if (node.callee.kind !== 'member' || node.args.length === 0 || node.args[0]!.spread) return [];
  const method = node.callee.property ?? '';
  if (!/^(get|indexOf|index|pop|findIndex|getValue|get_loc)$/.test(method)) return [];
  const name = facts.values.string(node.args[0]!.value);
  return name !== undefined && name.length <= LONGEST_NAME && isData(node.callee.object, facts) && !facts.effects.of(node)?.remote ? [{ name, at: node, in: 'data' }] : [];
}

/** Names given to what is read: `const email = row[3]`, `const { email } = body`, `function rank(candidate)`. */
function declaredFields(target: Pattern, init: Expr | undefined, facts: Facts): FieldMention[] {
  // `const staff = row.get("number of employees")`: the field's own name decides, and is met by itself.
  if (target.kind === 'name' && init && fieldRead(init, facts)) return [];
  if (target.kind === 'name') return isData(target, facts, init ?? target.binding.reads[0] ?? target) && !isParameterOfSettings(target) ? [{ name: target.name, at: target, in: 'data' }] : [];
  if (target.kind === 'default-pattern') return declaredFields(target.target, init, facts);
  if (target.kind !== 'object-pattern' || !(init ? isData(init, facts) : target.entries.some((entry) => entry.value.kind === 'name' && isData(entry.value, facts)))) return [];
  return target.entries.flatMap((entry) => (entry.key === undefined ? [] : [{ name: entry.key, at: target, in: 'data' as const }]));
}

function fieldRead(init: Expr, facts: Facts): boolean {
  let expr = init;
  while (expr.kind === 'binary' && (expr.op === 'or' || expr.op === '??')) expr = expr.left;
  if (expr.kind === 'member') return expr.property !== undefined && !CONTAINER.test(expr.property);
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.property !== 'get' || facts.effects.of(expr)?.remote) return false;
  const first = expr.args[0];
  return first !== undefined && !first.spread && facts.values.string(first.value) !== undefined;
}

function isParameterOfSettings(name: Name): boolean {
  return /^[A-Z][A-Z\d_]*$/.test(name.name);
}

/** A list of field names: what a query asks for, the header of a table, the columns of a file. */
function listedFields(node: Expr & { kind: 'list' }, facts: Facts): FieldMention[] {
  if (node.items.length < 2 || node.items.length > 200 || !isFieldList(node)) return [];
  return node.items.flatMap((item) => {
    const name = item.kind === 'literal' ? facts.values.string(item) : undefined;
    return name !== undefined && name.length <= LONGEST_NAME && !/[@/.]/.test(name) ? [{ name, at: item, in: 'list' as const }] : [];
  });
}

/** `{ fields: 'id,email' }`: what an API is asked for, as one text. */
function selectedFields(node: Expr & { kind: 'object' }, facts: Facts): FieldMention[] {
  return node.entries.flatMap((entry) => {
    const text = entry.key !== undefined && /^(\$?select|fields|properties|columns)$/i.test(entry.key) ? facts.values.string(entry.value) : undefined;
    return text === undefined || text.length > 1000 || !/^[\w$.]+(?:\s*,\s*[\w$.]+)+$/.test(text) ? [] : text.split(/\s*,\s*/).map((name) => ({ name, at: entry.value, in: 'selection' as const }));
  });
}

function isFieldList(list: Expr): boolean {
  const parent = list.parent;
  if (parent?.kind === 'declare' && parent.target.kind === 'name') return FIELD_LIST.test(snake(parent.target.name));
  if (parent?.kind === 'assign' && parent.target.kind !== 'object-pattern') return FIELD_LIST.test(snake(nameOf(parent.target as Expr) ?? ''));
  if (parent?.kind === 'object') return parent.entries.some((entry) => entry.value === list && entry.key !== undefined && FIELD_LIST.test(snake(entry.key)));
  // `frame[["name", "email"]]`
  if (parent?.kind === 'member') return parent.index === list;
  if (parent?.kind !== 'call') return false;
  const arg = parent.args.find((candidate) => candidate.value === list);
  if (arg?.name !== undefined) return FIELD_LIST.test(arg.name);
  return /^(appendRow|append_row|writerow|addRow|setHeaders|writeheader)$/.test(nameOf(parent.callee) ?? '');
}

/** `z.object({ email: z.string() })` and its like. */
function schemaFields(node: Call, facts: Facts): FieldMention[] {
  const shape = node.args[0]?.value;
  if (shape?.kind !== 'object' || shape.entries.length === 0) return [];
  const api = facts.effects.api(node);
  const path = facts.values.paths(node.callee)[0] ?? '';
  if (api?.category !== 'validation' && !/^npm:(zod|yup|joi|valibot|superstruct|io-ts|@sinclair\/typebox)\b/.test(path)) return [];
  return shape.entries.flatMap((entry) => (entry.key !== undefined && !/^[A-Z][A-Z\d_]*$/.test(entry.key) && entry.value.kind !== 'literal' ? [{ name: entry.key, at: entry.value, in: 'schema' as const }] : []));
}

function queryFields(effect: Effect): FieldMention[] {
  const asked = /[?&](?:fields|\$select|select|properties|columns)=([\w,.%$-]{1,1000})/.exec(effect.url?.path ?? '')?.[1];
  if (asked !== undefined) return asked.split(/,|%2C/i).map((name) => ({ name, at: effect.call, in: 'selection' as const }));
  // The statement itself, and those that a wrapper of the author's is handed.
  return [{ call: effect.call, sql: effect.sql }, ...effect.uses].flatMap(({ call, sql }) =>
    (!sql || sql.aggregate ? [] : sql.columns.map((name) => ({ name, at: call, in: 'selection' as const }))));
}

/** Keys of what is handed to a system to keep: `{ Email: row[2] }` in a create call. */
export function writtenFields(effect: Effect, facts: Facts): FieldMention[] {
  if (effect.access !== 'write' || !effect.system) return [];
  const found: FieldMention[] = [];
  for (const arg of effect.call.args) {
    if (arg.name !== undefined && /^(headers|auth|params)$/.test(arg.name)) continue;
    for (const made of definitions(arg.value, facts.values, facts.calls)) {
      let seen = 0;
      walk(made, (node) => {
        if (++seen > MOST_NODES || node.kind === 'func') return false;
        if (node.kind !== 'object') return true;
        for (const entry of node.entries) {
          if (entry.key !== undefined && entry.key.length <= LONGEST_NAME && entry.value.kind !== 'function' && facts.values.constant(entry.value) === undefined && !isSetting(entry.value, facts)) {
            found.push({ name: entry.key, at: entry.value, in: 'data' });
          }
        }
        return true;
      });
    }
  }
  return found;
}

/** Holds for values that come from another system, a file, a request or a model, or that a caller hands over. */
function isData(expr: Expr, facts: Facts, init: Expr | undefined = expr): boolean {
  const root = rootOf(expr);
  if (root && SETTINGS.test(root.name)) return false;
  if (root && facts.values.paths(root).some((path) => facts.catalogue.value(path)?.environment)) return false;
  if ([expr, init].some((at) => facts.flows.labelsAt(at).some((state) => DATA.has(state.label)))) return true;
  // Nothing is known of who calls: what a function takes apart is data, unless its name says otherwise.
  const func = expr === root ? undefined : root?.binding.writes.find((write) => write.param)?.param?.func;
  return func !== undefined && facts.calls.callers(func).length === 0;
}

function isSetting(expr: Expr, facts: Facts): boolean {
  const root = rootOf(expr);
  return root !== undefined && (SETTINGS.test(root.name) || facts.values.paths(root).some((path) => facts.catalogue.value(path)?.environment === true));
}

function rootOf(expr: Expr): Name | undefined {
  let at: Expr = expr;
  for (let depth = 0; depth < 40; depth++) {
    if (at.kind === 'name') return at;
    if (at.kind === 'member') at = at.object;
    else if (at.kind === 'call') at = at.callee;
    else return undefined;
  }
  return undefined;
}

function nameOf(expr: Expr): string | undefined {
  return expr.kind === 'name' ? expr.name : expr.kind === 'member' ? expr.property : undefined;
}

function snake(name: string): string {
  return words(name).join('_');
}
