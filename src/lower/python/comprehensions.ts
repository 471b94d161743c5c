import type { Comprehension, Expr } from '#model';
import type { Context } from './context.js';
import { targetNames } from './patterns.js';
import { rangeOf, type Syntax } from './syntax.js';

/** The first iterable is evaluated outside the comprehension's own scope, all the rest inside. */
export function lowerComprehension(context: Context, node: Syntax, form: Comprehension['form']): Expr {
  const first = node.children.find((child) => child.type === 'for_in_clause');
  const outside = first && iterable(context, first);
  return context.builder.within('comprehension', (scope) => {
    const clauses: Comprehension['clauses'] = [];
    for (const child of node.parts) {
      if (child.type === 'for_in_clause') {
        const source = child === first && outside ? outside : iterable(context, child);
        const left = child.get('left');
        if (left) for (const name of targetNames(left)) context.builder.declare(context.textOf(name), 'let', name, scope);
        const target = left ? context.pattern(left) : { kind: 'unknown' as const, what: 'missing', children: [], ...rangeOf(child) };
        clauses.push({ target, iterable: source, conditions: [], ...(child.has('async') ? { async: true } : {}) });
      } else if (child.type === 'if_clause') {
        clauses[clauses.length - 1]?.conditions.push(context.required(child, child.parts[0]));
      }
    }
    const body = node.get('body');
    const pair = body?.type === 'pair' ? body : undefined;
    const value = context.required(node, pair ? pair.get('value') : body);
    return { kind: 'comprehension', form, clauses, ...(pair ? { key: context.required(pair, pair.get('key')) } : {}), value, ...rangeOf(node) };
  });
}

function iterable(context: Context, clause: Syntax): Expr {
  const given = clause.all('right').filter((child) => child.named);
  if (given.length === 1) return context.expression(given[0]!);
  return { kind: 'list', form: 'tuple', items: given.map((child) => context.expression(child)), start: given[0]?.start ?? clause.end, end: clause.end };
}
