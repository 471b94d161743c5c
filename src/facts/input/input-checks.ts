/** Whether anything on the way of what others send in looks at more than whether it is there: tests, schemas, models, declared types. */
import type { Call, Expr, Func, Node } from '#model';
import { functionOf, walk } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { proofsAt, type Condition } from '../flow/conditions.js';
import type { Flow, State } from '../flow/index.js';
import { placeOf } from '../flow/shape.js';
import type { Values } from '../names/values.js';

interface Room {
  readonly values: Values;
  readonly calls: CallGraph;
  /** Names of calls that count as a check, instead of the usual ones. */
  readonly checking?: RegExp;
  /** Places whose test says nothing about the value, given those that it passes through. */
  readonly beside?: (place: string, passed: ReadonlySet<string>) => boolean;
}

/** Types that any text satisfies. */
const ANYTHING = /^(?:Annotated\[|Optional\[)?\s*(?:dict|Dict|Any|list|List|object|Mapping|Request|any|unknown|GoogleAppsScript|str|bytes|UploadFile)\b/;
const LIMITS = new Set(['pattern', 'regex', 'max_length', 'min_length', 'ge', 'gt', 'le', 'lt', 'enum']);

/** A parameter that the framework checks against its declared type, or limits declared beside it, before the handler runs. */
function isDeclared(node: Expr): boolean {
  if (node.kind !== 'name' || node.binding.kind !== 'param') return false;
  const param = node.binding.writes.find((write) => write.param)?.param?.param;
  if (param?.annotation === undefined) return false;
  if (!ANYTHING.test(param.annotation)) return true;
  let limited = false;
  for (const expr of [param.fallback, param.annotationExpr]) {
    if (expr) walk(expr, (inner) => { limited ||= inner.kind === 'call' && inner.args.some((arg) => LIMITS.has(arg.name ?? '')); });
  }
  return limited;
}

/** A parameter that a decorator fills, with a class that says what its fields must be, or a pipe around the handler. */
function isPiped(node: Expr, values: Values): boolean {
  if (node.kind !== 'name') return false;
  const given = node.binding.writes.find((write) => write.param)?.param;
  if (!given?.param.decorators) return false;
  const { func } = given;
  const piped = [...func.decorators, ...(func.cls?.decorators ?? [])].some((decorator) => decorator.kind === 'call' && /^UsePipes$|valid/i.test(nameOfCallee(decorator)));
  return piped || values.of(node).some((value) => value.kind === 'instance' && (value.cls.bases.length > 0 || value.cls.fields.some((field) => field.decorators.length > 0)));
}

/** Holds if on the way some test or check looks at more than whether the value is there. */
export function isChecked(flow: Flow, { values, calls, checking = CHECKING, beside }: Room): boolean {
  if (flow.sink.module.language === 'python' && isDeclared(flow.source.node)) return true;
  if (isPiped(flow.source.node, values)) return true;
  const places = new Set<string>();
  const nodes: Expr[] = [];
  for (let at: State | undefined = flow.state, n = 0; at && n < 200; at = at.from, n++) {
    nodes.push(at.node);
    const place = placeOf(at.node);
    if (place !== undefined) places.add(place);
  }
  const looksAt = (expr: Node): boolean => {
    const place = expr.kind === 'name' || expr.kind === 'member' ? placeOf(expr) : undefined;
    return place !== undefined && !beside?.(place, places) && [...places].some((known) => known === place || place.startsWith(`${known}.`) || known.startsWith(`${place}.`));
  };
  const asked = [flow.sink.call, ...nodes].flatMap((node) => proofsAt(node));
  return asked.some((condition) => judges(condition, looksAt, values, calls, checking)) || checkedBefore(nodes, looksAt, calls, values, checking);
}

const CHECKING = /valid|strptime|isoformat|verify|check|assert|sanitiz|sanitis|parse|schema|ensure|normaliz|normalis|clean|require/i;
const SAYING_NOTHING = new Set(['trim', 'strip', 'toString', 'String', 'str', 'Boolean', 'bool', 'get', 'toLowerCase', 'lower']);

/** A test that only asks whether the value is there judges nothing. */
function judges(condition: Condition, looksAt: (expr: Node) => boolean, values: Values, calls: CallGraph, checking: RegExp): boolean {
  let judged = false;
  if (condition.among) return looksAt(condition.test);
  if (condition.returned) return refusesInside(condition.test, looksAt, calls, values, checking);
  walk(condition.test, (node) => {
    if (judged || node.kind === 'func') return false;
    if (node.kind === 'name' && !looksAt(node)) {
      // `const problems = check(body); if (problems.length) …`
      judged ||= node.binding.writes.some((write) => write.value !== undefined && write.via !== 'param' && isCheck(write.value, looksAt, calls, values, checking));
    }
    if (!looksAt(node)) return true;
    const parent = node.parent;
    if (parent === undefined || node === condition.test) return true;
    judged ||= isJudgement(node, parent, values, calls);
    return true;
  });
  return judged;
}

/** A call that stands by itself judges what it is given where it can throw. */
function refusesInside(test: Expr, looksAt: (expr: Node) => boolean, calls: CallGraph, values: Values, checking: RegExp): boolean {
  if (isCheck(test, looksAt, calls, values, checking)) return true;
  const call = test.kind === 'await' ? test.value : test;
  if (call.kind !== 'call' || !call.args.some((arg) => mentions(arg.value, looksAt))) return false;
  return calls.targets(call).some((func) => func.body.some((statement) => {
    let throws = false;
    walk(statement, (node) => {
      throws ||= node.kind === 'throw';
      return !throws;
    });
    return throws;
  }));
}

function isJudgement(node: Node, parent: Node, values: Values, calls: CallGraph): boolean {
  switch (parent.kind) {
    case 'binary': {
      if (parent.op === 'and' || parent.op === 'or' || parent.op === '??') return false;
      const other = parent.left === node ? parent.right : parent.left;
      const constant = values.constant(other);
      return constant !== null && constant !== '' && !(other.kind === 'literal' && other.type === 'undefined');
    }
    case 'unary': return parent.op === 'typeof';
    case 'member': {
      if (parent.object !== node) return parent.index === node;
      const name = parent.property ?? '';
      if (parent.parent?.kind === 'call' && parent.parent.callee === parent) return !SAYING_NOTHING.has(name);
      return name === 'length' && parent.parent?.kind === 'binary' && parent.parent.op !== 'and' && parent.parent.op !== 'or';
    }
    case 'call': {
      const name = parent.callee.kind === 'name' ? parent.callee.name : parent.callee.kind === 'member' ? parent.callee.property ?? '' : '';
      return parent.callee !== node && !SAYING_NOTHING.has(name) && (calls.targets(parent).length > 0 || parent.callee.kind === 'member' || /^is|valid|len$/i.test(name));
    }
    default: return false;
  }
}

/** A check in the author's words, or a schema: `schema.parse(body)`, `validateOrder(body)`. */
function isCheck(expr: Expr, looksAt: (expr: Node) => boolean, calls: CallGraph, values: Values, checking: RegExp): boolean {
  const call = expr.kind === 'await' ? expr.value : expr;
  if (call.kind !== 'call' || !call.args.some((arg) => mentions(arg.value, looksAt))) return false;
  return checking.test(nameOfCallee(call)) || makesModel(call, values) || calls.targets(call).length > 0 && /^(is|has)[A-Z_]/.test(nameOfCallee(call));
}

const MODELS = /^py:(?:pydantic\.(?:\w+\.)?BaseModel|sqlmodel\.SQLModel|pydantic\.dataclasses\.dataclass)$/;
const MOST_BASES = 6;

/** Holds where the call makes a model that checks its fields: `Order(**data)`. */
function makesModel(call: Call, values: Values): boolean {
  let classes = values.of(call.callee).flatMap((value) => (value.kind === 'class' ? [value.cls] : []));
  for (let depth = 0; depth < MOST_BASES && classes.length > 0; depth++) {
    const bases = classes.flatMap((cls) => [...cls.bases, ...cls.decorators]).flatMap((base) => values.of(base));
    if (bases.some((value) => value.kind === 'api' && MODELS.test(value.path))) return true;
    classes = bases.flatMap((value) => (value.kind === 'class' ? [value.cls] : []));
  }
  return false;
}

function mentions(expr: Expr, looksAt: (expr: Node) => boolean): boolean {
  let found = false;
  walk(expr, (node) => {
    found ||= looksAt(node);
    return !found && node.kind !== 'func';
  });
  return found;
}

function nameOfCallee(call: Call): string {
  return call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? call.callee.property ?? '' : '';
}

/** Holds if a checking call got the value before, in a function that the value passes through, or the value went through one. */
function checkedBefore(nodes: readonly Expr[], looksAt: (expr: Node) => boolean, calls: CallGraph, values: Values, checking: RegExp): boolean {
  const functions = new Set<Func>();
  for (const node of nodes) {
    if (node.kind === 'call' && checking.test(nameOfCallee(node)) && !/^JSON$|parse(Int|Float)?$/.test(nameOfCallee(node))) return true;
    const taken = node.parent?.kind === 'spread' ? node.parent.parent : node.parent;
    if (taken?.kind === 'call' && makesModel(taken, values)) return true;
    const func = functionOf(node);
    if (func) functions.add(func);
  }
  for (const func of functions) {
    if (func.calls.some((call) => call.parent?.kind !== 'call' && !/^(parse|loads|stringify)$/.test(nameOfCallee(call)) && isCheck(call, looksAt, calls, values, checking))) return true;
  }
  return false;
}
