import type * as t from '@babel/types';

/** The text of a constant: a string, or a template without expressions. */
export function constantText(node: t.Node | null | undefined): string | undefined {
  if (!node) return undefined;
  if (node.type === 'StringLiteral') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The name of a property, method or field, when it is constant. Private names keep their `#`. */
export function keyName(key: t.Node, computed: boolean): string | undefined {
  switch (key.type) {
    case 'Identifier': return computed ? undefined : key.name;
    case 'PrivateName': return `#${key.id.name}`;
    case 'NumericLiteral': return String(key.value);
    case 'BigIntLiteral': return key.value;
    default: return constantText(key);
  }
}

/** A name that is imported or exported: written as an identifier or as a string. */
export function specifierName(node: t.Identifier | t.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}
