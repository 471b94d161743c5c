import { rule, type SecretFlow, type UrlPart } from '#rule';

type Arrival = SecretFlow & { readonly part: UrlPart };

const PLACE: Record<UrlPart, string> = { 'user-info': 'before the host of the address', path: 'in the path of the address', query: 'in the query of the address', whole: 'as the address' };

export default rule({
  summary: 'A secret travels in a web address',
  base: 'warning',
  firesOn: 'a credential put into the user-info, path or query of an address that is called; one finding a secret and provider, with its places',
  not: ['header or body', 'the address as a whole is the credential'],
  why: 'Addresses are written to logs of servers and proxies, to browser histories and error reports. A secret in one of them is read by people and systems that should never see it.',
  remedy: 'Ask for the secret to be sent in a header (usually `Authorization`) or in the body. Where it was in use in addresses, revoke it and issue a new one.',
  cwe: [598],
  owasp: 'CD-SEC-04',

  *check({ facts, step }) {
    const groups = new Map<string, Arrival[]>();
    for (const flow of facts.secretFlows.inUrls()) {
      if (flow.part === 'whole') continue;
      const key = [flow.what, flow.effect.url?.host ?? '', flow.part].join(' ');
      groups.set(key, [...(groups.get(key) ?? []), flow]);
    }
    for (const [flow, ...others] of groups.values()) {
      if (!flow) continue;
      const only = facts.secretFlows.isOnlyWay(flow);
      const provider = flow.effect.system?.name ?? 'the other side';
      yield {
        at: flow.effect.call,
        effect: flow.effect,
        message: only
          ? `${sentence(flow)} goes to ${provider} ${PLACE[flow.part]}, which is the only way there: keep these addresses out of logs and messages.`
          : `${sentence(flow)} goes to ${provider} ${PLACE[flow.part]}, where logs and error reports keep it.`,
        ...(only ? { base: 'note' as const } : {}),
        evidence: flow.steps.map((node, index) => step(node, index === 0 ? `${flow.what} comes from here` : 'and goes on here')),
        places: others.map((other) => step(other.effect.call, 'the same secret in an address again')),
        subject: flow.what,
      };
    }
  },
});

function sentence(flow: SecretFlow): string {
  return flow.what.charAt(0).toUpperCase() + flow.what.slice(1);
}
