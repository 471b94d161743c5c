/** Where a text is put together for a wrapper of the author's that runs, shows or sends it: the place to mend. */
import { functionOf, type Call, type Expr } from '#model';
import type { State } from './propagate.js';

const JOINING = new Set(['join', 'format', 'format_map', 'replace', 'replaceAll', 'concat']);

/** The text that another function puts together and hands to the one whose call `sink` uses it, with the call that hands it over. */
export function madeFor({ state, sink }: { readonly state: State; readonly sink: { readonly call: Call } }): { text: Expr; call: Call } | undefined {
  let first: Expr | undefined;
  for (let at: State | undefined = state, n = 0; at && n < 200; at = at.from, n++) if (joins(at.node, at.from?.node)) first = at.node;
  const home = first && functionOf(first);
  const call = home && home !== functionOf(sink.call) ? state.stack.find((entered) => functionOf(entered) === home) : undefined;
  if (!first || !call) return undefined;
  let text = first;
  while (text.parent?.kind === 'binary' || text.parent?.kind === 'template') text = text.parent;
  return { text, call };
}

function joins(expr: Expr, part: Expr | undefined): boolean {
  if (expr.kind === 'template') return true;
  if (expr.kind === 'binary') return expr.op === '+' || expr.op === '%';
  return expr.kind === 'call' && expr.callee.kind === 'member' && JOINING.has(expr.callee.property ?? '') && expr.args.some((arg) => arg.value === part);
}
