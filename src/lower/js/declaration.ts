import type * as t from '@babel/types';
import type { Declare, Pattern, Stmt } from '#model';
import { annotationOf } from './annotation.js';
import { loadedModule } from './call.js';
import type { Declaring, ImportedNames, Lowering } from './context.js';
import { keyName } from './key.js';

const FORMS: ReadonlyMap<string, Declare['form']> = new Map<string, Declare['form']>([
  ['const', 'const'], ['let', 'let'], ['var', 'var'], ['using', 'using'], ['await using', 'using'],
]);

/** Where and as what the names of a declaration are declared: `var` belongs to the function around it. */
export function declaringOf(low: Lowering, node: t.VariableDeclaration): Declaring {
  if (node.kind === 'var') return { kind: 'var', scope: low.builder.functionScope() };
  return { kind: node.kind === 'let' ? 'let' : 'const', scope: low.builder.scope };
}

export function lowerVariables(low: Lowering, node: t.VariableDeclaration, out: Stmt[]): void {
  if (node.declare) return;
  const declaring = declaringOf(low, node);
  const only = node.declarations.length === 1;
  for (const declarator of node.declarations) out.push(lowerDeclarator(low, node, declarator, declaring, only ? node : declarator));
}

function lowerDeclarator(
  low: Lowering, node: t.VariableDeclaration, declarator: t.VariableDeclarator, declaring: Declaring, whole: t.Node,
): Declare {
  if (declarator.init) declareImports(low, declarator.id, declarator.init, declaring);
  const target: Pattern = low.pattern(declarator.id, declaring);
  const init = declarator.init ? low.expression(declarator.init) : undefined;
  if (init?.kind === 'function') init.func.doc ??= low.docs.get(node.start!);
  const annotation = annotationOf(low, declarator.id);
  return {
    kind: 'declare', form: FORMS.get(node.kind) ?? 'const', target, start: whole.start!, end: whole.end!,
    ...(init ? { init } : {}), ...(annotation === undefined ? {} : { annotation }),
  };
}

/** `const x = require('m')`, `const { a: b } = await import('m')`, `const y = require('m').y` name what they import. */
function declareImports(low: Lowering, id: t.Node, init: t.Node, { scope }: Declaring): void {
  const load = moduleLoad(init);
  if (!load) return;
  const names: { imported: string; local: string }[] = [];
  const declare = (local: t.Identifier, imported: string): void => {
    const start = local.start!;
    low.builder.declare(local.name, 'import', { start, end: start + local.name.length }, scope, { source: load.source, imported });
    names.push({ imported, local: local.name });
  };
  if (id.type === 'Identifier') declare(id, load.member ?? '*');
  else if (id.type === 'ObjectPattern' && load.member === undefined) {
    for (const property of id.properties) {
      if (property.type === 'RestElement') continue;
      const value = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
      const key = keyName(property.key, property.computed);
      if (value.type === 'Identifier' && key !== undefined) declare(value, key);
    }
  }
  low.importedNames.set(load.call, names satisfies ImportedNames);
}

interface ModuleLoad {
  readonly call: t.Node;
  readonly source: string;
  /** `y` in `require('m').y`. */
  readonly member?: string;
}

function moduleLoad(init: t.Node): ModuleLoad | undefined {
  const value = unwrapped(init);
  if (value.type === 'MemberExpression') {
    const load = moduleLoad(value.object);
    const member = keyName(value.property, value.computed);
    return load && load.member === undefined && member !== undefined ? { ...load, member } : undefined;
  }
  const call = value.type === 'AwaitExpression' ? unwrapped(value.argument) : value;
  const loaded = loadedModule(call);
  // Without `await`, `import()` gives a promise, not the module.
  if (!loaded || (loaded.form === 'dynamic') !== (value.type === 'AwaitExpression')) return undefined;
  return { call, source: loaded.source };
}

function unwrapped(node: t.Node): t.Node {
  let value = node;
  while (value.type === 'TSAsExpression' || value.type === 'TSNonNullExpression' || value.type === 'TSTypeAssertion' || value.type === 'TSSatisfiesExpression') {
    value = value.expression;
  }
  return value;
}
