import { functionOf, injections, refusesSteps, rule, textBefore, whatComes, type Effect, type Facts, type Flow } from '#rule';

/** What other systems call the files that people send in. */
const FILE_NAME = /^(?:.*_?file_?name|original_?name|attachment_?name|title|subject|name|get_?filename|get_?title|get_?name)$/i;

export default rule({
  summary: 'Text from outside decides which file is read, written or deleted',
  base: 'error',
  firesOn: 'outside data in the path of a file that is opened, sent, moved or deleted, the names of uploads, attachments and archive entries among it; file names of records that people fill are a warning',
  not: ['constants', 'the bare name of the file', 'a check that the resolved path stays in the folder', 'allow-lists', 'numeric casts', 'calls that keep to a folder by themselves', 'an ending alone'],
  why: 'A name such as `../../config` leaves the folder that was meant: others can read passwords and other people\'s files, or overwrite the script itself.',
  remedy: 'Take only the bare name of the file (or make one up), or resolve the path and check that it is still inside the folder meant.',
  cwe: [22, 73],
  owasp: 'CD-SEC-08',

  *check(context) {
    const { facts } = context;
    const told = new Set<string>();
    for (const flow of injections(context, 'path', ['outside', 'model', 'external'])) {
      if (!reaches(flow.sink) || facts.inTest(flow.at) || (flow.label === 'external' && !FILE_NAME.test(flow.name ?? ''))) continue;
      const before = textBefore(flow.state, facts.values);
      if (before.endsWith('.') || /^(?:https?|s3|gs):/.test(before) || isOpenFile(flow, facts) || refusesSteps(flow, before, facts.values)) continue;
      // Written here, deleted there: one path.
      const key = `${flow.name}:${flow.source.node.start}:${facts.moduleOf(flow.place).file}:${functionOf(flow.place)?.start}`;
      if (told.has(key)) continue;
      told.add(key);
      yield {
        at: flow.place,
        effect: flow.sink,
        ...(flow.label === 'external' ? { base: 'warning' as const, ceiling: 'error' as const } : {}),
        message: `${whatComes(flow)} ${deed(flow)}, so a name with \`../\` in it reaches files outside the folder that was meant.`,
        evidence: context.evidence(flow),
        ...(flow.name ? { subject: flow.name } : {}),
        covers: ['validation/unsafe-model-output'],
      };
    }
  },
});

/** What arrives is the upload itself, already open, not a text about it. */
function isOpenFile({ state, at: sink }: Flow, { values, catalogue }: Facts): boolean {
  if (sink.parent?.kind === 'member') return false;
  for (let at: typeof state | undefined = state, n = 0; at && n < 50; at = at.from, n++) {
    if (values.of(at.node).some((value) => value.kind === 'api' && catalogue.call(`${value.path}.read`) !== undefined)) return true;
    if (at.node.kind === 'member' || at.node.kind === 'template' || at.node.kind === 'binary') return false;
  }
  return false;
}

/** A file is opened, answered or changed, not only asked about. */
function reaches({ does, api }: Effect): boolean {
  return does !== 'none' || api.returns?.label === 'file' || api.category === 'web';
}

function deed({ sink }: Flow): string {
  switch (sink.does) {
    case 'create': case 'update': case 'upsert': return 'decides which file is written here';
    case 'delete': return 'decides which file is deleted here';
    case 'list': return 'decides which folder is listed here';
    default: return 'decides which file is opened here';
  }
}
