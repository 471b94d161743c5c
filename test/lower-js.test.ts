import fc from 'fast-check';
import type { FileKind } from '#core';
import { lowerScript } from '#lower/js';
import { printModule, walk } from '#model';
import type { Binding, Module, Name } from '#model';

function lowered(text: string, kind: FileKind = 'javascript', file = kind === 'typescript' ? 'a.ts' : 'a.js'): Module {
  return lowerScript({ file, kind, text });
}

/** The names written as `name`, in source order. */
function namesIn(module: Module, name: string): Name[] {
  const found: Name[] = [];
  walk(module.top, (node) => {
    if (node.kind === 'name' && node.name === name) found.push(node);
  });
  return found.sort((a, b) => a.start - b.start);
}

function bindingsOf(module: Module, name: string): Binding[] {
  return namesIn(module, name).map((node) => node.binding);
}

describe('scopes', () => {
  test('var belongs to the function, let to the block', () => {
    const module = lowered('function f() { if (x) { var a = 1; let b = 2; } return [a, b]; }');
    const [a1, a2] = bindingsOf(module, 'a');
    const [b1, b2] = bindingsOf(module, 'b');
    expect(a2).toBe(a1);
    expect(a1!.kind).toBe('var');
    expect(b1!.kind).toBe('let');
    expect(b2!.kind).toBe('global');
  });

  test('functions and var are seen before their declaration', () => {
    const module = lowered('run(); total; function run() {} var total = 1;');
    expect(namesIn(module, 'run')[0]!.binding.writes).toMatchObject([{ via: 'function' }]);
    expect(bindingsOf(module, 'total').map((binding) => binding.kind)).toEqual(['var', 'var']);
  });

  test('an inner name shadows an outer one', () => {
    const module = lowered('const a = 1; { const a = 2; use(a); } use(a); (a) => a; try {} catch (a) { use(a); }');
    const [outer, inner, innerUse, outerUse, param, paramUse, caught, caughtUse] = bindingsOf(module, 'a');
    expect(innerUse).toBe(inner);
    expect(outerUse).toBe(outer);
    expect(inner).not.toBe(outer);
    expect(paramUse).toBe(param);
    expect(param!.kind).toBe('param');
    expect(caughtUse).toBe(caught);
    expect(caught!.kind).toBe('catch');
  });

  test('a function or class value sees its own name, nothing outside does', () => {
    const module = lowered('const f = function g() { g(); }; g(); const A = class B { m() { B; } }; B;');
    expect(bindingsOf(module, 'g').map((binding) => binding.kind)).toEqual(['function', 'global']);
    expect(bindingsOf(module, 'B').map((binding) => binding.kind)).toEqual(['class', 'global']);
    expect(namesIn(module, 'g')[0]!.binding.writes).toHaveLength(1);
  });

  test('a field is no name of its methods', () => {
    const module = lowered('class A { limit = 1; m() { return limit; } }');
    expect(bindingsOf(module, 'limit')[0]!.kind).toBe('global');
  });

  test('loops write what they declare', () => {
    const module = lowered('for (const [k, v] of pairs) use(k, v); for (const key in map) use(key);');
    expect(namesIn(module, 'v')[0]!.binding.writes).toMatchObject([{ via: 'loop', path: [{ each: true }, 1] }]);
    expect(namesIn(module, 'key')[0]!.binding.writes).toMatchObject([{ via: 'loop', path: [{ keys: true }] }]);
  });

  test('updates are writes', () => {
    const module = lowered('let n = 0; n++; n += 2; n = 3;');
    expect(namesIn(module, 'n')[0]!.binding.writes.map((write) => write.via)).toEqual(['declare', 'augment', 'augment', 'assign']);
  });

  test('parameters have their defaults and types', () => {
    const module = lowered('function f(a: string = "x", { b = 2 }: Options, ...c: number[]) {}', 'typescript');
    const func = module.functions[1]!;
    expect(func.params.map((param) => param.annotation)).toEqual(['string', 'Options', 'number[]']);
    expect(namesIn(module, 'a')[0]!.binding.writes[0]!.fallback).toMatchObject({ value: 'x' });
    expect(namesIn(module, 'b')[0]!.binding.writes[0]).toMatchObject({ path: ['b'], fallback: { value: 2 } });
  });
});

describe('imports', () => {
  const ref = (module: Module, name: string) => bindingsOf(module, name)[0]!.import;

  test('of every form name their module', () => {
    const module = lowered([
      'import d, { a as b } from "m"; import * as n from "n";',
      'const r = require("r"); const { x: y, z = 1 } = require("s"); const t = require("t").u;',
      'const w = await import("w"); const { default: v } = await import(`v`);',
      'use(d, b, n, r, y, z, t, w, v);',
    ].join('\n'));
    expect(ref(module, 'd')).toEqual({ source: 'm', imported: 'default' });
    expect(ref(module, 'b')).toEqual({ source: 'm', imported: 'a' });
    expect(ref(module, 'n')).toEqual({ source: 'n', imported: '*' });
    expect(ref(module, 'r')).toEqual({ source: 'r', imported: '*' });
    expect(ref(module, 'y')).toEqual({ source: 's', imported: 'x' });
    expect(ref(module, 'z')).toEqual({ source: 's', imported: 'z' });
    expect(ref(module, 't')).toEqual({ source: 't', imported: 'u' });
    expect(ref(module, 'w')).toEqual({ source: 'w', imported: '*' });
    expect(ref(module, 'v')).toEqual({ source: 'v', imported: 'default' });
    expect(module.imports.map(({ source, form }) => `${source} ${form}`)).toEqual([
      'm import', 'n import', 'r require', 's require', 't require', 'w dynamic', 'v dynamic',
    ]);
    expect(module.imports[3]!.names).toEqual([{ imported: 'x', local: 'y' }, { imported: 'z', local: 'z' }]);
  });

  test('a promise of a module is not the module', () => {
    const module = lowered('const m = import("m"); use(m);');
    expect(ref(module, 'm')).toBeUndefined();
    expect(module.imports).toMatchObject([{ source: 'm', form: 'dynamic', names: [] }]);
  });

  test('inside a function, try or condition they are optional', () => {
    const module = lowered('require("a"); try { require("b"); } catch {} function f() { require("c"); } if (x) require("d"); require("e");');
    expect(module.imports.map((entry) => entry.optional)).toEqual([false, true, true, true, false]);
  });

  test('types and TypeScript forms', () => {
    const module = lowered('import type { A } from "a"; import { type B } from "b"; import c = require("c"); use(c);', 'typescript');
    expect(module.imports.map(({ form }) => form)).toEqual(['type', 'type', 'require']);
    expect(ref(module, 'c')).toEqual({ source: 'c', imported: '*' });
  });
});

describe('exports', () => {
  const summary = (module: Module) =>
    module.exports.map(({ name, binding, value, from }) => [name, binding?.name ?? value?.kind ?? (from && `${from.source}:${from.imported}`)]);

  test('of modules', () => {
    const module = lowered([
      'export const a = 1, { b, c: [d] } = x; export function f() {} export class K {}',
      'export { a as e }; export { g as h } from "m"; export * from "n"; export * as o from "o";',
      'export default async function handler() {}',
    ].join('\n'));
    expect(summary(module)).toEqual([
      ['a', 'a'], ['b', 'b'], ['d', 'd'], ['f', 'f'], ['K', 'K'], ['e', 'a'], ['h', 'm:g'], ['*', 'n:*'], ['o', 'o:*'], ['default', 'handler'],
    ]);
    expect(module.functions.find((func) => func.name === 'handler')!.async).toBe(true);
  });

  test('a default without a name is a value', () => {
    expect(summary(lowered('export default () => 1;'))).toEqual([['default', 'function']]);
    expect(summary(lowered('export default function () {}'))).toEqual([['default', 'function']]);
    expect(summary(lowered('const a = 1; export default a;'))).toEqual([['default', 'a']]);
  });

  test('of CommonJS', () => {
    expect(summary(lowered('function a() {} module.exports = { a, b: 1, ...c };'))).toEqual([['default', 'object'], ['a', 'a'], ['b', 'literal']]);
    expect(summary(lowered('exports.x = () => 1; module.exports.y = z; function f() { exports.no = 1; }'))).toEqual([['x', 'function'], ['y', 'name']]);
    expect(summary(lowered('class A {} module.exports = A;'))).toEqual([['default', 'A']]);
  });
});

describe('comments', () => {
  test('lose their markers and keep their places', () => {
    const text = '#!/usr/bin/env node\n// one\n/* two */\n/**\n * Three\n *   lines\n */\nrun();';
    const module = lowered(text);
    expect(module.comments.map(({ text: content, form }) => [content, form])).toEqual([
      ['/usr/bin/env node', 'line'], ['one', 'line'], ['two', 'block'], ['Three\n  lines', 'doc'],
    ]);
    for (const { start, end, form } of module.comments) expect(text.slice(start, end)).toMatch(form === 'line' ? /^(#!|\/\/)/ : /^\/\*/);
  });

  test('doc comments reach their functions', () => {
    const module = lowered([
      '/** a */ function a() {}', '/** b */ export async function b() {}', '/** c */ // more\nconst c = () => 1;',
      'class K { /** d */ d() {} }', '/** e */ exports.e = function () {};', 'x = { /** f */ f() {}, /** g */ g: () => 1 };',
      '/** h */ export default () => 1;',
    ].join('\n'));
    expect(module.functions.slice(1).map((func) => func.doc)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  });

  test('directives stay statements', () => {
    expect(printModule(lowered('"use client";\nrun();'))).toBe('"use client"\nrun()');
  });
});

describe('dialects', () => {
  const dialects = (text: string, kind?: FileKind, file?: string) => [...lowered(text, kind, file).dialects].sort();

  test('follow the kind and the code', () => {
    expect(dialects('run();')).toEqual(['script']);
    expect(dialects('import a from "a";')).toEqual(['module']);
    expect(dialects('let a: string;', 'typescript')).toEqual(['script', 'typescript']);
    expect(dialects('const a = <b/>;')).toEqual(['jsx', 'script']);
    expect(dialects('SpreadsheetApp.getActive();')).toEqual(['apps-script', 'script']);
    expect(dialects('const s = require("s"); SpreadsheetApp.getActive();')).toEqual(['script']);
    expect(dialects('Logger.log(1);', 'apps-script', 'a.gs')).toEqual(['apps-script', 'script']);
    expect(dialects('function main(workbook: ExcelScript.Workbook) {}', 'typescript')).toEqual(['office-script', 'script', 'typescript']);
  });

  test('types in a plain script are read as TypeScript', () => {
    const module = lowered('function f(a: string): number { return 1; }');
    expect(module.gaps).toEqual([]);
    expect(module.dialects.has('typescript')).toBe(true);
  });
});

test('an Office Script in JSON leads back to its place in the JSON', () => {
  const body = 'function main(workbook: ExcelScript.Workbook) {\r\n\tconst name = "caf\u00e9 \\"x\\"";\n\tworkbook.getWorksheet(name);\n}';
  const text = `{"version": "0.2.0",\n "body": ${JSON.stringify(body).replace('\u00e9', '\\u00e9')}, "description": ""}`;
  const module = lowered(text, 'office-script', 'a.osts');
  expect(module.gaps).toEqual([]);
  expect(module.source.text).toBe(body);
  const call = module.calls[0]!;
  const at = module.source.locate(call.start, call.end);
  expect(at.start.line).toBe(2);
  const line = text.split('\n')[1]!;
  expect(line.slice(at.start.column - 1, at.end.column - 1)).toBe('workbook.getWorksheet(name)');
});

describe('what does not parse', () => {
  test('is left out alone, the rest is analysed', () => {
    const module = lowered('one();\nfunction bad() {\n  const = 3;\n}\nfunction good() { two(); }\n');
    expect(module.calls).toHaveLength(2);
    expect(module.gaps).toMatchObject([{ stage: 'parse', at: { start: { line: 3 } } }]);
    expect(lowered('one();\nfunction bad( {\n  three();\n}\nfunction good() { two(); }\n').calls.length).toBeGreaterThan(1);
  });

  test('a text that breaks off is read to its end', () => {
    const module = lowered('function a() {\n  one();\n  if (x) {\n    two();\n');
    expect(module.calls).toHaveLength(2);
    expect(module.gaps).toHaveLength(1);
  });

  test('a bracket too many costs nothing else', () => {
    const module = lowered('function a() {\n  one();\n}\n}\ntwo();\n');
    expect(module.calls).toHaveLength(2);
    expect(module.gaps).toHaveLength(1);
  });

  test('errors that are recovered from are gaps with a line, at most 20', () => {
    expect(lowered('let a = 1;\nlet a = 2;').gaps).toMatchObject([{ stage: 'parse', reason: expect.stringContaining('Line 2') }]);
    expect(lowered('let a;\n'.repeat(60)).gaps).toHaveLength(20);
  });

  test('sloppy scripts are no errors', () => {
    expect(lowered('var octal = 010; function f() {} function f() {} delete x; return 1;').gaps).toEqual([]);
  });

  test('a hole in a recovered tree costs nothing', () => {
    expect(lowered('run(, a);\nrun(b);').calls).toHaveLength(2);
  });

  test('nesting without end is a gap', () => {
    for (const text of ['('.repeat(30_000), '['.repeat(30_000), `x = ${'f('.repeat(9_000)}`, `a${'.b()'.repeat(30_000)}`]) {
      expect(lowered(text).gaps.length).toBeGreaterThan(0);
    }
    expect(lowered(`x = "a"${' + "a"'.repeat(2_000)};`).gaps).toEqual([]);
  });
});

describe('text around the code', () => {
  const fenced = 'Here is the script you asked for:\n\n```js\nrun(1);\nrun(2);\n```\n\nLet me know if it works!\n';

  test('becomes comments, and the code is analysed in its place', () => {
    const module = lowered(fenced);
    expect(module.gaps).toEqual([]);
    expect(module.calls.map((call) => fenced.slice(call.start, call.end))).toEqual(['run(1)', 'run(2)']);
    expect(module.comments.filter((comment) => comment.form === 'prose').map((comment) => comment.text).join(' ')).toContain('Here is the script');
  });

  test('a fence is not a chain of templates', () => {
    expect(lowered('```js\nrun(1);\n```\n').calls).toHaveLength(1);
  });

  test('a fence in a template stays text', () => {
    const module = lowered('const prompt = `\n\\`\\`\\`js\nrun(1);\n\\`\\`\\`\n`;\nsend(prompt);');
    expect(module.calls).toHaveLength(1);
  });
});

const SCRIPT = `#!/usr/bin/env node
import axios, { get as fetchIt } from 'axios';
/** Loads. */
export default async function load({ id, name = \`n\${id}\` }, ...rest) {
  for (const [key, value] of Object.entries(rest)) if (value?.x) log\`\${key}\`;
  try { await fetchIt(/a[/]b/g, { ...rest, [id]: 0x10n }); } catch ({ message }) { throw new Error(message, { cause: id }); }
  switch (id) { case 1: case 2: label: while (true) break label; default: return <A b={1}>text</A>; }
}
class K extends Base { #p = 1; static { init(); } get q() { return this.#p++; } async *z() { yield* q(); } }
module.exports = { a: 1, K };
`;

describe('never throws', () => {
  test('on any text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80, unit: 'binary' }), (text) => void lowered(text)), { numRuns: 300 });
  });

  test('on any mixture of tokens', () => {
    const token = fc.constantFrom(...'{ } ( ) [ ] ; , . ... => = + ++ ? : ?. ` ${ / * // /* " \' < > </ # @ ! \n'.split(' '),
      'a', 'x1', '1', 'if', 'for', 'of', 'class', 'function', 'async', 'await', 'import', 'export', 'default', 'new', 'return', 'let', 'static', 'enum', 'type', 'as');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 25 }), fc.constantFrom<FileKind>('javascript', 'typescript', 'apps-script', 'office-script'),
        (tokens, kind) => void lowered(tokens.join(' '), kind)),
      { numRuns: 600 },
    );
  });

  test('on any prefix of a script', () => {
    expect(lowered(SCRIPT).gaps).toEqual([]);
    for (let end = 0; end <= SCRIPT.length; end += 3) lowered(SCRIPT.slice(0, end));
  });
});
