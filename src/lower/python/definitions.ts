import { newFunc, type Class, type Expr, type Func, type Stmt } from '#model';
import type { Context } from './context.js';
import { bindParams, lowerParams } from './params.js';
import { plainString } from './strings.js';
import { rangeOf, type Syntax } from './syntax.js';

const GETTERS = new Set(['property', 'cached_property', 'abstractproperty', 'hybrid_property']);

/** `def` at module, function or class level; `decorators` have been lowered in the scope around it. */
export function lowerFunction(context: Context, node: Syntax, decorators: Expr[]): Stmt[] {
  const nameNode = node.get('name');
  const name = nameNode && context.textOf(nameNode);
  const cls = context.cls;
  const form = cls ? methodForm(name, decorators) : 'function';
  const params = lowerParams(context, node.get('parameters'));
  const first = params[0];
  const self = cls && form !== 'static' && first && !first.rest && first.node.type === 'identifier' ? params.shift() : undefined;
  const binding = nameNode && name !== undefined ? context.define(name, 'function', nameNode) : undefined;
  const func = context.builder.within('function', (scope) => {
    const made = newFunc(form, scope, node.start, node.end);
    if (name !== undefined) made.name = name;
    if (cls) made.cls = cls;
    made.async = node.has('async');
    made.decorators = decorators;
    const body = node.get('body');
    const doc = docstring(context, body);
    if (doc !== undefined) made.doc = doc;
    context.inside(made, scope, self && context.textOf(self.node), () => {
      made.params = bindParams(context, params);
      made.body = context.block(body);
    });
    return made;
  });
  if (cls) {
    cls.methods.push(func);
    binding?.writes.push({ via: 'function', path: [], func, at: func });
    return [];
  }
  if (binding) context.builder.declares(func, binding);
  return [{ kind: 'declare-function', func, start: func.start, end: func.end }];
}

function methodForm(name: string | undefined, decorators: readonly Expr[]): Func['form'] {
  for (const decorator of decorators) {
    const last = decorator.kind === 'name' ? decorator.name : decorator.kind === 'member' ? decorator.property : undefined;
    if (last === 'staticmethod') return 'static';
    if (last === 'setter' && decorator.kind === 'member') return 'setter';
    if (last !== undefined && GETTERS.has(last)) return 'getter';
  }
  return name === '__init__' ? 'constructor' : 'method';
}

export function lowerClass(context: Context, node: Syntax, decorators: Expr[]): Stmt[] {
  const nameNode = node.get('name');
  const given = node.get('superclasses')?.parts ?? [];
  const bases = given.filter((arg) => !isKeyword(arg)).map((arg) => context.expression(arg));
  const settings = given.filter(isKeyword).flatMap((arg) => lowerSetting(context, arg));
  const binding = nameNode && context.define(context.textOf(nameNode), 'class', nameNode);
  const cls = context.builder.within('class', (scope) => {
    const made: Class = { kind: 'cls', bases, methods: [], fields: [], decorators, scope, body: [], start: node.start, end: node.end };
    if (nameNode) made.name = context.textOf(nameNode);
    const body = node.get('body');
    const doc = body?.children[0];
    if (doc && docstring(context, body) !== undefined) addDoc(context, doc);
    context.insideClass(made, () => {
      made.body = [...settings, ...context.block(body)];
    });
    return made;
  });
  if (binding) context.builder.declares(cls, binding);
  return [{ kind: 'declare-class', cls, start: cls.start, end: cls.end }];
}

function isKeyword(arg: Syntax): boolean {
  return arg.type === 'keyword_argument' || arg.type === 'dictionary_splat';
}

/** `metaclass=ABCMeta` says nothing that a rule asks; what holds a call is kept, so that the call is seen. */
function lowerSetting(context: Context, arg: Syntax): Stmt[] {
  const value = arg.get('value') ?? arg.parts[0];
  if (!value || value.children.length === 0 || value.type === 'attribute' || value.type === 'string') return [];
  return [{ kind: 'unknown', what: 'class keyword', children: [context.expression(value)], ...rangeOf(arg) }];
}

/** The string that a body opens with. */
export function docstring(context: Context, body: Syntax | undefined): string | undefined {
  const first = body?.children[0];
  return first?.type === 'expression_statement' && first.children.length === 1 ? plainString(context, first.children[0]) : undefined;
}

/** Docstrings of modules and classes are comments too: they have no function to hang on. */
export function addDoc(context: Context, statement: Syntax): void {
  const string = statement.children[0];
  const text = plainString(context, string);
  if (string && text !== undefined) context.builder.comments.push({ text, start: string.start, end: string.end, form: 'doc' });
}
