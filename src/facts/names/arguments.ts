/** Arguments by what they are for: positions, keywords and properties of option objects, literal or by name. */
import type { Api, Role } from '#catalogue';
import type { Call, Expr, ObjectExpr } from '#model';
import type { Values } from './values.js';

/** The arguments of a call that play a role in the catalogue's entry. */
export function roleArguments(call: Call, api: Api, role: Role, values: Values): Expr[] {
  const found: Expr[] = [];
  const dependent = api.when?.filter((condition) => Object.values(condition.args).includes(role) && depends(call, condition, values)) ?? [];
  for (const args of [api.args ?? {}, ...dependent.map((condition) => condition.args)]) {
    for (const [key, played] of Object.entries(args)) {
      if (played !== role) continue;
      for (const expr of argumentAt(call, key, values)) if (!found.includes(expr)) found.push(expr);
    }
  }
  return found;
}

/** Holds if the arguments that a role depends on are as it needs them. */
function depends(call: Call, { on, is, otherwise }: NonNullable<Api['when']>[number], values: Values): boolean {
  const given = on.flatMap((key) => argumentAt(call, key, values));
  const fits = is.length === 0 ? given.length > 0 : given.some((expr) => {
    const constant = values.constant(expr);
    return is.some((wanted) => constant === wanted || (typeof constant === 'string' && typeof wanted === 'string' && constant.toLowerCase() === wanted)) || values.paths(expr).some((path) => is.includes(path));
  });
  return fits !== (otherwise === true);
}

/** The expressions at a key of the catalogue: `0`, `url`, `0.url`, `1.headers.Authorization`, `*`, `this`. */
export function argumentAt(call: Call, key: string, values: Values): Expr[] {
  if (key === '*') return call.args.filter((arg) => !arg.keywords).map((arg) => arg.value);
  if (key === 'this') return call.callee.kind === 'member' ? [call.callee.object] : [];
  const [head, ...rest] = key.split('.');
  const index = /^\d+$/.test(head!) ? Number(head) : undefined;
  let at: Expr[];
  if (index !== undefined) {
    const positional = call.args.filter((arg) => arg.name === undefined);
    const arg = positional[index];
    at = arg && !arg.spread ? [arg.value] : [];
  } else {
    const own = option(call, head!, values);
    at = own ? [own] : [];
  }
  for (const part of rest) at = at.flatMap((expr) => propertyOf(expr, part, values));
  return at;
}

/** A keyword argument, or a property of an object among the arguments (spreads and names followed). */
export function option(call: Call, name: string, values: Values): Expr | undefined {
  const keyword = call.args.find((arg) => arg.name === name);
  if (keyword) return keyword.value;
  for (const arg of call.args) {
    const found = propertyOf(arg.value, name, values)[0];
    if (found) return found;
  }
  return undefined;
}

/** Holds if an argument may carry options that cannot be seen: a parameter, an import, an unknown call. */
export function hasOpaqueOptions(call: Call, values: Values): boolean {
  return call.args.some((arg, index) => {
    if (arg.keywords) return dictCalls(arg.value, values).length === 0 && values.of(arg.value).every((value) => value.kind !== 'object');
    if (arg.spread) return true;
    const expr = arg.value;
    if (expr.kind === 'object') return expr.entries.some((entry) => entry.spread && values.of(entry.value).every((value) => value.kind !== 'object'));
    if (index === 0 || arg.name !== undefined) return false;
    // A bare name in an options position that resolves to nothing.
    return (expr.kind === 'name' || expr.kind === 'call') && values.of(expr).length === 0 && /opt|config|init|param|kwargs|request/i.test(expr.kind === 'name' ? expr.name : 'options');
  });
}

/** The value of a property of what an expression can be. */
export function propertyOf(expr: Expr, name: string, values: Values, depth = 0): Expr[] {
  if (depth > 6) return [];
  const objects = expr.kind === 'object' ? [expr] : values.of(expr).flatMap((value) => (value.kind === 'object' ? [value.node] : []));
  const found = objects.flatMap((object) => ownProperty(object, name, values, depth));
  found.push(...dictCalls(expr, values).flatMap((call) => call.args.flatMap((arg) => (arg.name === name ? [arg.value] : arg.keywords ? propertyOf(arg.value, name, values, depth + 1) : []))));
  if (expr.kind === 'name') found.push(...values.members.propertyWrites(expr.binding, name));
  return found;
}

/** `dict(host=…, user=…)`: an object written as a call. */
function dictCalls(expr: Expr, values: Values): Call[] {
  const made = expr.kind === 'name' ? expr.binding.writes.flatMap((write) => (write.value && write.path.length === 0 ? [write.value] : [])) : [expr];
  return made.filter((value): value is Call => value.kind === 'call' && values.paths(value.callee).includes('builtin:dict'));
}

function ownProperty(object: ObjectExpr, name: string, values: Values, depth: number): Expr[] {
  const own = object.entries.findLast((entry) => entry.key !== undefined && (entry.key === name || entry.key.toLowerCase() === name.toLowerCase()));
  if (own) return [own.value];
  return object.entries.filter((entry) => entry.spread).flatMap((entry) => propertyOf(entry.value, name, values, depth + 1));
}
