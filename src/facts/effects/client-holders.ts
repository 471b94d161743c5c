/** Where a client is used once it is kept: `session = Session()`, `self.http = Session()`. */
import type { Call, Expr } from '#model';
import { functionOf, walk } from '#model';
import { thisClass } from '../names/this-class.js';

/** The reads of the name, or of the member of the author's class, that a made client is kept under. */
export function readsOfHolder(made: Call): readonly Expr[] {
  const target = made.parent?.kind === 'declare' || made.parent?.kind === 'assign' ? made.parent.target : undefined;
  if (target?.kind === 'name') return target.binding.reads;
  if (target?.kind !== 'member' || target.object.kind !== 'this' || !functionOf(target)) return [];
  const reads: Expr[] = [];
  for (const method of thisClass(target.object)?.methods ?? []) {
    for (const statement of method.body) walk(statement, (node) => {
      if (node.kind === 'member' && node !== target && node.object.kind === 'this' && node.property === target.property) reads.push(node);
    });
  }
  return reads;
}
