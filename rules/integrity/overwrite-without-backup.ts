import { overwrites, rewrittenSheets, rule } from '#rule';

export default rule({
  summary: 'A table of data is written over itself with no copy of the old content',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'a sheet, file or record replaced whole where the old content is not kept: a table of data that the script reads and writes back under the same name, a sheet that is emptied and filled again with what was read from it; one finding a file or sheet',
  not: ['outputs that the script owns', 'a copy made before', 'adding to the end', 'another name for the result'],
  why: 'When a step in between goes wrong or the run breaks off while writing, the only copy of the data is changed or empty, and nothing is left to go back to.',
  remedy: 'Write the result to a new file, or copy the old one with the date in its name before writing over it.',
  cwe: [459],

  *check({ facts, step }) {
    for (const { effect, read, named } of overwrites(facts)) {
      yield {
        at: effect.call,
        effect,
        ...(named === undefined ? {} : { subject: named }),
        message: `The file${named === undefined ? '' : ` \`${named}\``} is read and then written over under the same name, with no copy of what was in it: a mistake on the way, or a run that breaks off while writing, destroys the only one.`,
        evidence: [step(read, 'read here'), step(effect.call, 'written over here')],
      };
    }
    for (const { effect, read, named, refilled } of rewrittenSheets(facts)) {
      yield {
        at: effect.call,
        effect,
        ...(named === undefined ? {} : { subject: named }),
        message: `The sheet${named === undefined ? '' : ` \`${named}\``} is read, emptied and filled again, with no copy of what was in it: a run that breaks off in between leaves it empty, and nothing is left to go back to.`,
        evidence: [step(read, 'read here'), step(effect.call, 'emptied here'), ...(refilled ? [step(refilled, 'filled again here')] : [])],
      };
    }
  },
});
