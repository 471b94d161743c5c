import { acceptedForgeries, countedInVain, rule, successAfter, successBehind, type Effect, type SuccessReport } from '#rule';

export default rule({
  summary: 'Success is reported after a failure',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'success reported (an answer, a message, an exit status) after a failure was caught, ignored or passed over by the language’s default; for that failure it speaks instead of `swallowed-error`',
  not: ['the message counts what worked', 'a flag that tells of the failure is looked at first', 'a failure that the code says does not matter', 'the success is said only where it is one'],
  why: 'Whoever waits for the result is told that all went well. Nobody looks again, and what is missing is found weeks later, if at all.',
  remedy: 'Report success only when everything succeeded; otherwise say what failed, answer with an error status, and end with a failure.',
  cwe: [393, 390, 252],

  *check({ facts, modules, effects, handlers, entriesOf, isUnattended, step }) {
    for (const handler of [...handlers(), ...modules.flatMap((module) => facts.guards.failureTests(module))]) {
      const counted = countedInVain(handler, facts);
      const lost = counted?.lost ?? facts.guards.silentLoss(handler);
      const module = facts.moduleOf(handler.node);
      if (!lost || (handler.outcome === 'logged' && module.dialects.has('notebook')) || (handler.outcome === 'printed' && !isUnattended(handler.node))) continue;
      const entries = entriesOf(handler.node);
      const recorded = handler.last && handler.outcome !== 'blank' && isUnattended(handler.node) && entries.length > 0 && entries.every((entry) => entry.platform !== undefined || entry.kind === 'run');
      // A read that failed may not matter to what is reported.
      const report: SuccessReport | undefined = (counted ? { node: counted.answer, how: 'answer' } : lost.access !== 'read' ? successAfter(handler, lost, facts) : undefined) ?? (recorded ? { node: handler.node, how: 'exit' } : undefined);
      if (!report) continue;
      yield {
        at: { source: module.source, start: handler.at.start, end: handler.at.end },
        effect: lost,
        entries,
        message: `When a call${to(lost)} fails, ${REPORTED[report.how]}.`,
        evidence: [step(lost.call, 'what can fail here'), ...(report.node === handler.node ? [] : [step(report.node, 'success is reported here')])],
        covers: ['resilience/swallowed-error'],
        ...(lost.system ? { subject: lost.system.name } : {}),
      };
    }
    for (const effect of effects({ remote: true, does: ['create', 'update', 'upsert', 'delete', 'send'] })) {
      if (facts.inTest(effect.call) || facts.guards.status(effect.call) !== 'unused' || facts.guards.mayFail(effect)) continue;
      const report = successBehind(effect.call, facts);
      if (!report) continue;
      yield {
        at: effect.call,
        effect,
        message: `Nobody looks whether this call${to(effect)} succeeded, and ${REPORTED[report.how]}.`,
        evidence: [step(report.node, 'success is reported here')],
        covers: ['resilience/unchecked-response'],
      };
    }
    for (const { at, report } of acceptedForgeries(facts)) {
      yield {
        at,
        message: 'A request whose signature is wrong gets the answer of success: a sender with the wrong secret never learns that all its messages are dropped.',
        evidence: [step(report.node, 'success is reported here')],
      };
    }
  },
});

const REPORTED: Record<SuccessReport['how'], string> = {
  answer: 'the answer says success all the same: whoever asked believes that it was done',
  message: 'the message of success comes all the same: whoever reads it believes that all was done',
  exit: 'the run ends as a success all the same: whatever started it records no failure',
};

function to(effect: Effect): string {
  return effect.system ? ` to ${effect.system.name}` : '';
}
