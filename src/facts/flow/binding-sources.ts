/** Labelled data that a pattern or a callback's parameter takes without any member being read: `({ body }, res)`, `(err, rows)`. */
import type { Label } from '#catalogue';
import type { Binding, Module, Node, Unit, Write } from '#model';
import { eachNode } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import type { Effects } from '../effects/effects.js';
import type { Value, Values } from '../names/values.js';
import { boundNames } from './bindings.js';

export interface BindingSource {
  readonly binding: Binding;
  readonly write: Write;
  readonly label: Label;
}

export function bindingSources(unit: Unit, values: Values, calls: CallGraph, effects: Effects): BindingSource[] {
  return unit.modules.flatMap((module) => writesOf(module)).flatMap(({ binding, write }) => {
    const label = labelOf(write, values, calls, effects);
    return label === undefined ? [] : [{ binding, write, label }];
  });
}

/** Writes of parameters, and of names in patterns. */
function writesOf(module: Module): { binding: Binding; write: Write }[] {
  const found: { binding: Binding; write: Write }[] = [];
  const add = (binding: Binding, at: Node | undefined, func?: Node): void => {
    for (const write of binding.writes) if (func ? write.param?.func === func : write.at === at) found.push({ binding, write });
  };
  for (const func of module.functions) for (const param of func.params) for (const binding of boundNames(param.target)) add(binding, undefined, func);
  eachNode(module, (node) => {
    if ((node.kind === 'declare' || node.kind === 'assign') && node.target.kind === 'object-pattern') for (const binding of boundNames(node.target)) add(binding, node);
  });
  return found;
}

/** The label of the first step on the way to what is taken that has one. */
function labelOf(write: Write, values: Values, calls: CallGraph, { catalogue }: Effects): Label | undefined {
  // The graph knows more than the values: types of callbacks inside callbacks.
  const given = write.param ? calls.callbackTypes(write.param.func, write.param.index).map((path): Value => ({ kind: 'api', path })) : [];
  let at: readonly Value[] = given.length > 0 ? given : values.whole(write);
  if (write.param) {
    const own = at.map((value) => (value.kind === 'api' && value.path.startsWith('type:') ? catalogue.typeLabel(value.path) : undefined)).find((label) => label !== undefined);
    if (own) return own;
  }
  for (const step of write.path) {
    if (typeof step === 'object') return undefined;
    const name = String(step);
    const label = at.map((value) => (value.kind === 'api' ? catalogue.member(value.path, name)?.label : undefined)).find((found) => found !== undefined);
    if (label) return label;
    at = at.flatMap((value) => values.property(value, name));
  }
  return undefined;
}
