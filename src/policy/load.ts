import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { CosmiconfigResult, Loader } from 'cosmiconfig';
import { DEFAULT_POLICY, type PluginReference, type Policy } from '#core';
import { checkReadable, findConfiguration, isOfTheTree, refuseExecutable } from './find.js';
import { parseConfiguration } from './parse.js';
import { PolicyError } from './policy-error.js';
import type { Configuration } from './schema.js';
import { tightenOnly } from './trust.js';
import { refuseUnknownRules, validate, type ConfigurationSource } from './validate.js';

type Explorer = Pick<ReturnType<typeof import('cosmiconfig').cosmiconfig>, 'load'>;

export interface PolicyRequest {
  readonly cwd: string;
  /** A configuration file that the user named; else the nearest one is looked for. */
  readonly file?: string | undefined;
  readonly posture: Policy['posture'];
  /** Ids of all rules, those of the plugins included; asked only where a configuration names some. */
  readonly ruleIds: (plugins: readonly PluginReference[]) => readonly string[];
}

export interface LoadedPolicy {
  readonly policy: Policy;
  /** Sentences about settings that were not honoured. */
  readonly notes: readonly string[];
}

/** Throws PolicyError for a configuration that is missing, broken, or code. Nothing is ever executed. */
export async function loadPolicy(request: PolicyRequest): Promise<LoadedPolicy> {
  const cwd = await realpath(request.cwd);
  const file = request.file === undefined ? findConfiguration(cwd) : path.resolve(cwd, request.file);
  if (file === undefined) return { policy: { ...DEFAULT_POLICY, posture: request.posture }, notes: [] };

  const shown = path.relative(cwd, file).split(path.sep).join('/');
  if (/^\.[cm]?[jt]sx?$/.test(path.extname(file))) throw refuseExecutable(shown);
  checkReadable(file, shown);
  const configuration = await read(file, shown);
  const plugins = request.posture === 'author' ? pluginsOf(configuration, file) : [];
  // The rules of a plugin that is not loaded are not known by name.
  if (plugins.length === (configuration.plugins?.length ?? 0)) await checkRuleNames(configuration, file, shown, () => request.ruleIds(plugins));
  const reviewed = request.posture === 'reviewer' && isOfTheTree(await realpath(file), cwd);
  const { kept, dropped } = reviewed ? tightenOnly(configuration) : { kept: configuration, dropped: [] };
  const notes = dropped.length > 0 ? [`${shown} belongs to the tree under review, which can only tighten: not honoured are ${dropped.join(', ')}`] : [];
  if (request.posture === 'reviewer' && configuration.plugins?.length) notes.push(`${shown} names plugins: none is loaded where the code of others is reviewed`);
  return { policy: { ...complete(kept, request.posture, shown), plugins }, notes };
}

function pluginsOf(configuration: Configuration, file: string): PluginReference[] {
  return (configuration.plugins ?? []).map((name) => ({ name, from: path.dirname(file) }));
}

async function read(file: string, shown: string): Promise<Configuration> {
  const explorer = readerOf((_file, text) => parseConfiguration(shown, text));
  let data: unknown;
  try {
    data = (await explorer.load(file))?.config;
  } catch (error) {
    if (error instanceof PolicyError) throw error;
    throw new PolicyError(`${shown}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, 'check the file and its permissions');
  }
  return validate(data, await sourceOf(file, shown));
}

async function checkRuleNames(configuration: Configuration, file: string, shown: string, ruleIds: () => readonly string[]): Promise<void> {
  if (Object.keys(configuration.rules ?? {}).length > 0) refuseUnknownRules(configuration, await sourceOf(file, shown), ruleIds());
}

async function sourceOf(file: string, shown: string): Promise<ConfigurationSource> {
  return { shown, text: await readFile(file, 'utf8'), prefix: path.basename(file) === 'package.json' ? ['vibecheck'] : [] };
}

/**
 * Cosmiconfig's reader with one loader of our own. Its front door, `cosmiconfig()`, may not be used: before anything
 * else that looks for settings of its own and runs a `.config/config.js` of the current folder.
 */
function readerOf(loader: Loader): Explorer {
  const { Explorer } = require('cosmiconfig/dist/Explorer.js') as { Explorer: new (options: object) => Explorer };
  return new Explorer({
    moduleName: 'vibecheck',
    searchPlaces: [],
    loaders: { noExt: loader, default: loader },
    transform: (result: CosmiconfigResult) => result,
    searchStrategy: 'none',
    cache: false,
    metaConfigFilePath: null,
  });
}

function complete(configuration: Configuration, posture: Policy['posture'], origin: string): Omit<Policy, 'plugins'> {
  const { approved, environments, gate, limits } = DEFAULT_POLICY;
  return {
    posture,
    rules: configuration.rules ?? {},
    approved: { ...approved, ...configuration.approved },
    environments: { ...environments, ...configuration.environments },
    internal: { domains: configuration.internal?.domains ?? [] },
    gate: { ...gate, ...configuration.gate },
    limits: { ...limits, ...configuration.limits },
    ignore: configuration.ignore ?? [],
    origin,
  };
}
