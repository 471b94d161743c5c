import type { Arg, Class, Expr, Func, Node, Pattern, Stmt } from './node.js';
import type { Module } from './module.js';

/** A module as an indented, language-neutral text: what snapshots compare. Two languages that mean the same print the same. */
export function printModule(module: Module): string {
  return module.top.body.map((statement) => printStmt(statement, 0)).join('\n');
}

const INDENT = '  ';

function block(statements: readonly Stmt[], depth: number): string {
  return statements.map((statement) => `\n${printStmt(statement, depth + 1)}`).join('');
}

function printStmt(node: Stmt, depth: number): string {
  const pad = INDENT.repeat(depth);
  switch (node.kind) {
    case 'expression': return pad + print(node.value);
    // Which keyword declares is the language's own affair: a first assignment in Python is a declaration too.
    case 'declare': return `${pad}${print(node.target)}${node.init ? ` = ${print(node.init)}` : ''}`;
    case 'if':
      return `${pad}if ${print(node.test)}${block(node.then, depth)}${node.otherwise.length ? `\n${pad}else${block(node.otherwise, depth)}` : ''}`;
    case 'loop': {
      const head = node.iterable
        ? `${node.form} ${node.target ? print(node.target) : '_'} of ${print(node.iterable)}`
        : `${node.form}${node.init ? ` ${printStmt(node.init, 0)};` : ''}${node.test ? ` ${print(node.test)}` : ''}${node.update ? `; ${print(node.update)}` : ''}`;
      return `${pad}loop ${head}${block(node.body, depth)}${node.otherwise.length ? `\n${pad}else${block(node.otherwise, depth)}` : ''}`;
    }
    case 'return': return `${pad}return${node.value ? ` ${print(node.value)}` : ''}`;
    case 'throw': return `${pad}throw${node.value ? ` ${print(node.value)}` : ''}${node.cause ? ` from ${print(node.cause)}` : ''}`;
    case 'try': {
      const handlers = node.handlers.map((handler) =>
        `\n${pad}catch${handler.types.map((type) => ` ${print(type)}`).join('')}${handler.param ? ` as ${print(handler.param)}` : ''}${block(handler.body, depth)}`);
      const otherwise = node.otherwise.length ? `\n${pad}else${block(node.otherwise, depth)}` : '';
      const last = node.finally.length ? `\n${pad}finally${block(node.finally, depth)}` : '';
      return `${pad}try${block(node.body, depth)}${handlers.join('')}${otherwise}${last}`;
    }
    case 'with':
      return `${pad}with ${node.items.map((item) => print(item.value) + (item.target ? ` as ${print(item.target)}` : '')).join(', ')}${block(node.body, depth)}`;
    case 'switch':
      return `${pad}switch ${print(node.subject)}${node.cases.map((branch) =>
        `\n${pad}${INDENT}case ${branch.tests.map(print).join(' | ') || '*'}${branch.guard ? ` if ${print(branch.guard)}` : ''}${block(branch.body, depth + 1)}`).join('')}`;
    case 'block': return `${pad}block${block(node.body, depth)}`;
    case 'jump': return pad + node.form;
    case 'assert': return `${pad}assert ${print(node.test)}${node.message ? `, ${print(node.message)}` : ''}`;
    case 'declare-function': return printFunc(node.func, depth);
    case 'declare-class': return printClass(node.cls, depth);
    case 'import': return `${pad}import`;
    case 'unknown': return `${pad}unknown ${node.what}(${node.children.map(print).join(', ')})`;
  }
}

function printFunc(func: Func, depth: number): string {
  const pad = INDENT.repeat(depth);
  const params = func.params.map((param) =>
    `${param.keywords ? '**' : param.rest ? '...' : ''}${print(param.target)}${param.fallback ? ` = ${print(param.fallback)}` : ''}`);
  const decorators = func.decorators.map((decorator) => `${pad}@${print(decorator)}\n`).join('');
  return `${decorators}${pad}${func.async ? 'async ' : ''}function${func.generator ? '*' : ''} ${func.name ?? '_'}(${params.join(', ')})${block(func.body, depth)}`;
}

function printClass(cls: Class, depth: number): string {
  const pad = INDENT.repeat(depth);
  const bases = cls.bases.length ? ` extends ${cls.bases.map(print).join(', ')}` : '';
  const fields = cls.fields.map((field) => `\n${pad}${INDENT}field ${field.name}${field.value ? ` = ${print(field.value)}` : ''}`);
  const methods = cls.methods.map((method) => `\n${printFunc(method, depth + 1)}`);
  return `${pad}class ${cls.name ?? '_'}${bases}${fields.join('')}${block(cls.body, depth)}${methods.join('')}`;
}

function args(list: readonly Arg[]): string {
  return list.map((arg) => `${arg.keywords ? '**' : arg.spread ? '...' : ''}${arg.name ? `${arg.name}: ` : ''}${print(arg.value)}`).join(', ');
}

function print(node: Node | Pattern | Expr): string {
  switch (node.kind) {
    case 'literal': return node.type === 'undefined' ? 'null' : node.type === 'ellipsis' ? '...' : JSON.stringify(node.value);
    case 'template': return `${node.tag ? print(node.tag) : ''}template(${node.parts.map(print).join(', ')})`;
    case 'regex': return `regex(${JSON.stringify(node.pattern)})`;
    case 'name': return node.name;
    case 'member': return `${print(node.object)}${node.index ? `[${print(node.index)}]` : `.${node.property ?? '?'}`}`;
    case 'slice': return `${node.lower ? print(node.lower) : ''}:${node.upper ? print(node.upper) : ''}${node.step ? `:${print(node.step)}` : ''}`;
    case 'call': return `${node.isNew ? 'new ' : ''}${print(node.callee)}(${args(node.args)})`;
    case 'object':
      return `{${node.entries.map((entry) =>
        entry.spread ? `...${print(entry.value)}` : `${entry.key ?? `[${entry.computed ? print(entry.computed) : '?'}]`}: ${print(entry.value)}`).join(', ')}}`;
    case 'list': return `${node.form === 'array' ? '' : node.form}[${node.items.map(print).join(', ')}]`;
    case 'spread': return `...${print(node.value)}`;
    case 'binary': return `(${print(node.left)} ${node.op} ${print(node.right)})`;
    case 'unary': return `${node.op} ${print(node.operand)}`;
    case 'conditional': return `(${print(node.test)} ? ${print(node.then)} : ${print(node.otherwise)})`;
    case 'assign': return `${print(node.target)} ${node.op ?? ''}= ${print(node.value)}`;
    case 'await': return `await ${print(node.value)}`;
    case 'yield': return `yield${node.delegate ? '*' : ''}${node.value ? ` ${print(node.value)}` : ''}`;
    case 'function': return `(${printFunc(node.func, 0).replace(/\n\s*/g, '; ')})`;
    case 'class': return `(${printClass(node.cls, 0).replace(/\n\s*/g, '; ')})`;
    case 'comprehension': {
      const clauses = node.clauses.map((clause) =>
        `each ${print(clause.target)} of ${print(clause.iterable)}${clause.conditions.map((condition) => ` if ${print(condition)}`).join('')}`);
      return `${node.form}(${node.key ? `${print(node.key)}: ` : ''}${print(node.value)} ${clauses.join(' ')})`;
    }
    case 'sequence': return `(${node.items.map(print).join(', ')})`;
    case 'this': return 'this';
    case 'super': return 'super';
    case 'unknown': return `unknown ${node.what}(${node.children.map(print).join(', ')})`;
    case 'object-pattern':
      return `{${[...node.entries.map((entry) => `${entry.key ?? '?'}: ${print(entry.value)}`), ...(node.rest ? [`...${print(node.rest)}`] : [])].join(', ')}}`;
    case 'list-pattern': {
      const items = node.items.map((item) => (item ? print(item) : '_'));
      if (node.rest) items.splice(node.rest.index, 0, `...${print(node.rest.target)}`);
      return `[${items.join(', ')}]`;
    }
    case 'default-pattern': return `${print(node.target)} = ${print(node.fallback)}`;
    case 'func': return printFunc(node, 0);
    case 'cls': return printClass(node, 0);
    default: return printStmt(node, 0);
  }
}
