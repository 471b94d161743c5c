/** Functions that a model is given to call as it likes, and what they do to records and people. */
import type { Call, Expr, Func, Node } from '#model';
import { walk } from '#model';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { definitions } from '../names/definitions.js';
import { isConfirmed } from './unchecked-answers.js';

export interface ToolDeed {
  readonly effect: Effect;
  readonly at: Call;
  /** The function that the model calls, as the author named it. */
  readonly tool?: string;
}

const CHANGES: ReadonlySet<Effect['does']> = new Set(['create', 'update', 'upsert', 'delete', 'send']);
const MESSAGES: ReadonlySet<string> = new Set(['mail', 'sms', 'marketing']);
const CONSENT = /^(?:needs_?approval|require_?approval|requires_?confirmation|interrupt_?(?:before|after|on)|human_?in_?the_?loop\w*|user_?confirmation)$/i;
const MOST_STEPS = 60;
const MOST_DEPTH = 3;

/** What a prompt's model can do by itself; nothing where a person is asked before a tool runs. */
export function toolDeeds(prompt: Effect, facts: Facts): ToolDeed[] {
  // `run(agent, text)`: the agent was made with its tools elsewhere.
  const agents = prompt.call.args.flatMap(({ value }) => (value.kind === 'name' ? definitions(value, facts.values, facts.calls) : [])).filter((made): made is Call => made.kind === 'call');
  const asked = [prompt.call, ...prompt.made, ...agents];
  if (asked.some((call) => asksPerson(call))) return [];
  return [...toolsOf(prompt.call, asked, facts)].flatMap(([func, name]) => deedsOf(func, name, facts));
}

function asksPerson(call: Call): boolean {
  let found = false;
  walk(call, (node) => {
    if (node.kind === 'object') found ||= node.entries.some(({ key }) => CONSENT.test(key ?? ''));
    if (node.kind === 'call') found ||= node.args.some(({ name }) => CONSENT.test(name ?? ''));
    return !found && node.kind !== 'func';
  });
  return found;
}

/** The functions under `tools`, as an option or keyword, or in a list that is handed over, with the names that the author gave them. */
function toolsOf(prompt: Call, asked: readonly Call[], facts: Facts): ReadonlyMap<Func, string | undefined> {
  const found = new Map<Func, string | undefined>();
  const queue: { at: Expr; name?: string }[] = asked.flatMap((call) => call.args.flatMap(({ name, value }): { at: Expr }[] => {
    if (name !== undefined) return /^(?:tools|functions)$/.test(name) ? [{ at: value }] : [];
    if (value.kind === 'object') return value.entries.flatMap((entry) => (/^(?:tools|functions)$/.test(entry.key ?? '') ? [{ at: entry.value }] : []));
    return call !== prompt && definitions(value, facts.values, facts.calls).some((made) => made.kind === 'list') ? [{ at: value }] : [];
  }));
  const seen = new Set<Expr>();
  for (let steps = 0; queue.length > 0 && steps < MOST_STEPS; steps++) {
    const { at, name } = queue.shift()!;
    const inside = (exprs: readonly Expr[]): void => void queue.push(...exprs.filter(({ kind }) => kind !== 'literal').map((expr) => ({ at: expr, ...(name === undefined ? {} : { name }) })));
    if (seen.has(at)) continue;
    seen.add(at);
    if (at.kind === 'name' || at.kind === 'member') {
      for (const value of facts.values.of(at)) if (value.kind === 'func') found.set(value.func, value.func.name ?? name);
      const own = at.kind === 'name' && !/^(?:tools|functions)$/i.test(at.name) ? at.name : undefined;
      for (const made of definitions(at, facts.values, facts.calls)) if (made !== at) queue.push({ at: made, ...(made.kind === 'call' && own !== undefined ? { name: own } : {}) });
    } else if (at.kind === 'function') found.set(at.func, name ?? at.func.name);
    else if (at.kind === 'list') inside(at.items.flatMap((item) => item ?? []));
    else if (at.kind === 'spread') inside([at.value]);
    else if (at.kind === 'object') inside(at.entries.map(({ value }) => value));
    else if (at.kind === 'call') inside(at.args.map(({ value }) => value));
  }
  return found;
}

function deedsOf(tool: Func, name: string | undefined, facts: Facts): ToolDeed[] {
  const found: ToolDeed[] = [];
  const seen = new Set<Func>([tool]);
  let frontier = [tool];
  for (let depth = 0; frontier.length > 0 && depth < MOST_DEPTH; depth++) {
    const next: Func[] = [];
    for (const func of frontier) {
      for (const call of func.calls) {
        const effect = facts.effects.of(call);
        if (effect && isGrave(effect, facts) && !isConfirmed(call, facts)) found.push({ effect, at: call, ...(name === undefined ? {} : { tool: name }) });
        for (const target of facts.calls.targets(call)) {
          if (seen.has(target)) continue;
          seen.add(target);
          next.push(target);
        }
      }
    }
    frontier = next;
  }
  return found;
}

/** A system of record is changed, or somebody is written to whom the author did not write down. */
function isGrave(effect: Effect, facts: Facts): boolean {
  const { does, system } = effect;
  if (!CHANGES.has(does) || !system || system.category === 'ai' || system.category === 'files') return false;
  if (does === 'send') return MESSAGES.has(system.category) && !isFixed(effect.args('recipient'), facts);
  return system.kind === 'system-of-record' || (system.kind === 'work-store' && does === 'delete');
}

function isFixed(recipients: readonly Node[], facts: Facts): boolean {
  return recipients.length > 0 && recipients.every((expr) => facts.values.constant(expr as Expr) !== undefined);
}
