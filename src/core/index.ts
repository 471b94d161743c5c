/** Plain-data nouns that cross seams. May not import anything outside this room. */
export * from './location.js';
export * from './source-text.js';
export * from './severity.js';
export * from './gap.js';
export * from './finding.js';
export * from './profile.js';
export * from './verdict.js';
export * from './policy.js';
export * from './report.js';
export * from './mask.js';
export * from './source-file.js';
