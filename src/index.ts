/** The public API, for embedders and rule authors. */
export { scan, type ScanRequest } from './scan.js';
export { rule, type Draft, type RuleContext, type RuleDefinition } from '#rule';
export { DEFAULT_POLICY, type Finding, type Judged, type Policy, type Profile, type Report, type Verdict } from '#core';
