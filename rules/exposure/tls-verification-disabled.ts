import { plainHttp, rule, uncheckedTls, type Effect } from '#rule';

export default rule({
  summary: 'The connection to another system is not protected',
  base: 'error',
  firesOn: 'certificate checks that are switched off, or plain `http:` to a remote host with credentials or records; one finding a unit and sort, with its places',
  not: ['loopback', 'private and test names', 'development-only branches', 'warnings that are only silenced'],
  why: 'Anybody on the way, in a hotel network for instance, can pretend to be the other system, and read or change everything that is sent, passwords included.',
  remedy: 'Leave certificate checks on and use `https:`; for an internal certificate, give the client the company’s certificate file instead.',
  cwe: [295, 319],
  owasp: 'CD-SEC-05',

  *check({ facts, effects, step }) {
    const unchecked = uncheckedTls(facts.unit, facts.values, facts.effects);
    const [first] = unchecked;
    if (first) {
      yield {
        at: first.at,
        message: `\`${first.setting}\` switches the check of the other side's certificate off${unchecked.length > 1 ? `, here and at ${unchecked.length - 1} more ${unchecked.length === 2 ? 'place' : 'places'}` : ''}, so anybody on the network can pretend to be ${first.effect?.system?.name ?? 'the server'} and read what is sent.`,
        places: unchecked.slice(1).map(({ at, setting }) => step(at, `\`${setting}\``)),
        ...(first.effect ? { effect: first.effect } : {}),
      };
    }
    const open = new Map<string, { effect: Effect; carries: string }[]>();
    for (const effect of effects({ remote: true })) {
      const carries = plainHttp(effect);
      const host = effect.url?.host;
      if (carries && host !== undefined) open.set(host, [...(open.get(host) ?? []), { effect, carries }]);
    }
    for (const [host, calls] of open) {
      const { effect, carries } = calls[0]!;
      yield {
        at: effect.call,
        effect,
        message: `This sends ${carries} to ${host} over plain \`http:\`, so anybody on the network between can read and change them.`,
        subject: host,
        places: calls.slice(1).map((other) => step(other.effect.call, `${other.carries} over plain http`)),
      };
    }
  },
});
