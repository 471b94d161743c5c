import type * as t from '@babel/types';
import type { Stmt } from '#model';
import { rangeOf } from './context.js';
import type { Lowering } from './context.js';
import { specifierName } from './key.js';

export function lowerImport(low: Lowering, node: t.ImportDeclaration, out: Stmt[]): void {
  const range = rangeOf(node);
  const source = node.source.value;
  const names = node.specifiers.map((specifier) => {
    const imported = importedName(specifier);
    const { local } = specifier;
    low.builder.declare(local.name, 'import', { start: local.start!, end: local.end! }, low.builder.moduleScope, { source, imported });
    return { imported, local: local.name };
  });
  const typesOnly = node.importKind === 'type' || (node.specifiers.length > 0 && node.specifiers.every(isType));
  low.builder.imports.push({ source, form: typesOnly ? 'type' : 'import', ...range, names, optional: false });
  out.push({ kind: 'import', ...range });
}

function importedName(specifier: t.ImportDeclaration['specifiers'][number]): string {
  switch (specifier.type) {
    case 'ImportDefaultSpecifier': return 'default';
    case 'ImportNamespaceSpecifier': return '*';
    case 'ImportSpecifier': return specifierName(specifier.imported);
  }
}

function isType(specifier: t.ImportDeclaration['specifiers'][number]): boolean {
  return specifier.type === 'ImportSpecifier' && specifier.importKind === 'type';
}

/** `import x = require('m')`, and `import y = Some.Name`, which is an alias. */
export function lowerImportEquals(low: Lowering, node: t.TSImportEqualsDeclaration, out: Stmt[]): void {
  const range = rangeOf(node);
  const { id, moduleReference } = node;
  const at = { start: id.start!, end: id.end! };
  if (moduleReference.type === 'TSExternalModuleReference') {
    const source = moduleReference.expression.value;
    low.builder.declare(id.name, 'import', at, low.builder.scope, { source, imported: '*' });
    const form = node.importKind === 'type' ? 'type' : 'require';
    low.builder.imports.push({ source, form, ...range, names: [{ imported: '*', local: id.name }], optional: false });
    out.push({ kind: 'import', ...range });
    return;
  }
  const target = low.pattern(id, { kind: 'const', scope: low.builder.scope });
  out.push({ kind: 'declare', form: 'const', target, init: low.expression(moduleReference), ...range });
}
