/** ` (did you mean "x"?)`, where something is near enough. */
export function didYouMean(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

function nearest(given: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || given.length > 100) return undefined;
  const { closest, distance } = require('fastest-levenshtein') as typeof import('fastest-levenshtein');
  // Whoever knows a rule's name but not its family is helped too.
  const byName = known.find((id) => id.slice(id.indexOf('/') + 1) === given);
  const near = byName ?? closest(given, known);
  return byName !== undefined || distance(given, near) <= Math.max(2, Math.floor(near.length / 3)) ? near : undefined;
}
