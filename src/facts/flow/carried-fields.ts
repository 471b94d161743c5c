/** Every labelled field that goes into one text: a flow tells of one, the text may hold more. */
import type { Node } from '#model';
import { walk } from '#model';
import type { Flow, Flows } from './index.js';
import type { Source } from './sources.js';

const MOST_NODES = 2000;

/** The sources of a flow's label in all texts that it passes through, its own first. */
export function carriedFields(flow: Flow, flows: Flows): Source[] {
  const found = new Set<Source>([flow.source]);
  let visited = 0;
  for (let at: typeof flow.state | undefined = flow.state, steps = 0; at && steps < 50; at = at.from, steps++) {
    if (at.node.kind !== 'template' && at.node.kind !== 'binary' && at.node.kind !== 'list' && at.node.kind !== 'object' && at.node.kind !== 'call') continue;
    walk(at.node, (node: Node) => {
      if (node.kind === 'func' || ++visited > MOST_NODES) return false;
      if (node.kind === 'member' || node.kind === 'name' || node.kind === 'call') {
        for (const state of flows.labelsAt(node, flow.role)) if (state.label === flow.label && state.node === node) found.add(state.source);
      }
      return undefined;
    });
  }
  return [...found];
}
