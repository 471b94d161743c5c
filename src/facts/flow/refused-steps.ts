/** Calls that let no `..` through: a name behind a folder cannot lead out of it there. */
import type { Values } from '../names/values.js';
import type { Effect } from '../effects/effects.js';
import type { State } from './propagate.js';

/** Resolving a path carries its steps out, and leaves none to refuse. */
const RESOLVING = /^node:path\.(?:posix\.|win32\.)?(?:join|resolve|normalize)$/;

/** Holds if the text before what arrives names a folder, and the call itself turns down the steps out of it. */
export function refusesSteps({ sink, state }: { readonly sink: Effect; readonly state: State }, before: string, values: Values): boolean {
  if (!sink.api.refusesSteps || before === '') return false;
  for (let at: State | undefined = state, n = 0; at && n < 50; at = at.from, n++) {
    if (at.node.kind === 'call' && values.paths(at.node.callee).some((path) => RESOLVING.test(path))) return false;
  }
  return true;
}
