/** Tests of where a path or an address leads: that it stays below a folder, that its host is a known one. */
import type { Call, Expr } from '#model';
import type { Values } from '../names/values.js';
import { placeOf } from './shape.js';

/** What a text is used as, where only a test of that use helps. */
export type Lead = 'path' | 'url';

/** Parts of an address that say which machine it leads to. */
const HOST_PARTS = new Set(['hostname', 'host', 'origin', 'netloc', 'protocol']);
const KEEPING = new Set(['toLowerCase', 'lower', 'trim', 'strip', 'toString', 'resolve', 'absolute', 'normalize', 'rstrip', 'lstrip', 'replace', 'split', 'casefold', 'get']);
const LEADING: Record<Lead, RegExp> = {
  path: /^(node:path\.(resolve|join|normalize|relative)|node:fs(\.promises|\/promises)?\.realpath(Sync)?|py:os\.path\.(abspath|realpath|normpath|join|commonpath|commonprefix|relpath)|py:pathlib\.(Pure)?Path|builtin:str)$/,
  url: /^(global:URL|node:url\.(URL|parse)|py:urllib\.parse\.(urlparse|urlsplit)|builtin:str|global:String)$/,
};

/** Holds if the outcome of a test says that the path or address at `place` leads to where the author wants. */
export function leadProves(test: Expr, holds: boolean, lead: Lead, place: string, values: Values): boolean {
  const about = (expr: Expr): boolean => speaksOf(expr, lead, place, values, 0);
  if (test.kind === 'call') return lead === 'path' ? pathCall(test, holds, about, values) : urlCall(test, holds, about, values);
  if (test.kind !== 'binary') return false;
  const equal = ['==', '===', 'is'].includes(test.op);
  const unequal = ['!=', '!==', 'is not'].includes(test.op);
  if (lead === 'path') {
    // `".." in name`, `base in full.parents`, `os.path.commonpath([base, full]) == base`.
    if (test.op === 'in' || test.op === 'not in') {
      const inside = (test.op === 'in') === holds;
      if (isStep(test.left, values)) return !inside && about(test.right);
      return inside && test.right.kind === 'member' && test.right.property === 'parents' && about(test.right.object);
    }
    return ((equal && holds) || (unequal && !holds)) && [test.left, test.right].some((side) => side.kind === 'call' && about(side));
  }
  if (test.op === 'in' || test.op === 'not in') return (test.op === 'in') === holds && isHostPart(test.left) && about(test.left);
  return ((equal && holds) || (unequal && !holds)) && [test.left, test.right].some((side) => isHostPart(side) && about(side));
}

/** Holds for calls that throw unless the path stays where it should. */
export function leadReturned(call: Call, lead: Lead, place: string, values: Values): boolean {
  return lead === 'path' && call.callee.kind === 'member' && call.callee.property === 'relative_to' && speaksOf(call.callee.object, lead, place, values, 0);
}

function pathCall(test: Call, holds: boolean, about: (expr: Expr) => boolean, values: Values): boolean {
  if (test.callee.kind !== 'member') return false;
  const { property, object } = test.callee;
  const first = test.args[0]?.value;
  switch (property) {
    case 'startsWith': case 'startswith': return first !== undefined && about(object) && (isStep(first, values) ? !holds : holds);
    case 'includes': return !holds && first !== undefined && isStep(first, values) && about(object);
    case 'is_relative_to': return holds && about(object);
    case 'isAbsolute': case 'isabs': return false;
    default: return false;
  }
}

function urlCall(test: Call, holds: boolean, about: (expr: Expr) => boolean, values: Values): boolean {
  if (!holds || test.callee.kind !== 'member') return false;
  const { property, object } = test.callee;
  const first = test.args[0]?.value;
  if (first === undefined) return false;
  switch (property) {
    case 'startsWith': case 'startswith': {
      const start = values.string(first);
      return about(object) && (start === undefined ? first.kind !== 'list' : /^https?:\/\/[^/?#]+\//i.test(start));
    }
    case 'endsWith': case 'endswith': return isHostPart(object) && about(object);
    case 'includes': case 'has': case 'test': case 'match': case 'fullmatch': return first !== undefined && isHostPart(first) && about(first);
    case 'some': return first.kind === 'function' && first.func.calls.some((call) => call.callee.kind === 'member' && isHostPart(call.callee.object) && about(call.callee.object));
    default: return false;
  }
}

/** `..` or a separator: the step out of a folder. */
function isStep(expr: Expr, values: Values): boolean {
  const text = values.string(expr);
  return text !== undefined && /^(\.\.[\\/]?|[\\/])$/.test(text);
}

/** `parsed.hostname`, or a name for it. */
function isHostPart(expr: Expr): boolean {
  let at = expr;
  for (let n = 0; n < 6; n++) {
    if (at.kind === 'member' && HOST_PARTS.has(at.property ?? '')) return true;
    if (at.kind === 'call' && at.callee.kind === 'member') at = at.callee.object;
    else if (at.kind === 'member') at = at.object;
    else if (at.kind === 'binary' && (at.op === 'or' || at.op === '??')) at = at.left;
    else if (at.kind === 'name') {
      const only = at.binding.writes.length === 1 ? at.binding.writes[0] : undefined;
      if (!only?.value) return false;
      if (only.path.some((step) => typeof step === 'string' && HOST_PARTS.has(step))) return true;
      at = only.value;
    } else return false;
  }
  return false;
}

/** Holds if an expression is made of nothing but the value at `place`: resolved, parsed, a part of it. */
function speaksOf(expr: Expr, lead: Lead, place: string, values: Values, depth: number): boolean {
  if (depth > 8) return false;
  if (placeOf(expr) === place) return true;
  const inner = (next: Expr): boolean => speaksOf(next, lead, place, values, depth + 1);
  switch (expr.kind) {
    case 'name': {
      const only = expr.binding.writes.length === 1 ? expr.binding.writes[0] : undefined;
      return only?.value !== undefined && only.via !== 'param' && inner(only.value);
    }
    case 'member': return inner(expr.object);
    case 'await': return inner(expr.value);
    case 'binary': return expr.op === '/' || expr.op === '+' || expr.op === 'or' || expr.op === '??' ? inner(expr.left) || inner(expr.right) : false;
    case 'template': return expr.parts.some(inner);
    case 'list': return expr.items.some(inner);
    case 'call':
      if (values.paths(expr.callee).some((path) => LEADING[lead].test(path))) return expr.args.some((arg) => inner(arg.value));
      return expr.callee.kind === 'member' && KEEPING.has(expr.callee.property ?? '') && inner(expr.callee.object);
    default: return false;
  }
}
