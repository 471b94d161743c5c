/** Server-side credentials that end up in a page. */
import type { SourceText } from '#core';
import type { Expr, Unit } from '#model';
import { eachNode } from '#model';
import { publicBuildName, runsInBrowser } from '../entries/browser.js';
import type { Credential } from './credential.js';
import type { Effects } from '../effects/effects.js';
import { LookUps } from './look-ups.js';
import { credentialName, isServerKeyName, judgeLiteral } from '../secrets/index.js';
import { isSampleFile, isTestFile } from '../entries/test-doubles.js';
import type { Values } from '../names/values.js';

export interface TextRange {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

export interface ClientSecret {
  /** `page`: it stands in code or text of a page; `build`: a build copies the setting in. */
  readonly how: 'page' | 'build';
  readonly at: Expr | TextRange;
  readonly name?: string;
  readonly provider?: string;
  readonly places: readonly TextRange[];
}

export function clientSecrets(unit: Unit, credentials: readonly Credential[], values: Values, effects: Effects): ClientSecret[] {
  return [...inPages(unit, credentials), ...byBuild(unit, values, effects)];
}

function inPages(unit: Unit, credentials: readonly Credential[]): ClientSecret[] {
  const pages = new Set<string>(unit.modules.filter((module) => runsInBrowser(module) && !isTestFile(module.file)).map((module) => module.file));
  const isPage = (file: string): boolean => pages.has(file) || /\.html?$/i.test(file);
  return credentials
    .filter((each) => !each.copy && (each.kind === 'hardcoded' || each.kind === 'fallback') && !each.inComment && isPage(each.source.file))
    .map((each): ClientSecret => ({
      how: 'page', at: each.node ?? each, places: each.copies,
      ...(each.name === undefined ? {} : { name: each.name }), ...(each.provider === undefined ? {} : { provider: each.provider }),
    }));
}

/** One for each setting: the first place of the code that reads it, or the line that sets it. */
function byBuild(unit: Unit, values: Values, effects: Effects): ClientSecret[] {
  const lookUps = new LookUps(values, effects);
  const uses = new Map<string, { at: Expr | TextRange; range: TextRange }[]>();
  const add = (name: string, at: Expr | undefined, range: TextRange): void => {
    const own = publicBuildName(name);
    if (own === undefined || !credentialName(own) || !isServerKeyName(own)) return;
    const known = uses.get(name);
    if (known) known.push({ at: at ?? range, range });
    else uses.set(name, [{ at: at ?? range, range }]);
  };
  for (const module of unit.modules) {
    if (isTestFile(module.file)) continue;
    eachNode(module, (node) => {
      if (node.kind !== 'member' && node.kind !== 'call') return;
      const name = lookUps.of(node)?.name;
      if (name !== undefined && (node.kind === 'member' || lookUps.of(node)?.asked)) add(name, node, { source: module.source, start: node.start, end: node.end });
    });
  }
  for (const source of unit.texts) {
    if (!/(?:^|\/)\.env/.test(source.file) || isSampleFile(source.file)) continue;
    for (const match of source.text.matchAll(/^[ \t]{0,20}(?:export[ \t]{1,4})?([A-Z][A-Z0-9_]{2,100})[ \t]{0,8}=[ \t]{0,8}(\S{1,2000})/gm)) {
      const verdict = judgeLiteral(match[2]!.replace(/^["']|["']$/g, ''), { name: match[1]! }).verdict;
      if (verdict !== 'placeholder' && verdict !== 'empty' && verdict !== 'publishable') add(match[1]!, undefined, { source, start: match.index, end: match.index + match[0].length });
    }
  }
  return [...uses].map(([name, [first, ...others]]): ClientSecret => ({ how: 'build', name, at: first!.at, places: others.map((other) => other.range) }));
}
