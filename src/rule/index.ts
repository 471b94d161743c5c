/** How a rule is defined, what it can ask, how rules are found and run. Rules import this and nothing else. */
export { rule, type Draft, type Place, type Rule, type RuleDefinition, type VisitedFile } from './define.js';
export { RuleContext, type EffectQuery } from './context.js';
export { arrivals, injections, systemBehind, whatComes } from './injections.js';
export { loadRules, ruleInfos, toRule } from './load.js';
export { runRules } from './run.js';
export * from '#facts';
export type { Label, Role, Guard } from '#catalogue';
export type { Access, Audience, DataClass, Profile, Severity, Step, Trigger } from '#core';
export type { Arg, Call, Class, Expr, Func, Manifest, Module, Node, Stmt } from '#model';
export { enclosing, functionOf, walk, within } from '#model';
