import { deepReads, rule, type DeepRead } from '#rule';

export default rule({
  summary: 'Fields are taken from deep inside an answer that may look different',
  base: 'note',
  ceiling: 'warning',
  firesOn: 'an item of a list that may be empty, or fields three levels deep, of an external payload or file, or a model’s answer taken apart as JSON, used with no check of shape; one finding a function, with its places',
  not: ['optional chaining with a handled default', 'a schema parse', 'a handler for what is missing', 'a test of the data on the way', 'answers of typed client libraries'],
  why: 'When the other side answers with an error, an empty list or a changed field, the script stops half-way with a message that nobody understands, or works on with nothing.',
  remedy: 'Check the answer’s shape once where it comes in, with a schema or a test for each list and field, and say clearly what is missing.',
  cwe: [20, 754],

  *check({ facts, step }) {
    for (const reads of deepReads(facts).values()) {
      const [first, ...others] = [...reads].sort((a, b) => Number(a.path !== undefined) - Number(b.path !== undefined)) as [DeepRead, ...DeepRead[]];
      yield {
        at: first.at,
        ...(first.from ? { effect: first.from } : {}),
        subject: first.path ?? 'answer',
        message: sentence(first),
        places: others.slice(0, 20).map((read) => step(read.at, read.path === undefined ? 'and taken apart here' : `and \`${read.path}\``)),
      };
    }
  },
});

function sentence({ path, from, label }: DeepRead): string {
  const system = from?.system?.name;
  if (path === undefined) return `${system ?? 'The model'}’s answer is taken apart as JSON with no check of what is in it: a field that is missing, or of another kind, breaks the run here or goes on unnoticed.`;
  const origin = label === 'file' ? 'the file' : system ? `${system}’s answer` : 'the answer of another system';
  return `\`${path}\` is taken from ${origin} as if it were always there: an error message or an empty list in its place breaks the run here.`;
}
