/**
 * Text to model. Takes the files that were read, gives modules, manifests and plain texts; may not give up on all
 * because of one: what a front end can't take is a gap.
 */
import { SourceText } from '#core';
import type { Gap, SourceFile } from '#core';
import type { Manifest, Module } from '#model';

export interface Lowered {
  readonly modules: Module[];
  readonly manifests: Manifest[];
  /** Files that are not code, read for secrets only. */
  readonly texts: SourceText[];
  readonly gaps: Gap[];
}

export async function lower(files: readonly SourceFile[]): Promise<Lowered> {
  const lowered: Lowered = { modules: [], manifests: [], texts: [], gaps: [] };
  for (const file of files) {
    try {
      await lowerFile(file, lowered);
    } catch (error) {
      lowered.gaps.push(failure(file, error));
    }
  }
  return lowered;
}

/** Parsers are loaded when the first file asks for them: a scan of Python alone never loads the one for JavaScript. */
async function lowerFile(file: SourceFile, lowered: Lowered): Promise<void> {
  switch (file.kind) {
    case 'javascript': case 'typescript': case 'apps-script': case 'office-script': {
      const { lowerScript } = require('#lower/js') as typeof import('#lower/js');
      lowered.modules.push(lowerScript(file));
      return;
    }
    case 'python': case 'notebook': {
      const { lowerPython } = require('#lower/python') as typeof import('#lower/python');
      lowered.modules.push(await lowerPython(file));
      return;
    }
    case 'package.json': case 'requirements': case 'pyproject': case 'appsscript': {
      const { lowerManifest } = require('#lower/manifest') as typeof import('#lower/manifest');
      lowered.manifests.push(lowerManifest(file));
      return;
    }
    case 'text':
      lowered.texts.push(new SourceText(file.file, file.text));
  }
}

function failure(file: SourceFile, error: unknown): Gap {
  const message = error instanceof Error ? error.message : String(error);
  const start = { line: 1, column: 1 };
  return {
    at: { file: file.file, start, end: start }, stage: 'lower',
    reason: `The file could not be analysed: ${message.split('\n', 1)[0]!.slice(0, 200)}`,
  };
}
