import { arrivals, holdsMarkup, htmlPlaces, injections, rule, systemBehind, whatComes, type Arrival, type Facts, type HtmlPlace, type Node, type RuleContext } from '#rule';

/** Systems whose texts customers, applicants and colleagues type in. */
const TYPED_IN = new Set(['crm', 'ticketing', 'contact-centre', 'shop', 'forms', 'mail', 'chat', 'hr', 'marketing']);
/** Stores whose texts the author may have typed in as well as others. */
const SHARED = new Set(['spreadsheet', 'base', 'board', 'wiki', 'calendar']);

export default rule({
  summary: 'Text from outside becomes part of HTML unescaped',
  base: 'error',
  firesOn: 'outside data joined into the HTML of a page, an answer or a mail, or into the template that makes it, through functions and files; text of a sheet that the author alone uses is a note',
  not: ['constants', 'escaped text', 'auto-escaping templates', 'numeric casts', 'plain-text mails and JSON answers', 'fields that a system issues'],
  why: 'Whoever writes that text decides what the page or mail shows: a false login form or payment link, and in a page a script that acts as the person who opens it.',
  remedy: 'Escape every value before it goes into HTML, or let a template engine that escapes by itself put it in.',
  cwe: [79, 80],
  owasp: 'CD-SEC-08',

  *check(context) {
    const { facts } = context;
    for (const { at, effect, shownIn, unsure, sentence } of htmlPlaces(facts)) {
      if (facts.inTest(at)) continue;
      const plain = unsure && !holdsMarkup(at, facts);
      if (plain && !sentence) continue;
      const told = arrivals(context, at, 'html', ['outside', 'model', 'external']).find((arrival) => counts(arrival, shownIn, facts) && (!plain || isOfAddress(arrival)));
      if (!told) continue;
      yield {
        at: effect?.call ?? at,
        ...(effect ? { effect } : {}),
        ...weight(told, effect?.call ?? at, context),
        message: `${whatComes(told)} becomes part of ${shownIn === 'mail' ? 'this mail' : 'this page'}'s HTML unescaped, so whoever writes it ${shownIn === 'mail' ? 'can put links, images and forms of their own into the mail' : 'can run a script in the browser of everybody who opens it'}.`,
        evidence: context.evidence(told),
        places: joinedAt(told, effect?.call ?? at).map((node) => context.step(node, 'the HTML is put together here')),
        ...(told.name ? { subject: told.name } : {}),
        covers: ['validation/unsafe-model-output'],
      };
    }
    for (const flow of injections(context, 'template', ['outside', 'model'])) {
      yield {
        at: flow.place,
        effect: flow.sink,
        message: `${whatComes(flow)} becomes part of the template itself, so whoever writes it can have the template engine read settings and run code on this machine.`,
        evidence: context.evidence(flow),
        ...(flow.name ? { subject: flow.name } : {}),
      };
    }
  },
});

/** Text that the script joins with HTML of its own; what comes whole may be HTML that its author made. */
function counts(arrival: Arrival, shownIn: HtmlPlace['shownIn'], facts: Facts): boolean {
  if (arrival.label === 'external') {
    const category = systemBehind(arrival, facts)?.category ?? '';
    // The address of a sheet or file is the store's own.
    const typed = TYPED_IN.has(category) || SHARED.has(category) && !/(?:url|link)$/i.test(arrival.name ?? '');
    return typed && isJoined(arrival.state);
  }
  return shownIn === 'page' || !/html/i.test(arrival.name ?? '') || isJoined(arrival.state);
}

/** Parts of a request that its address holds: a link is enough to set them, where a body takes a program. */
const OF_ADDRESS = new Set(['query', 'params', 'param', 'url', 'originalUrl', 'args', 'view_args', 'GET', 'query_params', 'path_params', 'searchParams']);

function isOfAddress({ source: { node } }: Arrival): boolean {
  for (let at = node, n = 0; n < 6; n++) {
    if (at.kind === 'call') at = at.callee;
    if (at.kind !== 'member') return false;
    if (OF_ADDRESS.has(at.property ?? '')) return true;
    at = at.object;
  }
  return false;
}

/** Where the text is joined into HTML, in another place than where that is shown or sent. */
function joinedAt({ state }: Arrival, shown: Node): Node[] {
  for (let at: Arrival['state'] | undefined = state.from, n = 0; at && n < 200; at = at.from, n++) {
    if (at.node.kind === 'template' || at.node.kind === 'binary') return at.node.start >= shown.start && at.node.end <= shown.end ? [] : [at.node];
  }
  return [];
}

function isJoined(state: Arrival['state']): boolean {
  for (let at: Arrival['state'] | undefined = state, n = 0; at && n < 200; at = at.from, n++) if (at.node.kind === 'template' || at.node.kind === 'binary') return true;
  return false;
}

/** What the author alone may have typed in is a note; where others start the script or nobody watches, it is theirs too. */
function weight(arrival: Arrival, at: Node, { facts, unitContext, entriesOf, isUnattended }: RuleContext): { base?: 'note'; ceiling?: 'warning' } {
  // A draft is read by whoever sends it.
  if (at.kind === 'call' && at.callee.kind === 'member' && /draft/i.test(at.callee.property ?? '')) return { base: 'note', ceiling: 'warning' };
  if (arrival.label !== 'external' || !SHARED.has(systemBehind(arrival, facts)?.category ?? '')) return {};
  return isUnattended(at) || entriesOf(at).some((entry) => unitContext.of(entry).audience !== 'personal') ? {} : { base: 'note', ceiling: 'warning' };
}
