/** Exception classes that the author's own code defines and raises: conditions that it knows of. */
import type { Expr, Node, Throw, Unit } from '#model';
import { eachNode, enclosing, functionOf } from '#model';

/** Where each of the author's exception classes is raised, by its name. */
export type OwnConditions = ReadonlyMap<string, readonly Throw[]>;

export function ownConditions(unit: Unit): OwnConditions {
  const defined = new Set<string>();
  const raised = new Map<string, Throw[]>();
  for (const module of unit.modules) {
    if (module.language !== 'python') continue;
    eachNode(module, (node) => {
      if (node.kind === 'cls' && node.name !== undefined) defined.add(node.name);
      const name = node.kind === 'throw' && node.value ? className(node.value) : undefined;
      if (node.kind === 'throw' && name !== undefined) raised.set(name, [...(raised.get(name) ?? []), node]);
    });
  }
  return new Map([...raised].filter(([name]) => defined.has(name)));
}

/** `raise Ping.GetBodyError()`, `raise GetBodyError`. */
function className(raised: Expr): string | undefined {
  const named = raised.kind === 'call' ? raised.callee : raised;
  return named.kind === 'name' ? named.name : named.kind === 'member' ? named.property : undefined;
}

/** The code whose failure is told by an exception: what the `try` holds whose handler raises it, or else the whole function. */
export function toldBy(raised: Throw): readonly Node[] {
  const translated = enclosing(raised, (at): at is Node & { kind: 'try' } => at.kind === 'try' && at.handlers.some(({ start, end }) => start <= raised.start && raised.end <= end), (at) => at.kind === 'func');
  return translated?.body ?? functionOf(raised)?.body ?? [];
}
