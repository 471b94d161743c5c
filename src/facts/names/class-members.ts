import type { Binding, Call, Class, Expr, Func, Unit } from '#model';
import { functionOf, eachNode } from '#model';

export interface ClassMember {
  readonly func?: Func;
  readonly getter?: boolean;
  /** What is assigned to the member, in the class body and through `this.x = …`. */
  readonly values: readonly Expr[];
  readonly bindings: readonly Binding[];
}

const STORING = new Set(['set', 'push', 'add', 'append']);
/** Larger collections are data, not handlers. */
const MOST_STORED = 32;

/** Who gives values to members: fields, methods, `this.x = …` and `object.x = …`, collected in one walk. */
export class ClassFacts {
  readonly #own = new Map<Class, Map<string, { func?: Func; getter?: boolean; values: Expr[]; bindings: Binding[] }>>();
  readonly #properties = new Map<Binding, Map<string, Expr[]>>();
  readonly #stored = new Map<Binding, { value: Expr; keyed: boolean }[]>();

  constructor(unit: Unit) {
    for (const module of unit.modules) {
      for (const cls of module.classes) this.#classBody(cls);
      eachNode(module, (node) => {
        if (node.kind === 'call') this.#store(node);
        if (node.kind !== 'assign' || node.op || node.target.kind !== 'member' || node.target.property === undefined) return;
        const { object, property } = node.target;
        if (object.kind === 'this') {
          for (let func = functionOf(node); func; func = func.outer) {
            if (!func.cls) continue;
            this.#entry(func.cls, property).values.push(node.value);
            break;
          }
        } else if (object.kind === 'name') {
          let known = this.#properties.get(object.binding);
          if (!known) this.#properties.set(object.binding, (known = new Map()));
          const values = known.get(property);
          if (values) values.push(node.value);
          else known.set(property, [node.value]);
        }
      });
    }
  }

  instanceMember(cls: Class, name: string): ClassMember | undefined {
    return this.#own.get(cls)?.get(name);
  }

  staticMember(cls: Class, name: string): ClassMember | undefined {
    return this.#own.get(cls)?.get(name);
  }

  /** Values assigned to a property of what a name holds: `config.timeout = 5`. */
  propertyWrites(binding: Binding, name: string): readonly Expr[] {
    return this.#properties.get(binding)?.get(name) ?? [];
  }

  /** What is put into the collection that a name holds, one by one: `commands.set('price', price)`, `steps.push(load)`. */
  stored(binding: Binding): readonly { readonly value: Expr; readonly keyed: boolean }[] {
    return this.#stored.get(binding) ?? [];
  }

  #store({ callee, args }: Call): void {
    const value = args.at(-1)?.value;
    if (!value || callee.kind !== 'member' || callee.object.kind !== 'name' || !STORING.has(callee.property ?? '')) return;
    const known = this.#stored.get(callee.object.binding) ?? [];
    if (known.length < MOST_STORED) this.#stored.set(callee.object.binding, [...known, { value, keyed: callee.property === 'set' }]);
  }

  #entry(cls: Class, name: string): { func?: Func; getter?: boolean; values: Expr[]; bindings: Binding[] } {
    let members = this.#own.get(cls);
    if (!members) this.#own.set(cls, (members = new Map()));
    let entry = members.get(name);
    if (!entry) members.set(name, (entry = { values: [], bindings: [] }));
    return entry;
  }

  #classBody(cls: Class): void {
    for (const method of cls.methods) {
      if (method.name === undefined || method.form === 'setter') continue;
      const entry = this.#entry(cls, method.name);
      entry.func = method;
      entry.getter = method.form === 'getter';
    }
    for (const field of cls.fields) if (field.value) this.#entry(cls, field.name).values.push(field.value);
    // Python's class attributes are assignments in the class body.
    for (const statement of cls.body) {
      if (statement.kind === 'declare' && statement.target.kind === 'name' && statement.init) {
        this.#entry(cls, statement.target.name).values.push(statement.init);
      }
    }
  }
}
