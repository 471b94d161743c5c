import { arrivals, holdsMarkup, htmlPlaces, injections, rule, systemBehind, whatComes } from '#rule';

/** Systems whose texts customers, applicants and colleagues type in. */
const TYPED_IN = new Set(['crm', 'ticketing', 'contact-centre', 'shop', 'forms', 'mail', 'chat', 'hr', 'spreadsheet', 'base', 'board', 'wiki', 'calendar', 'marketing']);

export default rule({
  summary: 'Text from outside becomes part of HTML unescaped',
  base: 'error',
  firesOn: 'outside data joined into the HTML of a page, an answer or a mail, or into the template that makes it, through functions and files; text of records that people type in is a warning',
  not: ['constants', 'escaped text', 'auto-escaping templates', 'numeric casts', 'plain-text mails and JSON answers', 'fields that a system issues'],
  why: 'Whoever writes that text decides what the page or mail shows: a false login form or payment link, and in a page a script that acts as the person who opens it.',
  remedy: 'Escape every value before it goes into HTML, or let a template engine that escapes by itself put it in.',
  cwe: [79, 80],
  owasp: 'CD-SEC-08',

  *check(context) {
    const { facts } = context;
    for (const { at, effect, shownIn, unsure } of htmlPlaces(facts)) {
      if (facts.inTest(at)) continue;
      const arriving = arrivals(context, at, 'html', ['outside', 'model', 'external'])
        .filter((arrival) => arrival.label !== 'external' || TYPED_IN.has(systemBehind(arrival, facts)?.category ?? ''));
      const told = unsure && !holdsMarkup(at, facts) ? undefined : arriving[0];
      if (!told) continue;
      yield {
        at: effect?.call ?? at,
        ...(effect ? { effect } : {}),
        ...(told.label === 'external' ? { base: 'warning' as const, ceiling: 'error' as const } : {}),
        message: `${whatComes(told)} becomes part of ${shownIn === 'mail' ? 'this mail' : 'this page'}'s HTML unescaped, so whoever writes it ${shownIn === 'mail' ? 'can put links, images and forms of their own into the mail' : 'can run a script in the browser of everybody who opens it'}.`,
        evidence: context.evidence(told),
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
