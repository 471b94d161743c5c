/** Messages to one person after the other, as many as there are, with nothing to stop a wrong or a second run. */
import type { Call, Node } from '#model';
import { functionOf, walk } from '#model';
import { TEST_FILE, isGuarded, isSliced } from './destruction-guard.js';
import type { Effect } from '../effects/effects.js';
import { walkedBy, type LoopAround } from '../guards/loops.js';
import { isRetryLoop } from '../guards/retries.js';
import type { Facts } from '../index.js';
import { dependsOnRound, recipientsOf } from '../effects/recipients.js';
import { isRerunSafe } from './rerun.js';

export interface MassSend {
  readonly effect: Effect;
  readonly at: Call;
  readonly loop: LoopAround;
}

const TO_PEOPLE: ReadonlySet<string> = new Set(['mail', 'sms', 'chat', 'marketing']);
const LIMITED = /quota|limit|max_?(?:send|mail|email|message|sms|recipient)/i;

export function massSends(facts: Facts): MassSend[] {
  return facts.effects.all.flatMap((effect): MassSend[] => {
    if (effect.does !== 'send' || !effect.system || !TO_PEOPLE.has(effect.system.category) || TEST_FILE.test(effect.module.file) || facts.inTest(effect.call)) return [];
    const recipients = recipientsOf(effect, facts).filter((recipient) => facts.values.constant(recipient) === undefined);
    const loop = facts.guards.loops(effect.call).find((candidate) => walkedBy(candidate) !== undefined && (candidate.rounds === undefined || candidate.rounds > 20)
      && !isRetryLoop(candidate.node, facts.effects, facts.values) && recipients.some((recipient) => comesFrom(recipient, candidate, facts)));
    if (!loop || isLimited(loop, facts) || isGuarded(effect.call, facts) || isRerunSafe(effect, effect.call, facts, loop)) return [];
    return [{ effect, at: effect.call, loop }];
  });
}

/** The recipient is another one in each round, also where a function of the author's is handed it. */
function comesFrom(recipient: Node, loop: LoopAround, facts: Facts, depth = 0): boolean {
  if (recipient.start >= loop.node.start && recipient.end <= loop.node.end && facts.moduleOf(recipient) === facts.moduleOf(loop.node)) return dependsOnRound(recipient as never, loop.node);
  if (depth > 4) return false;
  let found = false;
  walk(recipient, (node) => {
    if (found || node.kind === 'func') return false;
    if (node.kind !== 'name') return undefined;
    for (const write of node.binding.writes) {
      if (write.via === 'param' && write.param) found ||= facts.calls.arguments(write.param.func, write.param.index).some((given) => comesFrom(given, loop, facts, depth + 1));
      else if (write.value && write.via !== 'loop' && write.value !== recipient) found ||= comesFrom(write.value, loop, facts, depth + 1);
    }
    return !found;
  });
  return found;
}

/** So many at most: a part of the list, a quota that is asked for, a counter. */
function isLimited(loop: LoopAround, facts: Facts): boolean {
  if (loop.over && isSliced(loop.over)) return true;
  const func = functionOf(loop.node);
  return func !== undefined && func.calls.some((call) => [call, ...facts.calls.targets(call).flatMap((target) => target.calls)].some((inner) => LIMITED.test(inner.callee.kind === 'member' ? inner.callee.property ?? '' : '')));
}
