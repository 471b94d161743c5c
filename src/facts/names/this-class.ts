import { functionOf, type Class, type Func, type Node, type ObjectExpr } from '#model';

/** The class whose method (or a closure inside one) holds the node. */
export function thisClass(node: Node): Class | undefined {
  for (let func = functionOf(node); func; func = func.outer) if (func.cls) return func.cls;
  return undefined;
}

/** The object literal whose method (or an arrow inside one) holds the node: `const api = { get(path) { return this.call(path); } }`. */
export function thisObject(node: Node): ObjectExpr | undefined {
  let func: Func | undefined = functionOf(node);
  while (func?.form === 'arrow') func = func.outer;
  const method = func?.parent?.kind === 'function' ? func.parent : undefined;
  const object = method?.parent;
  return object?.kind === 'object' && object.entries.some((entry) => entry.value === method) ? object : undefined;
}
