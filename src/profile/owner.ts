/** Who looks after the code, as its manifest or a header says. */
import type { Facet } from '#core';
import { headerTexts, type Facts } from '#facts';
import type { Module } from '#model';

const LONGEST = 4000;
const ONE_ROLE = '(?:code |script |process |business |technical |data )?(?:owners?|maintainers?|maintained by|owned by|contacts?|contact person|responsible|authors?|written by|created by|support|team)';
/** `Owner and contact`, `Owner / support`. */
const ROLE = `${ONE_ROLE}(?:\\s{0,3}(?:and|&|/|,|\\+)\\s{0,3}${ONE_ROLE}){0,2}`;
const LINE = new RegExp(`^[\\s*#/@-]{0,20}(${ROLE})\\s{0,10}(?::|=|\\s-\\s)\\s{0,20}(\\S[^\\n]{0,160})$`, 'im');
const BY = /^[\s*#/-]{0,20}((?:maintained|owned) by)\s{1,5}(\S[^\n]{0,160})$/im;
/** `@author Jane Doe`. */
const TAG = /^[\s*#/]{0,20}@(author|owner|maintainer)\s{1,10}(\S[^\n]{0,160})$/im;
/** `… into the ledger. Owner: Parcel desk, support in #parcels.`: a sentence of its own in a line. */
const INSIDE = new RegExp(`[.;]\\s{1,3}(${ROLE})\\s{0,3}:\\s{0,3}([^.;"\\n]{2,120})`, 'i');
/** `owner = "Parcel desk"`, in a section of a manifest that a team has made for itself. */
const ENTRY = /^(?:owner|maintainer|team)\s{0,10}=\s{0,10}"([^"\n]{2,120})"/m;
const NOBODY = /^(?:chat\s?gpt|gpt[\s-]?\d|claude|gemini|copilot|github copilot|cursor|openai|anthropic|an? (?:ai|llm)\b|ai\b|your name|you\b|me\b|unknown|n\/?a\b|none\b|todo|tbd|<|\[|\{|xxx)/i;

/** From the manifest, a header comment or docstring, or `__author__`. */
export function ownerOf(facts: Facts): Facet<string> | undefined {
  for (const manifest of facts.unit.manifests) {
    const text = manifest.owner?.text.trim();
    if (manifest.owner && text && !NOBODY.test(text)) return { value: text, evidence: [facts.stepAt(manifest.source, manifest.owner, 'the manifest names an owner')] };
    const described = inDescription(manifest.source.text);
    if (described) return { value: described.text, evidence: [facts.stepAt(manifest.source, described, 'the manifest’s description names an owner')] };
  }
  for (const module of facts.unit.modules) {
    const found = inHeader(module, facts) ?? inDunder(module, facts);
    if (found) return found;
  }
  return undefined;
}

const DESCRIPTION = /"description"\s{0,10}:\s{0,10}"([^"\n]{1,600})"/;
const SENTENCE = new RegExp(`(?:^|[.;,(]\\s{0,3})${ROLE}\\s{0,3}:\\s{0,3}([^.;"]{2,120})`, 'i');

/** `"description": "Books refunds. Owner: Order desk (P. Lang). Support: …"`. */
function inDescription(source: string): { text: string; start: number; end: number } | undefined {
  const entry = ENTRY.exec(source.slice(0, LONGEST));
  if (entry && !NOBODY.test(entry[1]!)) return { text: entry[1]!, start: entry.index, end: entry.index + entry[0].length };
  const description = DESCRIPTION.exec(source.slice(0, LONGEST));
  const text = description && SENTENCE.exec(description[1]!)?.[1]?.trim();
  if (!description || !text || NOBODY.test(text)) return undefined;
  const start = source.indexOf(text, description.index);
  return { text, start, end: start + text.length };
}

function inHeader(module: Module, facts: Facts): Facet<string> | undefined {
  for (const header of headerTexts(module)) {
    const text = header.text.slice(0, LONGEST);
    for (const pattern of [LINE, BY, TAG, INSIDE]) {
      const match = pattern.exec(text);
      const value = match?.[2]!.replace(/\s*\*\/\s*$/, '').trim();
      if (!match || !value || NOBODY.test(value) || !namesSomebody(value, match[1]!)) continue;
      const written = module.source.text.indexOf(value, header.start);
      const start = written === -1 ? header.start : written;
      return { value: facts.mask(value), evidence: [facts.stepAt(module.source, { start, end: start + value.length }, 'the header names an owner')] };
    }
  }
  return undefined;
}

/** A team, an address or a channel, or, for an owner or author, a name; not an instruction or a field of some record. */
function namesSomebody(value: string, role: string): boolean {
  if (/@|#\w|"[^"]+"/.test(value) || /\b(?:team|desk|operations|ops|department|on-?call)\b/i.test(value)) return true;
  return !/support|contact|team/i.test(role) && /^[\p{Lu}][\p{L}'.&-]*(?:[ ,(/][^.;]*)?$/u.test(value);
}

function inDunder(module: Module, facts: Facts): Facet<string> | undefined {
  for (const name of ['__maintainer__', '__author__']) {
    const write = module.top.scope.bindings.get(name)?.writes[0];
    const value = write?.value && facts.values.string(write.value)?.trim();
    if (write?.value && value && !NOBODY.test(value)) return { value, evidence: [facts.step(write.value, `\`${name}\` names an owner`)] };
  }
  return undefined;
}
