import type { Policy, Profile, Step } from '#core';
import type { Guard, Role } from '#catalogue';
import type { Arrival, Effect, EntryPoint, ErrorHandler, Facts, Flow } from '#facts';
import type { Func, Module, Node, Unit } from '#model';
import type { Label } from '#catalogue';
import type { UnitContext } from '#profile';

export interface EffectQuery {
  readonly does?: readonly Effect['does'][];
  readonly remote?: boolean;
  readonly role?: Role;
  readonly guard?: Guard;
  /** Kinds of the target system. */
  readonly kind?: readonly ('system-of-record' | 'work-store' | 'service')[];
  readonly category?: readonly string[];
}

/** What a rule can ask. */
export class RuleContext {
  constructor(
    readonly facts: Facts,
    readonly unitContext: UnitContext,
    readonly policy: Policy,
  ) {
    // Rules take the methods apart: `check({ effects, step })`.
    for (const name of ['effects', 'flows', 'handlers', 'entriesOf', 'isUnattended', 'step', 'evidence'] as const) {
      Object.defineProperty(this, name, { value: (this[name] as (...args: never[]) => unknown).bind(this) });
    }
  }

  get unit(): Unit {
    return this.facts.unit;
  }

  get modules(): readonly Module[] {
    return this.facts.unit.modules;
  }

  get profile(): Profile {
    return this.unitContext.profile;
  }

  get approved(): Policy['approved'] {
    return this.policy.approved;
  }

  /** Known calls that fit a query, in source order, each call once, or once for each thing that a wrapper of the author's does. */
  *effects(query: EffectQuery = {}): Iterable<Effect> {
    let last: Effect | undefined;
    for (const effect of this.facts.effects.all) {
      if (effect.call === last?.call && (effect.does === last.does || effect.uses.length === 0)) continue;
      if (query.does && !query.does.includes(effect.does)) continue;
      if (query.remote !== undefined && effect.remote !== query.remote) continue;
      if (query.role && effect.args(query.role).length === 0) continue;
      if (query.guard && !effect.api.guards?.includes(query.guard)) continue;
      if (query.kind && !(effect.system && query.kind.includes(effect.system.kind))) continue;
      if (query.category && !(effect.system && query.category.includes(effect.system.category)) && !query.category.includes(effect.api.category)) continue;
      last = effect;
      yield effect;
    }
  }

  /** Flows of labelled data into arguments of a role, one for each argument and label: the first found. */
  *flows(role: Role, labels: readonly Label[]): Iterable<Flow> {
    const seen = new Map<Node, Set<string>>();
    for (const flow of this.facts.flows.into(role, labels)) {
      const known = seen.get(flow.at);
      const key = flow.label;
      if (known?.has(key)) continue;
      if (known) known.add(key);
      else seen.set(flow.at, new Set([key]));
      yield flow;
    }
  }

  /** Every error handler of the unit. */
  *handlers(): Iterable<ErrorHandler> {
    for (const module of this.modules) yield* this.facts.guards.handlers(module);
  }

  /** The entry points that reach a node. */
  entriesOf(node: Node): readonly EntryPoint[] {
    for (let at: Node | undefined = node; at; at = at.parent) if (at.kind === 'func') return this.facts.entries.reaching(at as Func);
    return [];
  }

  /** Holds if nobody watches when this node runs. */
  isUnattended(node: Node): boolean {
    const entries = this.entriesOf(node);
    return entries.length === 0 ? this.unitContext.unattended : entries.some((entry) => this.unitContext.of(entry).unattended);
  }

  step(node: Node, note: string): Step {
    return this.facts.step(node, note);
  }

  /** Evidence of a flow: from the source, by way of the places worth telling, to the sink. */
  evidence(flow: Arrival): Step[] {
    const steps = flow.steps.map((node, index) => this.step(node, index === 0 ? `${flow.source.what} comes in here` : index === flow.steps.length - 1 ? 'and ends here' : 'goes on here'));
    const lines = new Set<string>();
    return steps.filter((step, index) => {
      const key = `${step.at.file}:${step.at.start.line}`;
      if (index !== steps.length - 1 && lines.has(key)) return false;
      lines.add(key);
      return true;
    });
  }
}
