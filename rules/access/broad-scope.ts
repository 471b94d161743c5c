import { broadScope, narrowerThan, rule, scopeLists, type ScopeList } from '#rule';

export default rule({
  summary: 'A permission grants a whole product or tenant',
  base: 'warning',
  firesOn: 'an OAuth or app permission that grants a whole product or tenant, in code or manifest; one finding a list, with its places',
  not: ['permissions for one product’s reads, one file or one kind of action', 'a note where nothing narrower covers the calls'],
  why: 'Whoever gets hold of the script or its token can do everything that the permission allows, far beyond what the script does.',
  remedy: 'Ask for the narrowest permission that the calls need, for instance the read-only or the per-file one.',
  cwe: [250, 272],
  owasp: 'CD-SEC-03',

  *check({ facts }) {
    for (const list of scopeLists(facts)) {
      const broad = list.scopes.flatMap((requested) => {
        const grants = broadScope(requested.scope, facts.catalogue);
        return grants ? [{ requested, product: grants.product, narrower: narrowerThan(requested.scope, facts) }] : [];
      });
      const gravest = broad.find(({ narrower }) => narrower !== 'none') ?? broad[0];
      if (!gravest) continue;
      const others = broad.filter((each) => each !== gravest);
      const needed = broad.every(({ narrower }) => narrower === 'none');
      yield {
        at: placeOf(list, gravest.requested),
        subject: gravest.requested.scope,
        ...(needed ? { base: 'note' as const } : {}),
        message: needed
          ? `The permission \`${gravest.requested.scope}\` grants everything in ${gravest.product}; no narrower one is known that covers the calls made here.`
          : `The permission \`${gravest.requested.scope}\` grants everything in ${gravest.product}${others.length > 0 ? ` (and ${others.length} more like it)` : ''}: a leaked token or a wrong call reaches all of it.`,
        places: others.map(({ requested, product }) => facts.stepAt(requested.source, requested, `\`${requested.scope}\` grants everything in ${product}`)),
      };
    }
  },
});

/** The scope itself in a manifest or a list, so that the finding points at its line. */
function placeOf(_list: ScopeList, requested: ScopeList['scopes'][number]): { source: ScopeList['scopes'][number]['source']; start: number; end: number } {
  return { source: requested.source, start: requested.start, end: requested.end };
}
