/** What a text itself says of the value put into it: `Resume text:\n{text}`. */
import type { DataClass } from '#core';
import type { Expr, Module, Template } from '#model';
import { eachNode } from '#model';
import { fieldMeaning } from '../texts/fields.js';
import type { Values } from '../names/values.js';

export interface LabelledHole {
  readonly node: Expr;
  readonly data: DataClass;
  /** The words before it. */
  readonly label: string;
}

/** A line of its own that names what follows, with the marks of a heading or a list. */
const LABEL = /(?:^|[\n>|])[\s#*_-]{0,10}([A-Za-z][A-Za-z /-]{1,38}[A-Za-z])[*_]{0,2}:[\s"'`*_]{0,12}$/;
const LONGEST = 200;

/** Holes that the text before them calls health, payment or employment data; plain contact details stand in too many texts of settings. */
export function labelledHoles(module: Module, values: Values): LabelledHole[] {
  const found: LabelledHole[] = [];
  eachNode(module, (node) => {
    if (node.kind === 'template' && node.tag === undefined) found.push(...holesOf(node, values));
  });
  return found;
}

function holesOf({ parts }: Template, values: Values): LabelledHole[] {
  return parts.flatMap((hole, index): LabelledHole[] => {
    const before = index === 0 ? undefined : values.constant(parts[index - 1]!);
    if (typeof before !== 'string' || !holdsValue(hole) || values.constant(hole) !== undefined) return [];
    const label = LABEL.exec(before.slice(-LONGEST))?.[1];
    const data = label === undefined ? undefined : fieldMeaning(label)?.class;
    return label === undefined || data === undefined || data === 'personal' || data === 'internal' ? [] : [{ node: hole, data, label }];
  });
}

/** A value handed through, or part of it; what a call makes of one may be a figure. */
function holdsValue(hole: Expr): boolean {
  return hole.kind === 'name' || hole.kind === 'slice' || (hole.kind === 'member' && hole.property !== 'length');
}
