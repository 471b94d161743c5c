/** What a parameter's written type says that it is. */
import type { Binding, Expr, Func } from '#model';
import type { Value } from './value.js';
import type { Values } from './values.js';

const NONE: readonly Value[] = [];

/** The value meant by a type annotation: an instance of a class of the unit or a type of the catalogue. */
export function annotated(func: Func, text: string | undefined, expr: Expr | undefined, values: Values): readonly Value[] {
  if (text === undefined) return NONE;
  const meant = expr ? values.of(expr) : NONE;
  for (const value of meant) {
    if (value.kind === 'class') return [{ kind: 'instance', cls: value.cls }];
    if (value.kind === 'api') {
      const type = values.catalogue.typeAt(`${value.path}()`) ?? (value.path.startsWith('type:') ? value.path : undefined);
      if (type) return [{ kind: 'api', path: type }];
    }
  }
  const name = /^[\w$.]+/.exec(text)?.[0];
  if (name === undefined) return NONE;
  const [root, ...rest] = name.split('.');
  let scope: Binding['scope'] | undefined = func.scope;
  while (scope) {
    const binding: Binding | undefined = scope.bindings.get(root!);
    if (binding) {
      const reached = rest.reduce<readonly Value[]>((at, part) => at.flatMap((value) => values.property(value, part)), values.ofBinding(binding));
      for (const value of reached) {
        if (value.kind === 'class') return [{ kind: 'instance', cls: value.cls }];
        const type = value.kind === 'api' ? values.catalogue.typeAt(`${value.path}()`) : undefined;
        if (type) return [{ kind: 'api', path: type }];
      }
    }
    scope = scope.parent;
  }
  const named = values.catalogue.typeNamed(name);
  return named ? [{ kind: 'api', path: named }] : NONE;
}
