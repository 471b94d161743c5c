/** What counts as turning a caller away: checks of who calls, inside one function and the author's functions that it calls. */
import type { Call, Expr, Func, Node, Stmt } from '#model';
import { walk } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import type { Effects } from '../effects/effects.js';
import { leaves } from '../flow/conditions.js';
import { credentialName } from '../secrets/index.js';
import type { Values } from '../names/values.js';
import { words } from '../names/words.js';

/** A check that lets only some callers through. */
export interface CallerCheck {
  readonly state: 'required' | 'signature';
  readonly at: Node;
  readonly because: string;
}

const DEEPEST = 3;
const TURNED_AWAY = 'it turns callers away that may not call it';
const DENIAL = /unauthori[sz]ed|forbidden|not_?authenticated|permission_?denied|access_?denied|HTTP_40[13]/i;
const DENIAL_TEXT = /^(?:unauthori[sz]ed|forbidden|access denied|not (?:signed|logged) in|please (?:sign|log) in|(?:invalid|missing|wrong|bad) (?:\w{1,20} )?(?:token|signature|secret|key|credentials|password))\b/i;
const SIGN_IN_PAGE = /^\/(?:[\w-]{1,40}\/)?(?:log-?in|sign-?in|auth)\b/i;
const IDENTITY = new Set(['session', 'user', 'authenticated', 'authorized', 'auth', 'signature', 'token', 'claims']);
const SIGNING = /(?:^|[.:])(?:createHmac|computeHmac\w*|hmac\.new|hmac\.digest|createVerify|verify_signature|verifySignature)$/;
const COMPARING = /(?:^|[.:])(?:timingSafeEqual|compare_digest)$/;

export class Refusals {
  readonly #known = new Map<Func, CallerCheck | undefined>();

  constructor(readonly values: Values, readonly calls: CallGraph, readonly effects: Effects) {}

  /** The check that a middleware, decorator or dependency makes, anywhere in it. */
  of(func: Func): CallerCheck | undefined {
    if (this.#known.has(func)) return this.#known.get(func);
    this.#known.set(func, undefined);
    const found = this.#inside(func, Infinity, 0) ?? this.#fallsThrough(func) ?? this.#nested(func);
    this.#known.set(func, found);
    return found;
  }

  /** The check that a handler makes itself before it first changes or sends something. */
  before(func: Func): CallerCheck | undefined {
    return this.#inside(func, this.#firstChange(func), 0);
  }

  /** The check that a call of the catalogue stands for. */
  guard(call: Call): CallerCheck | undefined {
    if (letsEverybody(call)) return undefined;
    const guards = this.effects.api(call)?.guards;
    if (guards?.includes('verify-signature')) return { state: 'signature', at: call, because: 'it checks the signature' };
    if (guards?.includes('auth')) return { state: 'required', at: call, because: 'it checks who is signed in' };
    return undefined;
  }

  #inside(func: Func, until: number, depth: number): CallerCheck | undefined {
    let signs = false;
    for (const call of func.calls) {
      if (call.start >= until) break;
      const guarded = this.guard(call);
      if (guarded) return guarded;
      const path = this.values.paths(call.callee)[0] ?? '';
      signs ||= SIGNING.test(path);
      if (COMPARING.test(path)) return { state: signs || depth > 0 ? 'signature' : 'required', at: call, because: signs ? 'it checks the signature' : 'it compares a shared secret' };
      const byTarget = depth < DEEPEST ? this.#target(call, depth) : undefined;
      if (byTarget) return { ...byTarget, at: call };
    }
    return this.#refusal(func, until, signs);
  }

  /** A check that one of the author's functions makes, where its answer or its refusal counts here. */
  #target(call: Call, depth: number): CallerCheck | undefined {
    for (const func of this.calls.targets(call)) {
      const found = this.#inside(func, Infinity, depth + 1);
      if (found) return found;
    }
    return undefined;
  }

  /** `if (known) return next();` and a refusal after it. */
  #fallsThrough(func: Func): CallerCheck | undefined {
    const test = func.body.find((statement) => statement.kind === 'if');
    return test && denies(func.body, this.values) ? { state: 'required', at: test, because: TURNED_AWAY } : undefined;
  }

  /** Decorators and factories of middleware: the check stands in the function that they return. */
  #nested(func: Func): CallerCheck | undefined {
    let found: CallerCheck | undefined;
    let seen = 0;
    for (const statement of func.body) {
      walk(statement, (node) => {
        if (found || ++seen > 2000) return false;
        if (node.kind === 'func') found = this.#inside(node, Infinity, 1);
        return node.kind !== 'func';
      });
    }
    return found;
  }

  #refusal(func: Func, until: number, signs: boolean): CallerCheck | undefined {
    let found: CallerCheck | undefined;
    const state = signs ? 'signature' as const : 'required' as const;
    for (const statement of func.body) {
      walk(statement, (node) => {
        if (found || node.kind === 'func' || node.start >= until) return false;
        if (node.kind === 'if') {
          const because = this.#refusesAt(node.test, node.then) ?? (denies(node.otherwise, this.values) && !looksAtStatus(node.test) ? TURNED_AWAY : undefined);
          if (because !== undefined) found = { state, at: node.test, because };
        } else if (node.kind === 'try') {
          const handler = node.handlers.find((candidate) => leaves(candidate.body) && denies(candidate.body, this.values));
          if (handler) found = { state, at: node, because: 'it turns callers away whose check fails' };
        }
        return !found;
      });
    }
    return found;
  }

  #refusesAt(test: Expr, branch: readonly Stmt[]): string | undefined {
    if (!leaves(branch) || looksAtStatus(test)) return undefined;
    if (denies(branch, this.values)) return TURNED_AWAY;
    const asked = identityOf(test, this.values);
    return asked && !branch.some((statement) => statement.kind === 'jump') ? `it goes no further without \`${asked}\`` : undefined;
  }

  /** Where the function first changes or sends something, itself or through what it calls. */
  #firstChange(func: Func): number {
    for (const call of func.calls) {
      const effect = this.effects.of(call);
      if (effect?.remote && effect.access !== undefined && effect.access !== 'read') return call.start;
      if (this.calls.targets(call).some((target) => this.#changes(target, 0))) return call.start;
    }
    return Infinity;
  }

  #changes(func: Func, depth: number): boolean {
    if (depth > DEEPEST) return false;
    return func.calls.some((call) => {
      const effect = this.effects.of(call);
      return (effect?.remote === true && effect.access !== undefined && effect.access !== 'read') || this.calls.targets(call).some((target) => this.#changes(target, depth + 1));
    });
  }
}

/** `permission_classes([AllowAny])`. */
export function letsEverybody(call: Call): boolean {
  return call.args.some(({ value }) => (value.kind === 'list' ? value.items : [value]).some((item) => nameOf(item) === 'AllowAny'));
}

/** The branch answers 401 or 403, says so, or sends the caller to a sign-in page. */
export function denies(branch: readonly Stmt[], values: Values): boolean {
  let found = false;
  for (const statement of branch) {
    walk(statement, (node) => {
      if (found || node.kind === 'func') return false;
      if (node.kind === 'literal') {
        found = node.type === 'number' ? (node.value === 401 || node.value === 403) && node.parent?.kind !== 'binary'
          : typeof node.value === 'string' && (DENIAL_TEXT.test(node.value) || SIGN_IN_PAGE.test(node.value) || node.value === 'login');
      } else if (node.kind === 'name') found = DENIAL.test(node.name);
      else if (node.kind === 'member') found = node.property !== undefined && (DENIAL.test(node.property) || values.constant(node) === 401);
      return !found;
    });
  }
  return found;
}

/** The status of an answer is looked at: what is refused then is not the caller. */
function looksAtStatus(test: Expr): boolean {
  let found = false;
  walk(test, (node) => {
    if (node.kind === 'member' && /^(status|statusCode|status_code|ok)$/.test(node.property ?? '')) found = true;
    return !found;
  });
  return found;
}

/** A test of a session, a signed-in person, or equality with a secret: what it asks for. */
function identityOf(test: Expr, values: Values): string | undefined {
  let found: string | undefined;
  walk(test, (node) => {
    if (found !== undefined || node.kind === 'func') return false;
    if (node.kind === 'unary' && node.op === 'not') found = identityName(node.operand);
    else if (node.kind === 'binary' && ['==', '!=', '===', '!=='].includes(node.op)) found = comparesSecrets(node.left, node.right, values);
    else if (node.kind === 'binary' && (node.op === 'not in' || node.op === 'in')) found = words(nameOf(node.right) ?? '').includes('session') ? 'session' : undefined;
    return found === undefined;
  });
  return found;
}

function identityName(expr: Expr): string | undefined {
  const target = expr.kind === 'call' ? expr.callee : expr;
  const chain: string[] = [];
  for (let at: Expr = target; ; at = at.object) {
    const name = nameOf(at);
    if (name !== undefined) chain.push(name);
    if (at.kind !== 'member') break;
  }
  const hit = chain.find((name) => {
    const parts = words(name);
    return parts.some((part) => IDENTITY.has(part)) && !parts.some((part) => part === 'list' || part === 'count' || part === 'agent' || part === 'name');
  });
  // A stored key of the script's own is no sign of who calls.
  return hit !== undefined && (target.kind === 'member' || expr.kind === 'call') && !/^[A-Z\d_]+$/.test(hit) ? hit : undefined;
}

/** The credential or signature that two sides of a comparison are about. */
export function comparesSecrets(left: Expr, right: Expr, values: Values): string | undefined {
  const sides = [left, right];
  if (sides.some((side) => side.kind === 'literal' && (side.value === null || side.value === '' || side.type === 'undefined'))) return undefined;
  for (const side of sides) {
    if (side.kind === 'unary') return undefined;
    const name = nameOf(side) ?? lookedUp(side, values);
    if (name !== undefined && (credentialName(name) || /signature|secret/i.test(name))) return name;
  }
  return undefined;
}

function nameOf(expr: Expr): string | undefined {
  return expr.kind === 'name' ? expr.name : expr.kind === 'member' ? expr.property : undefined;
}

/** The name in `req.get('x-api-key')`. */
function lookedUp(expr: Expr, values: Values): string | undefined {
  const first = expr.kind === 'call' ? expr.args[0] : undefined;
  return first && !first.spread ? values.string(first.value) : undefined;
}
