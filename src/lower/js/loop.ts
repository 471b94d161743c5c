import type * as t from '@babel/types';
import type { Loop, Pattern, Stmt } from '#model';
import { declaringOf } from './declaration.js';
import type { Lowering } from './context.js';

type AnyLoop = t.ForStatement | t.ForInStatement | t.ForOfStatement | t.WhileStatement | t.DoWhileStatement;

export function lowerLoop(low: Lowering, node: AnyLoop): Loop {
  return low.builder.within('block', () => {
    const loop: Loop = { kind: 'loop', form: 'while', body: [], otherwise: [], start: node.start!, end: node.end! };
    switch (node.type) {
      case 'ForStatement':
        loop.form = 'count';
        if (node.init) loop.init = lowerInit(low, node.init);
        if (node.test) loop.test = low.expression(node.test);
        if (node.update) loop.update = low.expression(node.update);
        break;
      case 'ForInStatement': case 'ForOfStatement':
        loop.form = node.type === 'ForOfStatement' ? 'each' : 'keys';
        loop.target = lowerTarget(low, node.left);
        loop.iterable = low.expression(node.right);
        if (node.type === 'ForOfStatement' && node.await) loop.async = true;
        break;
      case 'WhileStatement': case 'DoWhileStatement':
        loop.form = node.type === 'WhileStatement' ? 'while' : 'do-while';
        loop.test = low.expression(node.test);
        break;
    }
    loop.body = lowerLoopBody(low, node.body);
    return loop;
  });
}

function lowerLoopBody(low: Lowering, body: t.Statement): Stmt[] {
  return low.builder.within('block', () => {
    const statements: Stmt[] = [];
    low.statements(body.type === 'BlockStatement' ? body.body : [body], statements);
    return statements;
  });
}

function lowerTarget(low: Lowering, left: t.Node): Pattern {
  if (left.type !== 'VariableDeclaration') return low.pattern(left);
  const declarator = left.declarations[0];
  if (!declarator) return { kind: 'unknown', what: 'for', children: [], start: left.start!, end: left.end! };
  return low.pattern(declarator.id, declaringOf(low, left));
}

/** `let i = 0, n = 9` is a block of two declarations. */
function lowerInit(low: Lowering, init: t.VariableDeclaration | t.Expression): Stmt {
  const { start, end } = { start: init.start!, end: init.end! };
  if (init.type !== 'VariableDeclaration') return { kind: 'expression', value: low.expression(init), start, end };
  const declared: Stmt[] = [];
  low.statement(init, declared);
  return declared.length === 1 ? declared[0]! : { kind: 'block', body: declared, start, end };
}
