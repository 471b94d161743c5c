/** Where a value is read that was written elsewhere: in other files, through fields of objects, in a shared global scope. */
import type { Binding, Class, Expr, Member, Module, Unit } from '#model';
import { eachNode } from '#model';
import { thisClass } from '../names/this-class.js';
import type { Values } from '../names/values.js';

const MOST_BASES = 30;

export class Readers {
  readonly #importers = new Map<Binding, Binding[]>();
  readonly #fieldReads = new Map<Class, Map<string, Member[]>>();
  readonly #relatives = new Map<Class, Set<Class>>();
  readonly #moduleReads = new Map<Binding, Member[]>();
  readonly #exportReads = new Map<Expr, { readonly binding: Binding; readonly under?: string }[]>();

  constructor(unit: Unit, readonly values: Values) {
    this.#indexShared(unit);
    this.#indexRelatives(unit);
    for (const module of unit.modules) {
      this.#indexImports(module.top.scope);
      this.#indexExportedValues(unit, module);
      eachNode(module, (node) => {
        if (node.kind === 'member') this.#indexMember(node);
      });
    }
  }

  /** Reads of a binding from other files. */
  elsewhere(binding: Binding): Expr[] {
    return [...(this.#importers.get(binding) ?? []).flatMap((importer) => importer.reads), ...(this.#moduleReads.get(binding) ?? [])];
  }

  /** Where other files read a value that a file gives without a name for it: `module.exports = { … }`, `export default …`; with the key that it has there. */
  ofExport(value: Expr): readonly { readonly reads: readonly Expr[]; readonly under?: string }[] {
    return this.#exportReads.get(value)?.map(({ binding, ...place }) => ({ reads: binding.reads, ...place })) ?? [];
  }

  /** Reads of a field, in the class itself, its bases and its heirs. */
  ofField(cls: Class, name: string): Expr[] {
    return [...(this.#relatives.get(cls) ?? [cls])].flatMap((related) => this.#fieldReads.get(related)?.get(name) ?? []);
  }

  /** Classes with their bases and heirs: a field set in one is read in the other. */
  #indexRelatives(unit: Unit): void {
    const add = (cls: Class, other: Class): void => {
      const known = this.#relatives.get(cls);
      if (known) known.add(other);
      else this.#relatives.set(cls, new Set([cls, other]));
    };
    for (const cls of unit.modules.flatMap((module) => module.classes)) {
      const queue: Class[] = [cls];
      const seen = new Set(queue);
      for (let at = queue.pop(); at && seen.size < MOST_BASES; at = queue.pop()) {
        for (const base of at.bases.flatMap((expr) => this.values.of(expr))) {
          if (base.kind !== 'class' || seen.has(base.cls)) continue;
          seen.add(base.cls);
          queue.push(base.cls);
          add(cls, base.cls);
          add(base.cls, cls);
        }
      }
    }
  }

  #indexImports(scope: { bindings: Map<string, Binding> }): void {
    for (const binding of scope.bindings.values()) {
      if (!binding.import) continue;
      for (const exported of this.values.exportedBindings(binding)) {
        const known = this.#importers.get(exported);
        if (known) known.push(binding);
        else this.#importers.set(exported, [binding]);
      }
    }
  }

  #indexExportedValues(unit: Unit, module: Module): void {
    for (const binding of module.top.scope.bindings.values()) {
      const target = binding.import ? unit.resolve(module, binding.import.source) : undefined;
      if (!binding.import || !target) continue;
      const { imported } = binding.import;
      const whole = target.exports.some((entry) => entry.name === 'default');
      for (const { name, value } of target.exports) {
        if (!value) continue;
        const direct = name === imported || (name === 'default' && imported === '*');
        if (!direct && (whole || (imported !== '*' && imported !== 'default'))) continue;
        const known = this.#exportReads.get(value) ?? [];
        this.#exportReads.set(value, [...known, direct ? { binding } : { binding, under: name }]);
      }
    }
  }

  /** Apps Script files of a project share one scope: a name read in one is the variable of another. */
  #indexShared(unit: Unit): void {
    const scripts = unit.modules.filter((module) => module.dialects.has('apps-script'));
    if (scripts.length < 2) return;
    const byName = new Map<string, Binding[]>();
    for (const module of scripts) {
      for (const [name, binding] of [...module.top.scope.bindings, ...module.globals]) {
        const known = byName.get(name);
        if (known) known.push(binding);
        else byName.set(name, [binding]);
      }
    }
    for (const bindings of byName.values()) {
      for (const binding of bindings) {
        if (binding.writes.length === 0) continue;
        const others = bindings.filter((other) => other !== binding && other.kind === 'global');
        const known = this.#importers.get(binding);
        if (known) known.push(...others);
        else if (others.length > 0) this.#importers.set(binding, others);
      }
    }
  }

  #indexMember(node: Member): void {
    if (node.property === undefined) return;
    const add = <K>(map: Map<K, Member[]>, key: K): void => {
      const known = map.get(key);
      if (known) known.push(node);
      else map.set(key, [node]);
    };
    const fieldOf = (cls: Class): void => {
      let fields = this.#fieldReads.get(cls);
      if (!fields) this.#fieldReads.set(cls, (fields = new Map()));
      add(fields, node.property!);
    };
    if (node.object.kind === 'this') {
      const cls = thisClass(node.object);
      if (cls) fieldOf(cls);
      return;
    }
    for (const value of this.values.of(node.object)) {
      if (value.kind === 'instance' || value.kind === 'class') fieldOf(value.cls);
      if (value.kind === 'module') {
        const binding = value.module.top.scope.bindings.get(node.property);
        if (binding) add(this.#moduleReads, binding);
      }
    }
  }
}
