import { functionOf, type Class, type Expr } from '#model';

/** The class whose method (or a closure inside one) holds the node. */
export function thisClass(node: Expr): Class | undefined {
  for (let func = functionOf(node); func; func = func.outer) if (func.cls) return func.cls;
  return undefined;
}
