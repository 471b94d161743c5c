/**
 * Rule packages of others: found, checked, and made into rules and catalogue entries like our own.
 * Runs their code; so only what the author of the policy names, and never where the code of others is reviewed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareText, type PluginReference } from '#core';
import { catalogueBundle, type CatalogueBundle } from '#catalogue';
import { PolicyError } from '#policy';
import type { Rule } from '#rule';
import { findPlugin } from './find.js';
import { readRules } from './read-rules.js';
import { withVisitors } from './visitors.js';

export interface Plugins {
  readonly rules: readonly Rule[];
  readonly catalogue: readonly CatalogueBundle[];
}

/**
 * Loads plugins. A plugin is a folder or a package with the layout of our own house: `rules/<family>/<rule>.js`, the default
 * export a rule definition, and `catalogue/*.json`. Throws PolicyError for one that is missing or broken.
 * @param taken ids of the rules that are there already
 */
export function loadPlugins(references: readonly PluginReference[], taken: readonly string[]): Plugins {
  const rules: Rule[] = [];
  const catalogue: CatalogueBundle[] = [];
  for (const reference of references) {
    const folder = findPlugin(reference);
    const own = readRules(folder, reference.name);
    for (const { id } of own) {
      if (taken.includes(id) || rules.some((rule) => rule.id === id)) throw new PolicyError(`plugin ${reference.name}: a rule ${id} is there already`, 'give it another name');
    }
    rules.push(...own);
    const entries = join(folder, 'catalogue');
    if (existsSync(entries)) catalogue.push(entriesOf(entries, reference.name));
    else if (own.length === 0) throw new PolicyError(`plugin ${reference.name}: neither rules nor catalogue entries in it`, 'a plugin has rules/<family>/<rule>.js or catalogue/*.json');
  }
  return { rules: withVisitors(rules).sort((a, b) => compareText(a.id, b.id)), catalogue };
}

function entriesOf(folder: string, plugin: string): CatalogueBundle {
  try {
    return catalogueBundle(folder);
  } catch (error) {
    const [, first = (error as Error).message, ...more] = (error as Error).message.split('\n');
    throw new PolicyError(`plugin ${plugin}: catalogue/${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`, 'mend the entry');
  }
}
