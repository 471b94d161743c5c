import type * as t from '@babel/types';
import { literal } from '#model';
import type { Entry, Expr, Stmt } from '#model';
import { rangeOf } from './context.js';
import type { Lowering } from './context.js';
import { specifierName } from './key.js';

/** Statements that say something about types only. */
export function isErased(node: t.Node): boolean {
  switch (node.type) {
    case 'TSInterfaceDeclaration': case 'TSTypeAliasDeclaration': case 'TSDeclareFunction': case 'TSNamespaceExportDeclaration':
    case 'DeclareModule': case 'TypeAlias': case 'InterfaceDeclaration': case 'OpaqueType':
      return true;
    default:
      return false;
  }
}

/** An enum is an object constant; members without a value count on from the one before. */
export function lowerEnum(low: Lowering, node: t.TSEnumDeclaration, out: Stmt[]): void {
  if (node.declare) return;
  const range = rangeOf(node);
  const target = low.pattern(node.id, { kind: 'const', scope: low.builder.scope });
  let next: number | undefined = 0;
  const entries = (node.body?.members ?? node.members).map((member): Entry => {
    const at = rangeOf(member);
    let value: Expr;
    if (member.initializer) value = low.expression(member.initializer);
    else if (next !== undefined) value = literal(next, at.start, at.end);
    else value = { kind: 'unknown', what: 'enum value', children: [], ...at };
    next = value.kind === 'literal' && typeof value.value === 'number' ? value.value + 1 : undefined;
    return { key: specifierName(member.id), value, ...at };
  });
  out.push({ kind: 'declare', form: 'const', target, init: { kind: 'object', entries, ...range }, ...range });
}

/** A namespace is a block; `declare` ones say nothing about this program. */
export function lowerNamespace(low: Lowering, node: t.TSModuleDeclaration, out: Stmt[]): void {
  if (node.declare || node.id.type === 'StringLiteral' || node.kind === 'global') return;
  if (node.id.type === 'Identifier') {
    low.builder.declare(node.id.name, 'const', { start: node.id.start!, end: node.id.end! });
  }
  const body: Stmt[] = [];
  low.builder.within('block', () => {
    if (node.body.type === 'TSModuleBlock') low.statements(node.body.body, body);
    else low.statement(node.body, body);
  });
  out.push({ kind: 'block', body, ...rangeOf(node) });
}
