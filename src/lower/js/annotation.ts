import type * as t from '@babel/types';
import type { Lowering } from './context.js';

/** The written type of a name, pattern, parameter or field as source text, without the colon. */
export function annotationOf(low: Lowering, node: t.Node): string | undefined {
  if (!('typeAnnotation' in node)) return undefined;
  const annotation = node.typeAnnotation as t.Node | null | undefined;
  if (annotation?.type !== 'TSTypeAnnotation') return undefined;
  const { typeAnnotation } = annotation;
  return low.code.slice(typeAnnotation.start!, typeAnnotation.end!);
}
