import type { FindingContext } from '#core';
import type { Effect, EntryPoint, Facts } from '#facts';
import type { Func, Node } from '#model';
import type { UnitContext } from '#profile';
import type { Draft, Rule } from './define.js';

/** The facts that decide a finding's severity: of the entry points that reach it and of the call that it is about. */
export function contextOf(rule: Rule, draft: Draft, facts: Facts, unitContext: UnitContext): FindingContext {
  const entries = draft.entries ?? ('source' in draft.at ? [] : entriesOf(draft.at, facts));
  const contexts = entries.length > 0 ? entries.map((entry) => unitContext.of(entry)) : [unitContext];
  const effect: Effect | undefined = draft.effect ?? ('source' in draft.at ? undefined : draft.at.kind === 'call' ? facts.effects.of(draft.at) : undefined);
  const classes = effect?.data ? [effect.data] : unitContext.profile.data.map((use) => use.class);
  const recordSystem = effect ? effect.system?.kind === 'system-of-record' : false;
  const context: FindingContext = {
    unattended: contexts.some((each) => each.unattended),
    shared: contexts.some((each) => each.audience !== 'personal'),
    public: contexts.some((each) => each.audience === 'public'),
    regulated: classes.some((each) => each !== 'internal'),
    sensitive: classes.some((each) => each === 'health' || each === 'payment' || each === 'employment'),
    production: effect?.environment === 'production',
    systemOfRecord: recordSystem,
    writesSystemOfRecord: recordSystem && (effect?.access === 'write' || effect?.access === 'delete'),
    ...draft.context,
  };
  return (rule.requires ?? []).reduce<FindingContext>((at, required) => ({ ...at, [required]: false }), context);
}

function entriesOf(node: Node, facts: Facts): readonly EntryPoint[] {
  for (let at: Node | undefined = node; at; at = at.parent) if (at.kind === 'func') return facts.entries.reaching(at as Func);
  return [];
}
