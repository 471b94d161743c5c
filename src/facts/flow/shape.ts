import type { Expr } from '#model';

/** A name or member chain as text, for telling whether two expressions mean the same place: `req.body.id`. */
export function placeOf(expr: Expr): string | undefined {
  let at: Expr = expr;
  let suffix = '';
  for (let depth = 0; depth < 12; depth++) {
    if (at.kind === 'name') return `${at.name}#${at.binding.start}${suffix}`;
    if (at.kind === 'this') return `this${suffix}`;
    if (at.kind !== 'member' || at.property === undefined) return undefined;
    suffix = `.${at.property}${suffix}`;
    at = at.object;
  }
  return undefined;
}
