import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FAMILIES, SEVERITIES, compareText, type RuleId } from '#core';
import { PolicyError } from '#policy';
import { toRule, type Rule, type RuleDefinition } from '#rule';

const NAME = /^([a-z][a-z0-9-]{0,60})\.(?:js|cjs|mjs)$/;

/** The rules of a plugin's `rules` folder, by their paths. Runs the plugin's code; throws PolicyError for what is no rule. */
export function readRules(folder: string, plugin: string): Rule[] {
  const home = join(folder, 'rules');
  if (!existsSync(home)) return [];
  // Required as from the plugin, so that it finds its own dependencies.
  const load = createRequire(join(home, 'index.js'));
  return readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort(compareText).flatMap((family) => {
    if (!(FAMILIES as readonly string[]).includes(family)) throw new PolicyError(`plugin ${plugin}: rules/${family} is no family`, `families are ${FAMILIES.join(', ')}`);
    return readdirSync(join(home, family)).sort(compareText).flatMap((file) => {
      const name = NAME.exec(file)?.[1];
      return name === undefined ? [] : [toRule(`${family}/${name}` as RuleId, definitionIn(load, join(home, family, file), `plugin ${plugin}: rules/${family}/${file}`), plugin)];
    });
  });
}

function definitionIn(load: NodeJS.Require, file: string, shown: string): RuleDefinition {
  let exported: unknown;
  try {
    exported = load(file);
  } catch (error) {
    throw new PolicyError(`${shown}: does not load (${firstLine(error)})`, 'try it with node first');
  }
  const definition = (exported as { default?: unknown } | undefined)?.default ?? exported;
  const fault = faultOf(definition);
  if (fault !== undefined) throw new PolicyError(`${shown}: ${fault}`, 'the default export of a rule file is what rule({ … }) gives');
  return definition as RuleDefinition;
}

/** What is wrong with a definition that no type checker has seen; undefined for a sound one. */
function faultOf(definition: unknown): string | undefined {
  if (typeof definition !== 'object' || definition === null) return 'exports no rule definition';
  const of = definition as Record<string, unknown>;
  for (const key of ['summary', 'firesOn', 'why', 'remedy']) if (typeof of[key] !== 'string' || of[key] === '') return `"${key}" has to be a text`;
  for (const key of ['base', 'ceiling']) {
    if (key === 'ceiling' && of[key] === undefined) continue;
    if (!(SEVERITIES as readonly unknown[]).includes(of[key])) return `"${key}" has to be one of ${SEVERITIES.join(', ')}`;
  }
  if (!Array.isArray(of['not']) || of['not'].some((entry) => typeof entry !== 'string')) return '"not" has to be a list of texts';
  if (!Array.isArray(of['cwe']) || of['cwe'].some((entry) => !Number.isSafeInteger(entry))) return '"cwe" has to be a list of numbers';
  for (const key of ['check', 'visitor']) if (of[key] !== undefined && typeof of[key] !== 'function') return `"${key}" has to be a function`;
  return of['check'] === undefined && of['visitor'] === undefined ? 'has neither "check" nor "visitor"' : undefined;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!.slice(0, 200);
}
