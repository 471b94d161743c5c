/** The whole pipeline on one screen: paths in, report out. */
import { compareLocations, type Finding, type Gap, type Omission, type Policy, type Report, type SourceFile, type UnitProfile } from '#core';
import { loadCatalogue, type Catalogue } from '#catalogue';
import { discover } from '#discover';
import { Facts } from '#facts';
import { judge } from '#judge';
import { lower } from '#lower';
import { groupUnits, type Unit } from '#model';
import type { Plugins } from '#plugin';
import { mergeProfiles, profileOf } from '#profile';
import { loadRules, ruleInfos, runRules, type Rule } from '#rule';
import { TOOL } from './tool.js';

export interface ScanRequest {
  readonly cwd: string;
  /** Files, folders and globs; none means the working folder. */
  readonly paths: readonly string[];
  readonly stdin?: undefined | { readonly filename: string; readonly bytes: Uint8Array };
  readonly policy: Policy;
  /** Told after each unit. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Throws `UsageError` when the paths give nothing to scan, `PolicyError` for a plugin that does not load; whatever else goes wrong is a gap of the report. */
export async function scan(request: ScanRequest): Promise<Report> {
  const { policy } = request;
  const found = await discover({
    cwd: request.cwd, paths: request.paths, stdin: request.stdin, ignore: policy.ignore, limits: policy.limits, posture: policy.posture,
  });
  return analyseFiles(found, policy, request.onProgress);
}

/** The pipeline behind discovery: files already read, report out. */
export async function analyseFiles(
  found: { files: readonly SourceFile[]; omitted: readonly Omission[]; gaps: readonly Gap[] },
  policy: Policy,
  onProgress?: ScanRequest['onProgress'],
): Promise<Report> {
  const { modules, manifests, texts, gaps } = await lower(found.files);
  const own = loadRules();
  const plugins = policy.posture === 'author' && policy.plugins.length > 0 ? pluginsOf(policy, own) : { rules: [], catalogue: [] };
  const catalogue = loadCatalogue(plugins.catalogue);
  const rules = [...own, ...plugins.rules];
  const units = groupUnits(modules, manifests, texts, found.omitted.map(({ file }) => file));
  const results = units.map((unit, index) => {
    const result = analyseUnit(unit, catalogue, rules, policy);
    onProgress?.(index + 1, units.length);
    return result;
  });
  const profiles = results.map((result) => result.profile);
  const profile = mergeProfiles(profiles.map((unit) => unit.profile));
  const allGaps = distinct([...found.gaps, ...gaps, ...[...modules, ...manifests, ...results].flatMap((part) => part.gaps)]);
  const { findings, verdict } = judge({ findings: results.flatMap((result) => result.findings), gaps: allGaps, units: profiles, profile, policy });
  return {
    schema: 1, tool: TOOL, rules: ruleInfos(rules), scanned: found.files.map((file) => file.file), omitted: found.omitted,
    gaps: allGaps, units: profiles, profile, findings, verdict,
  };
}

function pluginsOf(policy: Policy, own: readonly Rule[]): Plugins {
  const { loadPlugins } = require('#plugin') as typeof import('#plugin');
  return loadPlugins(policy.plugins, own.map((rule) => rule.id));
}

/** One unit: facts, profile, rules. Units share nothing. */
function analyseUnit(unit: Unit, catalogue: Catalogue, rules: readonly Rule[], policy: Policy): { findings: Finding[]; gaps: Gap[]; profile: UnitProfile } {
  const files = [...unit.modules.map((module) => module.file), ...unit.texts.map((text) => text.file)];
  try {
    const facts = new Facts(unit, catalogue, policy);
    const context = profileOf(facts);
    const { findings, gaps } = runRules(rules, facts, context, policy);
    return { findings, gaps: [...facts.gaps, ...gaps], profile: { unit: unit.id, files, profile: context.profile } };
  } catch (error) {
    if (process.env['VIBECHECK_DEBUG']) throw error;
    // One unit is lost, the others are not, and the report says so.
    const at = { file: unit.id, start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
    const gap: Gap = { at, stage: 'facts', reason: `the analysis of this script failed by a defect of the scanner (${(error as Error).name})`, defect: true };
    return { findings: [], gaps: [gap], profile: { unit: unit.id, files, profile: mergeProfiles([]) } };
  }
}

function distinct(gaps: readonly Gap[]): Gap[] {
  const seen = new Set<string>();
  return gaps.toSorted((a, b) => compareLocations(a.at, b.at)).filter((gap) => {
    const key = `${gap.at.file}:${gap.at.start.line}:${gap.at.start.column}:${gap.reason}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
