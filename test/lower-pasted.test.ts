import fc from 'fast-check';
import { extractPasted } from '../src/lower/pasted.js';

/** What is left of the text, without the covered lines. */
function codeOf(text: string, language: 'javascript' | 'python' = 'python'): string | undefined {
  const pasted = extractPasted(text, language);
  if (!pasted) return undefined;
  expect(pasted.code).toHaveLength(text.length);
  expect(pasted.code.replace(/[^\r\n]/g, '')).toBe(text.replace(/[^\r\n]/g, ''));
  for (const { start, end } of pasted.prose) {
    expect(text.slice(start, end).trim()).toBe(text.slice(start, end));
    expect(pasted.code.slice(start, end).trim()).toBe('');
  }
  return pasted.code.split('\n').filter((line) => line.trim() !== '').join('\n');
}

describe('fences', () => {
  test.each([
    ['a label', 'Sure! Here\'s the script:\n\n```python\nimport os\n\nos.a()\n```\nHope that helps!\n', 'import os\nos.a()'],
    ['no label', 'Sure!\n```\nimport os\n```\n', 'import os'],
    ['tildes', '~~~py\nimport os\n~~~', 'import os'],
    ['nobody closed it', '```python\nimport os\n', 'import os'],
    ['nobody opened it', 'import os\nos.a()\n```\n\n### Setup\n1. Install the package\n', 'import os\nos.a()'],
    ['several', 'First:\n```python\na()\n```\nThen add this:\n```python\nb()\n```\n', 'a()\nb()'],
    ['other languages', 'Run this first:\n```bash\npip install x\n```\nThe script:\n```py\na()\n```\n```json\n{}\n```\n', 'a()'],
    ['commands without a label', 'The script:\n```\na()\n```\nRun it:\n```\npip install x\n```\n', 'a()'],
    ['Windows line breaks', 'Here it is:\r\n```python\r\na()\r\n```\r\n', 'a()\r'],
  ])('%s', (_, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  test('a script that only quotes Markdown is left alone', () => {
    expect(codeOf('/**\n * Sends.\n * @example\n```js\nsend();\n```\n */\nexport function send() {\n  post(1);\n}\n', 'javascript')).toBeUndefined();
    expect(codeOf('P = """\n```python\nx\n```\n"""\nimport os\nos.a(P)\n')).toBeUndefined();
  });
});

describe('sentences around the code', () => {
  test('before and after', () => {
    expect(codeOf('Here\'s the script you asked for:\n\nimport os\nos.a()\n\nThis does the following:\n\n- Opens the file\n- **Sends** it to `x`\n\nLet me know if you have questions!\n'))
      .toBe('import os\nos.a()');
  });

  test('labels of the page', () => {
    expect(codeOf('python\nCopy code\nimport os\n')).toBe('import os');
  });

  test('JavaScript', () => {
    expect(codeOf('Certainly! Below is the function:\n\nfunction a() {\n  b();\n}\n\n## How it works\n1. It runs daily.\n', 'javascript')).toBe('function a() {\n  b();\n}');
  });

  test.each([
    'import os\n# Sends the report to everybody.\n', '"""Sends the report to everybody."""\nimport os\n', 'x = 1\nprint("Done with the work.")\n', '', 'Only words here, and no code at all.\n',
  ])('code alone: %j', (text) => {
    expect(codeOf(text)).toBeUndefined();
  });

  test('comments of JavaScript are code', () => {
    expect(codeOf('// Sends the report to everybody.\n/* This is it,\n   the function. */\nsend();\n', 'javascript')).toBeUndefined();
  });
});

test('never throws, keeps length and line breaks', () => {
  const line = fc.constantFrom('```', '```js', '~~~', '## A title', '1. Install it now.', 'Here is the code:', 'a();', '', 'x = [', 'Copy code', '\r');
  fc.assert(fc.property(fc.oneof(fc.string(), fc.array(line).map((lines) => lines.join('\n'))), fc.constantFrom('javascript', 'python'), (text, language) => {
    codeOf(text, language);
  }));
});
