/**
 * Takes: where the scan runs, the configuration file that was named, the posture.
 * Gives: the policy, complete with defaults, and notes on what was not honoured.
 * May not: execute a configuration, or let a tree under review loosen its own review.
 */
export { loadPolicy, type LoadedPolicy, type PolicyRequest } from './load.js';
export { PolicyError } from './policy-error.js';
export { didYouMean } from './nearest.js';
