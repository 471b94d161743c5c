/**
 * What is true of a unit, computed once from model and catalogue, read-only. Rules and profile ask here; nothing in this room
 * knows a rule, a severity or a report.
 */
import { maskSecretsIn, type Gap, type Location, type Policy, type SourceText, type Step } from '#core';
import type { Catalogue } from '#catalogue';
import type { Func, Module, Node, Unit } from '#model';
import { Authentication } from './authentication.js';
import { resolveCalls, type CallGraph } from './call-graph.js';
import { credentialsOf } from './credentials.js';
import { maskedTexts, type Credential } from './credential.js';
import { Effects } from './effects.js';
import { Entries } from './entries.js';
import { Flows } from './flow/index.js';
import { Guards } from './guards.js';
import type { Values } from './values.js';

export class Facts {
  readonly values: Values;
  readonly calls: CallGraph;
  readonly effects: Effects;
  readonly entries: Entries;
  readonly flows: Flows;
  readonly guards: Guards;
  readonly authentication: Authentication;
  readonly credentials: readonly Credential[];
  readonly gaps: readonly Gap[];
  readonly #secrets: readonly string[];

  constructor(
    readonly unit: Unit,
    readonly catalogue: Catalogue,
    readonly policy: Policy,
  ) {
    const { values, calls } = resolveCalls(unit, catalogue);
    this.values = values;
    this.calls = calls;
    this.effects = new Effects(unit, values, calls, catalogue, policy.environments);
    this.entries = new Entries(unit, calls, values, this.effects, catalogue);
    this.credentials = credentialsOf(unit, values, calls, this.effects);
    this.#secrets = [...new Set(this.credentials.filter((credential) => credential.kind !== 'placeholder').flatMap(maskedTexts))];
    const secretSources = this.credentials.flatMap((credential) =>
      credential.node && credential.kind !== 'placeholder' ? [{ label: 'secret' as const, node: credential.node, what: `the credential${credential.name ? ` \`${credential.name}\`` : ''}` }] : []);
    this.flows = new Flows(unit, values, calls, this.effects, this.entries, secretSources);
    this.guards = new Guards(unit, values, calls, this.effects, this.entries);
    this.authentication = new Authentication(unit, values, calls, this.effects, this.entries, this.guards);
    this.gaps = this.flows.exhausted && unit.modules[0]
      ? [{ at: unit.modules[0].source.locate(0, 0), stage: 'facts', reason: 'the code is too large to follow all data through it' }]
      : [];
  }

  /** The module that a node stands in. */
  moduleOf(node: Node): Module {
    let at = node;
    while (at.parent) at = at.parent;
    return this.values.moduleOfTop(at as Func);
  }

  locate(node: Node): Location {
    return this.moduleOf(node).source.locate(node.start, node.end);
  }

  /** A piece of evidence at a node, its source line masked. */
  step(node: Node, note: string): Step {
    return this.stepAt(this.moduleOf(node).source, node, note);
  }

  stepAt(source: SourceText, range: { start: number; end: number }, note: string): Step {
    return { at: source.locate(range.start, range.end), note: this.mask(note), excerpt: this.excerpt(source, range.start) };
  }

  /** The source line at an offset, trimmed, masked, at most 160 characters. */
  excerpt(source: SourceText, offset: number): string {
    const line = this.mask(source.lineAt(offset).slice(0, 2000)).trim();
    return line.length > 160 ? `${line.slice(0, 157)}…` : line;
  }

  mask(text: string): string {
    return this.#secrets.length === 0 ? text : maskSecretsIn(text, this.#secrets);
  }
}

export { isReachable, type AuthenticationFact } from './authentication.js';
export type { Credential } from './credential.js';
export type { Effect, TargetSystem } from './effects.js';
export type { EntryPoint, EntryKind } from './entries.js';
export type { Flow, State, Source } from './flow/index.js';
export type { ErrorHandler, LoopAround, StatusUse } from './guards.js';
export type { HandlerOutcome } from './handlers.js';
export type { SqlFact } from './sql.js';
export type { UrlFact } from './urls.js';
export type { Value } from './values.js';
export { fieldMeaning, objectMeaning, type FieldMeaning } from './fields.js';
export { isLoopback } from './urls.js';
export { textShape, textParts, type TextPart } from './text.js';
export { conditionsAt, leaves, placeOf, telling } from './flow/index.js';
export { definitions } from './definitions.js';
export { words } from './words.js';
