import type { Binding, Module, Unit } from '#model';

/** The bindings of other files that an import names, through re-exports. */
export function bindingsBehind(unit: Unit, from: Module, source: string, name: string, depth = 0): Binding[] {
  const target = depth > 8 ? undefined : unit.resolve(from, source);
  if (!target || name === '*') return [];
  for (const entry of target.exports) {
    if (entry.name !== name) continue;
    if (entry.binding) return [entry.binding];
    if (entry.value?.kind === 'name') return [entry.value.binding];
    if (entry.from) return bindingsBehind(unit, target, entry.from.source, entry.from.imported, depth + 1);
  }
  const own = target.language === 'python' ? target.top.scope.bindings.get(name) : undefined;
  return own ? [own] : [];
}
