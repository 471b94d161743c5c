/** Python's `with` on a function of the author's: what the block gets. */
import type { Expr, Func } from '#model';
import { walk } from '#model';

/** What a function marked as a context manager hands to the `with` block: the values it yields. */
export function handedToBlock(func: Func): readonly Expr[] {
  if (!func.decorators.some(makesContextManager)) return [];
  const found: Expr[] = [];
  for (const statement of func.body) walk(statement, (node) => {
    if (node.kind === 'yield' && node.value) found.push(node.value);
    return node.kind !== 'func' && node.kind !== 'declare-function';
  });
  return found;
}

function makesContextManager(decorator: Expr): boolean {
  const name = decorator.kind === 'name' ? decorator.name : decorator.kind === 'member' ? decorator.property : undefined;
  return name === 'contextmanager' || name === 'asynccontextmanager';
}
