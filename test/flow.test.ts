import type { Flow } from '#facts';
import { analyse } from './kit/analyse.js';

/** Flows of what a person types (`prompt()`, `input()`) into text that is run (`eval`). */
async function flowsIn(files: string | Readonly<Record<string, string>>, language: 'js' | 'py' | 'ts' = 'js'): Promise<{ flow: Flow; lines: number[] }[]> {
  const tree = typeof files === 'string' ? { [`script.${language}`]: files } : files;
  const units = await analyse(tree);
  return units.flatMap(({ facts }) =>
    [...facts.flows.into('code', ['argument'])].map((flow) => ({ flow, lines: flow.steps.map((step) => facts.locate(step).start.line) })));
}

type Program = readonly [what: string, text: string | Readonly<Record<string, string>>];

const JS_FLOWS: readonly Program[] = [
  ['a local', 'const a = prompt(); eval(a);'],
  ['a chain of locals', 'const a = prompt(); const b = a; let c = b; eval(c);'],
  ['one branch of several', 'let a = "1"; if (x) a = prompt(); eval(a);'],
  ['a loop that writes later what it reads', 'let a = "1"; for (const x of xs) { eval(a); a = prompt(); }'],
  ['a template', 'eval(`f(${prompt()})`);'],
  ['concatenation and +=', 'let a = "f("; a += prompt(); a += ")"; eval(a);'],
  ['a property', 'const o = { v: prompt() }; eval(o.v);'],
  ['a property set later', 'const o = {}; o.v = prompt(); eval(o.v);'],
  ['a nested property', 'const o = { a: { b: prompt() } }; eval(o.a.b);'],
  ['a computed property', 'const o = {}; o[key] = prompt(); eval(o[key]);'],
  ['object destructuring', 'const o = { v: prompt(), w: 1 }; const { v } = o; eval(v);'],
  ['renamed and nested destructuring', 'const o = { a: { b: prompt() } }; const { a: { b: c } } = o; eval(c);'],
  ['a destructuring default', 'const { v = prompt() } = o; eval(v);'],
  ['array destructuring', 'const [, b] = ["1", prompt()]; eval(b);'],
  ['rest of an object', 'const { a, ...rest } = { a: 1, b: prompt() }; eval(rest.b);'],
  ['object spread', 'const o = { v: prompt() }; const p = { ...o, w: 1 }; eval(p.v);'],
  ['array spread', 'const a = [prompt()]; const b = ["1", ...a]; eval(b[1]);'],
  ['push and index', 'const a = []; a.push(prompt()); eval(a[0]);'],
  ['for … of', 'const a = [prompt()]; for (const x of a) eval(x);'],
  ['map and join', 'eval([prompt()].map((x) => x.trim()).join(";"));'],
  ['forEach', '[prompt()].forEach((x) => eval(x));'],
  ['filter and find', 'eval([prompt()].filter((x) => x).find((x) => x));'],
  ['reduce', 'eval([prompt()].reduce((all, x) => all + x, ""));'],
  ['Object.entries', 'for (const [k, v] of Object.entries({ a: prompt() })) eval(v);'],
  ['a parameter', 'function run(code) { eval(code); } run(prompt());'],
  ['a parameter default', 'function run(code = prompt()) { eval(code); } run();'],
  ['a destructured parameter', 'function run({ code }) { eval(code); } run({ code: prompt() });'],
  ['a rest parameter', 'function run(...all) { eval(all[0]); } run(prompt());'],
  ['spread arguments', 'function run(a, b) { eval(b); } const all = [prompt()]; run("1", ...all);'],
  ['a return', 'function ask() { return prompt(); } eval(ask());'],
  ['through a function and back', 'const same = (x) => x; eval(same(prompt()));'],
  ['an arrow with a body', 'const wrap = (x) => { const y = `(${x})`; return y; }; eval(wrap(prompt()));'],
  ['a property of what is returned', 'function ask() { return { v: prompt() }; } const { v } = ask(); eval(v);'],
  ['a closure', 'const a = prompt(); function run() { eval(a); } run();'],
  ['a variable set in a closure', 'let a; function set() { a = prompt(); } set(); eval(a);'],
  ['await of an async function', 'async function ask() { return prompt(); } async function main() { eval(await ask()); } main();'],
  ['then', 'async function ask() { return prompt(); } ask().then((x) => eval(x));'],
  ['a chain of thens', 'async function ask() { return prompt(); } ask().then((x) => x.trim()).then((y) => eval(y));'],
  ['Promise.all', 'async function ask() { return prompt(); } async function main() { const [a] = await Promise.all([ask()]); eval(a); } main();'],
  ['a class field', 'class A { constructor(v) { this.v = v; } run() { eval(this.v); } } new A(prompt()).run();'],
  ['a field set by a method', 'class A { load() { this.v = prompt(); } run() { this.load(); eval(this.v); } } new A().run();'],
  ['a method’s result', 'class A { ask() { return prompt(); } run() { eval(this.ask()); } } new A().run();'],
  ['a getter', 'class A { get v() { return prompt(); } } eval(new A().v);'],
  ['a method of an object', 'const o = { ask() { return prompt(); } }; eval(o.ask());'],
  ['a callback of the author’s', 'function withValue(f) { f(prompt()); } withValue((x) => eval(x));'],
  ['JSON there and back', 'eval(JSON.parse(JSON.stringify({ v: prompt() })).v);'],
  ['string methods', 'eval(prompt().trim().toLowerCase().split(",")[0]);'],
  ['replace', 'eval("f(X)".replace("X", prompt()));'],
  ['a ternary and a default', 'const a = x ? prompt() : "1"; eval(a || "2");'],
  ['Map', 'const m = new Map(); m.set("k", prompt()); eval(m.get("k"));'],
  ['try and catch', 'let a; try { a = prompt(); } catch (e) { a = "1"; } eval(a);'],
  ['switch', 'let a; switch (x) { case 1: a = prompt(); break; default: a = "1"; } eval(a);'],
  ['a presence check is no check', 'const a = prompt(); if (!a) throw new Error("empty"); eval(a);'],
  ['a check of another value', 'const a = prompt(); if (!ALLOWED.includes(b)) throw new Error("no"); eval(a);'],
  ['a check that does not leave', 'const a = prompt(); if (!["x"].includes(a)) console.log("odd"); eval(a);'],
  ['an unanchored pattern', 'const a = prompt(); if (/\\d/.test(a)) eval(a);'],
  ['then with a function by name', 'async function ask() { return prompt(); } function run(x) { eval(x); } ask().then(run);'],
  ['forEach with a function by name', 'function run(x) { eval(x); } [prompt()].forEach(run);'],
  ['forEach with a bound method', 'class A { run(x) { eval(x); } go() { [prompt()].forEach(this.run.bind(this)); } } new A().go();'],
  ['forEach with a method', 'class A { run(x) { eval(x); } go() { [prompt()].forEach(this.run); } } new A().go();'],
  ['map with a function by name', 'function wrap(x) { return `(${x})`; } eval([prompt()].map(wrap)[0]);'],
  ['yield*', 'function* a() { yield prompt(); } function* b() { yield* a(); } for (const x of b()) eval(x);'],
  ['a spread generator', 'function* gen() { yield prompt(); } eval([...gen()][0]);'],
  ['Object.fromEntries', 'const o = Object.fromEntries([["a", prompt()]]); eval(o.a);'],
  ['IIFE', '(async () => { const a = prompt(); eval(a); })();'],
  ['ES import', { 'a.js': 'export const ask = () => prompt();', 'b.js': 'import { ask } from "./a.js"; eval(ask());' }],
  ['ES import of a value', { 'a.js': 'export const value = prompt();', 'b.js': 'import { value } from "./a.js"; eval(value);' }],
  ['ES default export', { 'a.js': 'export default function run(x) { eval(x); }', 'b.js': 'import run from "./a.js"; run(prompt());' }],
  ['ES namespace import', { 'a.js': 'export function run(x) { eval(x); }', 'b.js': 'import * as a from "./a.js"; a.run(prompt());' }],
  ['re-export', { 'a.js': 'export function run(x) { eval(x); }', 'index.js': 'export { run } from "./a.js";', 'b.js': 'import { run } from "./index.js"; run(prompt());' }],
  ['CommonJS', { 'a.js': 'function run(x) { eval(x); } module.exports = { run };', 'b.js': 'const { run } = require("./a"); run(prompt());' }],
  ['CommonJS exports', { 'a.js': 'exports.ask = () => prompt();', 'b.js': 'const a = require("./a"); eval(a.ask());' }],
  ['CommonJS class', { 'a.js': 'class A { run(x) { eval(x); } } module.exports = A;', 'b.js': 'const A = require("./a"); new A().run(prompt());' }],
  ['Apps Script: one scope for all files', { 'a.gs': 'function ask() { return Browser.inputBox("x"); }', 'b.gs': 'function run() { eval(ask()); }' }],
  ['Apps Script: a variable of another file', { 'a.gs': 'var value = Browser.inputBox("x");', 'b.gs': 'function run() { eval(value); }' }],
  ['optional chaining', 'const o = { a: { v: prompt() } }; eval(o?.a?.v);'],
  ['logical assignment', 'let a; a ??= prompt(); eval(a);'],
  ['Object.assign', 'const o = Object.assign({}, { v: prompt() }); eval(o.v);'],
  ['Object.assign to a target', 'const o = {}; Object.assign(o, { v: prompt() }); eval(o.v);'],
  ['reduce into an object', 'const o = [prompt()].reduce((all, x) => { all.v = x; return all; }, {}); eval(o.v);'],
  ['a text grown by a listener', 'let body = ""; stream.on("data", () => { body += prompt(); }); stream.on("end", () => { eval(body); });'],
  ['a private field', 'class A { #v; constructor(v) { this.#v = v; } run() { eval(this.#v); } } new A(prompt()).run();'],
  ['a static method', 'class A { static run(x) { eval(x); } } A.run(prompt());'],
  ['an inherited constructor', 'class B { constructor(v) { this.v = v; } } class A extends B { run() { eval(this.v); } } new A(prompt()).run();'],
  ['super', 'class B { constructor(v) { this.v = v; } } class A extends B { constructor(v) { super(v); } run() { eval(this.v); } } new A(prompt()).run();'],
  ['a generator', 'function* ask() { yield prompt(); } for (const x of ask()) eval(x);'],
  ['an array filled in a loop', 'const out = []; for (const x of [prompt()]) { out.push({ v: x }); } for (const o of out) { eval(o.v); }'],
  ['a promise made by hand', 'const ask = () => new Promise((resolve) => resolve(prompt())); async function main() { eval(await ask()); } main();'],
  ['bound and partial functions', 'function run(a, b) { eval(b); } const half = (b) => run(1, b); half(prompt());'],
  ['concat', 'eval(["1"].concat([prompt()])[1]);'],
  ['slice and sort', 'eval([prompt()].slice(0, 1).sort()[0]);'],
  ['a table of functions', 'const jobs = { run: (x) => eval(x) }; jobs.run(prompt());'],
  ['async iteration of mapped promises', 'async function main() { const all = await Promise.all([prompt()].map(async (x) => x)); for (const x of all) eval(x); } main();'],
  ['TypeScript casts', { 'a.ts': 'const a = prompt() as string; eval(a!);' }],
];

const JS_NONE: readonly Program[] = [
  ['a constant', 'const a = "1"; prompt(); eval(a);'],
  ['another property', 'const o = { v: prompt(), w: "1" }; eval(o.w);'],
  ['another item destructured', 'const { w } = { v: prompt(), w: "1" }; eval(w);'],
  ['overwritten', 'let a = prompt(); a = "1"; eval(a);'],
  ['cast and put back', 'let a = prompt(); a = Number(a); eval(a);'],
  ['read before it is written', 'let a = "1"; eval(a); a = prompt();'],
  ['a number', 'eval(Number(prompt()));'],
  ['parseInt', 'const n = parseInt(prompt(), 10); eval(`f(${n})`);'],
  ['its length', 'eval(`f(${prompt().length})`);'],
  ['a comparison', 'const yes = prompt() === "y"; eval(yes);'],
  ['arithmetic', 'const a = prompt(); eval(a * 2);'],
  ['an allow-list, leaving early', 'const ALLOWED = ["a", "b"]; const a = prompt(); if (!ALLOWED.includes(a)) throw new Error("no"); eval(a);'],
  ['an allow-list around it', 'const a = prompt(); if (["a", "b"].includes(a)) { eval(a); }'],
  ['a set', 'const OK = new Set(["a"]); const a = prompt(); if (!OK.has(a)) process.exit(1); eval(a);'],
  ['a look-up table', 'const TABLE = { a: "f()", b: "g()" }; const code = TABLE[prompt()]; eval(code);'],
  ['an anchored pattern', 'const a = prompt(); if (!/^[a-z]+$/.test(a)) throw new Error("no"); eval(a);'],
  ['a pattern by name', 'const NAME = /^\\w{1,20}$/; const a = prompt(); if (!NAME.test(a)) throw new Error("no"); eval(a);'],
  ['typeof number', 'const a = JSON.parse(prompt()); if (typeof a !== "number") throw new Error("no"); eval(a);'],
  ['Number.isInteger', 'const a = JSON.parse(prompt()); if (!Number.isInteger(a)) throw new Error("no"); eval(a);'],
  ['equal to a constant', 'const a = prompt(); if (a === "run") eval(a);'],
  ['switch over constants', 'const a = prompt(); switch (a) { case "x": case "y": eval(a); break; default: throw new Error("no"); }'],
  ['a checked property', 'const o = { v: prompt() }; if (!["x"].includes(o.v)) throw new Error("no"); eval(o.v);'],
  ['a function that checks and throws', 'function check(x) { if (!["a"].includes(x)) throw new Error("no"); return x; } eval(check(prompt()));'],
  ['a function that tells', 'const allowed = (x) => ["a"].includes(x); const a = prompt(); if (!allowed(a)) throw new Error("no"); eval(a);'],
  ['two callers, one harmless', 'const same = (x) => x; console.log(same(prompt())); eval(same("1"));'],
  ['a named test', 'const a = prompt(); const ok = ["a"].includes(a); if (!ok) throw new Error("no"); eval(a);'],
  ['another method’s field', 'class A { constructor(v) { this.v = v; this.w = "1"; } run() { eval(this.w); } } new A(prompt()).run();'],
  ['another object of the same shape', 'const a = { v: prompt() }; const b = { v: "1" }; console.log(a.v); eval(b.v);'],
  ['keys of an object', 'for (const k of Object.keys({ a: prompt() })) eval(k);'],
  ['a check by find', 'const JOBS = [{ name: "a", code: "f()" }]; const wanted = prompt(); const job = JOBS.find((j) => j.name === wanted); eval(job.code);'],
  ['a Map looked up', 'const m = new Map([["a", "f()"]]); eval(m.get(prompt()));'],
  ['ternary over a test', 'const a = prompt(); const b = ["x", "y"].includes(a) ? a : "x"; eval(b);'],
  ['asserted by a function that throws', 'function assertName(x) { if (!/^[a-z]+$/.test(x)) { throw new Error("no"); } } const a = prompt(); assertName(a); eval(a);'],
  ['its hash', 'const crypto = require("crypto"); eval(crypto.createHash("sha256").update(prompt()).digest("hex"));'],
  ['a date', 'eval(`f("${new Date(prompt()).toISOString()}")`);'],
  ['mapped to constants', 'eval([prompt()].map(() => "?").join(","));'],
];

const PY_FLOWS: readonly Program[] = [
  ['a local', 'a = input()\neval(a)'],
  ['reassigned in a branch', 'a = "1"\nif x:\n    a = input()\neval(a)'],
  ['an f-string', 'eval(f"f({input()})")'],
  ['map with a function by name', 'def run(x):\n    eval(x)\nlist(map(run, [input()]))'],
  ['apply with a function by name', 'import pandas as pd\ndef run(x):\n    eval(x)\npd.Series([input()]).apply(run)'],
  ['a decorator with wraps', 'import functools\ndef logged(f):\n    @functools.wraps(f)\n    def inner(*args, **kwargs):\n        return f(*args, **kwargs)\n    return inner\n@logged\ndef run(x):\n    eval(x)\nrun(input())'],
  ['the result of a decorated function', 'import functools\ndef logged(f):\n    @functools.wraps(f)\n    def inner(*args, **kwargs):\n        return f(*args, **kwargs)\n    return inner\n@logged\ndef ask():\n    return input()\neval(ask())'],
  ['yield from', 'def inner():\n    yield input()\ndef outer():\n    yield from inner()\nfor x in outer():\n    eval(x)'],
  ['next of a generator', 'def gen():\n    yield input()\neval(next(gen()))'],
  ['a dict comprehension over items', 'src = {"a": input()}\nd = {k: v for k, v in src.items()}\neval(d["a"])'],
  ['format', 'eval("f({})".format(input()))'],
  ['an argument given before', 'from functools import partial\ndef run(a, b):\n    eval(a)\ngo = partial(run, input())\ngo("1")'],
  ['an argument given after', 'from functools import partial\ndef run(a, b):\n    eval(b)\ngo = partial(run, "1")\ngo(input())'],
  ['an argument given before by name', 'import functools\ndef run(a, b):\n    eval(b)\ngo = functools.partial(run, b=input())\ngo("1")'],
  ['format with names', 'eval("f({v})".format(v=input()))'],
  ['per cent', 'eval("f(%s)" % input())'],
  ['per cent with a tuple', 'eval("f(%s, %s)" % (input(), 1))'],
  ['concatenation', 'a = "f("\na += input()\neval(a + ")")'],
  ['join', 'eval(";".join([input(), "1"]))'],
  ['a list', 'a = []\na.append(input())\neval(a[0])'],
  ['a tuple taken apart', 'a, b = "1", input()\neval(b)'],
  ['a starred target', 'a, *b = ["1", input()]\neval(b[0])'],
  ['a dict', 'd = {"v": input()}\neval(d["v"])'],
  ['a dict filled later', 'd = {}\nd["v"] = input()\neval(d.get("v"))'],
  ['a dict spread', 'd = {"v": input()}\ne = {**d, "w": 1}\neval(e["v"])'],
  ['update', 'd = {}\nd.update(v=input())\neval(d["v"])'],
  ['items', 'for k, v in {"a": input()}.items():\n    eval(v)'],
  ['a loop', 'for x in [input()]:\n    eval(x)'],
  ['enumerate', 'for i, x in enumerate([input()]):\n    eval(x)'],
  ['zip', 'for a, b in zip(names, [input()]):\n    eval(b)'],
  ['a list comprehension', 'eval(";".join([x.strip() for x in [input()]]))'],
  ['a generator', 'eval(";".join(x for x in [input()]))'],
  ['a generator function', 'def ask():\n    yield input()\nfor x in ask():\n    eval(x)'],
  ['map and lambda', 'for x in map(lambda v: v.strip(), [input()]):\n    eval(x)'],
  ['a parameter', 'def run(code):\n    eval(code)\nrun(input())'],
  ['a keyword argument', 'def run(a, code):\n    eval(code)\nrun(1, code=input())'],
  ['a default', 'def run(code=input()):\n    eval(code)\nrun()'],
  ['star args', 'def run(*args):\n    eval(args[0])\nrun(input())'],
  ['keyword args', 'def run(**kw):\n    eval(kw["code"])\nrun(code=input())'],
  ['a return', 'def ask():\n    return input()\neval(ask())'],
  ['a tuple returned', 'def ask():\n    return "1", input()\na, b = ask()\neval(b)'],
  ['a nested function', 'def outer():\n    a = input()\n    def inner():\n        eval(a)\n    inner()\nouter()'],
  ['self', 'class A:\n    def __init__(self, v):\n        self.v = v\n    def run(self):\n        eval(self.v)\nA(input()).run()'],
  ['self set by a method', 'class A:\n    def load(self):\n        self.v = input()\n    def run(self):\n        self.load()\n        eval(self.v)\nA().run()'],
  ['an inherited method', 'class B:\n    def run(self, x):\n        eval(x)\nclass A(B):\n    pass\nA().run(input())'],
  ['a dataclass', 'from dataclasses import dataclass\n@dataclass\nclass A:\n    v: str\na = A(v=input())\neval(a.v)'],
  ['a property', 'class A:\n    @property\n    def v(self):\n        return input()\neval(A().v)'],
  ['await', 'import asyncio\nasync def ask():\n    return input()\nasync def main():\n    eval(await ask())\nasyncio.run(main())'],
  ['JSON there and back', 'import json\neval(json.loads(json.dumps({"v": input()}))["v"])'],
  ['walrus', 'if (a := input()):\n    eval(a)'],
  ['with', 'from contextlib import nullcontext\nwith nullcontext(input()) as a:\n    eval(a)'],
  ['try', 'try:\n    a = input()\nexcept ValueError:\n    a = "1"\neval(a)'],
  ['a conditional expression', 'a = input() if x else "1"\neval(a or "2")'],
  ['string methods', 'eval(input().strip().lower().split(",")[0])'],
  ['a slice', 'eval(input()[2:])'],
  ['replace', 'eval("f(X)".replace("X", input()))'],
  ['a decorated function', 'import functools\ndef deco(f):\n    @functools.wraps(f)\n    def inner(*a, **k):\n        return f(*a, **k)\n    return inner\n@deco\ndef run(x):\n    eval(x)\nrun(input())'],
  ['a global', 'A = None\ndef load():\n    global A\n    A = input()\ndef run():\n    eval(A)\nload()\nrun()'],
  ['a presence check is no check', 'a = input()\nif not a:\n    raise SystemExit\neval(a)'],
  ['isinstance str is no check', 'a = input()\nif not isinstance(a, str):\n    raise TypeError\neval(a)'],
  ['rows of a reader', 'import csv, io\nfor row in csv.DictReader(io.StringIO(input())):\n    eval(row["v"])'],
  ['rows of a data frame', 'import pandas as pd\ndf = pd.DataFrame([{"v": input()}])\nfor _, row in df.iterrows():\n    eval(row["v"])'],
  ['a list of dicts', 'out = []\nfor x in [input()]:\n    out.append({"v": x})\nfor o in out:\n    eval(o["v"])'],
  ['a dict comprehension', 'd = {k: input() for k in "ab"}\neval(d["a"])'],
  ['a dict of lists', 'd = {}\nd.setdefault("a", []).append(input())\nfor x in d["a"]:\n    eval(x)'],
  ['a defaultdict', 'from collections import defaultdict\nd = defaultdict(list)\nd["a"].append(input())\nfor x in d["a"]:\n    eval(x)'],
  ['a thread pool', 'from concurrent.futures import ThreadPoolExecutor\ndef run(x):\n    eval(x)\nwith ThreadPoolExecutor() as pool:\n    pool.map(run, [input()])'],
  ['submit', 'from concurrent.futures import ThreadPoolExecutor\ndef run(x):\n    eval(x)\npool = ThreadPoolExecutor()\npool.submit(run, input())'],
  ['gather', 'import asyncio\nasync def ask():\n    return input()\nasync def main():\n    a, b = await asyncio.gather(ask(), ask())\n    eval(b)\nasyncio.run(main())'],
  ['keyword arguments passed on', 'def run(**kw):\n    eval(kw["v"])\ndef outer(**kw):\n    run(**kw)\nouter(v=input())'],
  ['yield from', 'def ask():\n    yield input()\ndef outer():\n    yield from ask()\nfor x in outer():\n    eval(x)'],
  ['a class attribute', 'class A:\n    v = input()\n    def run(self):\n        eval(self.v)\nA().run()'],
  ['a class method', 'class A:\n    @classmethod\n    def run(cls, x):\n        eval(x)\nA.run(input())'],
  ['a static method', 'class A:\n    @staticmethod\n    def run(x):\n        eval(x)\nA.run(input())'],
  ['super', 'class B:\n    def __init__(self, v):\n        self.v = v\nclass A(B):\n    def __init__(self, v):\n        super().__init__(v)\n    def run(self):\n        eval(self.v)\nA(input()).run()'],
  ['an object handed over', 'class A:\n    def __init__(self, v):\n        self.v = v\ndef run(a):\n    eval(a.v)\nrun(A(input()))'],
  ['nonlocal', 'def outer():\n    a = "1"\n    def set():\n        nonlocal a\n        a = input()\n    set()\n    eval(a)\nouter()'],
  ['a lambda', 'run = lambda x: eval(x)\nrun(input())'],
  ['a main function', 'def main():\n    a = input()\n    eval(a)\nif __name__ == "__main__":\n    main()'],
  ['per cent with a dict', 'eval("f(%(v)s)" % {"v": input()})'],
  ['a dict made by dict()', 'd = dict(v=input())\neval(d["v"])'],
  ['a sorted list', 'for x in sorted([input()]):\n    eval(x)'],
  ['a re-export', { 'p/__init__.py': 'from .a import run\n', 'p/a.py': 'def run(x):\n    eval(x)\n', 'b.py': 'from p import run\nrun(input())\n' }],
  ['a Python import', { 'a.py': 'def ask():\n    return input()\n', 'b.py': 'from a import ask\neval(ask())\n' }],
  ['a module import', { 'a.py': 'def run(x):\n    eval(x)\n', 'b.py': 'import a\na.run(input())\n' }],
  ['a value of another file', { 'a.py': 'VALUE = input()\n', 'b.py': 'from a import VALUE\neval(VALUE)\n' }],
  ['a value by module', { 'a.py': 'VALUE = input()\n', 'b.py': 'import a\neval(a.VALUE)\n' }],
  ['a relative import', { 'p/__init__.py': '', 'p/a.py': 'def run(x):\n    eval(x)\n', 'p/b.py': 'from .a import run\nrun(input())\n' }],
  ['a class of another file', { 'a.py': 'class A:\n    def run(self, x):\n        eval(x)\n', 'b.py': 'from a import A\nA().run(input())\n' }],
];

const PY_NONE: readonly Program[] = [
  ['a constant', 'input()\na = "1"\neval(a)'],
  ['another key', 'd = {"v": input(), "w": "1"}\neval(d["w"])'],
  ['another item', 'a, b = "1", input()\neval(a)'],
  ['overwritten', 'a = input()\na = "1"\neval(a)'],
  ['cast and put back', 'a = input()\na = int(a)\neval(f"f({a})")'],
  ['a number', 'eval(f"f({float(input())})")'],
  ['its length', 'eval(f"f({len(input())})")'],
  ['a comparison', 'eval(str(input() == "y"))'],
  ['an allow-list, leaving early', 'ALLOWED = {"a", "b"}\na = input()\nif a not in ALLOWED:\n    raise ValueError\neval(a)'],
  ['an allow-list around it', 'a = input()\nif a in ("a", "b"):\n    eval(a)'],
  ['leaving by continue', 'for a in [input()]:\n    if a not in ("x",):\n        continue\n    eval(a)'],
  ['leaving by sys.exit', 'import sys\na = input()\nif a not in ("x",):\n    sys.exit(1)\neval(a)'],
  ['assert', 'a = input()\nassert a in ("x",)\neval(a)'],
  ['a look-up table', 'TABLE = {"a": "f()"}\neval(TABLE[input()])'],
  ['get of a table', 'TABLE = {"a": "f()"}\neval(TABLE.get(input(), "g()"))'],
  ['an anchored pattern', 'import re\na = input()\nif not re.match(r"^[a-z]+$", a):\n    raise ValueError\neval(a)'],
  ['fullmatch', 'import re\na = input()\nif not re.fullmatch(r"\\w+", a):\n    raise ValueError\neval(a)'],
  ['a compiled pattern', 'import re\nNAME = re.compile(r"^\\w+$")\na = input()\nif not NAME.match(a):\n    raise ValueError\neval(a)'],
  ['isdigit', 'a = input()\nif not a.isdigit():\n    raise ValueError\neval(a)'],
  ['isinstance int', 'import json\na = json.loads(input())\nif not isinstance(a, int):\n    raise TypeError\neval(a)'],
  ['match over constants', 'a = input()\nmatch a:\n    case "x" | "y":\n        eval(a)\n    case _:\n        raise ValueError'],
  ['an Enum', 'from enum import Enum\nclass Kind(Enum):\n    A = "a"\nk = Kind(input())\neval(k.value)'],
  ['a function that checks and raises', 'def check(x):\n    if x not in ("a",):\n        raise ValueError\n    return x\neval(check(input()))'],
  ['two callers, one harmless', 'def same(x):\n    return x\nprint(same(input()))\neval(same("1"))'],
  ['another field', 'class A:\n    def __init__(self, v):\n        self.v = v\n        self.w = "1"\n    def run(self):\n        eval(self.w)\nA(input()).run()'],
  ['another attribute of a dataclass', 'from dataclasses import dataclass\n@dataclass\nclass A:\n    v: str\n    w: str\na = A(v=input(), w="1")\neval(a.w)'],
  ['keys of a dict', 'for k in {"a": input()}.keys():\n    eval(k)'],
  ['keys by iteration', 'for k, v in {"a": input()}.items():\n    eval(k)'],
  ['enumerate’s number', 'for i, x in enumerate([input()]):\n    eval(str(i))'],
  ['the other of a zip', 'for a, b in zip(["1"], [input()]):\n    eval(a)'],
  ['a ternary over a test', 'a = input()\nb = a if a in ("x", "y") else "x"\neval(b)'],
  ['cleaned by a pattern', 'import re\na = re.sub(r"[^a-z0-9]", "", input())\neval(a)'],
  ['a date', 'from datetime import datetime\nd = datetime.strptime(input(), "%Y-%m-%d")\neval(f"f({d})")'],
  ['placeholders', 'ids = [input()]\neval(",".join("?" for _ in ids))'],
  ['placeholders by length', 'ids = [input()]\neval(",".join(["?"] * len(ids)))'],
];

describe('data is followed', () => {
  it.each(JS_FLOWS)('JavaScript: %s', async (_, text) => {
    expect(await flowsIn(text)).not.toHaveLength(0);
  });
  it.each(PY_FLOWS)('Python: %s', async (_, text) => {
    expect(await flowsIn(text, 'py')).not.toHaveLength(0);
  });
});

describe('data is not followed', () => {
  it.each(JS_NONE)('JavaScript: %s', async (_, text) => {
    expect(await flowsIn(text)).toHaveLength(0);
  });
  it.each(PY_NONE)('Python: %s', async (_, text) => {
    expect(await flowsIn(text, 'py')).toHaveLength(0);
  });
});

/** Known gaps: functions of the language or a library handed over by name, called with what they are given there. */
const NOT_YET: readonly (readonly [what: string, language: 'js' | 'py', text: string])[] = [
  ['then with a built-in', 'js', 'async function ask() { return prompt(); } ask().then(eval);'],
  ['forEach with a built-in', 'js', '[prompt()].forEach(eval);'],
  ['map with a built-in', 'py', 'list(map(eval, [input()]))'],
];

describe('data is not followed yet', () => {
  it.each(NOT_YET)('%s (%s)', async (_, language, text) => {
    expect(await flowsIn(text, language)).toHaveLength(0);
  });
});

describe('evidence', () => {
  it('tells where the data comes in, where it goes on and where it ends', async () => {
    const [found] = await flowsIn('const a = prompt();\nconst b = `f(${a})`;\nfunction run(code) {\n  eval(code);\n}\nrun(b);');
    expect(found?.lines).toEqual([1, 2, 6, 4]);
    expect(found?.flow.source.what).toBe('a value given at the start');
  });
  it('goes through the function between', async () => {
    const [found] = await flowsIn('def clean(x):\n    return x.strip()\na = input()\nb = clean(a)\neval(b)', 'py');
    expect(found?.lines[0]).toBe(3);
    expect(found?.lines.at(-1)).toBe(5);
  });
  it('names the field that carries it', async () => {
    const [found] = await flowsIn('const form = JSON.parse(prompt());\nconst code = `f(${form.customer})`;\neval(code);');
    expect(found?.flow.name).toBe('customer');
  });
});

test('where the bound on work is reached, the gap says in which function', async () => {
  const fields = Array.from({ length: 30 }, (_, index) => `f${index}: prompt()`).join(', ');
  const [unit] = await analyse({ 'knot.js': `const o = { ${fields} };\nfunction harmless() { return 1; }\nfunction tangle() {\n${'  use(o);\n'.repeat(15_000)}}\ntangle();\n` });
  expect(unit!.facts.gaps.map((gap) => `${gap.at.start.line}: ${gap.reason}`)).toEqual([expect.stringMatching(/^3: data takes more ways than can be followed, most of them in `tangle`/)]);
});
