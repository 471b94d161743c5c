import { rule, type Effect, type Node } from '#rule';

export default rule({
  summary: 'A failure is caught and then lost',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'a handler that is empty, only logs and goes on, or returns an empty or success value, so that the caller cannot tell, where something that matters was to be read or written',
  not: ['rethrow', 'exit non-zero', 'alert', 'an error counted and reported at the end', 'a documented optional step', 'an exception type that is an expected answer', 'the last handler of a script that somebody watches', 'a script that only reads and prints what it finds'],
  why: 'The script looks as if all went well. Records are missing, messages were not sent, and nobody finds out until somebody misses them.',
  remedy: 'Let the failure be known: pass it on, or count it and end with an error and a message to a person who can act.',
  cwe: [390, 391, 755],
  owasp: 'CD-SEC-10',

  *check({ facts, modules, handlers, effects, entriesOf, isUnattended }) {
    const changed = new Set([...effects()].filter(({ access, does }) => access !== 'read' && does !== 'none' && does !== 'connect').flatMap(({ call }) => entriesOf(call)));
    // A script that only reads and prints: whoever reads what it prints reads of the failure too.
    const onlyPrints = (node: Node): boolean => entriesOf(node).length > 0 && entriesOf(node).every((entry) => !changed.has(entry) && (entry.kind === 'run' || entry.kind === 'command' || entry.kind === 'menu'));
    for (const handler of [...handlers(), ...modules.flatMap((module) => facts.guards.failureTests(module))]) {
      const lost = facts.guards.silentLoss(handler);
      if (!lost) continue;
      if (handler.last && handler.outcome !== 'empty' && !isUnattended(handler.node)) continue;
      // Whoever watches the script reads what it prints.
      if (handler.outcome === 'printed' && !isUnattended(handler.node)) continue;
      const module = facts.moduleOf(handler.node);
      // Whoever runs a notebook, cell by cell, reads what it prints.
      if (handler.outcome === 'logged' && module.dialects.has('notebook')) continue;
      if (handler.outcome === 'logged' && lost.access === 'read' && !isUnattended(handler.node) && onlyPrints(handler.node)) continue;
      yield {
        at: { source: module.source, start: handler.at.start, end: handler.at.end },
        effect: lost,
        entries: entriesOf(handler.node),
        message: `When ${deed(lost)} fails, ${CONSEQUENCE[handler.outcome]}.`,
        evidence: [facts.step(lost.call, 'what can fail here')],
        ...(lost.system ? { subject: lost.system.name } : {}),
      };
    }
  },
});

const CONSEQUENCE: Record<string, string> = {
  empty: 'nothing happens at all: the failure disappears without a trace',
  logged: 'a line in the log is all: the script goes on as if it had worked',
  blank: 'the code returns as if there were nothing to report, so the caller cannot tell a failure from an empty result',
  printed: 'the code that asked for it only prints that it failed, and goes on',
};

const DEED: Record<string, string> = { read: 'the read', list: 'the read', create: 'the write', update: 'the write', upsert: 'the write', delete: 'the deletion', send: 'the message', prompt: 'the question to the model' };

function deed(effect: Effect): string {
  const what = DEED[effect.does] ?? 'the call';
  const direction = effect.does === 'read' || effect.does === 'list' || effect.does === 'delete' ? 'from' : effect.does === 'send' ? 'by' : 'to';
  return effect.system ? `${what} ${effect.does === 'prompt' ? `(${effect.system.name})` : `${direction} ${effect.system.name}`}` : what;
}
