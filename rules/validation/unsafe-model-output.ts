import { rule, uncheckedAnswers, type AnswerUse } from '#rule';

export default rule({
  summary: 'What a model answers is acted on without a check',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'a model’s answer that is queried, written, sent or decides over a change, where nothing on the way looks at it; one finding a prompt, with its places',
  not: ['schema-validated structured output', 'a person confirms', 'an answer held against a list of known values', 'a draft that a person sends', 'free text for a person to read, in a document or sheet of one’s own'],
  why: 'Models make things up and can be talked into things: a wrong category, amount or address then stands in the records or goes out under the company’s name, and nobody has seen it.',
  remedy: 'Have the answer checked before it is used: a schema for its shape, a list of allowed values for categories, a range for numbers; or let a person confirm what goes out.',
  cwe: [1426, 20],
  owasp: 'CD-SEC-01',

  *check({ facts, step, evidence }) {
    for (const { prompt, uses } of uncheckedAnswers(facts)) {
      const [first, ...others] = uses as [AnswerUse, ...AnswerUse[]];
      const model = facts.effects.of(prompt)?.system?.name;
      yield {
        at: first.at,
        effect: first.effect,
        ...(first.weak ? { base: 'note' as const, ceiling: 'note' as const } : {}),
        ...(first.flow.name ? { subject: first.flow.name } : {}),
        message: `${sentence(first, model)}: ${first.weak ? 'an answer in another shape, or made up, stands there like any other entry' : 'what the model makes up, or is talked into, is carried out'}.`,
        evidence: evidence(first.flow),
        places: distinct(others, first).map((use) => step(use.at, use.how === 'decision' ? 'and decides over this' : 'and goes on here')),
      };
    }
  },
});

function sentence({ how, effect, flow }: AnswerUse, model: string | undefined): string {
  const answer = `${model ? `${model}’s` : 'the model’s'} answer`;
  const system = effect.system?.name ?? 'another system';
  const subject = flow.name && !/^(?:answer|response|result|completion|output)$/i.test(flow.name) ? `\`${flow.name}\` from ${answer}` : upper(answer);
  if (how === 'decision') return `${subject} alone decides whether ${deed(effect.does, system)}`;
  if (effect.does === 'send') return `${subject} is sent out (${system}) with nobody looking at it`;
  return `${subject} goes into ${system} unchecked`;
}

function deed(does: AnswerUse['effect']['does'], system: string): string {
  if (does === 'send') return `a message goes out (${system})`;
  return does === 'delete' ? `records are deleted in ${system}` : `${system} is changed`;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function distinct(uses: readonly AnswerUse[], first: AnswerUse): AnswerUse[] {
  return uses.filter((use, index) => use.at !== first.at && use.weak === first.weak && uses.findIndex((other) => other.at === use.at) === index);
}
