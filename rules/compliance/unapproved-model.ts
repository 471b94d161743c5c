import { approvalOf, askedModel, isLocalModel, rule, type AskedModel, type Effect } from '#rule';

export default rule({
  summary: 'An AI model that the company has not approved is used',
  base: 'warning',
  firesOn: 'an AI provider, tool or model that the policy does not approve; one finding a model, with its places',
  not: ['no policy list: then the profile names the provider and no finding is made', 'a provider or model that the list names', 'models that run on the same machine', 'a model whose name the code does not tell, where the list names models'],
  why: 'Nobody has checked what this provider does with the data it is sent, what it costs and for how long the model will be there.',
  remedy: 'Use one of the approved models, or ask whoever keeps the list to have this one checked.',
  cwe: [1357],
  owasp: 'CD-SEC-06',

  *check({ facts, effects, approved, step }) {
    if (approved.models.length === 0) return;
    const groups = new Map<string, { effect: Effect; asked: AskedModel }[]>();
    for (const effect of effects({ does: ['prompt'] })) {
      if (isLocalModel(effect) || facts.inTest(effect.call)) continue;
      const asked = askedModel(effect, facts);
      if (approvalOf(asked, approved.models, facts) !== 'unapproved') continue;
      const key = `${asked.provider} ${asked.models.join()}`;
      groups.set(key, [...(groups.get(key) ?? []), { effect, asked }]);
    }
    for (const [first, ...others] of groups.values()) {
      const { effect, asked } = first!;
      const [model] = asked.models;
      yield {
        at: effect.call,
        effect,
        subject: model ?? asked.provider,
        message: `${model === undefined ? asked.provider : `The model \`${model}\` (${asked.provider})`} is not on the list of approved models, so data goes to it without anybody having agreed to that.`,
        places: others.map((other) => step(other.effect.call, 'and here')),
      };
    }
  },
});
