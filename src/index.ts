/** The public API, for embedders and rule authors: a plugin's rules import from here what our own import from `#rule`. */
export { scan, type ScanRequest } from './scan.js';
export * from '#rule';
export { DEFAULT_POLICY, type Finding, type Judged, type Policy, type Report, type Verdict } from '#core';
