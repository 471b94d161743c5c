/** Names that patterns and parameters bind, and where in the tree a node stands. */
import type { Binding, Func, Node, Pattern, Write } from '#model';

/** The names that one parameter of a function binds, with the write of each. */
export function parameterBindings(func: Func, index: number): { binding: Binding; write: Write }[] {
  const param = func.params[index];
  if (!param) return [];
  return boundNames(param.target).flatMap((binding) =>
    binding.writes.filter((write) => write.param?.func === func && write.param.index === index).map((write) => ({ binding, write })));
}

/** The names that a pattern binds. */
export function boundNames(pattern: Pattern): Binding[] {
  switch (pattern.kind) {
    case 'name': return [pattern.binding];
    case 'default-pattern': return boundNames(pattern.target);
    case 'object-pattern': return [...pattern.entries.flatMap((entry) => boundNames(entry.value)), ...(pattern.rest ? boundNames(pattern.rest) : [])];
    case 'list-pattern': return [...pattern.items.flatMap((item) => (item ? boundNames(item) : [])), ...(pattern.rest ? boundNames(pattern.rest.target) : [])];
    default: return [];
  }
}

export function functionAround(node: Node): Func | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.kind === 'func') return at;
  return undefined;
}

/** Holds if the read may come after the write though it stands before it: in one loop, or in another function. */
export function inLoopWith(read: Node, write: Node): boolean {
  for (let at = write.parent; at && at.kind !== 'func'; at = at.parent) {
    if (at.kind === 'loop' && read.start >= at.start && read.end <= at.end) return true;
  }
  return functionAround(read) !== functionAround(write);
}
