/** Which part of a value carries a label: property names from the outside in; `[]` for an item of a collection. */
import type { PathStep } from '#model';

export type FieldPath = readonly string[];

export const ITEM = '[]';
const DEEPEST = 4;

/** The label sits below one more level: a value was put under `key`. */
export function under(fields: FieldPath, key: string): FieldPath {
  return fields.length >= DEEPEST ? fields : [key, ...fields];
}

/** What is left of the label after taking a property; undefined where that property does not carry it. */
export function taking(fields: FieldPath, key: string | undefined): FieldPath | undefined {
  const first = fields[0];
  if (first === undefined) return fields;
  if (key === undefined || first === key || (first === ITEM && /^-?\d+$/.test(key))) return fields.slice(1);
  // A collection's own methods and containers (`.items()`, `.values()`) keep the items.
  return first === ITEM ? fields : undefined;
}

export function project(fields: FieldPath, path: readonly PathStep[]): FieldPath | undefined {
  let at: FieldPath | undefined = fields;
  for (const step of path) {
    if (at === undefined) return undefined;
    if (typeof step === 'object') {
      if ('each' in step) at = at[0] === ITEM ? at.slice(1) : at;
      else if ('keys' in step && at.length > 0) return undefined;
      continue;
    }
    at = taking(at, String(step));
  }
  return at;
}
