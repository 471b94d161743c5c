/** What is known to hold at a place: conditions around it, and tests before it that leave. */
import type { Expr, Func, Node, Stmt, Switch } from '#model';

export interface Condition {
  readonly test: Expr;
  /** The test came out true here; false: it came out false. */
  readonly holds: boolean;
  /** `test` is no test but a value that is equal to one of these (a case of a switch). */
  readonly among?: readonly Expr[];
  /** `test` is no test but a call that came back: what it would have thrown on does not hold. */
  readonly returned?: boolean;
}

/** Tests that came out one way when a node is evaluated, innermost first, inside its function. */
export function conditionsAt(node: Node): Condition[] {
  return proofsAt(node).filter((condition) => !condition.among && !condition.returned);
}

/** The same, and what cases of a switch and calls that came back prove. */
export function proofsAt(node: Node): Condition[] {
  const found: Condition[] = [];
  let at: Node = node;
  while (at.parent && at.kind !== 'func') {
    const parent: Node = at.parent;
    switch (parent.kind) {
      case 'if':
        if (parent.then.includes(at as Stmt)) found.push({ test: parent.test, holds: true });
        else if (parent.otherwise.includes(at as Stmt)) found.push({ test: parent.test, holds: false });
        before(parent.then.includes(at as Stmt) ? parent.then : parent.otherwise, at, found);
        break;
      case 'conditional':
        if (parent.then === at) found.push({ test: parent.test, holds: true });
        else if (parent.otherwise === at) found.push({ test: parent.test, holds: false });
        break;
      case 'binary':
        if (parent.right === at && parent.op === 'and') found.push({ test: parent.left, holds: true });
        else if (parent.right === at && parent.op === 'or') found.push({ test: parent.left, holds: false });
        break;
      case 'comprehension':
        if (parent.value === at || parent.key === at) for (const clause of parent.clauses) for (const test of clause.conditions) found.push({ test, holds: true });
        break;
      case 'loop':
        if (parent.test && parent.body.includes(at as Stmt) && parent.form === 'while') found.push({ test: parent.test, holds: true });
        before(parent.body, at, found);
        break;
      case 'func': case 'block': before(parent.body, at, found); break;
      case 'with': before(parent.body, at, found); break;
      case 'try':
        for (const list of [parent.body, ...parent.handlers.map((handler) => handler.body), parent.otherwise, parent.finally]) before(list, at, found);
        break;
      case 'switch':
        among(parent, at, found);
        for (const branch of parent.cases) before(branch.body, at, found);
        break;
      default: break;
    }
    at = parent;
  }
  return found;
}

/** Statements before `at` in its list: an `if` that always leaves proves the contrary for what follows. */
function before(list: readonly Stmt[], at: Node, found: Condition[]): void {
  const index = list.indexOf(at as Stmt);
  for (let i = index - 1; i >= 0 && i > index - 60; i--) {
    const statement = list[i]!;
    if (statement.kind === 'if') {
      if (leaves(statement.then)) found.push({ test: statement.test, holds: false });
      else if (statement.otherwise.length > 0 && leaves(statement.otherwise)) found.push({ test: statement.test, holds: true });
    } else if (statement.kind === 'assert') found.push({ test: statement.test, holds: true });
    else if (statement.kind === 'expression' && (statement.value.kind === 'call' || statement.value.kind === 'await')) found.push({ test: statement.value, holds: true, returned: true });
  }
}

/** What holds where a function comes to its end without leaving earlier. */
export function conditionsAfter(func: Func): Condition[] {
  const found: Condition[] = [];
  const end: Stmt = { kind: 'jump', form: 'pass', start: func.end, end: func.end };
  before([...func.body, end], end, found);
  return found;
}

/** The constants that bring control to a branch: its own, and those of branches that fall through into it. */
function among(parent: Switch, at: Node, found: Condition[]): void {
  const index = parent.cases.findIndex((branch) => branch.body.includes(at as Stmt));
  const tests: Expr[] = [];
  for (let i = index; i >= 0; i--) {
    const branch = parent.cases[i]!;
    if (i < index && leaves(branch.body)) break;
    if (branch.tests.length === 0) return;
    tests.push(...branch.tests);
  }
  if (tests.length > 0) found.push({ test: parent.subject, holds: true, among: tests });
}

/** Holds if control never goes past the list: it returns, throws, jumps or ends the process. */
export function leaves(list: readonly Stmt[]): boolean {
  const last = list[list.length - 1];
  if (!last) return false;
  switch (last.kind) {
    case 'return': case 'throw': return true;
    case 'jump': return last.form !== 'pass';
    case 'block': return leaves(last.body);
    case 'if': return last.otherwise.length > 0 && leaves(last.then) && leaves(last.otherwise);
    case 'expression': return endsProcess(last.value) || list.slice(0, -1).some((statement) => statement.kind === 'return');
    default: return false;
  }
}

function endsProcess(expr: Expr): boolean {
  const call = expr.kind === 'await' ? expr.value : expr;
  if (call.kind !== 'call') return false;
  const callee = call.callee;
  if (callee.kind === 'name') return callee.name === 'exit' || callee.name === 'quit' || callee.name === 'abort';
  return callee.kind === 'member' && (callee.property === 'exit' || callee.property === '_exit' || callee.property === 'abort' || callee.property === 'stop' && callee.object.kind === 'name' && callee.object.name === 'st');
}
