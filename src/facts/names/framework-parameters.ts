/** Parameters that a framework fills by convention, known by their name alone: `def view(request)` of Django. */
import type { Catalogue } from '#catalogue';
import type { Binding, Module, Param } from '#model';

/** The catalogue's type of a parameter without a written type, in a module that imports the framework. */
export function frameworkParameter({ annotation, target }: Param, moduleOf: (binding: Binding) => Module | undefined, catalogue: Catalogue): string | undefined {
  const module = annotation === undefined && target.kind === 'name' ? moduleOf(target.binding) : undefined;
  if (target.kind !== 'name' || module?.language !== 'python') return undefined;
  const packages = new Set(module.imports.map(({ source }) => source.split('.')[0]!));
  for (const name of packages) {
    const type = catalogue.typeNamed(`py:${name}(${target.name})`);
    if (type !== undefined) return type;
  }
  return undefined;
}
