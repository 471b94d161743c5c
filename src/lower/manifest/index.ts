/**
 * Manifests to their declared names, with places. Takes a file, gives a manifest; what does not parse is a gap in it.
 * May not know any package, rule or policy.
 */
import type { SourceFile } from '#core';
import type { Manifest } from '#model';
import { lowerAppsScriptManifest } from './appsscript.js';
import { lowerPackage } from './package.js';
import { lowerPyproject } from './pyproject.js';
import { lowerRequirements } from './requirements.js';

export function lowerManifest(file: SourceFile): Manifest {
  switch (file.kind) {
    case 'package.json': return lowerPackage(file);
    case 'appsscript': return lowerAppsScriptManifest(file);
    case 'requirements': return lowerRequirements(file);
    case 'pyproject': return lowerPyproject(file);
    default: throw new Error(`Not a manifest: ${file.kind}`);
  }
}
