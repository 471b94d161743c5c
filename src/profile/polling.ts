/** Programs that never end: loops that work, wait, and work again. */
import type { Facts } from '#facts';
import type { Call, Loop, Module, Node, Stmt } from '#model';
import { forEachChild, eachNode, walk } from '#model';

/** Endless loops with a pause and a call to another system in them, where nobody is asked anything. */
export function pollingLoops(module: Module, facts: Facts): Loop[] {
  const found: Loop[] = [];
  eachNode(module, (node) => {
    if (node.kind === 'loop' && isEndless(node, facts) && !leavesLoop(node.body)) {
      const calls = callsBelow(node, facts);
      if (calls.some((call) => pauses(call, facts)) && calls.some((call) => facts.effects.of(call)?.remote) && !calls.some((call) => asks(call, facts))) found.push(node);
    }
  });
  return found;
}

/** What arrives in a mailbox or a queue starts the work: the loop only waits for it. */
export function awaitsMessages(loop: Loop, facts: Facts): boolean {
  const effects = callsBelow(loop, facts).flatMap((call) => facts.effects.of(call) ?? []);
  return effects.some((effect) => effect.access === 'read' && (effect.system?.category === 'queue' || (effect.system?.category === 'mail' && effect.object === 'Message')));
}

function isEndless(loop: Loop, facts: Facts): boolean {
  if (loop.form === 'count') return loop.test === undefined;
  if ((loop.form !== 'while' && loop.form !== 'do-while') || !loop.test) return false;
  const test = loop.test;
  if (facts.values.of(test).some((value) => value.kind === 'const' && (value.value === true || value.value === 1))) return true;
  // `while not stop.is_set()`: until somebody ends it.
  const asked = test.kind === 'unary' && test.op === 'not' ? test.operand : undefined;
  return asked?.kind === 'call' && asked.callee.kind === 'member' && asked.callee.property === 'is_set';
}

/** A way out other than the end of the process at the keyboard. */
function leavesLoop(body: readonly Stmt[]): boolean {
  const stack: { readonly node: Node; readonly inner: boolean }[] = body.map((node) => ({ node, inner: false }));
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { node } = at;
    if (node.kind === 'func' || node.kind === 'cls') continue;
    if (node.kind === 'return' || (node.kind === 'jump' && node.form === 'break' && !at.inner)) return true;
    const inner = at.inner || node.kind === 'loop' || node.kind === 'switch';
    if (node.kind === 'try') {
      const handled = node.handlers.filter((handler) => !handler.types.some((type) => type.kind === 'name' && type.name === 'KeyboardInterrupt'));
      for (const child of [...node.body, ...node.otherwise, ...node.finally, ...handled.flatMap((handler) => handler.body)]) stack.push({ node: child, inner });
    } else forEachChild(node, (child) => stack.push({ node: child, inner }));
  }
  return false;
}

const MOST_CALLS = 2000;
const DEEPEST = 6;

/** The calls in a loop and in the author's functions that it runs. */
function callsBelow(loop: Loop, facts: Facts): Call[] {
  const found: Call[] = [];
  walk(loop, (node) => {
    if (node.kind === 'call') found.push(node);
  });
  const seen = new Set<Node>();
  let frontier = [...found];
  for (let depth = 0; depth < DEEPEST && frontier.length > 0 && found.length < MOST_CALLS; depth++) {
    const next: Call[] = [];
    for (const call of frontier) {
      for (const func of facts.calls.targets(call)) {
        if (seen.has(func)) continue;
        seen.add(func);
        next.push(...func.calls);
      }
    }
    found.push(...next);
    frontier = next;
  }
  return found;
}

function pauses(call: Call, facts: Facts): boolean {
  if (facts.effects.api(call)?.guards?.includes('pause')) return true;
  const name = call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? call.callee.property : undefined;
  // `new Promise((resolve) => setTimeout(resolve, ms))` and `stop.wait(60)`.
  return name === 'setTimeout' || name === 'sleep' || (name === 'wait' && call.args.length === 1);
}

/** Somebody sits in front of it. */
function asks(call: Call, facts: Facts): boolean {
  return facts.values.paths(call.callee).some((path) => /^(builtin:(raw_)?input|global:(prompt|confirm)|py:getpass\.getpass)$/.test(path))
    || facts.effects.api(call)?.guards?.includes('confirm') === true;
}

/** Holds if the code asks somebody something while it runs. */
export function isInteractive(facts: Facts): boolean {
  return facts.unit.modules.some((module) => module.calls.some((call) => asks(call, facts)));
}
