/**
 * The one model that every language is lowered to. Nodes carry UTF-16 offsets into their module's text;
 * `parent` is set once, when the module is sealed.
 */
import type { Binding, Scope } from './scope.js';

interface NodeBase {
  start: number;
  end: number;
  parent?: Node;
}

// ---- expressions ---------------------------------------------------------------------------------

export interface Literal extends NodeBase {
  kind: 'literal';
  type: 'string' | 'bytes' | 'number' | 'bigint' | 'boolean' | 'null' | 'undefined' | 'ellipsis';
  value: string | number | boolean | null;
}

/** Template literal or f-string: text parts are string literals, in order with the expressions between them. */
export interface Template extends NodeBase {
  kind: 'template';
  parts: Expr[];
  tag?: Expr;
}

export interface Regex extends NodeBase {
  kind: 'regex';
  pattern: string;
  flags: string;
}

export interface Name extends NodeBase {
  kind: 'name';
  name: string;
  /** Set when the module is sealed; a binding of kind `global` where nothing declares it. */
  binding: Binding;
}

/** `a.b`, `a["b"]`, `a[i]`: `property` is the name when it is constant, `index` is there for bracket access. */
export interface Member extends NodeBase {
  kind: 'member';
  object: Expr;
  property?: string;
  index?: Expr;
  optional?: boolean;
}

export interface Slice extends NodeBase {
  kind: 'slice';
  lower?: Expr;
  upper?: Expr;
  step?: Expr;
}

export interface Arg {
  value: Expr;
  /** Keyword argument's name. */
  name?: string;
  /** `...x`, `*x`, or (with `keywords`) `**x`. */
  spread?: boolean;
  keywords?: boolean;
}

export interface Call extends NodeBase {
  kind: 'call';
  callee: Expr;
  args: Arg[];
  isNew?: boolean;
  optional?: boolean;
  /** A JSX element: callee is the tag, the first argument an object of attributes, the rest its children. */
  jsx?: boolean;
  /** A shell line of a notebook (`!pip install x`): callee names `shell`, the argument is the command. */
  shell?: boolean;
  /** The function whose body holds the call; set when sealed. */
  in: Func;
}

export interface Entry {
  start: number;
  end: number;
  /** Constant key. */
  key?: string;
  computed?: Expr;
  /** With `spread`: the object spread in. */
  value: Expr;
  spread?: boolean;
}

export interface ObjectExpr extends NodeBase {
  kind: 'object';
  entries: Entry[];
}

export interface ListExpr extends NodeBase {
  kind: 'list';
  form: 'array' | 'tuple' | 'set';
  items: Expr[];
}

export interface Spread extends NodeBase {
  kind: 'spread';
  value: Expr;
}

export type BinaryOp =
  | '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '&' | '|' | '^' | '<<' | '>>' | '>>>'
  | '==' | '!=' | '===' | '!==' | '<' | '<=' | '>' | '>='
  | 'in' | 'not in' | 'is' | 'is not' | 'instanceof'
  | 'and' | 'or' | '??';

/** Python's chained comparison `a < b < c` is `(a < b) and (b < c)` with `b` shared. */
export interface Binary extends NodeBase {
  kind: 'binary';
  op: BinaryOp;
  left: Expr;
  right: Expr;
}

export interface Unary extends NodeBase {
  kind: 'unary';
  op: 'not' | '-' | '+' | '~' | 'typeof' | 'delete' | 'void' | '++' | '--';
  operand: Expr;
}

export interface Conditional extends NodeBase {
  kind: 'conditional';
  test: Expr;
  then: Expr;
  otherwise: Expr;
}

/** `op` is set for compound assignment: `+` for `+=`, `or` for `||=`. */
export interface Assign extends NodeBase {
  kind: 'assign';
  target: Pattern;
  op?: BinaryOp;
  value: Expr;
}

export interface Await extends NodeBase {
  kind: 'await';
  value: Expr;
}

export interface Yield extends NodeBase {
  kind: 'yield';
  value?: Expr;
  delegate?: boolean;
}

export interface FunctionExpr extends NodeBase {
  kind: 'function';
  func: Func;
}

export interface ClassExpr extends NodeBase {
  kind: 'class';
  cls: Class;
}

export interface ComprehensionClause {
  target: Pattern;
  iterable: Expr;
  conditions: Expr[];
  async?: boolean;
}

/** A loop in the place of an expression. */
export interface Comprehension extends NodeBase {
  kind: 'comprehension';
  form: 'list' | 'set' | 'dict' | 'generator';
  clauses: ComprehensionClause[];
  key?: Expr;
  value: Expr;
}

export interface Sequence extends NodeBase {
  kind: 'sequence';
  items: Expr[];
}

/** `this`; in Python the first parameter of a method, wherever it is read. */
export interface This extends NodeBase {
  kind: 'this';
}

export interface Super extends NodeBase {
  kind: 'super';
}

/** What could not be lowered: keeps its children, so that a call inside is still seen. */
export interface Unknown extends NodeBase {
  kind: 'unknown';
  what: string;
  children: Node[];
}

export type Expr =
  | Literal | Template | Regex | Name | Member | Slice | Call | ObjectExpr | ListExpr | Spread | Binary | Unary
  | Conditional | Assign | Await | Yield | FunctionExpr | ClassExpr | Comprehension | Sequence | This | Super | Unknown;

// ---- patterns (what is assigned to) -----------------------------------------------------------------

export interface ObjectPattern extends NodeBase {
  kind: 'object-pattern';
  entries: { key?: string; computed?: Expr; value: Pattern }[];
  rest?: Pattern;
}

export interface ListPattern extends NodeBase {
  kind: 'list-pattern';
  items: (Pattern | undefined)[];
  /** The starred or rest item, with its index among the items. */
  rest?: { target: Pattern; index: number };
}

export interface DefaultPattern extends NodeBase {
  kind: 'default-pattern';
  target: Pattern;
  fallback: Expr;
}

export type Pattern = Name | Member | ObjectPattern | ListPattern | DefaultPattern | Unknown;

// ---- statements ---------------------------------------------------------------------------------

export interface ExprStmt extends NodeBase {
  kind: 'expression';
  value: Expr;
}

export interface Declare extends NodeBase {
  kind: 'declare';
  form: 'const' | 'let' | 'var' | 'using';
  target: Pattern;
  /** The written type, as text: `string[]`, `ExcelScript.Workbook`. */
  annotation?: string;
  init?: Expr;
}

export interface If extends NodeBase {
  kind: 'if';
  test: Expr;
  then: Stmt[];
  otherwise: Stmt[];
}

export interface Loop extends NodeBase {
  kind: 'loop';
  /** `each` walks values, `keys` walks keys (`for … in` of JavaScript), `count` is the three-part `for`. */
  form: 'each' | 'keys' | 'while' | 'do-while' | 'count';
  target?: Pattern;
  iterable?: Expr;
  init?: Stmt;
  test?: Expr;
  update?: Expr;
  body: Stmt[];
  otherwise: Stmt[];
  async?: boolean;
}

export interface Return extends NodeBase {
  kind: 'return';
  value?: Expr;
}

export interface Throw extends NodeBase {
  kind: 'throw';
  /** Absent: Python's bare `raise`, which throws the caught error again. */
  value?: Expr;
  cause?: Expr;
}

export interface Handler {
  start: number;
  end: number;
  /** Exception types it names; none means every error. */
  types: Expr[];
  param?: Pattern;
  body: Stmt[];
}

export interface Try extends NodeBase {
  kind: 'try';
  body: Stmt[];
  handlers: Handler[];
  /** Python's `else`. */
  otherwise: Stmt[];
  finally: Stmt[];
}

export interface With extends NodeBase {
  kind: 'with';
  items: { value: Expr; target?: Pattern }[];
  body: Stmt[];
  async?: boolean;
}

export interface Switch extends NodeBase {
  kind: 'switch';
  subject: Expr;
  /** No tests: the default case. */
  cases: { tests: Expr[]; guard?: Expr; body: Stmt[] }[];
}

export interface Block extends NodeBase {
  kind: 'block';
  body: Stmt[];
}

export interface Jump extends NodeBase {
  kind: 'jump';
  form: 'break' | 'continue' | 'pass';
}

export interface Assert extends NodeBase {
  kind: 'assert';
  test: Expr;
  message?: Expr;
}

export interface FunctionStmt extends NodeBase {
  kind: 'declare-function';
  func: Func;
}

export interface ClassStmt extends NodeBase {
  kind: 'declare-class';
  cls: Class;
}

/** The import itself stands in `Module.imports`; this keeps its place among the statements. */
export interface ImportStmt extends NodeBase {
  kind: 'import';
}

export type Stmt =
  | ExprStmt | Declare | If | Loop | Return | Throw | Try | With | Switch | Block | Jump | Assert
  | FunctionStmt | ClassStmt | ImportStmt | Unknown;

// ---- functions and classes ------------------------------------------------------------------------

export interface Param {
  target: Pattern;
  fallback?: Expr;
  /** `...x`, `*x`; with `keywords` `**x`. */
  rest?: boolean;
  keywords?: boolean;
  annotation?: string;
  /** The annotation as an expression where names in it are references (Python), for resolving types. */
  annotationExpr?: Expr;
  /** `@Body() order`: what a framework is told to hand over here. */
  decorators?: Expr[];
}

export interface Func extends NodeBase {
  kind: 'func';
  name?: string;
  /** `module`: the top level of a file. */
  form: 'module' | 'function' | 'arrow' | 'method' | 'constructor' | 'getter' | 'setter' | 'static';
  params: Param[];
  body: Stmt[];
  async: boolean;
  generator: boolean;
  decorators: Expr[];
  scope: Scope;
  /** The class whose body holds it. */
  cls?: Class;
  /** Doc comment or docstring. */
  doc?: string;
  /** The function around this one; undefined for the module level. */
  outer?: Func;
  /** Calls in its body, in source order, without those of nested functions; filled when sealed. */
  calls: Call[];
  returns: Return[];
}

export interface Class extends NodeBase {
  kind: 'cls';
  name?: string;
  bases: Expr[];
  methods: Func[];
  fields: { name: string; value?: Expr; isStatic: boolean; annotation?: string; annotationExpr?: Expr; decorators: Expr[] }[];
  decorators: Expr[];
  scope: Scope;
  /** Statements of a class body other than fields and methods. */
  body: Stmt[];
}

export type Node =
  | Expr | Exclude<Pattern, Expr> | Stmt | Func | Class;
