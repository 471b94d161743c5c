import type { Policy, RuleInfo } from '#core';
import { loadPolicy } from '#policy';
import type { Io } from './io.js';

/** All rules: those of the package, and those of plugins. Throws PolicyError for a plugin that does not load. */
export function everyRule(plugins: Policy['plugins']): RuleInfo[] {
  const { loadRules, ruleInfos } = require('#rule') as typeof import('#rule');
  const own = loadRules();
  if (plugins.length === 0) return ruleInfos(own);
  const { loadPlugins } = require('#plugin') as typeof import('#plugin');
  return ruleInfos([...own, ...loadPlugins(plugins, own.map((rule) => rule.id)).rules]);
}

/**
 * The rules of the package, and those of the plugins of a configuration that the user names. One that merely lies in the folder
 * is not asked: listing rules runs no code of a tree.
 */
export async function listedRules(config: string | undefined, io: Io): Promise<RuleInfo[]> {
  if (config === undefined) return everyRule([]);
  const { policy } = await loadPolicy({ cwd: io.cwd, file: config, posture: 'author', ruleIds: (plugins) => everyRule(plugins).map((rule) => rule.id) });
  return everyRule(policy.plugins);
}
