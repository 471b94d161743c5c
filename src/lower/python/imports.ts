import type { Call, ImportRef } from '#model';
import type { Context } from './context.js';
import type { Syntax } from './syntax.js';

/** `import a.b` binds `a`, so that `a.b.c` is found by its members; `import a.b as c` binds the module itself. */
export function lowerImport(context: Context, node: Syntax): void {
  for (const item of node.all('name')) {
    const { path, alias } = imported(context, item);
    if (path === '') continue;
    const local = alias ? context.textOf(alias) : path.split('.', 1)[0]!;
    bind(context, local, alias ?? item, { source: alias ? path : local, imported: '*' });
    add(context, path, [{ imported: '*', local }], item);
  }
}

/** `from m import x as y`, `from . import x`, `from m import *`. */
export function lowerImportFrom(context: Context, node: Syntax): void {
  const from = node.get('module_name');
  if (!from) return;
  const source = context.textOf(from).replace(/\s/g, '');
  if (node.has('wildcard_import')) {
    add(context, source, [{ imported: '*' }], node);
    return;
  }
  const names = node.all('name').flatMap((item) => {
    const { path, alias } = imported(context, item);
    if (path === '') return [];
    const local = alias ? context.textOf(alias) : path;
    bind(context, local, alias ?? item, { source, imported: path });
    return [{ imported: path, local }];
  });
  add(context, source, names, node);
}

/** `importlib.import_module("x")` and `__import__("x")`. */
export function addDynamicImport(context: Context, call: Call): void {
  const { callee } = call;
  const loads = callee.kind === 'name' ? callee.name === '__import__' || callee.name === 'import_module'
    : callee.kind === 'member' && callee.property === 'import_module';
  const source = loads ? call.args[0]?.value : undefined;
  if (source?.kind !== 'literal' || source.type !== 'string' || source.value === '') return;
  context.builder.imports.push({
    source: String(source.value), form: 'dynamic', start: call.start, end: call.end, names: [], optional: context.optional,
  });
}

function imported(context: Context, item: Syntax): { path: string; alias?: Syntax } {
  const name = item.type === 'aliased_import' ? item.get('name') : item;
  const alias = item.get('alias');
  return { path: name ? context.textOf(name).replace(/\s/g, '') : '', ...(alias ? { alias } : {}) };
}

function bind(context: Context, local: string, at: Syntax, ref: ImportRef): void {
  context.define(local, 'import', at, ref);
}

function add(context: Context, source: string, names: { imported: string; local?: string }[], at: Syntax): void {
  context.builder.imports.push({
    source, form: context.typesOnly ? 'type' : 'import', start: at.start, end: at.end, names, optional: context.optional,
  });
}
