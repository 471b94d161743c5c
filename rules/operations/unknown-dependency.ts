import { rule, unknownPackages, type UnknownPackage } from '#rule';

export default rule({
  summary: 'A package that may not exist is used',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'an import that neither a manifest, a lock file nor the catalogue of known packages declares: possibly made up; an error when its name is a near miss of a well-known one, letter case included; one finding a package',
  not: ['built-ins', 'relative imports', 'packages of the workspace', 'path-mapped imports', "the platform's own modules", 'declared in a manifest', 'well-known packages', 'approved by policy', 'a file of its own under a common name'],
  why: 'Assistants invent package names that sound right. At best the script cannot be installed; at worst somebody has registered the invented name, and their code runs with all that the script may do.',
  remedy: 'Look the package up before installing it: does it exist, who publishes it, is it the one that was meant? Otherwise have the code rewritten with a known one.',
  cwe: [829, 1357],
  owasp: 'CD-SEC-06',

  *check({ facts, approved }) {
    for (const found of unknownPackages(facts)) {
      if (approved.packages.some((pattern) => fits(pattern, found.name))) continue;
      const [first, ...more] = found.declared ? [{ source: found.declared.manifest.source, at: found.declared.at }] : found.uses.map(({ module, at }) => ({ source: module.source, at }));
      if (!first) continue;
      yield {
        at: { source: first.source, start: first.at.start, end: first.at.end },
        base: found.near === undefined ? 'warning' : 'error',
        entries: facts.entries.all,
        subject: found.name,
        message: message(found),
        places: more.map(({ source, at }) => facts.stepAt(source, at, 'and here')),
      };
    }
  },
});

const REGISTRY: Record<UnknownPackage['registry'], string> = { npm: 'npm', pypi: 'PyPI' };

function message({ name, near, registry, declared }: UnknownPackage): string {
  if (near !== undefined) return `\`${name}\` is not the well-known \`${near}\`, only nearly: the code does not run, or runs what somebody has put on ${REGISTRY[registry]} under the wrong name.`;
  return `\`${name}\` ${declared ? 'is declared' : 'is declared nowhere'} and is no package that is known here: it may be made up, and whoever registers that name on ${REGISTRY[registry]} decides what runs.`;
}

/** Names compare without case; `*` stands for any text. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  if (parts.length === 1) return parts[0] === text;
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const at = text.indexOf(part, from);
    if (at === -1 || (index === 0 && at !== 0)) return false;
    from = at + part.length;
  }
  return parts.at(-1) === '' || text.endsWith(parts.at(-1)!);
}
