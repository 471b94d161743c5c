import type * as t from '@babel/types';
import type { Class, Func } from '#model';
import { annotationOf } from './annotation.js';
import type { Lowering } from './context.js';
import { keyName } from './key.js';

/** A class of any form. A named class expression sees its own name, which nothing outside does. */
export function lowerClass(low: Lowering, node: t.Class): Class {
  const ownName = node.type === 'ClassExpression' ? node.id : undefined;
  if (!ownName) return lowerPlain(low, node);
  return low.builder.within('block', () => {
    const binding = low.builder.declare(ownName.name, 'class', { start: ownName.start!, end: ownName.end! });
    const cls = lowerPlain(low, node);
    binding.writes.push({ via: 'class', path: [], cls, at: cls });
    return cls;
  });
}

function lowerPlain(low: Lowering, node: t.Class): Class {
  const bases = node.superClass ? [low.expression(node.superClass)] : [];
  const decorators = lowerDecorators(low, node.decorators);
  return low.builder.within('class', (scope) => {
    const cls: Class = {
      kind: 'cls', bases, methods: [], fields: [], decorators, scope, body: [], start: node.start!, end: node.end!,
      ...(node.id ? { name: node.id.name } : {}),
    };
    for (const member of node.body.body) lowerMember(low, cls, member);
    return cls;
  });
}

function lowerDecorators(low: Lowering, decorators: readonly t.Decorator[] | null | undefined): Class['decorators'] {
  return decorators ? decorators.map((decorator) => low.expression(decorator.expression)) : [];
}

function lowerMember(low: Lowering, cls: Class, member: t.ClassBody['body'][number]): void {
  switch (member.type) {
    case 'ClassMethod': case 'ClassPrivateMethod':
      if (member.abstract) return;
      cls.methods.push(lowerMethod(low, cls, member));
      return;
    case 'ClassProperty': case 'ClassPrivateProperty': case 'ClassAccessorProperty':
      if ('declare' in member && member.declare) return;
      lowerField(low, cls, member);
      return;
    case 'StaticBlock': {
      // A block of its own for `var` too, so its scope is a function's.
      const body = low.builder.within('function', () => {
        const statements: Class['body'] = [];
        low.statements(member.body, statements);
        return statements;
      });
      cls.body.push({ kind: 'block', body, start: member.start!, end: member.end! });
      return;
    }
    default:
      // Overloads, abstract methods and index signatures are types only.
      return;
  }
}

function lowerMethod(low: Lowering, cls: Class, node: t.ClassMethod | t.ClassPrivateMethod): Func {
  const name = memberName(low, cls, node.key, 'computed' in node && node.computed === true);
  const func = low.func(node, methodForm(node), name);
  func.cls = cls;
  for (const param of node.params) {
    if (param.type !== 'TSParameterProperty') continue;
    const { parameter } = param;
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    if (target.type !== 'Identifier') continue;
    const annotation = annotationOf(low, target);
    cls.fields.push({ name: target.name, isStatic: false, decorators: [], ...(annotation === undefined ? {} : { annotation }) });
  }
  return func;
}

function methodForm(node: t.ClassMethod | t.ClassPrivateMethod): Func['form'] {
  switch (node.kind) {
    case 'constructor': return 'constructor';
    case 'get': return 'getter';
    case 'set': return 'setter';
    default: return node.static ? 'static' : 'method';
  }
}

function lowerField(low: Lowering, cls: Class, node: t.ClassProperty | t.ClassPrivateProperty | t.ClassAccessorProperty): void {
  const name = memberName(low, cls, node.key, 'computed' in node && node.computed === true);
  const annotation = annotationOf(low, node);
  const decorators = lowerDecorators(low, node.decorators);
  const value = node.value ? low.expression(node.value) : undefined;
  if (value?.kind === 'function') {
    value.func.cls = cls;
    value.func.doc ??= low.docs.get(node.start!);
  }
  cls.fields.push({
    name, isStatic: node.static === true, decorators,
    ...(value ? { value } : {}), ...(annotation === undefined ? {} : { annotation }),
  });
}

/** A computed name that is not constant stays as its source text; what it calls is kept in the class body. */
function memberName(low: Lowering, cls: Class, key: t.Node, computed: boolean): string {
  const name = keyName(key, computed);
  if (name !== undefined) return name;
  cls.body.push({ kind: 'expression', value: low.expression(key), start: key.start!, end: key.end! });
  return `[${low.code.slice(key.start!, key.end!)}]`;
}
