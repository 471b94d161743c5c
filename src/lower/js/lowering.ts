import type * as t from '@babel/types';
import { newFunc } from '#model';
import type { Export, Func, Module, ModuleBuilder, Stmt } from '#model';
import { lowerClass } from './class.js';
import type { Lowering, PendingExport } from './context.js';
import { lowerExpression } from './expression.js';
import { lowerFunction } from './function.js';
import { lowerPattern } from './pattern.js';
import { lowerStatement } from './statement.js';

/** Lowers a parsed program in one walk and seals the module. A statement that it can't take is a gap. */
export function lowerProgram(builder: ModuleBuilder, program: t.Program, code: string, docs: ReadonlyMap<number, string>): Module {
  const low = lowering(builder, code, docs);
  const top = newFunc('module', builder.moduleScope, 0, builder.source.text.length);
  for (const node of [...program.directives, ...program.body]) lowerTopLevel(low, node, top);
  for (const pending of low.exports) builder.exports.push(resolved(builder, pending));
  return builder.seal(top);
}

function lowering(builder: ModuleBuilder, code: string, docs: ReadonlyMap<number, string>): Lowering {
  const low: Lowering = {
    builder, code, docs, exports: [], importedNames: new Map(), conditional: 0,
    expression: (node) => lowerExpression(low, node),
    pattern: (node, declaring) => lowerPattern(low, node, declaring),
    statement: (node, out) => lowerStatement(low, node, out),
    statements: (nodes, out) => {
      for (const node of nodes) lowerStatement(low, node, out);
    },
    func: (node, form, name) => lowerFunction(low, node, form, name),
    cls: (node) => lowerClass(low, node),
  };
  return low;
}

function lowerTopLevel(low: Lowering, node: t.Node, top: Func): void {
  const lowered: Stmt[] = [];
  try {
    low.statement(node, lowered);
  } catch (error) {
    // Trees that were recovered from errors have holes where the grammar promises a node.
    const reason = error instanceof RangeError ? 'A statement is nested too deeply to be analysed.' : 'A statement could not be analysed.';
    const { start, end } = { start: node.start!, end: node.end! };
    low.conditional = 0;
    low.builder.gap('lower', reason, start, end);
    lowered.splice(0, lowered.length, { kind: 'unknown', what: 'statement', children: [], start, end });
  }
  for (const statement of lowered) top.body.push(statement);
}

/** A name of the module itself wins over its value, so that what is written to it later is seen too. */
function resolved(builder: ModuleBuilder, { name, local, value, from }: PendingExport): Export {
  if (from) return { name, from };
  const binding = local === undefined ? undefined : builder.moduleScope.bindings.get(local);
  if (binding) return { name, binding };
  return value ? { name, value } : { name };
}
