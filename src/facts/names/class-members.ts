import type { Binding, Call, Class, Expr, Func, Member, Unit } from '#model';
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

/** Where frameworks let an application keep what its routes and handlers share: `app.state.pool`, `req.app.locals.db`, `context.bot_data["db"]`. */
const SHARING = new Set(['state', 'locals', 'bot_data', 'extensions', 'decorated', 'globals']);
const MOST_SEGMENTS = 5;

/** Who gives values to members: fields, methods, `this.x = …` and `object.x = …`, collected in one walk. */
export class ClassFacts {
  readonly #own = new Map<Class, Map<string, { func?: Func; getter?: boolean; values: Expr[]; bindings: Binding[] }>>();
  readonly #properties = new Map<Binding, Map<string, Expr[]>>();
  /** By holder and name, whatever the application is called where it is used: `state.pool`. */
  readonly #shared = new Map<string, Expr[]>();
  readonly #stored = new Map<Binding, { value: Expr; keyed: boolean }[]>();

  constructor(unit: Unit) {
    for (const module of unit.modules) {
      for (const cls of module.classes) this.#classBody(cls);
      eachNode(module, (node) => {
        if (node.kind === 'call') this.#store(node);
        if (node.kind !== 'assign' || node.op || node.target.kind !== 'member') return;
        const { object } = node.target;
        const property = segmentOf(node.target);
        if (property === undefined) return;
        if (object.kind === 'this') {
          for (let func = functionOf(node); func; func = func.outer) {
            if (!func.cls) continue;
            this.#entry(func.cls, property).values.push(node.value);
            break;
          }
        } else this.#write(node.target, node.value);
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

  /** Values assigned to a member: through the same name, or where an application keeps what its parts share. */
  written(member: Member, name: string): readonly Expr[] {
    const { root, segments } = chainOf(member, name);
    const own = root && this.#properties.get(root)?.get(segments.join('.'));
    if (own) return own;
    const holder = segments.at(-2);
    return holder !== undefined && SHARING.has(holder) ? this.#shared.get(`${holder}.${name}`) ?? [] : [];
  }

  #write(target: Member, value: Expr): void {
    const { root, segments } = chainOf(target, segmentOf(target)!);
    if (!root) return;
    let known = this.#properties.get(root);
    if (!known) this.#properties.set(root, (known = new Map()));
    append(known, segments.join('.'), value);
    const holder = segments.at(-2);
    if (holder !== undefined && SHARING.has(holder)) append(this.#shared, `${holder}.${segments.at(-1)!}`, value);
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

function segmentOf({ property, index }: Member): string | undefined {
  return property ?? (index?.kind === 'literal' && typeof index.value === 'string' ? index.value : undefined);
}

/** The name that a chain of members starts with, and what follows it; without a root where it starts with something else. */
function chainOf(member: Member, name: string): { root?: Binding; segments: string[] } {
  const segments = [name];
  let at: Expr = member.object;
  while (at.kind === 'member' && segments.length < MOST_SEGMENTS) {
    const segment = segmentOf(at);
    if (segment === undefined) return { segments };
    segments.unshift(segment);
    at = at.object;
  }
  return at.kind === 'name' ? { root: at.binding, segments } : { segments };
}

function append(map: Map<string, Expr[]>, key: string, value: Expr): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
