import { departures, rule, type Departure, type Func } from '#rule';

export default rule({
  summary: 'Regulated data leaves for a place that nobody agreed to',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'regulated fields leave for a public place, a private mailbox, an unknown host, an ad or analytics platform, or a party that policy does not list; one finding a destination, with its places',
  not: ['the system that they came from', 'between business systems when no policy lists them', 'the person concerned', 'own hosts and addresses from configuration', 'hashed or masked values', 'mailboxes of the organisation'],
  why: 'Data about people may only go to parties that the company has a contract and a reason for; once it is with somebody else it can’t be called back, and the company answers for it.',
  remedy: 'Keep these fields inside the systems that the company uses for them, send a count or an identifier instead, or have the receiver approved and put on the policy’s list.',
  cwe: [359, 201],
  owasp: 'CD-SEC-04',

  *check({ facts, step, evidence }) {
    const groups = new Map<string, Departure[]>();
    for (const each of facts.derived(departures)) groups.set(`${each.to} ${each.name}`, [...(groups.get(`${each.to} ${each.name}`) ?? []), each]);
    for (const [first, ...others] of groups.values() as Iterable<[Departure, ...Departure[]]>) {
      yield {
        at: first.effect.call,
        effect: first.effect,
        subject: first.name,
        context: { regulated: true, sensitive: [first, ...others].some(({ sensitive }) => sensitive) },
        message: `${listed(first.fields)} ${first.fields.length > 1 ? 'leave' : 'leaves'} for ${WHERE[first.to](first.name)}.`,
        evidence: evidence(first.flow),
        places: others.filter((other, index) => functionsBefore(others, index).every((func) => func !== other.effect.call.in)).map((other) => step(other.effect.call, 'and from here')),
      };
    }
  },
});

const WHERE: Readonly<Record<Departure['to'], (name: string) => string>> = {
  public: (name) => `a place that anyone can read (${name}): nobody can tell who has seen it or take it back`,
  mailbox: (name) => `the private mailbox ${name}, where the company can neither protect nor delete it`,
  'unknown-host': (name) => `${name}, a party that neither the catalogue nor the policy knows: nobody has agreed to what becomes of it there`,
  advertising: (name) => `${name}, which uses it for profiles of its own: that needs the consent of the people concerned`,
  unlisted: (name) => `${name}, which is not on the policy’s list of approved parties`,
};

function functionsBefore(others: readonly Departure[], index: number): Func[] {
  return others.slice(0, index).map(({ effect }) => effect.call.in);
}

/** At most three, by the name that they have in the code. */
function listed(fields: readonly string[]): string {
  const text = fields.slice(0, 3).join(', ') + (fields.length > 3 ? ' and more' : '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
