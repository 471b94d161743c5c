/** Loops that go round again on the status of an answer: they ask for the same thing until it is given. */
import type { Expr, Loop, Stmt } from '#model';
import { walk } from '#model';
import { leaves } from '../flow/conditions.js';
import type { Values } from '../names/values.js';

const STATUS = /^(?:status|status_code|statusCode|code)$/;

/** `while True:` that a bad status sends round again, that any other leaves, and that nothing counts. */
export function isRepeatedOnStatus(loop: Loop, values: Values): boolean {
  if (loop.form !== 'while' || loop.test === undefined || ![true, 1].includes(values.constant(loop.test) as never)) return false;
  const again = loop.body.some((statement) => statement.kind === 'if' && testsStatus(statement.test) && comesRound(statement.then));
  const left = loop.body.some((statement) => statement.kind === 'return' || statement.kind === 'throw' || (statement.kind === 'jump' && statement.form === 'break'));
  return again && left && !loop.body.some((statement) => counts(statement) || (statement.kind === 'if' && !testsStatus(statement.test) && leaves(statement.then)));
}

/** Ends with the next round. */
function comesRound(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  return last?.kind === 'jump' && last.form === 'continue';
}

function testsStatus(test: Expr): boolean {
  let tests = false;
  walk(test, (node) => {
    if (node.kind === 'member') tests ||= STATUS.test(node.property ?? '');
    return !tests;
  });
  return tests;
}

function counts(statement: Stmt): boolean {
  let found = false;
  walk(statement, (node) => {
    found ||= (node.kind === 'assign' && node.op !== undefined) || (node.kind === 'unary' && (node.op === '++' || node.op === '--'));
    return !found && node.kind !== 'func';
  });
  return found;
}
