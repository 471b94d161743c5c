import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FAMILIES, compareText } from '#core';
import type { RuleDefinition } from './define.js';

const FOLDER = join(__dirname, '..', '..', 'rules');

/** The rule modules of the package, by `family/rule`: what stands in its `rules` folder. */
export function installedRules(): Record<string, { default: RuleDefinition }> {
  const found: Record<string, { default: RuleDefinition }> = {};
  for (const family of FAMILIES) {
    const folder = join(FOLDER, family);
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.js')).sort(compareText)) {
      found[`${family}/${file.slice(0, -'.js'.length)}`] = require(join(folder, file)) as { default: RuleDefinition };
    }
  }
  return found;
}
