import type * as t from '@babel/types';
import type { Call, Expr, Throw } from '#model';
import type { Lowering } from './context.js';

/** `throw new Error(text, { cause: e })` says what `raise … from e` says: the cause moves from the options to the statement. */
export function lowerThrow(low: Lowering, node: t.ThrowStatement): Throw {
  const value = low.expression(node.argument);
  const cause = value.kind === 'call' ? takeCause(value) : undefined;
  return { kind: 'throw', value, start: node.start!, end: node.end!, ...(cause ? { cause } : {}) };
}

function takeCause(call: Call): Expr | undefined {
  const options = call.args[1]?.value;
  if (options?.kind !== 'object') return undefined;
  const at = options.entries.findIndex((entry) => entry.key === 'cause' && !entry.spread);
  if (at === -1) return undefined;
  const cause = options.entries.splice(at, 1)[0]!.value;
  if (options.entries.length === 0) call.args.splice(1, 1);
  return cause;
}
