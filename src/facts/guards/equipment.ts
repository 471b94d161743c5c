/** What a client was given on the way: adapters, retry settings, a library that was put around it. */
import type { Call, Expr, Node } from '#model';
import { walk } from '#model';
import { readsOfHolder } from '../effects/client-holders.js';
import type { Effect } from '../effects/effects.js';

/** Calls that made a client or added something to it, the call itself with its options last. */
export function equipment({ call, made }: Pick<Effect, 'call' | 'made'>): readonly Call[] {
  const found = new Set<Call>();
  for (const maker of made) {
    found.add(maker);
    for (const { value } of maker.args) callsIn(value, found);
    for (const read of readsOfHolder(maker)) usedBy(read, found);
  }
  // `axiosRetry(axios, …)`: the library's own client, that nobody made.
  const root = rootOf(call.callee);
  if (root?.kind === 'name' && root.binding.writes.every(({ value }) => value === undefined)) for (const read of root.binding.reads) usedBy(read, found);
  found.add(call);
  return [...found];
}

function rootOf(expr: Expr): Expr {
  let at = expr;
  while (at.kind === 'member') at = at.object;
  return at;
}

/** `axiosRetry(client, …)`, `session.mount("https://", HTTPAdapter(…))`. */
function usedBy(read: Expr, found: Set<Call>): void {
  const { parent } = read;
  if (parent?.kind === 'call' && parent.callee !== read) found.add(parent);
  const method = parent?.kind === 'member' && parent.object === read ? parent.parent : undefined;
  if (method?.kind === 'call' && method.callee === parent) for (const { value } of method.args) callsIn(value, found);
}

/** Calls among what is handed over, those behind names included. */
function callsIn(value: Node, found: Set<Call>, depth = 0): void {
  walk(value, (node) => {
    if (node.kind === 'func' || found.size > MOST) return false;
    if (node.kind === 'call') found.add(node);
    if (node.kind === 'name' && depth < DEPTH) for (const write of node.binding.writes) if (write.value?.kind === 'call') callsIn(write.value, found, depth + 1);
    return undefined;
  });
}

const DEPTH = 3;
const MOST = 60;
