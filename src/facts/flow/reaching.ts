/**
 * Which reads of a name see which write. No control-flow graph is needed: the model is structured, so a later write that
 * stands in a block around the read, before it, is the one that counts.
 */
import type { Binding, Func, Name, Node, Write } from '#model';
import { functionOf } from '#model';

const MOST_PAIRS = 4000;

/** The reads that may see the value of a write. */
export function readsOf(binding: Binding, write: Write): readonly Name[] {
  const { writes, reads } = binding;
  if (writes.length < 2 || writes.length * reads.length > MOST_PAIRS) return reads;
  const home = functionOf(write.at);
  return reads.filter((read) => reaches(write, read, writes, home));
}

function reaches(write: Write, read: Name, writes: readonly Write[], home: Func | undefined): boolean {
  // Seen from a closure, any write may have come last.
  if (functionOf(read) !== home) return true;
  const after = write.via === 'loop' || write.via === 'param' || write.via === 'catch' || write.via === 'with' ? write.at.start : write.at.end;
  const backwards = after > read.start && !inside(read, write.at);
  const loop = backwards ? loopAround(write.at, read) : undefined;
  if (backwards && !loop) return false;
  return !writes.some((other) => {
    if (other === write || other.via === 'augment' || !killsBefore(other, read)) return false;
    if (functionOf(other.at) !== home) return false;
    return backwards ? inside(other.at, loop!) : other.at.start > write.at.start && !inside(other.at, write.at);
  });
}

/** Holds if the write is complete and certain to have happened when the read happens. */
function killsBefore(write: Write, read: Node): boolean {
  if (write.via === 'loop' || write.via === 'catch' || write.via === 'with') return inside(read, write.at) && read.start > write.at.start;
  if (write.at.end > read.start) return false;
  const block = blockOf(write.at);
  return block !== undefined && inside(read, block);
}

/** The node whose statement list holds the statement of `node`: what follows it in there is certain to come after it. */
function blockOf(node: Node): Node | undefined {
  let at: Node = node;
  while (at.parent) {
    const parent: Node = at.parent;
    switch (parent.kind) {
      case 'func': case 'block': return parent;
      case 'if': {
        const branch = parent.then.includes(at as never) ? parent.then : parent.otherwise.includes(at as never) ? parent.otherwise : undefined;
        if (branch) return rangeOf(branch);
        break;
      }
      case 'loop': if (parent.body.includes(at as never)) return rangeOf(parent.body); break;
      case 'try': {
        const part = [parent.body, ...parent.handlers.map((handler) => handler.body), parent.otherwise].find((list) => list.includes(at as never));
        if (part) return rangeOf(part);
        break;
      }
      case 'with': if (parent.body.includes(at as never)) return rangeOf(parent.body); break;
      case 'switch': {
        const branch = parent.cases.find((candidate) => candidate.body.includes(at as never));
        if (branch) return rangeOf(branch.body);
        break;
      }
      default: break;
    }
    at = parent;
  }
  return undefined;
}

function rangeOf(list: readonly Node[]): Node {
  return { kind: 'jump', form: 'pass', start: list[0]!.start, end: list[list.length - 1]!.end };
}

function inside(inner: { start: number; end: number }, outer: { start: number; end: number }): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function loopAround(node: Node, other: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (at.kind === 'loop' && inside(other, at)) return at;
    if (at.kind === 'func') return undefined;
  }
  return undefined;
}
