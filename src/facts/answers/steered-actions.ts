/** Prompts that hold text of others and whose answer makes something happen: who writes the text has a say in it. */
import type { Label, Role } from '#catalogue';
import type { Effect } from '../effects/effects.js';
import type { Flow } from '../flow/index.js';
import type { Facts } from '../index.js';
import { byRoom, hasRoom, isTypedByOthers } from '../input/typed-text.js';
import { answerUses, type AnswerUse } from './answer-uses.js';
import { toolDeeds, type ToolDeed } from './handed-tools.js';
import { isConfirmed } from './unchecked-answers.js';

export interface SteeredAction {
  readonly prompt: Effect;
  /** Text of others in the prompt. */
  readonly texts: readonly Flow[];
  readonly actions: readonly Pick<AnswerUse, 'effect' | 'at' | 'how'>[];
  /** What the model can do by itself, with functions that it is handed. */
  readonly tools: readonly ToolDeed[];
}

/** A plain request carries the prompt in its body. */
const PLACES: readonly Role[] = ['prompt', 'body', 'data'];
const OTHERS: readonly Label[] = ['outside', 'external', 'file'];

export function steeredActions(facts: Facts): SteeredAction[] {
  const found: SteeredAction[] = [];
  for (const prompt of facts.effects.all) {
    if (prompt.does !== 'prompt' || found.some((known) => known.prompt.call === prompt.call)) continue;
    const actions = [...answerUses(facts), ...queriesBy(prompt, facts)].filter((use) => use.prompt === prompt.call && !use.weak && !isConfirmed(use.at, facts));
    const tools = toolDeeds(prompt, facts);
    if (actions.length + tools.length === 0) continue;
    const texts = PLACES.flatMap((role) => [...facts.flows.intoCall(prompt, role, OTHERS)]).filter((flow) => isTypedByOthers(flow, facts));
    if (texts.length > 0) found.push({ prompt, texts: [...texts].sort(byRoom).map((flow) => asTold(flow)), actions, tools });
  }
  return found;
}

/** Statements that the model wrote, run as they are. */
function queriesBy(prompt: Effect, facts: Facts): AnswerUse[] {
  return facts.effects.all.flatMap((effect) => (facts.inTest(effect.call) ? [] : [...facts.flows.intoCall(effect, 'sql', ['model'])].slice(0, 4)
    .filter((flow) => flow.source.node === prompt.call)
    .map((flow): AnswerUse => ({ prompt: prompt.call, effect, at: flow.state.stack[0] ?? effect.call, how: 'content', limited: false, flow, weak: false }))));
}

/** Where only a name or address is known by its own name, others may have been joined with it: it stands for all of them. */
function asTold(flow: Flow): Flow {
  if (hasRoom(flow)) return flow;
  const { name: _name, ...rest } = flow;
  return rest;
}
