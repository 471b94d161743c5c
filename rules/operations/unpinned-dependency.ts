import { openInstalls, openManifests, rule, type OpenManifest } from '#rule';

export default rule({
  summary: 'A dependency may change at any time',
  base: 'note',
  firesOn: 'in a project with a manifest: a dependency at `*`, `latest`, a branch or no version at all, or used and not declared; one finding a manifest, and one for each place where a script installs packages itself',
  not: ['a lock file', 'a version, a tag or a commit', 'packages of the same project', 'a file of constraints', 'development tools'],
  why: 'The next installation may bring another version than the one that was tried out: the script breaks, or does something else, without a change of its own. A stolen package reaches it at once.',
  remedy: 'Write the version next to every dependency, declare all that are used, and keep a lock file with the code.',
  cwe: [1104, 829],
  owasp: 'CD-SEC-06',

  *check({ facts }) {
    for (const found of openManifests(facts)) {
      const { manifest, open, undeclared } = found;
      const first = open[0] ?? { start: 0, end: Math.max(1, manifest.source.text.indexOf('\n')) };
      yield {
        at: { source: manifest.source, start: first.start, end: first.end },
        entries: facts.entries.all,
        subject: manifest.file,
        message: `${sentences(found)}.`,
        places: [
          ...open.slice(1).map((at) => facts.stepAt(manifest.source, at, `\`${at.name}\` has no version`)),
          ...undeclared.map(({ module, at, name }) => facts.stepAt(module.source, at, `\`${name}\` is used here`)),
        ],
      };
    }
    const [first, ...more] = openInstalls(facts);
    if (!first) return;
    const names = [first, ...more].flatMap(({ packages }) => packages.map(({ name }) => name));
    yield {
      at: { source: first.module.source, start: first.start, end: first.end },
      entries: facts.entries.all,
      message: `The script installs ${listed(names)} in whatever version is the newest that day, so it may behave differently tomorrow.`,
      places: more.map(({ module, start, end }) => facts.stepAt(module.source, { start, end }, 'and here')),
    };
  },
});

function sentences({ open, undeclared }: OpenManifest): string {
  const parts: string[] = [];
  if (open.length > 0) parts.push(`${listed(open.map(({ name }) => name))} may be any version, so the next installation can bring another program than the one that was tried out`);
  if (undeclared.length > 0) parts.push(`${listed(undeclared.map(({ name }) => name))} ${undeclared.length === 1 ? 'is' : 'are'} used and not declared, so it works only where somebody installed ${undeclared.length === 1 ? 'it' : 'them'} by hand`);
  return parts.join('; ');
}

const SHOWN = 4;

function listed(names: readonly string[]): string {
  const all = [...new Set(names)].map((name) => `\`${name}\``);
  if (all.length > SHOWN) return `${all.slice(0, SHOWN).join(', ')} and ${all.length - SHOWN} more`;
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : all.join('');
}
