/** How a rule is defined, what it can ask, how rules are found and run. Rules import this and nothing else. */
export { rule, type Draft, type Place, type Rule, type RuleDefinition, type VisitedFile } from './define.js';
export { RuleContext, type EffectQuery } from './context.js';
export { injections, whatComes } from './injections.js';
export { loadRules, ruleInfos, toRule } from './load.js';
export { runRules } from './run.js';
export { failureIsTold, mutedBy, workOf } from '#facts';
export type { ClientSecret, Credential, KeptSecret, SecretFlow, StoragePlace, UrlPart, Effect, EntryPoint, ErrorHandler, Flow, HandlerOutcome, LoopAround, SqlFact, StatusUse, UrlFact, Value } from '#facts';
export { conditionsAt, definitions, fieldMeaning, isLoopback, leaves, objectMeaning, placeOf, textParts, textShape, words } from '#facts';
export { asked, isOfSensitiveRecord, broadScope, carriedFields, destructions, liveKeys, openingOf, privileges, productionTargets, narrowerThan, scopeLists, selectionOf, servedUploads, type Asked, type Destruction, type Privilege, type ProductionTarget, type ScopeList, type ServedFolder } from '#facts';
export { openEndpoints, plainHttp, uncheckedInputs, uncheckedTls, unprovedCallbacks, type UnprovedCallback } from '#facts';
export { approvalOf, askedModel, isLocalModel, steeredActions, uncheckedAnswers, type AnswerUse, type AskedModel } from '#facts';
export { bulkExports, unboundedReads, type BulkExport } from '#facts';
export type { Label, Role, Guard } from '#catalogue';
export type { Access, Audience, DataClass, Profile, Severity, Step, Trigger } from '#core';
export type { Arg, Call, Class, Expr, Func, Manifest, Module, Node, Stmt } from '#model';
export { enclosing, functionOf, walk, within } from '#model';
