import type * as t from '@babel/types';
import { newFunc } from '#model';
import type { Func, Param, Pattern, Stmt } from '#model';
import { annotationOf } from './annotation.js';
import type { Declaring, Lowering } from './context.js';

/** A function of any form. A named function expression sees its own name, which nothing outside does. */
export function lowerFunction(low: Lowering, node: t.Function, form: Func['form'], name?: string): Func {
  const ownName = node.type === 'FunctionExpression' ? node.id : undefined;
  if (!ownName) return lowerPlain(low, node, form, name);
  return low.builder.within('block', () => {
    const binding = low.builder.declare(ownName.name, 'function', { start: ownName.start!, end: ownName.end! });
    const func = lowerPlain(low, node, form, ownName.name);
    binding.writes.push({ via: 'function', path: [], func, at: func });
    return func;
  });
}

function lowerPlain(low: Lowering, node: t.Function, form: Func['form'], name?: string): Func {
  const decorators = 'decorators' in node && node.decorators ? node.decorators.map((decorator) => low.expression(decorator.expression)) : [];
  return low.builder.within('function', (scope) => {
    const func = newFunc(form, scope, node.start!, node.end!);
    if (name !== undefined) func.name = name;
    func.async = node.async ?? false;
    func.generator = node.generator ?? false;
    func.decorators = decorators;
    const doc = low.docs.get(node.start!);
    if (doc !== undefined) func.doc = doc;
    low.conditional++;
    const fields: Stmt[] = [];
    for (const param of node.params) {
      lowerParam(low, param, { kind: 'param', scope }, func.params, fields);
      const lowered = func.params.at(-1);
      const named = 'decorators' in param ? param.decorators : undefined;
      if (lowered && named && named.length > 0) lowered.decorators = named.map((decorator) => low.expression(decorator.expression));
    }
    lowerBody(low, node.body, func.body);
    if (fields.length > 0) func.body.splice(afterSuper(func.body), 0, ...fields);
    low.conditional--;
    return func;
  });
}

function lowerBody(low: Lowering, body: t.BlockStatement | t.Expression, out: Stmt[]): void {
  if (body.type === 'BlockStatement') {
    low.statements(body.directives, out);
    low.statements(body.body, out);
  } else {
    out.push({ kind: 'return', value: low.expression(body), start: body.start!, end: body.end! });
  }
}

function lowerParam(low: Lowering, node: t.Node, declaring: Declaring, params: Param[], fields: Stmt[]): void {
  switch (node.type) {
    case 'TSParameterProperty': {
      lowerParam(low, node.parameter, declaring, params, fields);
      const target = params[params.length - 1]?.target;
      if (target?.kind === 'name') fields.push(fieldAssignment(low, target));
      return;
    }
    case 'AssignmentPattern':
      params.push(typed(node.left, { target: low.pattern(node.left, declaring), fallback: low.expression(node.right) }));
      return;
    case 'RestElement':
      params.push(typed(node, { target: low.pattern(node.argument, declaring), rest: true }));
      return;
    case 'Identifier':
      // TypeScript's first parameter `this` is a type only.
      if (node.name === 'this') return;
      params.push(typed(node, { target: low.pattern(node, declaring) }));
      return;
    default:
      params.push(typed(node, { target: low.pattern(node, declaring) }));
  }

  function typed(annotated: t.Node, param: Param): Param {
    const annotation = annotationOf(low, annotated);
    if (annotation !== undefined) param.annotation = annotation;
    return param;
  }
}

/** Where the assignments of parameter properties stand: after the call of `super`, else first. */
function afterSuper(body: readonly Stmt[]): number {
  return 1 + body.findIndex((statement) =>
    statement.kind === 'expression' && statement.value.kind === 'call' && statement.value.callee.kind === 'super');
}

/** `constructor(private x)` means `this.x = x`. */
function fieldAssignment(low: Lowering, param: Pattern & { kind: 'name' }): Stmt {
  const { start, end } = param;
  return {
    kind: 'expression', start, end,
    value: {
      kind: 'assign', start, end,
      target: { kind: 'member', object: { kind: 'this', start, end }, property: param.name, start, end },
      value: low.builder.name(param.name, start, end),
    },
  };
}
