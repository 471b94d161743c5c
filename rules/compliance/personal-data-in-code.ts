import { pastedRecords, rule } from '#rule';

export default rule({
  summary: 'Records about people are pasted into the code',
  base: 'warning',
  firesOn: 'records about people in lists, tables as text or kept notebook outputs: names with addresses, phone or account numbers, balances, scores',
  not: ['invented samples (reserved domains and numbers)', 'the author’s own contact', 'a fixed internal recipient'],
  why: 'Code is copied, mailed and put into shared folders and repositories, where everyone who sees the script sees these people too, and nobody can take the copies back when they ask to be deleted.',
  remedy: 'Keep the records in the system that they come from and have the script read them there when it runs; delete them from the code and from its earlier versions.',
  cwe: [359, 540],
  owasp: 'CD-SEC-04',

  *check({ facts }) {
    for (const { module: { source }, start, end, count, holds, sensitive, form } of facts.derived(pastedRecords)) {
      const who = count === 1 ? 'A person' : `${count} people`;
      const where = form === 'output' ? 'in an output that the notebook keeps' : form === 'text' ? 'in a text in the code' : 'in the code';
      yield {
        at: { source, start, end },
        context: { regulated: true, sensitive },
        subject: holds[0]!,
        message: `${who} with ${listed(holds)} ${count === 1 ? 'stands' : 'stand'} ${where}: whoever gets the script gets them too.`,
      };
    }
  },
});

function listed(holds: readonly string[]): string {
  return holds.length < 2 ? holds.join('') : `${holds.slice(0, -1).join(', ')} and ${holds.at(-1)}`;
}
