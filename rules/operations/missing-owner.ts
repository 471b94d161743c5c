import { rule, type EntryPoint, type Module, type RuleContext } from '#rule';

export default rule({
  summary: 'Nobody is named who looks after this script',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'a unit in the hand-off tier with no owner or support contact; one finding, on its main file',
  not: ['declared in the manifest', 'a header comment', 'scripts that a business user owns alone'],
  why: 'When it breaks, or has to change because a system changes, nobody knows whom to ask, and nobody feels responsible.',
  remedy: 'Name an owner and a support contact: in the manifest, or in a comment at the top of the main file ("Owner: …", "Contact: …").',
  cwe: [1059],
  owasp: 'CD-SEC-09',

  *check(context) {
    const { profile, facts } = context;
    const module = mainModule(context);
    if (profile.tier.value !== 'hand-off' || profile.owner || !module || facts.inTest(module.top)) return;
    const because = profile.tier.reasons[0]?.note;
    yield {
      at: { source: module.source, start: 0, end: module.source.text.indexOf('\n') },
      entries: facts.entries.all,
      message: `No owner or support contact is named, and this is more than a private script${because ? `: ${because}` : ''}.`,
      subject: 'owner',
    };
  },
});

/** The file that starts it all: with an entry point, and imported by no other file of the unit. */
function mainModule({ facts, modules, unit }: RuleContext): Module | undefined {
  const imported = new Set(modules.flatMap((module) => module.imports.map(({ source }) => unit.resolve(module, source))));
  const starts = (kinds: (entry: EntryPoint) => boolean): Module[] => modules.filter((module) => facts.entries.all.some((entry) => entry.module === module && kinds(entry)));
  const candidates = starts((entry) => entry.kind !== 'export');
  return candidates.find((module) => !imported.has(module)) ?? candidates[0] ?? modules.find((module) => !imported.has(module)) ?? modules[0];
}
