import type { Expr, Param, Pattern } from '#model';
import type { Context } from './context.js';
import type { Syntax } from './syntax.js';

/** A parameter whose default and annotation are lowered in the scope around the function; its name comes later. */
export interface RawParam {
  readonly node: Syntax;
  readonly fallback?: Expr;
  readonly annotation?: string;
  readonly annotationExpr?: Expr;
  readonly rest: boolean;
  readonly keywords: boolean;
}

/** Call in the scope around the function: that is where defaults and annotations are evaluated. */
export function lowerParams(context: Context, node: Syntax | undefined): RawParam[] {
  const params: RawParam[] = [];
  for (const child of node?.children ?? []) {
    const target = targetOf(child);
    if (!target) continue;
    const value = child.get('value');
    const type = child.get('type');
    params.push({
      node: target.type === 'list_splat_pattern' || target.type === 'dictionary_splat_pattern' ? target.parts[0] ?? target : target,
      rest: target.type === 'list_splat_pattern' || target.type === 'dictionary_splat_pattern',
      keywords: target.type === 'dictionary_splat_pattern',
      ...(value ? { fallback: context.expression(value) } : {}),
      ...(type ? { annotation: context.textOf(type), annotationExpr: context.expression(type) } : {}),
    });
  }
  return params;
}

function targetOf(node: Syntax): Syntax | undefined {
  switch (node.type) {
    case 'identifier': case 'tuple_pattern': case 'list_splat_pattern': case 'dictionary_splat_pattern': return node;
    case 'default_parameter': case 'typed_default_parameter': return node.get('name');
    case 'typed_parameter': return node.parts[0];
    default: return undefined;
  }
}

/** Call in the function's own scope: declares the names. */
export function bindParams(context: Context, params: readonly RawParam[]): Param[] {
  return params.map(({ node, rest, keywords, fallback, annotation, annotationExpr }) => ({
    target: target(context, node),
    ...(fallback ? { fallback } : {}),
    ...(rest ? { rest } : {}),
    ...(keywords ? { keywords } : {}),
    ...(annotation === undefined ? {} : { annotation }),
    ...(annotationExpr ? { annotationExpr } : {}),
  }));
}

function target(context: Context, node: Syntax): Pattern {
  if (node.type !== 'identifier') return context.pattern(node);
  const name = context.textOf(node);
  context.builder.declare(name, 'param', node);
  return context.nameNode(name, node);
}
