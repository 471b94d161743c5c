import type { SourceFile } from '#core';
import type { Manifest } from '#model';
import { draftFor } from './draft.js';
import { items, parseJson, plain, property, text } from './json.js';

export function lowerAppsScriptManifest(file: SourceFile): Manifest {
  const draft = draftFor(file, 'appsscript');
  const root = parseJson(draft);
  draft.data = plain(root);
  for (const item of items(property(root, 'oauthScopes'))) {
    const scope = text(item);
    if (scope !== undefined) draft.scopes.push({ scope, start: item.offset, end: item.offset + item.length });
  }
  const webapp = property(root, 'webapp');
  if (webapp?.type === 'object') {
    const access = text(property(webapp, 'access'));
    const executeAs = text(property(webapp, 'executeAs'));
    draft.webapp = {
      start: webapp.offset, end: webapp.offset + webapp.length,
      ...(access === undefined ? {} : { access }), ...(executeAs === undefined ? {} : { executeAs }),
    };
  }
  const dependencies = property(root, 'dependencies');
  for (const item of items(property(dependencies, 'libraries'))) {
    const name = text(property(item, 'libraryId')) ?? text(property(item, 'userSymbol'));
    if (name === undefined) continue;
    const range = text(property(item, 'version')) ?? '';
    draft.dependencies.push({ name, range, dev: false, start: item.offset, end: item.offset + item.length });
  }
  return draft;
}
