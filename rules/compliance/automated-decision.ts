import { decisions, rule, type Decision } from '#rule';

export default rule({
  summary: 'A script decides about people by itself',
  base: 'warning',
  firesOn: 'a script carries out an outcome about people (rejects, denies, ranks for selection, or sends the outcome out) in hiring, credit, insurance or benefits because a score or a model says so; one finding a unit, with its places',
  not: ['a score or report for a person to decide on', 'a person is asked or reviews it first', 'a status that a person has set'],
  why: 'Nobody looks at the case before it is decided: a wrong score or an odd CV costs somebody a job or a loan, and in many countries people have a right to a human decision and its reasons.',
  remedy: 'Have the script put its score and its reasons in front of a person, and carry the outcome out only after that person has confirmed it.',
  cwe: [1039],
  owasp: 'CD-SEC-01',

  *check({ facts, step }) {
    const [first, ...others] = facts.derived(decisions);
    if (!first) return;
    yield {
      at: first.at,
      effect: first.effect,
      subject: first.about,
      context: { regulated: true },
      message: `\`${first.by}\`${first.byModel ? ', which a model gave,' : ''} alone decides over people (${first.about}): ${deed(first)} with nobody looking at the case.`,
      evidence: [step(first.test, 'this test decides'), step(first.at, `and “${first.outcome.toLowerCase()}” is carried out here`)],
      places: others.map((other) => step(other.at, `and \`${other.by}\` decides here`)),
    };
  },
});

function deed({ effect }: Decision): string {
  const system = effect.system?.name;
  if (effect.does === 'send') return 'the outcome is sent out to them';
  return `the outcome is carried out${system ? ` in ${system}` : ''}`;
}
