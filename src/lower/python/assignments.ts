import type { Assign, BinaryOp, Expr, Stmt } from '#model';
import type { Context } from './context.js';
import { targetNames } from './patterns.js';
import type { Syntax } from './syntax.js';

/** The first statement to bind a name in its scope declares it, later ones assign; in a class body it makes a field. */
export function lowerAssignment(context: Context, node: Syntax): Stmt[] {
  const left = node.get('left');
  const right = node.get('right');
  const type = node.get('type');
  const cls = context.cls;
  const value = right && assigned(context, right);
  const annotation = type && context.textOf(type);
  const annotationExpr = type && context.expression(type);
  const at = { start: node.start, end: node.end };
  if (!left) return value ? [{ kind: 'expression', value, ...at }] : [];
  const isName = left.type === 'identifier';
  if (cls && isName) {
    const name = context.textOf(left);
    const binding = context.define(name, 'let', left);
    cls.fields.push({
      name, isStatic: true, decorators: [], ...(value ? { value } : {}),
      ...(annotation === undefined ? {} : { annotation }), ...(annotationExpr ? { annotationExpr } : {}),
    });
    if (value) binding.writes.push({ via: 'field', value, path: [], at: cls });
    return [];
  }
  const first = targetNames(left).map((name) => context.bind(name)).includes(true);
  const target = context.pattern(left);
  if (isName && annotation !== undefined) {
    if (annotationExpr) context.annotate(left, annotationExpr);
    return [{ kind: 'declare', form: 'let', target, annotation, ...(value ? { init: value } : {}), ...at }];
  }
  if (!value) return [];
  return first
    ? [{ kind: 'declare', form: 'let', target, init: value, ...at }]
    : [{ kind: 'expression', value: { kind: 'assign', target, value, ...at }, ...at }];
}

export function lowerAugmented(context: Context, node: Syntax): Assign | undefined {
  const left = node.get('left');
  const right = node.get('right');
  if (!left || !right) return undefined;
  const value = assigned(context, right);
  const op = (node.get('operator')?.type ?? '+=').slice(0, -1) as BinaryOp;
  return { kind: 'assign', target: context.pattern(left), op, value, start: node.start, end: node.end };
}

/** The right side: in `a = b = v` it is an assignment itself. */
function assigned(context: Context, node: Syntax): Expr {
  if (node.type === 'augmented_assignment') return lowerAugmented(context, node) ?? context.expression(node);
  const left = node.type === 'assignment' ? node.get('left') : undefined;
  const right = left && node.get('right');
  if (!left || !right) return context.expression(node);
  const value = assigned(context, right);
  return { kind: 'assign', target: context.pattern(left), value, start: node.start, end: node.end };
}
