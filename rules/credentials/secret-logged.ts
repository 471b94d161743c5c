import { rule, type Role, type SecretFlow } from '#rule';

const SHOWN: Partial<Record<Role, string>> = {
  log: 'is written to the log', response: 'goes out in the answer to a request', prompt: 'goes to a model as part of a prompt', body: 'is sent out in a message', subject: 'is sent out in a message',
};

export default rule({
  summary: 'A secret is written to a log or shown to others',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'a credential that reaches a log, the console, an answer, a message or a model prompt',
  not: ['masked or hashed values', '“token missing” messages', 'presence tests'],
  why: 'Logs and messages are kept for long, copied to other systems and read by many. Whoever reads them gets the secret.',
  remedy: 'Ask for the secret to be left out, or for only its presence or its last four characters to be shown. If it was logged already, revoke it and issue a new one.',
  cwe: [532, 200],
  owasp: 'CD-SEC-04',

  *check({ facts, step }) {
    const seen = new Set<unknown>();
    for (const role of ['log', 'response', 'prompt', 'body', 'subject'] as const) {
      for (const flow of facts.secretFlows.into(role)) {
        if (seen.has(flow.effect.call) || !facts.secretFlows.shows(flow, role)) continue;
        seen.add(flow.effect.call);
        yield {
          at: flow.effect.call,
          effect: flow.effect,
          message: `${sentence(flow)} ${SHOWN[role]}: whoever reads it there can use it.`,
          evidence: flow.steps.map((node, index) => step(node, index === 0 ? `${flow.what} comes from here` : 'and goes on here')),
          subject: flow.what,
        };
      }
    }
  },
});

function sentence(flow: SecretFlow): string {
  return flow.what.charAt(0).toUpperCase() + flow.what.slice(1);
}
