/** One thing that an expression can be. */
import type { Class, Expr, Func, ListExpr, Module, ObjectExpr } from '#model';

export type Value =
  | { readonly kind: 'const'; readonly value: string | number | boolean | null; readonly at: Expr }
  | { readonly kind: 'api'; readonly path: string }
  | { readonly kind: 'func'; readonly func: Func }
  | { readonly kind: 'class'; readonly cls: Class }
  | { readonly kind: 'instance'; readonly cls: Class }
  | { readonly kind: 'object'; readonly node: ObjectExpr }
  | { readonly kind: 'list'; readonly node: ListExpr }
  | { readonly kind: 'module'; readonly module: Module };

export const MOST_VALUES = 8;

/** Without doubles, at most a handful. */
export function limited(values: readonly Value[]): readonly Value[] {
  if (values.length < 2) return values;
  const kept: Value[] = [];
  for (const value of values) {
    if (kept.length === MOST_VALUES) break;
    if (!kept.some((other) => same(other, value))) kept.push(value);
  }
  return kept;
}

function same(a: Value, b: Value): boolean {
  switch (a.kind) {
    case 'const': return b.kind === 'const' && a.value === b.value;
    case 'api': return b.kind === 'api' && a.path === b.path;
    case 'func': return b.kind === 'func' && a.func === b.func;
    case 'class': return b.kind === 'class' && a.cls === b.cls;
    case 'instance': return b.kind === 'instance' && a.cls === b.cls;
    case 'object': return b.kind === 'object' && a.node === b.node;
    case 'list': return b.kind === 'list' && a.node === b.node;
    case 'module': return b.kind === 'module' && a.module === b.module;
  }
}

