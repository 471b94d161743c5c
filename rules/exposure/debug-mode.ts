import { functionOf, isDevelopmentOnly, isLoopback, rule, walk, type Call, type Expr, type Node, type RuleContext } from '#rule';

export default rule({
  summary: 'Users can see the insides of the program',
  base: 'warning',
  ceiling: 'error',
  firesOn: 'a debugging server that others can reach, or a stack trace in an answer',
  not: ['development-only branches', 'servers that only this machine reaches', 'stack traces in the log'],
  why: 'Debugging pages and stack traces show strangers file names, settings and code; a debugger on the network lets them run commands of their own.',
  remedy: 'Switch debugging off outside of development, answer failures with a short message, and keep the details in the log.',
  cwe: [489, 209],
  owasp: 'CD-SEC-07',

  *check(context) {
    for (const { call, module } of context.modules.flatMap((each) => each.calls.map((one) => ({ call: one, module: each })))) {
      if (isDevelopmentOnly(call)) continue;
      if (module.language === 'python' && isDebuggingServer(call, context)) {
        yield { at: call, message: 'The server runs in debugging mode and can be reached from other machines: a failure hands strangers a console.' };
      }
    }
    const answers = [
      ...[...context.effects({ role: 'response' })].flatMap((effect) => effect.args('response')),
      ...context.facts.entries.all.filter((entry) => entry.kind === 'route').flatMap((entry) => entry.func.returns.flatMap((statement) => statement.value ?? [])),
    ];
    const traces = new Set(answers.map((answer) => traceIn(answer, context)));
    for (const trace of traces) {
      if (trace && !isDevelopmentOnly(trace)) yield { at: trace, message: 'The answer carries a stack trace: whoever calls sees file names and code.' };
    }
  },
});

function isDebuggingServer(call: Call, { facts }: RuleContext): boolean {
  const value = (name: string): unknown => {
    const given = call.args.find((arg) => arg.name === name)?.value;
    return given && facts.values.constant(given);
  };
  const host = value('host');
  return call.callee.kind === 'member' && call.callee.property === 'run' && value('debug') === true && typeof host === 'string' && (host === '0.0.0.0' || !isLoopback(host));
}

/** `error.stack`, `traceback.format_exc()` somewhere in what is answered. */
function traceIn(answer: Expr, { facts }: RuleContext): Node | undefined {
  let found: Node | undefined;
  walk(answer, (node) => {
    if (node.kind === 'member' && node.property === 'stack') found ??= node;
    if (node.kind === 'call' && facts.values.paths(node.callee).includes('py:traceback.format_exc')) found ??= node;
    return node.kind !== 'func';
  });
  return found && functionOf(found) ? found : undefined;
}
