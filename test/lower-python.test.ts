import type { FileKind } from '#core';
import { lowerPython } from '#lower/python';
import fc from 'fast-check';
import { printModule, walk, type Binding, type Call, type Module, type Node } from '#model';

async function lower(text: string, kind: FileKind = 'python'): Promise<Module> {
  return lowerPython({ file: kind === 'notebook' ? 'a.ipynb' : 'a.py', kind, text });
}

async function printed(text: string): Promise<string> {
  const module = await lower(text);
  expect(module.gaps).toEqual([]);
  return printModule(module);
}

function nodes<K extends Node['kind']>(module: Module, kind: K): Extract<Node, { kind: K }>[] {
  const found: Extract<Node, { kind: K }>[] = [];
  walk(module.top, (node) => {
    if (node.kind === kind) found.push(node as Extract<Node, { kind: K }>);
  });
  return found;
}

function bindingOf(module: Module, name: string, nth = 0): Binding {
  return nodes(module, 'name').filter((node) => node.name === name)[nth]!.binding;
}

function textOf(module: Module, node: { start: number; end: number }): string {
  return module.source.text.slice(node.start, node.end);
}

const SCRIPT = `import os
class A(B):
    """d"""
    def m(self, *a, k=1, **b):
        with open(f"{a!r:>3}") as f:
            return [x async for x, *y in f if (z := x)]
@d
async def g():
    match a:
        case {"k": [1, *r]} | C(x=2): yield await f(*a, **b)
try:
    pass
except* (E, F) as e:
    raise X from e
x: int = lambda a, /, *b: a[1:2, ::3]
`;

describe('scopes', () => {
  test('an assignment makes a name local to its function, before and after', async () => {
    const module = await lower('x = 1\ndef f():\n    print(x)\n    x = 2\n');
    const [outer, read, inner] = nodes(module, 'name').filter((node) => node.name === 'x');
    expect(read!.binding).toBe(inner!.binding);
    expect(outer!.binding).not.toBe(inner!.binding);
    expect(inner!.binding.writes.map((write) => write.via)).toEqual(['declare']);
  });

  test('global and nonlocal reach out', async () => {
    const module = await lower('def f():\n    global g\n    g = 1\n    n = 1\n    def h():\n        nonlocal n\n        n = 2\n');
    const g = bindingOf(module, 'g');
    expect(g.scope.kind).toBe('module');
    expect(g.writes.map((write) => write.via)).toEqual(['assign']);
    expect(module.exports.map((one) => one.name)).toEqual(['f', 'g']);
    expect(bindingOf(module, 'n', 0)).toBe(bindingOf(module, 'n', 1));
    expect(bindingOf(module, 'n').writes.map((write) => write.via)).toEqual(['declare', 'assign']);
  });

  test('the first iterable of a comprehension is evaluated outside it', async () => {
    const module = await lower('x = [1]\ny = [x for x in x]\n');
    const [assigned, iterable, target, value] = nodes(module, 'name').filter((node) => node.name === 'x');
    expect(iterable!.binding).toBe(assigned!.binding);
    expect(value!.binding).toBe(target!.binding);
    expect(target!.binding).not.toBe(assigned!.binding);
    expect(target!.binding.scope.kind).toBe('comprehension');
  });

  test('an assignment expression inside a comprehension binds outside it', async () => {
    const module = await lower('def f(xs):\n    return [y for x in xs if (y := x)]\n');
    expect(bindingOf(module, 'y').scope.kind).toBe('function');
  });

  test('names of a class body are not seen in its methods', async () => {
    const module = await lower('limit = 1\nclass A:\n    limit = 2\n    twice = limit\n    def m(self):\n        return limit\n');
    const [global, inBody, inMethod] = nodes(module, 'name').filter((node) => node.name === 'limit');
    expect(inBody!.binding.scope.kind).toBe('class');
    expect(inBody!.binding.writes.map((write) => write.via)).toEqual(['field']);
    expect(inMethod!.binding).toBe(global!.binding);
  });

  test('loops, with, except and imports bind names', async () => {
    const module = await lower('import os\nfor i, (a, *b) in []:\n    pass\nwith open("x") as f:\n    pass\ntry:\n    pass\nexcept E as e:\n    print(e)\n');
    expect([...module.globals.keys()].sort()).toEqual(['E', 'open', 'print']);
    expect(bindingOf(module, 'b').writes[0]).toMatchObject({ via: 'loop', path: [{ each: true }, 1, { rest: true }] });
    expect(bindingOf(module, 'f').writes[0]!.via).toBe('with');
    expect(bindingOf(module, 'e')).toMatchObject({ kind: 'catch', writes: [{ via: 'catch' }] });
  });

  test('defaults and annotations are evaluated around the function', async () => {
    const module = await lower('a = 1\ndef f(a=a, b: a = 2):\n    return a\n');
    const [outer, annotation] = [bindingOf(module, 'a', 0), module.functions[1]!.params[1]!.annotationExpr];
    expect(module.functions[1]!.params[0]!.fallback).toMatchObject({ kind: 'name', binding: outer });
    expect(annotation).toMatchObject({ kind: 'name', binding: outer });
    expect(nodes(module, 'return')[0]!.value).toMatchObject({ binding: { kind: 'param' } });
  });
});

describe('methods', () => {
  const CODE = [
    'class A(Base, metaclass=Meta):',
    '    kind = "a"',
    '    def __init__(self, x):',
    '        super().__init__(x)',
    '        self.x = x',
    '    def m(this, y=1):',
    '        return [lambda: this.x for _ in y]',
    '    @classmethod',
    '    def make(cls): return cls(1)',
    '    @staticmethod',
    '    def plain(self): return self',
    '    @property',
    '    def g(self): return self.x',
    '    def shadow(self):',
    '        return lambda self: self',
  ].join('\n');

  test('the first parameter is `this`, and no parameter', async () => {
    expect(await printed(CODE)).toBe([
      'class A extends Base',
      '  field kind = "a"',
      '  function __init__(x)',
      '    super(x)',
      '    this.x = x',
      '  function m(y = 1)',
      '    return list((function _(); return this.x) each _ of y)',
      '  @classmethod',
      '  function make()',
      '    return this(1)',
      '  @staticmethod',
      '  function plain(self)',
      '    return self',
      '  @property',
      '  function g()',
      '    return this.x',
      '  function shadow()',
      '    return (function _(self); return self)',
    ].join('\n'));
  });

  test('forms', async () => {
    const [cls] = (await lower(CODE)).classes;
    expect(cls!.methods.map((method) => method.form)).toEqual(['constructor', 'method', 'method', 'static', 'getter', 'method']);
    expect(cls!.methods.every((method) => method.cls === cls)).toBe(true);
  });
});

describe('strings', () => {
  async function value(code: string): Promise<unknown> {
    const module = await lower(`x = ${code}\n`);
    expect(module.gaps).toEqual([]);
    const [declared] = nodes(module, 'declare');
    return declared!.init?.kind === 'literal' ? declared!.init.value : printModule(module).slice(4);
  }

  test.each([
    [String.raw`'a\n\t\x41\u00e9\U0001F600\101\'\q'`, 'a\n\tAé😀A\'\\q'],
    [String.raw`r'\d\n'`, '\\d\\n'],
    [String.raw`'\N{BULLET}'`, '\\N{BULLET}'],
    [String.raw`b'\x00\u0041'`, '\0\\u0041'],
    ["'a' \"b\" '''c\nd'''", 'abc\nd'],
    ["('a'\n 'b')", 'ab'],
    ['"""a\\\nb\r\nc"""', 'ab\nc'],
    ["''", ''],
    ["f'{{a}}'", '{a}'],
    ["f'a{x!r:>{w}}b' 'c'", 'template("a", x, "bc")'],
    ["f'{f\"{y}z\"}'", 'template(template(y, "z"))'],
    ["'%s' % y", '("%s" % y)'],
    ["'{}'.format(y)", '"{}".format(y)'],
  ])('%s', async (code, wanted) => {
    expect(await value(code)).toBe(wanted);
  });

  test.each([
    ['0x_ff', 255], ['1_000', 1000], ['0o17', 15], ['1.5e3', 1500], ['10 ** 3', '(10 ** 3)'], ['123456789012345678901', '123456789012345678901'],
  ])('number %s', async (code, wanted) => {
    expect(await value(code)).toBe(wanted);
  });

  test('docstrings', async () => {
    const module = await lower('"""Owner: Finance"""\ndef f():\n    "does it"\n    return 1\n');
    expect(module.functions.map((func) => func.doc)).toEqual(['Owner: Finance', 'does it']);
    expect(module.comments).toMatchObject([{ text: 'Owner: Finance', form: 'doc' }]);
  });
});

describe('statements', () => {
  test.each([
    ['a = b = v', 'a = b = v'],
    ['a, *b = c[1:], d["k"]', '[a, ...b] = tuple[c[1:], d["k"]]'],
    ['x: int = 1', 'x = 1'],
    ['x.y += 1', 'x.y += 1'],
    ['f(*a, k=1, **b)', 'f(...a, k: 1, **b)'],
    ['f(x for x in y)', 'f(generator(x each x of y))'],
    ['a < b <= c', '((a < b) and (b <= c))'],
    ['a not in b is not c', '((a not in b) and (b is not c))'],
    ['x = a if b else c', 'x = (b ? a : c)'],
    ['{**a, "k": 1, j: 2}', '{...a, k: 1, [j]: 2}'],
    ['del a, b[0]', 'delete a\ndelete b[0]'],
    ['assert a, "m"', 'assert a, "m"'],
    ['raise E("x") from e', 'throw E("x") from e'],
    ['if a:\n    b()\nelif c:\n    d()\nelse:\n    e()', 'if a\n  b()\nelse\n  if c\n    d()\n  else\n    e()'],
    ['while True:\n    break\nelse:\n    pass', 'loop while true\n  break\nelse\n  pass'],
    ['try:\n    a()\nexcept (B, C) as e:\n    raise\nelse:\n    d()\nfinally:\n    f()',
      'try\n  a()\ncatch B C as e\n  throw\nelse\n  d()\nfinally\n  f()'],
    ['with (a() as b, c()):\n    pass', 'with a() as b, c()\n  pass'],
    ['async def f():\n    async with a as b:\n        return await b', 'async function f()\n  with a as b\n    return await b'],
    ['def f():\n    x = yield 1\n    yield from x', 'function* f()\n  x = yield 1\n  yield* x'],
    ['@app.route("/x", methods=["GET"])\ndef f(a, *b, c=1, **d): pass', '@app.route("/x", methods: ["GET"])\nfunction f(a, ...b, c = 1, **d)\n  pass'],
    ['match x:\n    case 1 | "a" if y: a()\n    case A.b: b()\n    case other: c(other)', 'switch x\n  case 1 | "a" if y\n    a()\n  case A.b\n    b()\n  case *\n    other\n    c(other)'],
    ['print "a", b', 'print("a", b)'],
    ['exec "a"', 'exec("a")'],
  ])('%s', async (code, wanted) => {
    expect(await printed(`${code}\n`)).toBe(wanted);
  });

  test('only the first statement that binds a name declares it', async () => {
    const module = await lower('def f(p):\n    p = 1\n    x = 1\n    x = 2\n');
    expect(module.functions[1]!.body.map((statement) => statement.kind)).toEqual(['expression', 'declare', 'expression']);
  });

  test('a call in the middle of a chained comparison is counted once', async () => {
    expect((await lower('0 < f() < 5\n')).calls).toHaveLength(1);
  });

  test('annotations are kept', async () => {
    const module = await lower('client: "slack.WebClient" = make()\nclass A:\n    url: str = "x"\n');
    expect(bindingOf(module, 'client')).toMatchObject({ annotation: '"slack.WebClient"', annotationExpr: { kind: 'member', property: 'WebClient' } });
    expect(module.classes[0]!.fields).toMatchObject([{ name: 'url', annotation: 'str', annotationExpr: { kind: 'name', name: 'str' } }]);
  });
});

describe('imports', () => {
  test('every form', async () => {
    const module = await lower([
      'from __future__ import annotations', 'import a.b.c', 'import d.e as f', 'from . import g', 'from .m import h as i', 'from j import *',
      'try:\n    import k\nexcept ImportError:\n    k = None', 'def x():\n    from l import m', 'if TYPE_CHECKING:\n    import t',
      'importlib.import_module("dyn")',
    ].join('\n'));
    expect(module.gaps).toEqual([]);
    expect(module.imports.map(({ source, form, names, optional }) => [source, form, names, optional])).toEqual([
      ['a.b.c', 'import', [{ imported: '*', local: 'a' }], false],
      ['d.e', 'import', [{ imported: '*', local: 'f' }], false],
      ['.', 'import', [{ imported: 'g', local: 'g' }], false],
      ['.m', 'import', [{ imported: 'h', local: 'i' }], false],
      ['j', 'import', [{ imported: '*' }], false],
      ['k', 'import', [{ imported: '*', local: 'k' }], true],
      ['l', 'import', [{ imported: 'm', local: 'm' }], true],
      ['t', 'type', [{ imported: '*', local: 't' }], true],
      ['dyn', 'dynamic', [], false],
    ]);
    const refs = new Map([...module.top.scope.bindings.values()].map((binding) => [binding.name, binding.import]));
    expect(refs.get('a')).toEqual({ source: 'a', imported: '*' });
    expect(refs.get('f')).toEqual({ source: 'd.e', imported: '*' });
    expect(refs.get('i')).toEqual({ source: '.m', imported: 'h' });
  });

  test('what is offered to others', async () => {
    const module = await lower('import os\nA = 1\n_b = 2\ndef c(): pass\nclass D: pass\n');
    expect(module.exports.map((one) => one.name)).toEqual(['os', 'A', 'c', 'D']);
  });
});

describe('places', () => {
  test('offsets count UTF-16 units, with emoji and CRLF', async () => {
    const text = '# 😀 über\r\nx = "😀"\r\ndef f():\r\n    return call(x)  # 😀 done\r\n';
    const module = await lower(text);
    expect(module.calls.map((call) => textOf(module, call))).toEqual(['call(x)']);
    expect(module.source.position(module.calls[0]!.start)).toEqual({ line: 4, column: 12 });
    expect(module.comments.map((comment) => comment.text)).toEqual(['😀 über', '😀 done']);
    expect(module.comments.map((comment) => textOf(module, comment))).toEqual(['# 😀 über', '# 😀 done']);
  });
});

describe('code that does not parse', () => {
  test('what is sound is kept, the rest is a gap', async () => {
    const module = await lower('import os\nx = = 1\ndef f(:\n    send(1)\nos.remove("a")\n');
    expect(module.gaps.length).toBeGreaterThan(0);
    expect(module.gaps.every((gap) => gap.stage === 'parse')).toBe(true);
    expect(module.calls.map((call) => textOf(module, call))).toEqual(expect.arrayContaining(['send(1)', 'os.remove("a")']));
  });

  test('a colon that is missing', async () => {
    const module = await lower('if x\n    send(1)\nstop(2)\n');
    expect(module.gaps.length).toBeGreaterThan(0);
    expect(module.calls.map((call) => textOf(module, call))).toEqual(['send(1)', 'stop(2)']);
  });

  test('a gap quotes nothing of the script', async () => {
    const module = await lower('password = "hunter2\nx = hunter2 hunter3(\n');
    expect(module.gaps.length).toBeGreaterThan(0);
    expect(JSON.stringify(module.gaps)).not.toContain('hunter');
  });

  test('Python 2', async () => {
    expect(await printed('try:\n    print "a"\nexcept IOError, e:\n    raise E, "m"\n')).toBe('try\n  print("a")\ncatch IOError as e\n  throw E("m")');
  });

  test('never throws', async () => {
    for (let end = 0; end <= SCRIPT.length; end++) printModule(await lower(SCRIPT.slice(0, end)));
    const token = fc.constantFrom(...SCRIPT.split(/(\W)/).filter(Boolean), '```', '\t', '😀', '\ud800', '\0', '%%bash', '!ls');
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.array(token).map((parts) => parts.join(''))), async (text) => {
      printModule(await lower(text));
      await lower(text, 'notebook');
      await lower(JSON.stringify({ cells: [{ cell_type: 'code', source: text }] }), 'notebook');
    }), { numRuns: 300 });
  });

  test('at most twenty gaps', async () => {
    expect((await lower('a b ! c\n'.repeat(100))).gaps.length).toBeLessThanOrEqual(20);
  });

  test.each([
    ['brackets', `${'('.repeat(50_000)}1${')'.repeat(50_000)}`],
    ['operators', `x = ${'not '.repeat(50_000)}a`],
  ])('nesting without end: %s', async (_, text) => {
    const module = await lower(text);
    expect(module.gaps).toMatchObject([{ reason: 'The code is nested too deeply to be analysed' }]);
    expect(module.top.body).toEqual([]);
  });

  test('a sum of thousands of terms is no nesting', async () => {
    const module = await lower(`x = ${'a + '.repeat(20_000)}a\n`);
    expect(module.gaps).toEqual([]);
  });
});

describe('pasted chat', () => {
  test('a fenced script with talk around it', async () => {
    const module = await lower('Sure! Here is the script:\n\n```python\nimport os\nos.remove("a")\n```\n\n## How to run\n```bash\npip install x\n```\nLet me know if you need more.\n');
    expect(module.gaps).toEqual([]);
    expect(module.calls.map((call) => module.source.position(call.start).line)).toEqual([5]);
    expect(module.comments.filter((comment) => comment.form === 'prose')).toHaveLength(2);
  });

  test('sentences without fences', async () => {
    const module = await lower('Here\'s a script that sends the report:\n\nimport os\nos.remove("a")\n\nThis script removes the file. Let me know if you want changes!\n');
    expect(module.gaps).toEqual([]);
    expect(module.calls).toHaveLength(1);
  });

  test('a prompt with fences in a string stays as it is', async () => {
    const module = await lower('PROMPT = """Answer like this.\n```json\n{}\n```\n"""\n');
    expect(module.gaps).toEqual([]);
    expect(module.comments).toEqual([]);
    expect(printModule(module)).toContain('```json');
  });
});

describe('exported notebooks', () => {
  test('shell lines', async () => {
    const module = await lower('# %%\nget_ipython().system("pip install x")\nget_ipython().run_line_magic("matplotlib", "inline")\n');
    const shell = module.calls.find((call) => call.shell);
    expect(shell).toMatchObject({ callee: { name: 'shell' }, args: [{ value: { value: 'pip install x' } }] } satisfies Partial<Record<keyof Call, unknown>>);
    expect(module.calls.filter((call) => call.shell)).toHaveLength(1);
  });
});
