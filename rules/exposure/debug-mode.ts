import { isReachable, rule, shownInsides } from '#rule';

const TOLD = {
  console: 'The server runs in debugging mode and can be reached from other machines: a failure hands strangers a console.',
  pages: 'Errors are shown whole to whoever causes them: file names, code and settings.',
  trace: 'The answer carries a stack trace: whoever calls sees file names and code.',
};

export default rule({
  summary: 'Users can see the insides of the program',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'a debugging server that others can reach, a framework told to show errors whole, or a stack trace in an answer',
  not: ['development-only branches', 'servers that only this machine reaches', 'stack traces in the log'],
  why: 'Debugging pages and stack traces show strangers file names, settings and code; a debugger on the network lets them run commands of their own.',
  remedy: 'Switch debugging off outside of development, answer failures with a short message, and keep the details in the log.',
  cwe: [489, 209],
  owasp: 'CD-SEC-07',

  *check({ facts, entriesOf }) {
    const routes = facts.entries.all.filter((entry) => isReachable(entry));
    for (const { at, kind } of shownInsides(facts)) {
      // A server's own mode concerns all that it answers.
      const reaching = entriesOf(at).filter((entry) => isReachable(entry));
      yield { at, message: TOLD[kind], entries: kind === 'trace' && reaching.length > 0 ? reaching : routes };
    }
  },
});
