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

/** Holds if the function has callers and none of them looks at what comes back. */
export function resultDropped(func: Func, callersOf: CallersOf): boolean {
  const callers = callersOf(func).filter(({ via }) => via === 'call');
  return callers.length > 0 && callers.every(isDropped);
}

/** Holds if some caller does not look at what comes back. */
export function resultDroppedSomewhere(func: Func, callersOf: CallersOf): boolean {
  return callersOf(func).some((caller) => caller.via === 'call' && isDropped(caller));
}

function isDropped({ call }: Caller): boolean {
  return call.parent?.kind === 'expression' || (call.parent?.kind === 'await' && call.parent.parent?.kind === 'expression');
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
