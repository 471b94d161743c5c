/** Small sources through the pipeline up to the profile. */
import { DEFAULT_POLICY, type FileKind, type Policy, type SourceFile } from '#core';
import { Catalogue, loadCatalogue } from '#catalogue';
import { kindByContent, kindByName } from '../../src/discover/kind.js';
import { Facts } from '#facts';
import { lower } from '#lower';
import { groupUnits, type Unit } from '#model';
import { profileOf, type UnitContext } from '#profile';

export interface Analysed {
  readonly unit: Unit;
  readonly facts: Facts;
  readonly context: UnitContext;
}

/** Text by file name; the kind follows from name and content as in a scan. Throws for names that a scan would not read. */
export async function analyse(files: Readonly<Record<string, string>>, policy: Policy = DEFAULT_POLICY, catalogue: Catalogue = loadCatalogue()): Promise<Analysed[]> {
  const { modules, manifests, texts } = await lower(Object.entries(files).map(([file, text]): SourceFile => ({ file, kind: kindOf(file, text), text })));
  return groupUnits(modules, manifests, texts).map((unit) => {
    const facts = new Facts(unit, catalogue, policy);
    return { unit, facts, context: profileOf(facts) };
  });
}

function kindOf(file: string, text: string): FileKind {
  const named = kindByName(file);
  const kind = named && kindByContent(named, text, true);
  if (!kind) throw new Error(`not a file that is read: ${file}`);
  return kind;
}
