import type { Binding, Class, Expr, Func, ImportRef, ModuleBuilder, Name, Pattern, Scope, Stmt } from '#model';
import type { Syntax } from './syntax.js';

/** A line of a notebook that is not Python, by the offset of what stands for it in the text that is parsed. */
export interface ShellLine {
  readonly start: number;
  readonly end: number;
  /** `shell`, `sql` or `writefile`. */
  readonly callee: string;
  /** Each argument as the pieces of its text; a piece with `name` is a variable put in. */
  readonly args: readonly (readonly { readonly text: string; readonly name?: boolean; readonly start: number; readonly end: number }[])[];
}

/** The three ways into the lowering, which call one another through the context. */
export interface Lowerers {
  expression(context: Context, node: Syntax): Expr;
  pattern(context: Context, node: Syntax): Pattern;
  statements(context: Context, nodes: readonly Syntax[]): Stmt[];
}

/** A function, class body or module being lowered. */
interface Frame {
  readonly func: Func;
  readonly scope: Scope;
  /** Set for a class body. */
  readonly cls?: Class;
  /** First parameter of a method: reading it gives `This`. */
  self?: string;
  readonly outerNames: Map<string, 'global' | 'nonlocal'>;
}

/** What the lowering of one module carries along: the builder, the text, and where in the nesting it stands. */
export class Context {
  readonly #frames: Frame[] = [];
  readonly #missingGlobals = new Map<string, Syntax>();
  #conditions = 0;
  #typesOnly = 0;

  constructor(
    readonly builder: ModuleBuilder,
    readonly text: string,
    readonly shellLines: ReadonlyMap<number, ShellLine>,
    private readonly lowerers: Lowerers,
  ) {}

  expression(node: Syntax): Expr {
    return this.lowerers.expression(this, node);
  }

  /** A part that the grammar demands, but that broken code may lack: then an `Unknown` at the end of the whole. */
  required(node: Syntax, child: Syntax | undefined): Expr {
    return child ? this.expression(child) : { kind: 'unknown', what: 'missing', children: [], start: node.end, end: node.end };
  }

  pattern(node: Syntax): Pattern {
    return this.lowerers.pattern(this, node);
  }

  statements(nodes: readonly Syntax[]): Stmt[] {
    return this.lowerers.statements(this, nodes);
  }

  /** Statements of a block, none where the block is missing. */
  block(node: Syntax | undefined): Stmt[] {
    return node ? this.lowerers.statements(this, node.children) : [];
  }

  textOf(node: { start: number; end: number }): string {
    return this.text.slice(node.start, node.end);
  }

  /** Runs `body` inside a function or the module; `self` is the first parameter of a method. */
  inside<T>(func: Func, scope: Scope, self: string | undefined, body: () => T): T {
    this.#frames.push({ func, scope, outerNames: new Map(), ...(self === undefined ? {} : { self }) });
    const conditions = this.#conditions;
    if (scope.kind === 'function') this.#conditions++;
    try {
      return body();
    } finally {
      this.#frames.pop();
      this.#conditions = conditions;
    }
  }

  insideClass(cls: Class, body: () => void): void {
    this.#frames.push({ func: this.func, cls, scope: cls.scope, outerNames: new Map() });
    try {
      body();
    } finally {
      this.#frames.pop();
    }
  }

  /** Runs `body` where it may not be reached: an import there is optional. */
  conditionally<T>(typesOnly: boolean, body: () => T): T {
    this.#conditions++;
    if (typesOnly) this.#typesOnly++;
    try {
      return body();
    } finally {
      this.#conditions--;
      if (typesOnly) this.#typesOnly--;
    }
  }

  get optional(): boolean {
    return this.#conditions > 0;
  }

  get typesOnly(): boolean {
    return this.#typesOnly > 0;
  }

  /** The function being lowered. */
  get func(): Func {
    return this.#frame.func;
  }

  /** The class whose body holds, without a function between, what is being lowered. */
  get cls(): Class | undefined {
    return this.#frame.cls;
  }

  /** Reads a name: `This` for the first parameter of the method around it. */
  read(node: Syntax): Expr {
    const name = this.textOf(node);
    return this.#isSelf(name) ? { kind: 'this', start: node.start, end: node.end } : this.nameNode(name, node);
  }

  nameNode(name: string, at: { start: number; end: number }): Name {
    const scope = this.#frame.outerNames.get(name) === 'global' ? this.builder.moduleScope : this.builder.scope;
    return this.builder.name(name, at.start, at.end, scope);
  }

  /** Declares a name that is assigned to. Gives whether this is the first statement to bind it in its scope. */
  bind(node: Syntax): boolean {
    const name = this.textOf(node);
    const frame = this.#frame;
    const outer = frame.outerNames.get(name);
    if (outer) {
      if (outer === 'global' && !this.#missingGlobals.has(name)) this.#missingGlobals.set(name, node);
      return false;
    }
    if (frame.self === name) delete frame.self;
    if (this.#isBoundNear(name)) return false;
    this.builder.declare(name, 'let', node, this.builder.functionScope());
    return true;
  }

  /** Declares a definition or import in the scope that Python gives it. */
  define(name: string, kind: Binding['kind'], at: { start: number; end: number }, ref?: ImportRef): Binding {
    const scope = this.#frame.outerNames.get(name) === 'global' ? this.builder.moduleScope : this.builder.functionScope();
    return this.builder.declare(name, kind, at, scope, ref);
  }

  annotate(node: Syntax, annotation: Expr): void {
    const binding = this.builder.functionScope().bindings.get(this.textOf(node));
    if (binding) binding.annotationExpr ??= annotation;
  }

  /** `global x` and `nonlocal x`. */
  outerName(node: Syntax, where: 'global' | 'nonlocal'): void {
    if (this.builder.functionScope() === this.builder.moduleScope) return;
    this.#frame.outerNames.set(this.textOf(node), where);
  }

  /** Declares at the top level the globals that only functions assign. */
  finish(): void {
    for (const [name, node] of this.#missingGlobals) this.builder.declare(name, 'let', node, this.builder.moduleScope);
  }

  get #frame(): Frame {
    return this.#frames[this.#frames.length - 1]!;
  }

  #isSelf(name: string): boolean {
    for (let i = this.#frames.length - 1; i >= 0; i--) {
      const frame = this.#frames[i]!;
      if (frame.self === name) return true;
      if (frame.scope.kind === 'function' && frame.scope.bindings.has(name)) return false;
    }
    return false;
  }

  /** Bound by an earlier statement of the same function, or by the handler or comprehension around. */
  #isBoundNear(name: string): boolean {
    const limit = this.builder.functionScope();
    for (let scope: Scope | undefined = this.builder.scope; scope; scope = scope.parent) {
      if (scope.bindings.has(name)) return true;
      if (scope === limit) return false;
    }
    return false;
  }
}
