import { lowerPython } from '#lower/python';
import { printModule, type Module } from '#model';

interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  source: string | string[];
  outputs?: unknown[];
}

const code = (source: string | string[], outputs: unknown[] = []): Cell => ({ cell_type: 'code', source, outputs });

async function lowerText(text: string): Promise<Module> {
  return lowerPython({ file: 'report.ipynb', kind: 'notebook', text });
}

async function lower(cells: Cell[], metadata: unknown = {}, indent = 1): Promise<Module> {
  return lowerText(JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, indent));
}

/** The model of one cell. */
async function printed(source: string): Promise<string> {
  const module = await lower([code(source)]);
  expect(module.gaps).toEqual([]);
  return printModule(module);
}

/** What stands in the file at a place of the module. */
function inFile(text: string, module: Module, node: { start: number; end: number }): string {
  const { start, end } = module.source.locate(node.start, node.end);
  expect(end.line).toBe(start.line);
  return text.split('\n')[start.line - 1]!.slice(start.column - 1, end.column - 1);
}

describe('places in a notebook', () => {
  const CELLS = [
    { cell_type: 'markdown' as const, source: ['# Title'] },
    code(['import os\n', 'first("a\\"b", "😀")\n', '\n', 'second(1)']),
    code('third("x\ty")\nfourth(2)\r\nfifth("é")'),
  ];

  test.each([['indented', 1], ['on one line', 0]])('%s: every call is found in the file', async (_, indent) => {
    const text = JSON.stringify({ cells: CELLS, metadata: {} }, null, indent);
    const module = await lowerText(text);
    expect(module.gaps).toEqual([]);
    expect(module.calls.map((call) => inFile(text, module, call))).toEqual([
      'first(\\"a\\\\\\"b\\", \\"😀\\")', 'second(1)', 'third(\\"x\\ty\\")', 'fourth(2)', 'fifth(\\"é\\")',
    ]);
    expect(module.calls.map((call) => module.source.locate(call.start, call.end).cell)).toEqual([
      { number: 2, line: 2 }, { number: 2, line: 4 }, { number: 3, line: 1 }, { number: 3, line: 2 }, { number: 3, line: 3 },
    ]);
    expect([...module.dialects]).toEqual(['notebook']);
  });

  test('unicode escapes', async () => {
    const text = '{"cells":[{"cell_type":"code","source":"x = \\"\\u00e9\\ud83d\\ude00\\"; call()"}]}';
    const module = await lowerText(text);
    expect(inFile(text, module, module.calls[0]!)).toBe('call()');
    expect(printModule(module)).toBe('x = "é😀"\ncall()');
  });

  test('names are shared between cells', async () => {
    const module = await lower([code('x = 1'), code('print(x)')]);
    expect([...module.globals.keys()]).toEqual(['print']);
  });

  test('an old notebook keeps its cells in a worksheet', async () => {
    const module = await lowerText('{"worksheets":[{"cells":[{"cell_type":"code","input":["call()"]}]}]}');
    expect(module.calls).toHaveLength(1);
  });
});

describe('magics', () => {
  test.each([
    ['%matplotlib inline\nx()', 'x()'],
    ['if a:\n    %matplotlib inline\nx()', 'if a\n  pass\nx()'],
    ['!pip install requests', 'shell("pip install requests")'],
    ['%pip install requests', 'shell("pip install requests")'],
    ['for f in fs:\n    !rm {f} $g x', 'loop each f of fs\n  shell(template("rm ", f, " ", g, " x"))'],
    ['!echo "it\'s \\\n  long"\nx()', 'shell("echo \\"it\'s \\\\\\n  long\\"")\nx()'],
    ['out = !ls -l\nx()', 'out = shell("ls -l")\nx()'],
    ['%%bash\nrm -rf $DIR\nls\n', 'shell("rm -rf $DIR\\nls\\n")'],
    ['# why\n%%sh\nls', 'shell("ls")'],
    ['%sql SELECT 1\nx()', 'sql("SELECT 1")\nx()'],
    ['%%sql db\nDROP TABLE t', 'sql("DROP TABLE t")'],
    ['%sql\nDROP TABLE t\nWHERE x', 'sql("DROP TABLE t\\nWHERE x")'],
    ['rows = %sql SELECT 1', 'rows = sql("SELECT 1")'],
    ['%%writefile -a out.py\nimport x\n', 'writefile("out.py", "import x\\n")'],
    ['%%time\nx()', 'x()'],
    ['%timeit -n 10 -r 3 x()', 'x()'],
    ['y = %time x()', 'y = x()'],
    ['y = %env HOME', 'y = null'],
    ['?x\nx.head?\nx()', 'x()'],
    ['%%html\n<b>a</b>', ''],
    ['%md\n# Title', ''],
    ['x = """\n%s\n!ls\n""" % y', 'x = ("\\n%s\\n!ls\\n" % y)'],
    ['x = (a\n%b\n)', 'x = (a % b)'],
    ['x = a \\\n%b', 'x = (a % b)'],
    ['a != b', '(a != b)'],
  ])('%j', async (source, wanted) => {
    expect(await printed(source)).toBe(wanted);
  });

  test('shell calls are marked, and stand where they stood', async () => {
    const text = JSON.stringify({ cells: [code('x = 1\n!rm {x}')] });
    const module = await lowerText(text);
    expect(module.calls).toMatchObject([{ shell: true, callee: { name: 'shell', binding: { kind: 'global' } } }]);
    expect(inFile(text, module, module.calls[0]!)).toBe('!rm {x}');
    const [argument] = module.calls[0]!.args;
    expect(argument!.value.kind === 'template' && inFile(text, module, argument!.value.parts[1]!)).toBe('{x}');
  });

  test('a cell in another language is a gap', async () => {
    const module = await lower([code('%%javascript\nalert(1)'), code('x()')]);
    expect(module.gaps).toMatchObject([{ reason: 'Cell 1 is written in javascript, which is not analysed' }]);
    expect(module.calls).toHaveLength(1);
  });
});

describe('what is no script', () => {
  test.each([
    ['R', { kernelspec: { language: 'R' } }], ['julia', { language_info: { name: 'julia' } }],
  ])('a kernel of %s', async (name, metadata) => {
    const module = await lower([code('x <- 1')], metadata);
    expect(module.gaps).toMatchObject([{ reason: `The notebook is written in ${name}, which is not analysed` }]);
    expect(module.top.body).toEqual([]);
  });

  test('a Python kernel', async () => {
    expect((await lower([code('x()')], { kernelspec: { language: 'python', name: 'python3' } })).gaps).toEqual([]);
  });

  test.each([['', 1], ['{', 1], ['[]', 1], ['{"cells": 1}', 1], ['{"cells": [', 1], [`${'['.repeat(50_000)}`, 1]])('broken JSON %#', async (text, gaps) => {
    expect((await lowerText(text)).gaps).toHaveLength(gaps);
  });

  test('broken JSON keeps the cells before', async () => {
    const module = await lowerText('{"cells": [{"cell_type": "code", "source": "send(1)"}, {"cell_type": ');
    expect(module.gaps).toHaveLength(1);
    expect(module.calls).toHaveLength(1);
  });
});

describe('outputs', () => {
  test('texts are kept with their line', async () => {
    const module = await lower([code('x', [
      { output_type: 'stream', name: 'stdout', text: ['a\n', 'b'] },
      { output_type: 'execute_result', data: { 'text/plain': 'c', 'text/html': ['<b>d</b>'], 'image/png': 'e' } },
      { output_type: 'error', ename: 'E' },
    ])]);
    expect(module.outputs.map(({ text }) => text)).toEqual(['a\nb', 'c', '<b>d</b>']);
    expect(module.outputs[0]!.line).toBeGreaterThan(5);
    expect(module.outputs[1]!.line).toBeGreaterThan(module.outputs[0]!.line);
  });

  test('no more than 200 000 characters', async () => {
    const module = await lower(Array.from({ length: 5 }, () => code('x', [{ output_type: 'stream', text: 'a'.repeat(90_000) }])));
    expect(module.outputs.reduce((sum, { text }) => sum + text.length, 0)).toBe(200_000);
  });
});
