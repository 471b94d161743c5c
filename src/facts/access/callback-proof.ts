/** How a provider's callback lets messages through that nobody has proved: unchecked, with a check that can be off, or past a check that failed. */
import type { Call, Expr, Func, If, Node, Stmt, Try } from '#model';
import { walk } from '#model';
import { LookUps } from '../credentials/look-ups.js';
import type { Effects } from '../effects/effects.js';
import { leaves } from '../flow/conditions.js';
import type { CallGraph } from '../names/call-graph.js';
import type { Values } from '../names/values.js';
import { words } from '../names/words.js';
import { credentialName } from '../secrets/index.js';
import { asksWhereItRuns, isDevelopmentOnly as runsInDevelopmentOnly } from './development.js';
import { Refusals, comparesSecrets, denies } from './refusals.js';

export interface Lapse {
  /** `skipped`: no check while the secret is unset; `omitted`: none where the sender leaves the signature out; `ignored`: it goes on when the check has failed. */
  readonly kind: 'skipped' | 'omitted' | 'ignored';
  readonly at: Node;
  /** The setting or header that the check hangs on. */
  readonly name?: string;
}

const DEEPEST = 3;
const CHECKS = new Set(['verify', 'verified', 'verifies', 'validate', 'valid', 'validated', 'check', 'authentic']);
const PROOF = new Set(['signature', 'signatures', 'sig', 'hmac', 'webhook', 'secret', 'token', 'digest']);

export class CallbackProof {
  readonly #refusals: Refusals;
  readonly #lookUps: LookUps;
  /** Settings without which the script does not start, or answers nothing. */
  readonly #required = new Set<string>();

  constructor(readonly values: Values, readonly calls: CallGraph, readonly effects: Effects, functions: readonly Func[]) {
    this.#refusals = new Refusals(values, calls, effects);
    this.#lookUps = new LookUps(values, effects);
    for (const func of functions) this.#collectRequired(func);
  }

  /** The first way past the check in a handler and the functions that it calls; `acts` are the calls that must not happen unproved. */
  lapse(handler: Func, inFront: readonly Func[], acts: ReadonlySet<Call>): Lapse | undefined {
    const seen = new Set<Func>([handler, ...inFront]);
    let level = [...seen];
    for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
      for (const func of level) {
        const found = this.#in(func, acts);
        if (found) return found;
      }
      const next = level.flatMap((func) => func.calls.flatMap((call) => this.calls.targets(call))).filter((func) => !seen.has(func));
      for (const func of next) seen.add(func);
      level = [...new Set(next)];
    }
    return undefined;
  }

  #in(func: Func, acts: ReadonlySet<Call>): Lapse | undefined {
    let found: Lapse | undefined;
    for (const statement of func.body) {
      walk(statement, (node) => {
        if (found || node.kind === 'func' && node !== func) return false;
        if (node.kind === 'if') found = this.#atTest(node, func, acts);
        else if (node.kind === 'try') found = this.#atTry(node, func, acts);
        else if (node.kind === 'conditional') {
          const hinge = this.#hinge(node.test);
          if (hinge && this.#checks(node.then) !== this.#checks(node.otherwise) && !isDevelopmentOnly(node)) found = { ...hinge, at: node };
        }
        return !found;
      });
      if (found) break;
    }
    return found;
  }

  #atTest(node: If, func: Func, acts: ReadonlySet<Call>): Lapse | undefined {
    if (isDevelopmentOnly(node)) return undefined;
    const operands = conjuncts(node.test);
    const hinge = operands.map((operand) => this.#hinge(operand)).find((each) => each !== undefined);
    // `if (secret && !verify(…)) return 401;`
    if (hinge && operands.length > 1 && leaves(node.then) && operands.some((operand) => !this.#hinge(operand) && this.#checks(operand))) return { ...hinge, at: node.test };
    // `if (secret) { if (!verify(…)) return 401; }`
    if (hinge && operands.every((operand) => this.#hinge(operand)) && node.then.some((statement) => this.#checks(statement)) && !turnsAway(node.otherwise, this.values)) return { ...hinge, at: node.test };
    // `if (!secret) return true;` before the check.
    const missing = node.test.kind === 'unary' && node.test.op === 'not' ? this.#hinge(node.test.operand) : undefined;
    if (missing && letsThrough(node.then) && func.body.some((statement) => statement.start > node.end && this.#checks(statement))) return { ...missing, at: node.test };
    // `if (!valid) console.warn(…);`, and on it goes.
    const fails = node.test.kind === 'unary' && node.test.op === 'not' ? this.#checkedBy(node.test.operand) : node.test.kind === 'binary' && (node.test.op === '!=' || node.test.op === '!==') && this.#comparesSignatures(node.test);
    if (fails && node.otherwise.length === 0 && !someLeave(node.then) && this.#actsAfter(node, func, acts)) return { kind: 'ignored', at: node.test };
    return undefined;
  }

  #atTry(node: Try, func: Func, acts: ReadonlySet<Call>): Lapse | undefined {
    // What is done inside is done only when the check has passed.
    if (!node.body.some((statement) => this.#throwingCheck(statement)) || node.handlers.length === 0 || isDevelopmentOnly(node)) return undefined;
    if (someLeave(node.handlers.flatMap((handler) => handler.body)) || !this.#actsAfter(node, func, acts)) return undefined;
    return { kind: 'ignored', at: node };
  }

  /** The setting or header whose presence an expression tests, if a check may hang on it. */
  #hinge(expr: Expr): Omit<Lapse, 'at'> | undefined {
    const present = presence(expr);
    if (!present) return undefined;
    const own = nameOf(present);
    const asked = this.#lookUps.of(present)?.name;
    const name = asked ?? own;
    if (name === undefined) return undefined;
    const header = this.#headerRead(present);
    if (header !== undefined || own !== undefined && asked === undefined && /signature|hmac|_sig$|^sig$/i.test(own) && !/secret|key/i.test(own)) {
      return { kind: 'omitted', name: header ?? own! };
    }
    if (!/secret|sign|token|key/i.test(name) || !(credentialName(name) || /secret|signing/i.test(name))) return undefined;
    if (this.#required.has(name) || own !== undefined && this.#required.has(own) || this.#alwaysSet(present)) return undefined;
    if (asked === undefined && !(present.kind === 'member' && /^(?:config|settings|cfg|conf|env|options|opts|this|self)$/i.test(nameOf(present.object) ?? (present.object.kind === 'this' ? 'this' : '')))) return undefined;
    return { kind: 'skipped', name };
  }

  #headerRead(expr: Expr, depth = 0): string | undefined {
    if (depth > 3) return undefined;
    if (expr.kind === 'name') {
      for (const write of expr.binding.writes) {
        const found = write.value && write.path.length === 0 && write.via !== 'param' ? this.#headerRead(write.value, depth + 1) : undefined;
        if (found !== undefined) return found;
      }
      return undefined;
    }
    if (expr.kind === 'binary' && (expr.op === 'or' || expr.op === '??')) return this.#headerRead(expr.left, depth + 1);
    const key = expr.kind === 'member' && expr.index ? this.values.string(expr.index) : expr.kind === 'call' && expr.callee.kind === 'member' && expr.args[0] && !expr.args[0].spread ? this.values.string(expr.args[0].value) : undefined;
    return key !== undefined && /^[\w-]{2,60}$/.test(key) && /signature|hmac/i.test(key) ? key : undefined;
  }

  /** A literal stands in where the setting is not there, or its absence throws. */
  #alwaysSet(expr: Expr): boolean {
    const made = expr.kind === 'name' ? expr.binding.writes.flatMap((write) => (write.value && write.path.length === 0 ? [write.value] : [])) : [expr];
    return made.length > 0 && made.every((value) => value.kind === 'literal' && value.value !== '' && value.value !== null
      || value.kind === 'binary' && (value.op === 'or' || value.op === '??') && typeof this.values.constant(value.right) === 'string' && this.values.constant(value.right) !== ''
      || value.kind === 'member' && value.index !== undefined && this.values.paths(value.object).includes('py:os.environ'));
  }

  /** Holds if the outcome of a check is somewhere in the node, or callers are turned away there. */
  #checks(node: Node): boolean {
    let found = false;
    walk(node, (inner) => {
      if (found || inner.kind === 'func') return false;
      if (inner.kind === 'call') found = this.#isCheck(inner);
      else if (inner.kind === 'binary' && this.#comparesSignatures(inner)) found = true;
      else if (inner.kind === 'if' && leaves(inner.then) && denies(inner.then, this.values) && !presence(negated(inner.test))) found = true;
      return !found;
    });
    return found;
  }

  #isCheck(call: Call): boolean {
    if (this.effects.api(call)?.guards?.includes('verify-signature')) return true;
    const name = nameOf(call.callee);
    const named = name === undefined ? [] : words(name);
    if (named.some((word) => CHECKS.has(word)) && named.some((word) => PROOF.has(word))) return true;
    return this.calls.targets(call).some((func) => this.#refusals.of(func)?.state === 'signature');
  }

  #throwingCheck(node: Node): boolean {
    let found = false;
    walk(node, (inner) => {
      if (found || inner.kind === 'func') return false;
      const api = inner.kind === 'call' ? this.effects.api(inner) : undefined;
      found = api?.guards?.includes('verify-signature') === true && api.returns !== undefined;
      return !found;
    });
    return found;
  }

  /** A call that checks, or a name for what it answered. */
  #checkedBy(expr: Expr): boolean {
    const at = expr.kind === 'await' ? expr.value : expr;
    if (at.kind === 'call') return this.#isCheck(at);
    if (at.kind === 'binary') return this.#comparesSignatures(at);
    return at.kind === 'name' && at.binding.writes.length === 1 && at.binding.writes.every(({ value, via }) => via === 'declare' && value !== undefined && value.kind !== 'name' && this.#checkedBy(value))
      || at.kind === 'name' && at.binding.writes.some(({ value, via }) => (via === 'assign' || via === 'declare') && value !== undefined && value.kind !== 'name' && value.kind !== 'literal' && this.#checkedBy(value));
  }

  #comparesSignatures(node: Expr & { kind: 'binary' }): boolean {
    return ['==', '!=', '===', '!=='].includes(node.op) && comparesSecrets(node.left, node.right, this.values) !== undefined
      && [node.left, node.right].some((side) => /signature|hmac|digest|secret|hash/i.test(nameOf(side) ?? this.#lookUps.of(side)?.name ?? ''));
  }

  #actsAfter(node: Node, func: Func, acts: ReadonlySet<Call>): boolean {
    // A later test that leaves may ask for the outcome.
    const act = func.calls.filter((call) => call.start >= node.end).find((call) => acts.has(call) || this.#reaches(call, acts, 0));
    if (!act) return false;
    let leavesLater = false;
    for (const statement of func.body) {
      walk(statement, (inner) => {
        if (inner.kind === 'func') return false;
        if (inner.kind === 'if' && inner.start >= node.end && inner.end <= act.start && someLeave(inner.then)) leavesLater = true;
        return !leavesLater;
      });
    }
    return !leavesLater;
  }

  #reaches(call: Call, acts: ReadonlySet<Call>, depth: number): boolean {
    return depth < DEEPEST && this.calls.targets(call).some((func) => func.calls.some((inner) => acts.has(inner) || this.#reaches(inner, acts, depth + 1)));
  }

  #collectRequired(func: Func): void {
    for (const statement of func.body) {
      walk(statement, (node) => {
        if (node.kind === 'func') return false;
        // `const REQUIRED = ['WEBHOOK_SECRET', …]`: names that are looked through at the start.
        if (node.kind === 'list') for (const item of node.items) if (item.kind === 'literal' && typeof item.value === 'string' && /^[A-Z][A-Z\d_]{3,60}$/.test(item.value)) this.#required.add(item.value);
        const refused = node.kind === 'if' && leaves(node.then) && !letsThrough(node.then) ? disjuncts(node.test).map(denied) : node.kind === 'assert' ? conjuncts(node.test) : [];
        for (const test of refused) {
          const missing = test && presence(test);
          if (!missing) continue;
          for (const name of [nameOf(missing), this.#lookUps.of(missing)?.name]) if (name !== undefined) this.#required.add(name);
        }
        return true;
      });
    }
  }
}

function nameOf(expr: Expr): string | undefined {
  return expr.kind === 'name' ? expr.name : expr.kind === 'member' ? expr.property : undefined;
}

function conjuncts(test: Expr): Expr[] {
  return test.kind === 'binary' && test.op === 'and' ? [...conjuncts(test.left), ...conjuncts(test.right)] : [test];
}

function disjuncts(test: Expr): Expr[] {
  return test.kind === 'binary' && test.op === 'or' ? [...disjuncts(test.left), ...disjuncts(test.right)] : [test];
}

/** What a test says is not so. */
function denied(test: Expr): Expr | undefined {
  return test.kind === 'unary' && test.op === 'not' ? test.operand : undefined;
}

function negated(test: Expr): Expr {
  return test.kind === 'unary' && test.op === 'not' ? test.operand : test;
}

/** What a test asks to be there: `secret`, `Boolean(secret)`, `secret is not None`. */
function presence(test: Expr): Expr | undefined {
  if (test.kind === 'name' || test.kind === 'member') return test;
  if (test.kind === 'call') {
    const first = test.args[0];
    if (test.callee.kind === 'name' && /^(?:Boolean|bool|len)$/.test(test.callee.name) && first && !first.spread) return presence(first.value);
    return test.callee.kind === 'member' && /^(?:get|header|getProperty|getenv)$/.test(test.callee.property ?? '') ? test : undefined;
  }
  const empty = test.kind === 'binary' && ['!=', '!==', 'is not'].includes(test.op) && test.right.kind === 'literal' && (test.right.value === null || test.right.value === '' || test.right.type === 'undefined');
  return empty ? presence(test.left) : undefined;
}

/** The branch answers that all is well, or hands on to what comes next. */
function letsThrough(branch: readonly Stmt[]): boolean {
  const last = branch.at(-1);
  if (last?.kind !== 'return') return false;
  if (last.value === undefined) return branch.every((statement) => statement.kind !== 'expression' || statement.value.kind !== 'call' || !/^(?:status|send|json|end|sendStatus|writeHead)$/.test(nameOf(statement.value.callee) ?? ''));
  if (last.value.kind === 'literal') return last.value.value === true;
  return last.value.kind === 'call' && last.value.args.length === 0 && nameOf(last.value.callee) === 'next';
}

function turnsAway(branch: readonly Stmt[], values: Values): boolean {
  return denies(branch, values) || leaves(branch) && !letsThrough(branch);
}

/** Holds if control may end anywhere in the list. */
function someLeave(list: readonly Stmt[]): boolean {
  let found = false;
  for (const statement of list) {
    walk(statement, (node) => {
      if (found || node.kind === 'func') return false;
      found = node.kind === 'return' || node.kind === 'throw' || node.kind === 'jump' && node.form !== 'pass'
        || node.kind === 'call' && /^(?:exit|abort|quit|_exit|fail|reject|next)$/.test(nameOf(node.callee) ?? '');
      return !found;
    });
  }
  return found;
}

/** The test, what stands in its branch, or a test around it asks where the script runs. */
function isDevelopmentOnly(node: Node): boolean {
  const own = node.kind === 'if' ? [node.test, ...node.then.flatMap((statement) => (statement.kind === 'if' ? [statement.test] : []))] : node.kind === 'conditional' ? [node.test] : [];
  return own.some(asksWhereItRuns) || runsInDevelopmentOnly(node);
}
