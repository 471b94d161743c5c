/** The places in code where a credential belongs: what stands there, and by which name. */
import type { Arg, Call, Expr, Module, Node, ObjectExpr, Pattern } from '#model';
import { eachNode } from '#model';
import { roleArguments } from '../names/arguments.js';
import { CallGraph } from '../names/call-graph.js';
import type { Effects } from '../effects/effects.js';
import { nameOf } from './look-ups.js';
import { credentialName, mayNameKey, type LiteralPosition } from '../secrets/index.js';

export interface Slot {
  readonly value: Expr;
  readonly name?: string;
  readonly position: LiteralPosition;
  /** `held`: a name, property or field of the code's own; `given`: handed to a call; `compared`: only compared with. */
  readonly use: 'held' | 'given' | 'compared';
}

/** The slots of each module that is no test. */
export type SlotsOf = ReadonlyMap<Module, readonly Slot[]>;

/** Every slot of a module. The same expression may come more than once, by different names. */
export function credentialSlots(module: Module, calls: CallGraph, effects: Effects): Slot[] {
  const found: Slot[] = [];
  const held = (name: string | undefined, value: Expr | undefined): void => {
    if (name !== undefined && value && isSlotName(name)) found.push({ value, name, position: positionOf(name), use: 'held' });
  };
  eachNode(module, (node) => {
    switch (node.kind) {
      case 'declare': return held(targetName(node.target), node.init);
      case 'assign':
        // session.auth = (user, password)
        if (targetName(node.target) === 'auth' && node.value.kind === 'list' && node.value.items.length === 2) found.push({ value: node.value.items[1]!, position: 'api-argument', use: 'given' });
        return held(targetName(node.target), node.value);
      case 'default-pattern': return held(targetName(node.target), node.fallback);
      case 'object': return entries(node, found, effects);
      case 'cls': for (const field of node.fields) held(field.name, field.value); return;
      case 'func':
        for (const param of node.params) held(targetName(param.target), param.fallback);
        if (node.name !== undefined && GIVES.test(node.name)) for (const statement of node.returns) held(node.name.replace(GIVES, ''), statement.value);
        return;
      case 'call': found.push(...callSlots(node, calls, effects)); return;
      case 'binary': if (EQUALITY.has(node.op)) found.push(...compared(node.left, node.right), ...compared(node.right, node.left)); return;
      default: return;
    }
  });
  return found;
}

const GIVES = /^_*(?:get|load|fetch|read)_?(?=[A-Za-z])/;
const EQUALITY = new Set<string>(['==', '===', '!=', '!==']);
/** Methods that put a value under a name: `headers.set("Authorization", HERE)`, `props.setProperty("API_KEY", HERE)`. */
const SETTERS = new Set([
  'set', 'setItem', 'setProperty', 'setdefault', 'put', 'append', 'header', 'setHeader', 'setRequestHeader', 'add_header', 'putenv', 'setenv', 'set_password', 'setUserProperty', 'setScriptProperty', 'auth', 'set_option', 'hset', 'defaultHeader',
]);
const COMPARISONS = /^(?:compare_digest|timingSafeEqual|equals|isEqual|safeCompare|strcmp|localeCompare)$/;

function isSlotName(name: string): boolean {
  return credentialName(name) !== undefined || mayNameKey(name);
}

function positionOf(name: string): LiteralPosition {
  return /^(?:proxy-)?authorization$|^x-.*(?:key|token|secret|auth)$/i.test(name) ? 'header' : 'named';
}

function targetName(target: Pattern): string | undefined {
  if (target.kind === 'default-pattern') return targetName(target.target);
  if (target.kind !== 'member') return target.kind === 'name' ? target.name : undefined;
  return target.property ?? (target.index?.kind === 'literal' && typeof target.index.value === 'string' ? target.index.value : undefined);
}

function entries(object: ObjectExpr, found: Slot[], { values }: Effects): void {
  for (const entry of object.entries) {
    // `{ [HEADER]: HERE }`: the name is kept elsewhere.
    const key = entry.key ?? (entry.computed && values.string(entry.computed));
    if (key !== undefined && !entry.spread && isSlotName(key)) found.push({ value: entry.value, name: key, position: positionOf(key), use: 'held' });
  }
  // `{ name: "apiKey", value: HERE }`, `{ key: "Authorization", value: HERE }`.
  const named = object.entries.find((entry) => entry.key === 'name' || entry.key === 'key')?.value;
  const value = object.entries.find((entry) => entry.key === 'value' || entry.key === 'default' || entry.key === 'defaultValue')?.value;
  const name = named?.kind === 'literal' && typeof named.value === 'string' ? named.value : undefined;
  if (name !== undefined && value && isSlotName(name)) found.push({ value, name, position: positionOf(name), use: 'held' });
}

function callSlots(call: Call, calls: CallGraph, effects: Effects): Slot[] {
  if (call.jsx || call.shell) return [];
  const found: Slot[] = [];
  const { values } = effects;
  for (const arg of call.args) {
    if (arg.name !== undefined && isSlotName(arg.name)) found.push({ value: arg.value, name: arg.name, position: positionOf(arg.name), use: 'given' });
  }
  const api = effects.api(call);
  for (const value of api ? roleArguments(call, api, 'credential', values) : []) {
    const name = argumentName(call, value);
    // `auth=(user, password)`: the last item is what is kept secret.
    const inner = value.kind === 'list' && value.items.length === 2 ? value.items[1]! : value;
    if (inner.kind !== 'object') found.push({ value: inner, ...(name === undefined ? {} : { name }), position: 'api-argument', use: 'given' });
    else for (const entry of inner.entries) if (entry.key !== undefined && /^(?:pass|password|secret|token|apiKey)$/.test(entry.key)) found.push({ value: entry.value, name: entry.key, position: 'api-argument', use: 'given' });
  }
  const auth = call.args.find((arg) => arg.name === 'auth')?.value;
  if (auth?.kind === 'list' && auth.items.length === 2) found.push({ value: auth.items[1]!, position: 'api-argument', use: 'given' });
  for (const func of calls.targets(call)) {
    for (const { index, arg } of CallGraph.pairs(call, func)) {
      const param = func.params[index];
      const name = param && !param.rest ? targetName(param.target) : undefined;
      if (name !== undefined && arg.name === undefined && isSlotName(name)) found.push({ value: arg.value, name, position: 'named', use: 'given' });
    }
  }
  found.push(...setterSlots(call, effects), ...optionDefaults(call));
  const method = nameOf(call.callee);
  const [first, second] = call.args;
  if (method !== undefined && COMPARISONS.test(method)) {
    const a = call.callee.kind === 'member' && !second ? call.callee.object : first?.value;
    const b = second?.value ?? first?.value;
    if (a && b && a !== b) found.push(...compared(a, b), ...compared(b, a));
  }
  return found;
}

function argumentName(call: Call, value: Expr): string | undefined {
  const own = call.args.find((arg: Arg) => arg.value === value)?.name;
  if (own !== undefined) return own;
  const parent: Node | undefined = value.parent;
  return parent?.kind === 'object' ? parent.entries.find((entry) => entry.value === value)?.key : undefined;
}

function setterSlots(call: Call, effects: Effects): Slot[] {
  const [first, second] = call.args;
  const method = nameOf(call.callee);
  if (method === undefined || !SETTERS.has(method) || !first || !second || first.spread || second.spread) return [];
  const name = effects.values.string(first.value);
  return name !== undefined && isSlotName(name) ? [{ value: second.value, name, position: positionOf(name), use: 'given' }] : [];
}

/** Defaults of command-line options and form fields: `add_argument("--api-key", default=HERE)`, `.option("--token <t>", "…", HERE)`. */
function optionDefaults(call: Call): Slot[] {
  const names = call.args.slice(0, 2).flatMap((arg) => (arg.name === undefined && arg.value.kind === 'literal' && typeof arg.value.value === 'string' ? [arg.value.value] : []));
  const name = names.map((text) => /^-{0,2}([A-Za-z][\w -]{1,40}?)(?:[ =][<[].*)?$/.exec(text)?.[1]).find((text) => text !== undefined && isSlotName(text));
  if (name === undefined) return [];
  const options = call.args.flatMap((arg) => (arg.value.kind === 'object' ? arg.value.entries.filter((entry) => entry.key === 'default' || entry.key === 'value').map((entry) => entry.value) : []));
  const keyword = call.args.find((arg) => arg.name === 'default' || arg.name === 'value')?.value;
  const third = nameOf(call.callee) === 'option' ? call.args[2]?.value : undefined;
  return [...options, keyword, third].flatMap((value): Slot[] => (value ? [{ value, name, position: 'named', use: 'held' }] : []));
}

function compared(subject: Expr, value: Expr): Slot[] {
  if (value.kind === 'member' || value.kind === 'call') return [];
  const name = comparedName(subject);
  return name !== undefined && isSlotName(name) ? [{ value, name, position: positionOf(name), use: 'compared' }] : [];
}

/** `token`, `req.headers["x-api-key"]`, `request.headers.get("X-Api-Key")`. */
function comparedName(subject: Expr): string | undefined {
  if (subject.kind === 'member') return targetName(subject);
  if (subject.kind !== 'call') return nameOf(subject);
  const asked = subject.args[0]?.value;
  return subject.callee.kind === 'member' && asked?.kind === 'literal' && typeof asked.value === 'string' ? asked.value : undefined;
}
