/** Where labelled data goes. Takes names, calls and effects; gives flows from labels to what calls do with them. */
import type { DataClass } from '#core';
import type { Label, Role } from '#catalogue';
import type { Call, Expr, Func, Unit } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import type { Effect, Effects } from '../effects/effects.js';
import type { Entries } from '../entries/entries.js';
import type { Values } from '../names/values.js';
import { bindingSources } from './binding-sources.js';
import { carriedName } from './carried.js';
import { commandTexts } from '../effects/commands.js';
import { Propagation, type State } from './propagate.js';
import { WHAT, expressionSources, parameterSources, type Source } from './sources.js';

/** One way of labelled data into an argument of a known call. */
export interface Flow extends Arrival {
  readonly sink: Effect;
}

/** One way of labelled data to a place where it is used for something. */
export interface Arrival {
  readonly label: Label;
  readonly data?: DataClass;
  readonly source: Source;
  readonly role: Role;
  /** The argument that it arrives in. */
  readonly at: Expr;
  /** The part of the argument that carries it: property names, `[]` for items. */
  readonly fields: readonly string[];
  /** From the source to the argument, the places worth telling. */
  readonly steps: readonly Expr[];
  /** The field, column or variable that carries it, where one is named. */
  readonly name?: string;
  readonly state: State;
}

export class Flows {
  readonly #propagation: Propagation;

  constructor(unit: Unit, readonly values: Values, calls: CallGraph, readonly effects: Effects, entries: Entries, readonly secrets: readonly Source[]) {
    this.#propagation = new Propagation(unit, values, calls, effects);
    for (const source of [...expressionSources(unit, values, effects), ...secrets]) this.#propagation.start(source);
    for (const { func, index, label, what } of parameterSources(entries)) this.#propagation.startParameter(func, index, { label, what });
    for (const { binding, write, label } of bindingSources(unit, values, calls, effects)) this.#propagation.startBinding(binding, write, { label, what: WHAT[label] });
    this.#propagation.run();
  }

  /** The function where following the data was given up, for its cost. */
  get cutOff(): Func | undefined {
    return this.#propagation.cutOff;
  }

  /** Labels that reach an expression, cleared ones left out when a role is given. */
  labelsAt(expr: Expr, role?: Role): readonly State[] {
    return this.#propagation.at(expr).filter((state) => role === undefined || !state.cleared.has(role));
  }

  /** Flows of some labels into the arguments of one role. */
  *into(role: Role, labels: readonly Label[]): Iterable<Flow> {
    let last: Call | undefined;
    // One call can have several effects; what flows into it is the same.
    for (const effect of this.effects.all) {
      if (effect.call !== last) yield* this.intoCall(effect, role, labels);
      last = effect.call;
    }
  }

  *intoCall(effect: Effect, role: Role, labels: readonly Label[]): Iterable<Flow> {
    for (const at of role === 'command' ? commandTexts(effect, this.values) : effect.args(role)) {
      for (const arrival of this.arriving(at, role, labels)) yield { ...arrival, sink: effect };
    }
  }

  /** Ways of some labels to one expression that is used for something. */
  *arriving(at: Expr, role: Role, labels: readonly Label[]): Iterable<Arrival> {
    for (const label of labels) {
      for (const state of this.labelsAt(at, role)) {
        if (state.label !== label) continue;
        const name = carriedName(state, this.values);
        yield {
          label, ...(state.data ? { data: state.data } : {}), source: state.source, role, at, fields: state.fields, steps: telling(state), state,
          ...(name === undefined ? {} : { name }),
        };
      }
    }
  }

  /** Holds if a label reaches any argument of a call. */
  reaches(call: Call, labels: readonly Label[]): State | undefined {
    for (const arg of call.args) {
      const found = this.#propagation.at(arg.value).find((state) => labels.includes(state.label));
      if (found) return found;
    }
    return undefined;
  }
}

const MOST_TOLD = 6;

/** The places worth telling: the source, where it gets a name or goes into a call, and the end. */
export function telling(state: State): Expr[] {
  const way: State[] = [];
  for (let at: State | undefined = state; at && way.length < 200; at = at.from) way.push(at);
  way.reverse();
  const told = way.filter((step, index) => {
    if (index === 0 || index === way.length - 1) return true;
    const parent = step.node.parent;
    return parent?.kind === 'declare' || parent?.kind === 'assign' || parent?.kind === 'return' || (parent?.kind === 'call' && parent.callee !== step.node);
  });
  if (told.length <= MOST_TOLD) return told.map((step) => step.node);
  return [...told.slice(0, 2), ...told.slice(-(MOST_TOLD - 2))].map((step) => step.node);
}

export type { Source } from './sources.js';
export type { State } from './propagate.js';
export { conditionsAt, leaves } from './conditions.js';
export { placeOf } from './shape.js';
export { isUsedAsFigure } from './carried.js';
