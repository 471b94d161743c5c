import type { Gap } from '#core';
import type { Unit } from '#model';

/** Assets that bundlers let code import. */
const NO_CODE = /\.(css|scss|sass|less|json|svg|png|jpe?g|gif|webp|ico|txt|md|html?|wasm|graphql|gql|sql|ya?ml|csv|ttf|woff2?)(\?.*)?$/i;

/** Files of the author's own that the code needs and the scan did not see: what they do is unknown. */
export function missingImports(unit: Unit): Gap[] {
  const gaps: Gap[] = [];
  for (const module of unit.modules) {
    const told = new Set<string>();
    for (const { source, form, start, end, names } of module.imports) {
      const own = module.language === 'python' ? source.startsWith('.') : /^(\.{1,2}(\/|$)|[@~]\/)/.test(source);
      if (!own || form === 'type' || told.has(source) || NO_CODE.test(source) || unit.resolve(module, source)) continue;
      // `from . import x`: the folder itself may have no file of its own.
      if (module.language === 'python' && names.length > 0 && names.every((name) => unit.resolve(module, source.endsWith('.') ? source + name.imported : `${source}.${name.imported}`))) continue;
      told.add(source);
      gaps.push({ at: module.source.locate(start, end), stage: 'facts', reason: `it uses a file of its own that is not part of this scan (${source}): scan the whole folder` });
    }
  }
  return gaps;
}
