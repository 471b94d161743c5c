/** Fields that hold something else by the time they are read: `body.id = Number(body.id)`. */
import type { Assign, Binding, Expr, Member, Node, Stmt, Unit } from '#model';
import { eachNode } from '#model';
import type { Values } from '../names/values.js';

const DEEPEST = 8;

export class Overwritten {
  readonly #writes = new Map<Binding, Map<string, Assign[]>>();

  constructor(unit: Unit, readonly values: Values) {
    for (const module of unit.modules) eachNode(module, (node) => {
      if (node.kind !== 'assign' || node.op || node.target.kind !== 'member' || node.parent?.kind !== 'expression') return;
      const place = this.#fieldOf(node.target);
      if (!place) return;
      const fields = this.#writes.get(place.base) ?? new Map<string, Assign[]>();
      this.#writes.set(place.base, fields.set(place.path, [...(fields.get(place.path) ?? []), node]));
    });
  }

  /** The values that a field can hold where it is read, if it was written for sure since its record came in; undefined where it may hold what it came with. */
  valuesAt(read: Member): readonly Expr[] | undefined {
    const place = this.#fieldOf(read);
    const writes = place && this.#writes.get(place.base)?.get(place.path);
    if (!writes) return undefined;
    const last = writes.filter((write) => precedes(write.parent as Stmt, read)).at(-1);
    // A record of another time under the same name came with fields of its own.
    if (!last || place.base.writes.some(({ at }) => at.start > last.end && at.start < read.start)) return undefined;
    return writes.filter((write) => write.start >= last.start).map((write) => write.value);
  }

  #fieldOf(member: Member): { base: Binding; path: string } | undefined {
    const path: string[] = [];
    let at: Expr = member;
    for (let n = 0; n < DEEPEST; n++) {
      if (at.kind === 'name') return { base: at.binding, path: path.join('.') };
      if (at.kind !== 'member') return undefined;
      const name = at.property ?? (at.index ? this.values.string(at.index) : undefined);
      if (name === undefined) return undefined;
      path.unshift(name);
      at = at.object;
    }
    return undefined;
  }
}

/** Holds if the statement stands before the node's own in the same list, so that it has run whenever the node is reached. */
function precedes(statement: Stmt, node: Node): boolean {
  let at: Node = node;
  while (at.parent && at.parent !== statement.parent) {
    if (at.kind === 'func') return false;
    at = at.parent;
  }
  if (!at.parent || at.kind === 'func') return false;
  const list = lists(at.parent).find((statements) => statements.includes(statement));
  return list !== undefined && list.includes(at as Stmt) && list.indexOf(statement) < list.indexOf(at as Stmt);
}

function lists(node: Node): readonly Stmt[][] {
  switch (node.kind) {
    case 'if': return [node.then, node.otherwise];
    case 'func': case 'block': case 'loop': case 'with': return [node.body];
    case 'try': return [node.body, ...node.handlers.map(({ body }) => body), node.otherwise, node.finally];
    case 'switch': return node.cases.map(({ body }) => body);
    default: return [];
  }
}
