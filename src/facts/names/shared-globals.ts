import type { Binding, Unit } from '#model';

/** Apps Script runs all files of a project in one global scope. */
export function sharedGlobals(unit: Unit): ReadonlyMap<string, Binding> {
  const shared = new Map<string, Binding>();
  const scripts = unit.modules.filter((module) => module.dialects.has('apps-script'));
  if (scripts.length < 2) return shared;
  for (const module of scripts) for (const [name, binding] of module.top.scope.bindings) if (!shared.has(name)) shared.set(name, binding);
  return shared;
}
