import type * as t from '@babel/types';
import type { ListPattern, ObjectPattern, Pattern } from '#model';
import { childNodes } from './context.js';
import type { Declaring, Lowering } from './context.js';
import { keyName } from './key.js';

/** What is assigned to. With `declaring`, its names are declared on the way. */
export function lowerPattern(low: Lowering, node: t.Node, declaring?: Declaring): Pattern {
  const start = node.start!;
  const end = node.end!;
  switch (node.type) {
    case 'Identifier': {
      // A name's node takes its annotation in; the name itself is shorter.
      const range = { start, end: start + node.name.length };
      if (declaring) low.builder.declare(node.name, declaring.kind, range, declaring.scope);
      return low.builder.name(node.name, range.start, range.end);
    }
    case 'ObjectPattern': return lowerObjectPattern(low, node, declaring);
    case 'ArrayPattern': return lowerListPattern(low, node, declaring);
    case 'AssignmentPattern':
      return {
        kind: 'default-pattern', target: low.pattern(node.left, declaring), fallback: low.expression(node.right), start, end,
      };
    case 'MemberExpression': case 'OptionalMemberExpression': {
      const member = low.expression(node);
      return member.kind === 'member' ? member : { kind: 'unknown', what: node.type, children: [member], start, end };
    }
    case 'TSAsExpression': case 'TSSatisfiesExpression': case 'TSNonNullExpression': case 'TSTypeAssertion':
    case 'TypeCastExpression': case 'ParenthesizedExpression':
      return low.pattern(node.expression, declaring);
    default:
      return { kind: 'unknown', what: node.type, children: childNodes(node).map((child) => low.expression(child)), start, end };
  }
}

function lowerObjectPattern(low: Lowering, node: t.ObjectPattern, declaring?: Declaring): ObjectPattern {
  const pattern: ObjectPattern = { kind: 'object-pattern', entries: [], start: node.start!, end: node.end! };
  for (const property of node.properties) {
    if (property.type === 'RestElement') {
      pattern.rest = low.pattern(property.argument, declaring);
      continue;
    }
    const key = keyName(property.key, property.computed);
    const computed = key === undefined ? low.expression(property.key) : undefined;
    pattern.entries.push({
      ...(key === undefined ? {} : { key }), ...(computed ? { computed } : {}), value: low.pattern(property.value, declaring),
    });
  }
  return pattern;
}

function lowerListPattern(low: Lowering, node: t.ArrayPattern, declaring?: Declaring): ListPattern {
  const pattern: ListPattern = { kind: 'list-pattern', items: [], start: node.start!, end: node.end! };
  node.elements.forEach((element, index) => {
    if (element?.type === 'RestElement') pattern.rest = { target: low.pattern(element.argument, declaring), index };
    else pattern.items.push(element ? low.pattern(element, declaring) : undefined);
  });
  return pattern;
}
