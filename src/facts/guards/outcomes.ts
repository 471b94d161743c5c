/** What becomes of a result, or of a run, once a failure has been caught. */
import type { Expr, Func, Node, Stmt } from '#model';
import type { Caller } from '../names/call-graph.js';

/** Who runs a function, tests left out. */
export type CallersOf = (func: Func) => readonly Caller[];

/** Holds if a value is looked at in a condition. */
export function isTested(read: Expr): boolean {
  for (let at: Node = read; at.parent; at = at.parent) {
    const parent: Node = at.parent;
    switch (parent.kind) {
      case 'if': case 'conditional': case 'loop': return parent.test === at;
      case 'binary':
        if (['or', 'and', '??', '==', '===', '!=', '!==', 'is', 'is not'].includes(parent.op)) return true;
        break;
      case 'unary': if (parent.op === 'not') return true; break;
      case 'member': case 'await': case 'assert': break;
      case 'call': if (parent.callee !== at && !isSize(parent)) return false; break;
      default: return false;
    }
    if (parent.kind === 'assert') return true;
  }
  return false;
}

function isSize(call: Expr): boolean {
  return call.kind === 'call' && call.callee.kind === 'name' && ['len', 'bool', 'Boolean', 'isinstance'].includes(call.callee.name);
}

/** What the callers make of a function's result, where none of them lets it decide anything: nothing at all, or a line of print. */
export function resultDropped(func: Func, callersOf: CallersOf): 'dropped' | 'printed' | undefined {
  const callers = callersOf(func).filter(({ via }) => via === 'call');
  const fates = new Set(callers.map(({ call }) => leftAlone(call)));
  if (fates.size === 0 || fates.has(undefined)) return undefined;
  return fates.has('printed') ? 'printed' : 'dropped';
}

/** Holds if some caller does not look at what comes back. */
export function resultDroppedSomewhere(func: Func, callersOf: CallersOf): boolean {
  return callersOf(func).some(({ call, via }) => via === 'call' && isDropped(call));
}

/** What becomes of a call's result that decides nothing. */
export function leftAlone(call: Expr): 'dropped' | 'printed' | undefined {
  return isDropped(call) ? 'dropped' : isPrinted(call) ? 'printed' : undefined;
}

function isDropped(call: Expr): boolean {
  return whole(call).parent?.kind === 'expression';
}

/** `const done = await save(…); console.log(done ? "saved" : "failed")`. */
function isPrinted(call: Expr): boolean {
  const result = whole(call);
  const holder = result.parent;
  if ((holder?.kind !== 'declare' && holder?.kind !== 'assign') || holder.target.kind !== 'name') return goesIntoPrint(result);
  const { reads } = holder.target.binding;
  return reads.length > 0 && reads.every(goesIntoPrint);
}

/** The result with what waits for it and what chooses between it and another one. */
function whole(call: Expr): Expr {
  let at = call;
  while (at.parent?.kind === 'await' || (at.parent?.kind === 'conditional' && at.parent.test !== at)) at = at.parent;
  return at;
}

const PRINTING = /^(print|log|info|debug|warn|warning|error|echo)$/;
const PRINTER = /^(console|Logger|logger|logging|log)$/i;

/** Holds if an expression is part of what a statement prints, and of nothing else. */
function goesIntoPrint(expr: Expr): boolean {
  for (let at: Node = expr; at.parent; at = at.parent) {
    const { parent }: Node = at;
    if (parent.kind === 'call') {
      const { callee } = parent;
      const prints = callee.kind === 'name' ? /^(print|echo)$/.test(callee.name) : callee.kind === 'member' && PRINTING.test(callee.property ?? '') && callee.object.kind === 'name' && PRINTER.test(callee.object.name);
      return prints && callee !== at && parent.parent?.kind === 'expression';
    }
    if (parent.kind !== 'conditional' && parent.kind !== 'template' && parent.kind !== 'binary' && parent.kind !== 'unary') return false;
  }
  return false;
}

/** Holds if the function has callers and each tests what comes back. */
export function testsItsResult(func: Func, callersOf: CallersOf): boolean {
  const callers = callersOf(func).filter(({ via }) => via === 'call');
  return callers.length > 0 && callers.every(({ call }) => resultTested(call));
}

function resultTested(call: Expr): boolean {
  if (isTested(call)) return true;
  const outer = call.parent?.kind === 'await' ? call.parent : call;
  const holder = outer.parent;
  if (holder?.kind !== 'declare' && holder?.kind !== 'assign') return false;
  return holder.target.kind === 'name' && holder.target.binding.reads.some((read) => isTested(read));
}

/** Callers are followed this far. */
const DEPTH = 4;

/** Holds if nothing that matters follows a node before the run ends, here and in every caller. */
export function endsRun(node: Node, callersOf: CallersOf, depth = 0): boolean {
  for (let at = node; at.parent; at = at.parent) {
    const parent: Node = at.parent;
    if (parent.kind === 'loop' || parent.kind === 'comprehension') return false;
    if (followed(parent, at)) return false;
    if (parent.kind !== 'func') continue;
    if (parent.form === 'module') return true;
    const callers = callersOf(parent);
    // A callback that is not run for each item (a thread, a button) ends for itself.
    return depth < DEPTH && callers.every(({ call, via }) => (via === 'call' ? endsRun(call, callersOf, depth + 1) : !runsForEach(call)));
  }
  return true;
}

function runsForEach(call: Node): boolean {
  return call.kind === 'call' && call.callee.kind === 'member' && /^(then|map|forEach|filter|flatMap|reduce|some|every|find|each|apply)$/.test(call.callee.property ?? '');
}

/** Something other than a declaration or the end of the process stands after a statement in its list. */
function followed(parent: Node, at: Node): boolean {
  const lists: readonly (readonly Stmt[])[] = parent.kind === 'func' || parent.kind === 'block' || parent.kind === 'with' ? [parent.body]
    : parent.kind === 'if' ? [parent.then, parent.otherwise]
      : parent.kind === 'try' ? [parent.body, parent.otherwise, ...parent.handlers.map((handler) => handler.body)] : [];
  const list = lists.find((each) => each.includes(at as Stmt));
  return list !== undefined && list.slice(list.indexOf(at as Stmt) + 1).some((statement) => statement.kind !== 'declare-function' && statement.kind !== 'declare-class' && !isExit(statement));
}

function isExit(statement: Stmt): boolean {
  if (statement.kind === 'return') return statement.value === undefined;
  const callee = statement.kind === 'expression' && statement.value.kind === 'call' ? statement.value.callee : undefined;
  return (callee?.kind === 'member' ? callee.property : callee?.kind === 'name' ? callee.name : '') === 'exit';
}
