import { injections, rule, runsInBrowser, textBefore, whatComes, type Effect, type Flow } from '#rule';

export default rule({
  summary: 'Text from outside decides which machine a request goes to',
  base: 'error',
  firesOn: 'outside data or a model\'s answer as the address of a request, or as its host or the start of it, through functions and files',
  not: ['constants', 'a path or query behind a constant host', 'an allow-list of hosts', 'a comparison of the parsed host', 'addresses that a system issues'],
  why: 'Whoever writes that address can have the script fetch what only it can reach: internal services, the cloud\'s own credentials, files of the network; a token that is sent along goes there too.',
  remedy: 'Keep the host constant, or parse the address and compare its host with a fixed list before the request.',
  cwe: [918],
  owasp: 'CD-SEC-08',

  *check(context) {
    for (const flow of injections(context, 'url', ['outside', 'model'])) {
      if (!goesOut(flow.sink) || isIssuedAddress(flow) || hasBase(flow.sink, context.facts.effects) || context.facts.inTest(flow.at) || runsInBrowser(flow.sink.module)) continue;
      if (!/^(?:(?:https?:)?\/\/[^{}/?#]*)?$/i.test(textBefore(flow.state, context.facts.values))) continue;
      yield {
        at: flow.place,
        effect: flow.sink,
        message: `${whatComes(flow)} decides which machine this request goes to, so whoever writes it can have the script fetch from inside the network in their place.`,
        evidence: context.evidence(flow),
        ...(flow.name ? { subject: flow.name } : {}),
        covers: ['validation/unsafe-model-output', 'validation/unvalidated-input'],
      };
    }
  },
});

/** A redirect sends the caller elsewhere, not the script. */
function goesOut({ api, remote }: Effect): boolean {
  return api.does === 'request' || remote || api.category === 'automation';
}

/** Links that a provider hands out with its message: to answer, to download, to the next page. */
function isIssuedAddress({ name }: Flow): boolean {
  return name !== undefined && /^(?:response_?url|url_private|url_private_download|next|next_?link|next_?page|upload_?url|file_?id|file_?path|self|href)$/i.test(name);
}

/** The client was made with an address of its own, below which it asks. */
function hasBase(effect: Effect, effects: { of(call: Effect['call']): Effect | undefined }): boolean {
  return effect.url?.host !== undefined || effect.made.some((call) => (effects.of(call)?.args('url').length ?? 0) > 0);
}
