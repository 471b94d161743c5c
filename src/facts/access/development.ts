/** Whether code runs in development only: a test around it, or one before it that leaves, asks where the script runs. */
import type { Expr, Node } from '#model';
import { walk } from '#model';
import { conditionsAt } from '../flow/conditions.js';

const DEVELOPMENT = /\b(?:dev|development|debug|local|localhost|prod|production|test|testing|environment)\b|NODE_ENV|FLASK_ENV|APP_ENV|_DEV\b|is_?(?:dev|prod|local|debug)/i;

export function isDevelopmentOnly(node: Node): boolean {
  return conditionsAt(node).some(({ test }) => asksWhereItRuns(test));
}

/** Holds if a test names an environment. */
export function asksWhereItRuns(test: Expr): boolean {
  let named = false;
  walk(test, (node) => {
    if (named || node.kind === 'func') return false;
    const text = node.kind === 'literal' && typeof node.value === 'string' && node.value.length < 20 ? node.value : node.kind === 'name' ? node.name : node.kind === 'member' ? (node.property ?? '') : '';
    named = DEVELOPMENT.test(text);
    return !named;
  });
  return named;
}
