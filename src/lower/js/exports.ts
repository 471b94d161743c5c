import type * as t from '@babel/types';
import type { Pattern, Stmt } from '#model';
import { rangeOf } from './context.js';
import type { Lowering } from './context.js';
import { specifierName } from './key.js';

export function lowerExportNamed(low: Lowering, node: t.ExportNamedDeclaration, out: Stmt[]): void {
  const { declaration, source } = node;
  if (declaration) {
    const first = out.length;
    low.statement(declaration, out);
    for (let i = first; i < out.length; i++) exportDeclared(low, node, out[i]!);
    return;
  }
  const typesOnly = node.exportKind === 'type';
  const names: { imported: string }[] = [];
  for (const specifier of node.specifiers) {
    const name = specifierName(specifier.exported);
    const imported = originalName(specifier);
    names.push({ imported });
    if (typesOnly || (specifier.type === 'ExportSpecifier' && specifier.exportKind === 'type')) continue;
    low.exports.push(source ? { name, from: { source: source.value, imported } } : { name, local: imported });
  }
  if (!source) return;
  low.builder.imports.push({ source: source.value, form: typesOnly ? 'type' : 're-export', ...rangeOf(node), names, optional: false });
  out.push({ kind: 'import', ...rangeOf(node) });
}

function originalName(specifier: t.ExportNamedDeclaration['specifiers'][number]): string {
  switch (specifier.type) {
    case 'ExportSpecifier': return specifierName(specifier.local);
    case 'ExportNamespaceSpecifier': return '*';
    case 'ExportDefaultSpecifier': return 'default';
  }
}

export function lowerExportAll(low: Lowering, node: t.ExportAllDeclaration, out: Stmt[]): void {
  const typesOnly = node.exportKind === 'type';
  const source = node.source.value;
  low.builder.imports.push({
    source, form: typesOnly ? 'type' : 're-export', ...rangeOf(node), names: [{ imported: '*' }], optional: false,
  });
  if (!typesOnly) low.exports.push({ name: '*', from: { source, imported: '*' } });
  out.push({ kind: 'import', ...rangeOf(node) });
}

export function lowerExportDefault(low: Lowering, node: t.ExportDefaultDeclaration, out: Stmt[]): void {
  const { declaration } = node;
  const range = rangeOf(node);
  switch (declaration.type) {
    case 'FunctionDeclaration': case 'ClassDeclaration': {
      const first = out.length;
      if (declaration.id) {
        low.exports.push({ name: 'default', local: declaration.id.name });
        low.statement(declaration, out);
        if (out[first]) documented(low, node, out[first]);
        return;
      }
      // Without a name it is only a value.
      const at = rangeOf(declaration);
      const value = declaration.type === 'FunctionDeclaration'
        ? ({ kind: 'function', func: low.func(declaration, 'function'), ...at } as const)
        : ({ kind: 'class', cls: low.cls(declaration), ...at } as const);
      if (value.kind === 'function') value.func.doc ??= low.docs.get(range.start);
      low.exports.push({ name: 'default', value });
      out.push({ kind: 'expression', value, ...range });
      return;
    }
    case 'TSDeclareFunction':
      return;
    default: {
      if (declaration.type.startsWith('TS') && declaration.type.endsWith('Declaration')) return;
      const value = low.expression(declaration);
      if (value.kind === 'function') value.func.doc ??= low.docs.get(range.start);
      low.exports.push(value.kind === 'name' ? { name: 'default', local: value.name, value } : { name: 'default', value });
      out.push({ kind: 'expression', value, ...range });
    }
  }
}

/** Names declared by an `export` statement. Inside a namespace they are its own affair, not the module's. */
function exportDeclared(low: Lowering, node: t.Node, statement: Stmt): void {
  documented(low, node, statement);
  if (low.builder.scope !== low.builder.moduleScope) return;
  switch (statement.kind) {
    case 'declare': exportPattern(low, statement.target); return;
    case 'declare-function': exportName(low, statement.func.name); return;
    case 'declare-class': exportName(low, statement.cls.name); return;
  }
}

/** The doc comment stands before `export`, not before the declaration itself. */
function documented(low: Lowering, node: t.Node, statement: Stmt): void {
  const doc = low.docs.get(node.start!);
  if (doc === undefined) return;
  if (statement.kind === 'declare-function') statement.func.doc ??= doc;
  else if (statement.kind === 'declare' && statement.init?.kind === 'function') statement.init.func.doc ??= doc;
}

function exportName(low: Lowering, name: string | undefined): void {
  if (name !== undefined) low.exports.push({ name, local: name });
}

function exportPattern(low: Lowering, pattern: Pattern): void {
  switch (pattern.kind) {
    case 'name': return exportName(low, pattern.name);
    case 'default-pattern': return exportPattern(low, pattern.target);
    case 'object-pattern':
      for (const entry of pattern.entries) exportPattern(low, entry.value);
      if (pattern.rest) exportPattern(low, pattern.rest);
      return;
    case 'list-pattern':
      for (const item of pattern.items) if (item) exportPattern(low, item);
      if (pattern.rest) exportPattern(low, pattern.rest.target);
      return;
  }
}
