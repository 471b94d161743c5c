import { rule, unprovedCallbacks, type Draft, type UnprovedCallback } from '#rule';

export default rule({
  summary: 'Anybody can pretend to be the system that calls this webhook',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'a provider’s callback that acts without checking a signature or shared secret, whose check is skipped when its secret is unset or the signature is left out, or that goes on when the check has failed; one finding a unit and sort, with its places',
  not: ['provider verification helpers', 'an HMAC of the message compared with a header', 'a shared token in header or query', 'a start that fails without the secret', 'development-only branches'],
  why: 'Whoever finds the address can send made-up events: a payment that never happened, a customer who does not exist, as many as they like.',
  remedy: 'Check the signature that the provider sends with every message (most have a helper for it), refuse the message when it is wrong, missing, or the secret is not set, and only then act.',
  cwe: [345, 347],
  owasp: 'CD-SEC-05',
  requires: ['public'],

  *check({ facts, step }) {
    const groups = new Map<string, UnprovedCallback[]>();
    for (const callback of unprovedCallbacks(facts)) {
      // Several callbacks that share a check share its flaw.
      const key = callback.lapse ? `${callback.lapse.kind}:${callback.lapse.at.start}` : 'missing';
      groups.set(key, [...(groups.get(key) ?? []), callback]);
    }
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      const all = [first, ...others];
      const acts = all.flatMap(({ endpoint }) => endpoint.acts);
      const gravest = acts.find((effect) => effect.system?.kind === 'system-of-record' && effect.access !== 'read') ?? acts.find((effect) => effect.system?.kind === 'system-of-record') ?? acts[0];
      const found: Draft = {
        at: first.lapse?.at ?? first.endpoint.node,
        entries: all.map(({ endpoint }) => endpoint.entry),
        message: sentence(first, others.length),
        places: others.map(({ endpoint }) => step(endpoint.node, `${endpoint.name} ${endpoint.does}`)),
        covers: ['exposure/unauthenticated-endpoint'],
        ...(gravest ? { effect: gravest } : {}),
      };
      yield found;
    }
  },
});

function sentence({ endpoint, lapse, sender }: UnprovedCallback, more: number): string {
  const from = sender ?? 'the system that is meant to send it';
  const others = more > 0 ? ` (and ${more} more like it)` : '';
  switch (lapse?.kind) {
    case 'skipped': return `The check of the message is skipped while \`${lapse.name ?? 'the secret'}\` is not set: then ${endpoint.name}${others} ${endpoint.does} for anybody who knows the address, and nobody notices.`;
    case 'omitted': return `The check only runs when \`${lapse.name ?? 'the signature'}\` is there: whoever leaves it out is let through, and ${endpoint.name}${others} ${endpoint.does} all the same.`;
    case 'ignored': return `A message that fails the check is not turned away: ${endpoint.name}${others} goes on and ${endpoint.does} as if it came from ${from}.`;
    default: return `${endpoint.name}${others} ${endpoint.does} for anybody who knows the address: nothing proves that the message comes from ${from}.`;
  }
}
