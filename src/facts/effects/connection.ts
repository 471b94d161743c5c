import type { Call, Expr } from '#model';
import type { Facts } from '../index.js';
import { definitions } from '../names/definitions.js';
import type { Effect } from './effects.js';

/** The call that opened the connection or pool which an effect works on, or is handed; undefined where it can't be seen. */
export function connectionOf(effect: Effect, { effects, values, calls }: Facts): Call | undefined {
  const handed = effect.call.args.flatMap((arg) => definitions(arg.value, values, calls)).filter((expr: Expr): expr is Call => expr.kind === 'call');
  return [...effect.made, ...handed].findLast((call) => effects.api(call)?.does === 'connect');
}
