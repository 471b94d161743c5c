/**
 * What is true of a unit, computed once from model and catalogue, read-only. Rules and profile ask here; nothing in this room
 * knows a rule, a severity or a report.
 */
import { maskSecretsIn, type Gap, type Location, type Policy, type SourceText, type Step } from '#core';
import type { Catalogue } from '#catalogue';
import type { Func, Module, Node, Unit } from '#model';
import { Authentication } from './access/authentication.js';
import { resolveCalls, type CallGraph } from './names/call-graph.js';
import { credentialSlots, type SlotsOf } from './credentials/credential-slots.js';
import { credentialsOf } from './credentials/credentials.js';
import { maskedTexts, type Credential } from './credentials/credential.js';
import { Effects } from './effects/effects.js';
import { namedSecrets } from './credentials/secret-sources.js';
import { Entries } from './entries/entries.js';
import { Flows } from './flow/index.js';
import { Guards } from './guards/guards.js';
import { SecretFlows } from './credentials/secret-flows.js';
import { clientSecrets, type ClientSecret } from './credentials/client-secrets.js';
import { keptSecrets, type KeptSecret } from './credentials/kept-secrets.js';
import { missingImports } from './names/missing-imports.js';
import { standIns, type StandIn } from './stand-ins.js';
import { isTestFile } from './entries/test-doubles.js';
import type { Values } from './names/values.js';

export class Facts {
  readonly values: Values;
  readonly calls: CallGraph;
  readonly effects: Effects;
  readonly entries: Entries;
  readonly flows: Flows;
  readonly guards: Guards;
  readonly secretFlows: SecretFlows;
  readonly clientSecrets: readonly ClientSecret[];
  readonly keptSecrets: readonly KeptSecret[];
  readonly authentication: Authentication;
  readonly credentials: readonly Credential[];
  readonly gaps: readonly Gap[];
  readonly #secrets: readonly string[];
  readonly #derived = new Map<unknown, unknown>();

  constructor(
    readonly unit: Unit,
    readonly catalogue: Catalogue,
    readonly policy: Policy,
  ) {
    const { values, calls } = resolveCalls(unit, catalogue);
    this.values = values;
    this.calls = calls;
    this.effects = new Effects(unit, values, calls, catalogue, policy.environments);
    this.entries = new Entries(unit, calls, values, this.effects);
    const slots: SlotsOf = new Map(unit.modules.filter((module) => !isTestFile(module.file)).map((module) => [module, credentialSlots(module, calls, this.effects)]));
    this.credentials = credentialsOf(unit, values, calls, this.effects, slots);
    this.#secrets = [...new Set(this.credentials.filter((credential) => credential.kind !== 'placeholder').flatMap(maskedTexts))];
    const secretSources = [...namedSecrets(unit, values, this.effects), ...this.credentials.flatMap((credential) =>
      credential.node && credential.kind !== 'placeholder' ? [{ label: 'secret' as const, node: credential.node, what: `the credential${credential.name ? ` \`${credential.name}\`` : ''}` }] : [])];
    this.flows = new Flows(unit, values, calls, this.effects, this.entries, secretSources);
    this.secretFlows = new SecretFlows(this.flows, this.effects, values);
    this.clientSecrets = clientSecrets(unit, this.credentials, values, this.effects);
    this.keptSecrets = keptSecrets(values, calls, this.effects, this.secretFlows, slots);
    this.guards = new Guards(unit, values, calls, this.effects, this.entries);
    this.authentication = new Authentication(unit, values, calls, this.effects, this.entries, this.guards);
    this.gaps = [
      ...missingImports(unit),
      ...(this.flows.cutOff ? [this.#cutOff(this.flows.cutOff)] : []),
    ];
  }

  #cutOff(func: Func): Gap {
    const name = func.name === undefined ? 'here' : `in \`${func.name}\``;
    return { at: this.locate(func), stage: 'facts', reason: `data takes more ways than can be followed, most of them ${name}: what becomes of it is known only in part` };
  }

  /** What a function makes of these facts, made once: for facts that only some rules ask for. */
  derived<T>(make: (facts: Facts) => T): T {
    if (!this.#derived.has(make)) this.#derived.set(make, make(this));
    return this.#derived.get(make) as T;
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

  /** Holds if a node stands in a test, which never runs for real. */
  inTest(node: Node): boolean {
    return isTestFile(this.moduleOf(node).file);
  }

  /** Code that only stands in for what was meant to be there. */
  standIns(): readonly StandIn[] {
    return standIns(this.unit, this.calls, this.effects);
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

export { isReachable, type AuthenticationFact } from './access/authentication.js';
export type { Credential } from './credentials/credential.js';
export { headerTexts } from './texts/headers.js';
export { failureIsTold, mutedBy, workOf } from './operations/failure-news.js';
export { keepsRunRecords, untracedChanges, type Untraced } from './operations/run-records.js';
export { isLocked } from './dependencies/used-packages.js';
export { openInstalls, openManifests, type OpenManifest } from './dependencies/unpinned.js';
export { unknownPackages, type UnknownPackage } from './dependencies/unknown.js';
export type { Effect, EffectUse, TargetSystem } from './effects/effects.js';
export type { EntryPoint, EntryKind } from './entries/entries.js';
export { runsModule } from './entries/deployed-handlers.js';
export type { Arrival, Flow, State, Source } from './flow/index.js';
export type { ErrorHandler, LoopAround, StatusUse } from './guards/guards.js';
export type { StandIn } from './stand-ins.js';
export type { HandlerOutcome } from './guards/handlers.js';
export type { ClientSecret } from './credentials/client-secrets.js';
export type { KeptSecret, StoragePlace } from './credentials/kept-secrets.js';
export type { SecretFlow, UrlPart } from './credentials/secret-flows.js';
export type { SqlFact } from './texts/sql.js';
export type { UrlFact } from './texts/urls.js';
export type { Value } from './names/values.js';
export { fieldMeaning, objectMeaning, type FieldMeaning } from './texts/fields.js';
export { isLoopback } from './texts/urls.js';
export { textShape, textParts, type TextPart } from './texts/text.js';
export { conditionsAt, isUsedAsFigure, leaves, placeOf, telling } from './flow/index.js';
export { refusesSteps } from './flow/refused-steps.js';
export { textBefore } from './flow/text-before.js';
export { holdsMarkup, htmlPlaces, type HtmlPlace } from './input/html-places.js';
export { definitions } from './names/definitions.js';
export { isIssuedName } from './texts/issued-names.js';
export { uncheckedInputs, type UncheckedInput } from './input/unchecked-input.js';
export { openEndpoints, unprovedCallbacks, type OpenEndpoint, type UnprovedCallback } from './access/open-endpoints.js';
export { crossOriginOpenings, type CrossOriginOpening } from './access/cross-origin.js';
export { shownInsides, type Insides } from './access/debugging.js';
export { isDevelopmentOnly } from './access/development.js';
export { unlimitedEndpoints, type UnlimitedEndpoint } from './access/unlimited-endpoints.js';
export { plainHttp, uncheckedTls, type UncheckedTls } from './access/tls.js';
export { words } from './names/words.js';
export { wrappedRequests, type WrappedRequest } from './effects/wrapped-requests.js';
export { selectionOf, type Selection } from './effects/selection.js';
export { isOfSensitiveRecord } from './effects/record-class.js';
export { dependsOnRound, recipientsOf } from './effects/recipients.js';
export { asked, type Asked } from './effects/asked.js';
export { openingOf, servedUploads, type ServedFolder } from './access/openings.js';
export { privileges, type Privilege } from './access/privilege.js';
export { liveKeys, productionTargets, type ProductionTarget } from './access/production.js';
export { isPagedThrough } from './guards/paging.js';
export { departures, type Departure } from './people/departures.js';
export { decisions, type Decision } from './people/decisions.js';
export { keptRecords, type KeptRecords } from './people/kept-records.js';
export { pastedRecords, type PastedRecords } from './people/pasted-records.js';
export { destructions, type Destruction } from './integrity/destruction.js';
export { massSends, type MassSend } from './integrity/mass-sends.js';
export { partialWrites, type PartialWrite } from './integrity/partial-writes.js';
export { overwrites, type Overwrite } from './integrity/overwrites.js';
export { rewrittenSheets } from './integrity/rewritten-sheets.js';
export { repeatedCreates, type RepeatedCreate } from './integrity/repeated-creates.js';
export { unlockedChanges, type Unlocked } from './integrity/unlocked.js';
export { broadScope, narrowerThan, scopeLists, type RequestedScope, type ScopeList } from './access/scopes.js';
export { unsafeRetries, type UnsafeRetry } from './guards/unsafe-retries.js';
export { acceptedForgeries, successAfter, successBehind, type SuccessReport } from './guards/success.js';
export { countedInVain } from './guards/unread-counts.js';
export { firstPages, type FirstPage } from './guards/pages.js';
export { runsInBrowser } from './entries/browser.js';
export { connectionOf } from './effects/connection.js';
export { madeFor } from './flow/made-for.js';
export { carriedFields } from './flow/carried-fields.js';
export { deepReads, type DeepRead } from './input/deep-reads.js';
export { formulaCells, type FormulaCell } from './input/formula-cells.js';
export { approvalOf, askedModel, isLocalModel, type AskedModel } from './answers/asked-model.js';
export { uncheckedAnswers, type UncheckedAnswer } from './answers/unchecked-answers.js';
export type { AnswerUse } from './answers/answer-uses.js';
export type { ToolDeed } from './answers/handed-tools.js';
export { steeredActions, type SteeredAction } from './answers/steered-actions.js';
export { unboundedReads } from './access/unbounded-reads.js';
export { wildcards, type Wildcard } from './access/wildcards.js';
export { recordFiles, type RecordFile } from './access/record-files.js';
export { usedOperations, type ProductUse, type UsedOperation } from './access/used-operations.js';
export { bulkExports, type BulkExport } from './access/bulk-exports.js';
