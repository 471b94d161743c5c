/** Functions that take objects and lists apart into pairs, values or keys, and put them together again: where the label sits after. */
import { ITEM, isItem, type FieldPath } from './fields-path.js';

/**
 * The place of the label in the result of a function or method; `gone` where the result does not carry it (the keys of
 * an object whose value is labelled); undefined for functions that do none of this. A label on the whole stays there.
 */
export function pairing(name: string, fields: FieldPath, position: number): FieldPath | 'gone' | undefined {
  if (fields.length === 0) return name === 'builtin:zip' ? [ITEM, String(position)] : undefined;
  const inside = fields.slice(1);
  switch (name) {
    case 'items': case 'global:Object.entries': return isItem(fields[0]) && name === 'items' ? undefined : [ITEM, '1', ...inside];
    case 'values': case 'global:Object.values': return isItem(fields[0]) && name === 'values' ? undefined : [ITEM, ...inside];
    case 'keys': case 'global:Object.keys': return 'gone';
    case 'global:Object.fromEntries': return isItem(fields[0]) && fields[1] === '1' ? [ITEM, ...fields.slice(2)] : undefined;
    case 'iterrows': return [ITEM, '1', ...(isItem(fields[0]) ? inside : fields)];
    case 'builtin:enumerate': return [ITEM, '1', ...inside];
    case 'builtin:zip': return [ITEM, String(position), ...inside];
    case 'builtin:list': case 'builtin:sorted': case 'builtin:reversed': case 'builtin:set': case 'builtin:tuple': return isItem(fields[0]) ? [ITEM, ...inside] : undefined;
    default: return undefined;
  }
}
