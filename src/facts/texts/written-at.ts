/** Where a text stands that a call uses: the literal to change, behind names, members, concatenation and formatting. */
import type { Expr } from '#model';
import { walk } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import type { Values } from '../names/values.js';

const MOST_STEPS = 40;

/** The literal that holds `text`, letter case aside; what is behind the expression where none holds all of it. */
export function writtenAt(expr: Expr, text: string, values: Values, calls: CallGraph): Expr {
  const wanted = text.toLowerCase();
  const seen = new Set<Expr>();
  const queue: Expr[] = [expr];
  for (let steps = 0; queue.length > 0 && steps < MOST_STEPS; steps++) {
    const at = queue.shift()!;
    if (seen.has(at)) continue;
    seen.add(at);
    let found: Expr | undefined;
    walk(at, (node) => {
      if (found || node.kind === 'func') return false;
      if (node.kind === 'literal' && typeof node.value === 'string' && node.value.toLowerCase().includes(wanted)) found = node;
      if (node.kind === 'name' || node.kind === 'member') queue.push(...definitions(node, values, calls).filter((behind) => behind !== node));
      return undefined;
    });
    if (found) return found;
  }
  const [behind] = definitions(expr, values, calls);
  return behind !== undefined && (behind.kind === 'binary' || behind.kind === 'template') ? behind : expr;
}
