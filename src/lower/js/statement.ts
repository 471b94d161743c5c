import type * as t from '@babel/types';
import { literal } from '#model';
import type { Handler, Stmt, Switch } from '#model';
import { childNodes } from './context.js';
import type { Lowering } from './context.js';
import { lowerVariables } from './declaration.js';
import { noteCommonJsValue } from './commonjs.js';
import { lowerExportAll, lowerExportDefault, lowerExportNamed } from './exports.js';
import { lowerImport, lowerImportEquals } from './imports.js';
import { lowerLoop } from './loop.js';
import { lowerThrow } from './throw.js';
import { isErased, lowerEnum, lowerNamespace } from './typescript.js';

export function lowerStatement(low: Lowering, node: t.Node, out: Stmt[]): void {
  const start = node.start!;
  const end = node.end!;
  switch (node.type) {
    case 'ExpressionStatement': out.push({ kind: 'expression', value: low.expression(node.expression), start, end }); return;
    case 'VariableDeclaration': return lowerVariables(low, node, out);
    case 'FunctionDeclaration': return lowerFunctionDeclaration(low, node, out);
    case 'ClassDeclaration': return lowerClassDeclaration(low, node, out);
    case 'ReturnStatement':
      out.push({ kind: 'return', start, end, ...(node.argument ? { value: low.expression(node.argument) } : {}) });
      return;
    case 'IfStatement': return lowerIf(low, node, out);
    case 'BlockStatement': out.push({ kind: 'block', body: lowerBlock(low, node), start, end }); return;
    case 'ForStatement': case 'ForInStatement': case 'ForOfStatement': case 'WhileStatement': case 'DoWhileStatement':
      out.push(lowerLoop(low, node));
      return;
    case 'TryStatement': return lowerTry(low, node, out);
    case 'ThrowStatement': out.push(lowerThrow(low, node)); return;
    case 'SwitchStatement': out.push(lowerSwitch(low, node)); return;
    case 'BreakStatement': out.push({ kind: 'jump', form: 'break', start, end }); return;
    case 'ContinueStatement': out.push({ kind: 'jump', form: 'continue', start, end }); return;
    case 'LabeledStatement': return low.statement(node.body, out);
    case 'EmptyStatement': return;
    case 'DebuggerStatement': out.push({ kind: 'unknown', what: 'debugger', children: [], start, end }); return;
    case 'WithStatement': {
      const subject = low.expression(node.object);
      out.push({ kind: 'unknown', what: 'with', children: [subject, ...lowerBlock(low, node.body)], start, end });
      return;
    }
    case 'Directive': out.push({ kind: 'expression', value: literal(node.value.value, start, node.value.end!), start, end }); return;
    case 'ImportDeclaration': return lowerImport(low, node, out);
    case 'TSImportEqualsDeclaration': return lowerImportEquals(low, node, out);
    case 'ExportNamedDeclaration': return lowerExportNamed(low, node, out);
    case 'ExportDefaultDeclaration': return lowerExportDefault(low, node, out);
    case 'ExportAllDeclaration': return lowerExportAll(low, node, out);
    case 'TSExportAssignment': {
      const value = low.expression(node.expression);
      noteCommonJsValue(low, value);
      out.push({ kind: 'expression', value, start, end });
      return;
    }
    case 'TSEnumDeclaration': return lowerEnum(low, node, out);
    case 'TSModuleDeclaration': return lowerNamespace(low, node, out);
    default:
      if (isErased(node)) return;
      out.push({ kind: 'unknown', what: node.type, children: childNodes(node).map((child) => low.expression(child)), start, end });
  }
}

/** The statements of a block, or the single one in its place, in a scope of their own. */
function lowerBlock(low: Lowering, node: t.Node): Stmt[] {
  return low.builder.within('block', () => {
    const body: Stmt[] = [];
    if (node.type === 'BlockStatement') {
      low.statements(node.directives, body);
      low.statements(node.body, body);
    } else low.statement(node, body);
    return body;
  });
}

function lowerFunctionDeclaration(low: Lowering, node: t.FunctionDeclaration, out: Stmt[]): void {
  if (node.declare || !node.id) return;
  const binding = low.builder.declare(node.id.name, 'function', { start: node.id.start!, end: node.id.end! });
  const func = low.func(node, 'function', node.id.name);
  low.builder.declares(func, binding);
  out.push({ kind: 'declare-function', func, start: node.start!, end: node.end! });
}

function lowerClassDeclaration(low: Lowering, node: t.ClassDeclaration, out: Stmt[]): void {
  if (node.declare || !node.id) return;
  const binding = low.builder.declare(node.id.name, 'class', { start: node.id.start!, end: node.id.end! });
  const cls = low.cls(node);
  low.builder.declares(cls, binding);
  out.push({ kind: 'declare-class', cls, start: node.start!, end: node.end! });
}

function lowerIf(low: Lowering, node: t.IfStatement, out: Stmt[]): void {
  const test = low.expression(node.test);
  low.conditional++;
  const then = lowerBlock(low, node.consequent);
  const otherwise = node.alternate ? lowerBlock(low, node.alternate) : [];
  low.conditional--;
  out.push({ kind: 'if', test, then, otherwise, start: node.start!, end: node.end! });
}

function lowerTry(low: Lowering, node: t.TryStatement, out: Stmt[]): void {
  low.conditional++;
  const body = lowerBlock(low, node.block);
  const handlers = node.handler ? [lowerHandler(low, node.handler)] : [];
  low.conditional--;
  const last = node.finalizer ? lowerBlock(low, node.finalizer) : [];
  out.push({ kind: 'try', body, handlers, otherwise: [], finally: last, start: node.start!, end: node.end! });
}

function lowerHandler(low: Lowering, node: t.CatchClause): Handler {
  return low.builder.within('catch', (scope) => {
    const param = node.param ? low.pattern(node.param, { kind: 'catch', scope }) : undefined;
    return { types: [], body: lowerBlock(low, node.body), start: node.start!, end: node.end!, ...(param ? { param } : {}) };
  });
}

/** Empty cases that fall into the next one share its body: `case 1: case 2:` is one case with two tests. */
function lowerSwitch(low: Lowering, node: t.SwitchStatement): Switch {
  const subject = low.expression(node.discriminant);
  return low.builder.within('block', () => {
    const cases: Switch['cases'] = [];
    let tests: Switch['cases'][number]['tests'] = [];
    low.conditional++;
    for (const { test, consequent } of node.cases) {
      if (!test && tests.length > 0) {
        cases.push({ tests, body: [] });
        tests = [];
      }
      if (test) tests.push(low.expression(test));
      const last = node.cases[node.cases.length - 1]!.consequent === consequent;
      if (test && consequent.length === 0 && !last) continue;
      const body: Stmt[] = [];
      low.statements(consequent, body);
      cases.push({ tests, body });
      tests = [];
    }
    low.conditional--;
    return { kind: 'switch', subject, cases, start: node.start!, end: node.end! };
  });
}
