import type { Unit } from '#model';
import type { CallGraph } from './call-graph.js';
import type { Credential } from './credential.js';
import type { Effects } from './effects.js';
import { findProviderSecrets } from './secrets/index.js';
import type { Values } from './values.js';

/** Every credential in the unit: code, comments, and the texts beside it. */
export function credentialsOf(unit: Unit, values: Values, calls: CallGraph, effects: Effects): Credential[] {
  void values; void calls; void effects;
  const found: Credential[] = [];
  for (const source of [...unit.modules.map((module) => module.source), ...unit.texts]) {
    for (const match of findProviderSecrets(source.text)) {
      if (match.publishable) continue;
      found.push({ kind: 'hardcoded', source, start: match.start, end: match.end, value: match.value, provider: match.provider, because: `it has the form of a ${match.provider} credential`, testMode: match.testMode, inComment: false });
    }
  }
  return found;
}
