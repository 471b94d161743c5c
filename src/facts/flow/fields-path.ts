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
  if (key === undefined || first === key) return fields.slice(1);
  if (/^-?\d+$/.test(key)) return first === ITEM || (key.startsWith('-') && isItem(first)) ? fields.slice(1) : undefined;
  // A collection's own methods and containers (`.items()`, `.values()`) keep the items.
  return isItem(first) ? fields : undefined;
}

/** Holds for a place in a list, known or not. */
export function isItem(key: string | undefined): boolean {
  return key !== undefined && (key === ITEM || /^\d+$/.test(key));
}

/** After the list was reordered, cut or joined: the label is on some item. */
export function reordered(fields: FieldPath): FieldPath {
  return fields[0] !== ITEM && isItem(fields[0]) ? [ITEM, ...fields.slice(1)] : fields;
}

export function project(fields: FieldPath, path: readonly PathStep[]): FieldPath | undefined {
  let at: FieldPath | undefined = fields;
  for (const step of path) {
    if (at === undefined) return undefined;
    if (typeof step === 'object') {
      if ('each' in step) at = isItem(at[0]) ? at.slice(1) : at;
      else if ('keys' in step && at.length > 0) return undefined;
      continue;
    }
    at = taking(at, String(step));
  }
  return at;
}
