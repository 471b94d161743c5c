import type * as t from '@babel/types';
import type { Expr } from '#model';
import type { Lowering } from './context.js';
import { keyName } from './key.js';

/** `module.exports = …`, `module.exports.x = …`, `exports.x = …` outside any function. */
export function noteCommonJsExport(low: Lowering, target: t.Node, value: Expr): void {
  if (target.type !== 'MemberExpression' || low.builder.functionScope() !== low.builder.moduleScope) return;
  if (isModuleExports(target)) return noteCommonJsValue(low, value);
  const { object } = target;
  const ofExports = (object.type === 'Identifier' && object.name === 'exports') || isModuleExports(object);
  const name = ofExports ? keyName(target.property, target.computed) : undefined;
  if (name !== undefined) noteExport(low, name, value);
}

/** The whole of what a CommonJS module gives: its default, and with an object one export for each of its keys. */
export function noteCommonJsValue(low: Lowering, value: Expr): void {
  noteExport(low, 'default', value);
  if (value.kind !== 'object') return;
  for (const entry of value.entries) {
    if (entry.key !== undefined && !entry.spread) noteExport(low, entry.key, entry.value);
  }
}

function noteExport(low: Lowering, name: string, value: Expr): void {
  low.exports.push(value.kind === 'name' ? { name, local: value.name, value } : { name, value });
}

function isModuleExports(node: t.Node): boolean {
  return (
    node.type === 'MemberExpression' && !node.computed &&
    node.object.type === 'Identifier' && node.object.name === 'module' &&
    node.property.type === 'Identifier' && node.property.name === 'exports'
  );
}
