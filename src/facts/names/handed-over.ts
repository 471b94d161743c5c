/** API functions handed to a wrapper of the author's that calls them: `withRetry(client.get, url)`. */
import type { Call } from '#model';
import { CallGraph } from './call-graph.js';
import type { Values } from './values.js';

export interface HandedOver {
  /** As if the call had been made directly: callee and arguments. */
  readonly as: Call;
  /** Where the wrapper makes it. */
  readonly inner: Call;
}

export function handedOver(call: Call, values: Values, calls: CallGraph): HandedOver | undefined {
  for (const func of calls.targets(call)) {
    for (const { index, arg } of CallGraph.pairs(call, func)) {
      const given = arg.value;
      if ((given.kind !== 'member' && given.kind !== 'name') || arg.spread || !values.of(given).some((value) => value.kind === 'api')) continue;
      const target = func.params[index]?.target;
      if (target?.kind !== 'name') continue;
      const inner = target.binding.reads.map((read) => read.parent).find((parent): parent is Call => parent?.kind === 'call' && target.binding.reads.includes(parent.callee as never));
      if (!inner) continue;
      const position = call.args.indexOf(arg);
      const passesOn = inner.args.some((each) => each.spread);
      return { as: { ...call, callee: given, args: passesOn ? call.args.slice(position + 1) : inner.args }, inner };
    }
  }
  return undefined;
}
