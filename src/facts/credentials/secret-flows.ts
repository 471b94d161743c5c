/** Where secrets end up: whole ones only, told by what they are and by which part of a text or address carries them. */
import type { Role } from '#catalogue';
import type { Call, Expr, Module, Node } from '#model';
import type { Effect, Effects } from '../effects/effects.js';
import type { Flows, State } from '../flow/index.js';
import { telling } from '../flow/index.js';
import { LookUps } from './look-ups.js';
import { credentialName, isPublicKeyName, providerOfName } from '../secrets/index.js';
import { WHOLE_ENVIRONMENT, tokenField } from './secret-sources.js';
import { textParts, textShape } from '../texts/text.js';
import { isTestFile } from '../entries/test-doubles.js';
import { isOnlyWay } from '../texts/url-keys.js';
import type { Values } from '../names/values.js';

export interface SecretFlow {
  /** What it is, in plain words: the credential `API_KEY`. */
  readonly what: string;
  readonly effect: Effect;
  /** The argument that it arrives in. */
  readonly at: Expr;
  readonly source: Expr;
  /** From the source to the argument, the places worth telling. */
  readonly steps: readonly Expr[];
  /** Property names that it sits under in the argument. */
  readonly fields: readonly string[];
}

/** `user-info` before the host, `path`, `query`; `whole`: the address as such is the secret. */
export type UrlPart = 'user-info' | 'path' | 'query' | 'whole';

const CUTTING = new Set(['slice', 'substring', 'substr', 'replace', 'replaceAll', 'split', 'charAt', 'at', 'startsWith', 'endsWith', 'partition', 'rsplit', 'sub', 'zfill']);
/** Calls that say something about a text without carrying it. */
const MEASURING = /^(?:builtin:(?:bool|len|type|isinstance|hash|id|int)|global:(?:Boolean|Number|isNaN))$/;
/** What a text is made another text with. */
const CONVERTING = /^(?:builtin:|global:(?:JSON|Object|Array|String|URL|URLSearchParams|Buffer|FormData|Map|Set|Promise|encodeURI|encodeURIComponent|decodeURIComponent|btoa|atob|Utilities)\b|py:(?:json|base64|urllib\.parse|os\.path|copy|string|textwrap|io|yaml|pprint)\b|node:(?:path|url|querystring|util|buffer)\b)/;
/** Properties under which a secret as such is found. */
const PARTS = /^(?:value|secretValue|SecretString|secret_string|SecretBinary|payload|data|text|content|body|tokens?|credentials?|key|pass|\d+)$/;
const ENCRYPTING = /encrypt|cipher|seal|protect|hash|digest|sign$/i;

export class SecretFlows {
  readonly #lookUps: LookUps;

  constructor(
    readonly flows: Flows,
    readonly effects: Effects,
    readonly values: Values,
  ) {
    this.#lookUps = new LookUps(values, effects);
  }

  /** Whole secrets that reach arguments of a role, the first one for each argument. */
  *into(role: Role): Iterable<SecretFlow> {
    for (const effect of this.effects.all) {
      for (const at of effect.args(role)) {
        const found = this.#arriving(at, role);
        if (found) yield this.#told(found, effect, at);
      }
    }
  }

  /** Secrets in the addresses of calls, with the part of the address that carries them. */
  *inUrls(): Iterable<SecretFlow & { readonly part: UrlPart }> {
    for (const effect of this.effects.all) {
      if (effect.does === 'connect' || !effect.remote) continue;
      for (const at of effect.args('url')) {
        const found = this.#arriving(at, 'url');
        if (found) yield { ...this.#told(found, effect, at), part: this.#part(found) };
      }
      if (effect.api.does !== 'request') continue;
      for (const at of effect.args('params')) {
        const found = this.#arriving(at, 'url');
        if (found) yield { ...this.#told(found, effect, at), part: 'query' };
      }
    }
  }

  /** Holds if the provider that an address belongs to takes its key in no other place. */
  isOnlyWay(flow: SecretFlow & { readonly part: UrlPart }): boolean {
    return isOnlyWay(flow.effect.url?.host, flow.part);
  }

  /** Holds if what arrives in the role is there for others to read, and not the key with which a service is called. */
  shows({ effect, fields, source }: SecretFlow, role: Role): boolean {
    if (role === 'log' || role === 'prompt') return true;
    // Giving a token to whom it was issued for is what a login does.
    if (role === 'response') return !effect.remote && tokenField(source) === undefined && source.kind !== 'name';
    const message = effect.does === 'send' && ['chat', 'mail', 'sms'].includes(effect.system?.category ?? effect.api.category);
    return message && !inCredentialField(fields);
  }

  #told(state: State, effect: Effect, at: Expr): SecretFlow {
    return { what: state.source.what, effect, at, source: state.source.node, steps: telling(state), fields: state.fields };
  }

  #arriving(at: Expr, role: Role): State | undefined {
    if (isTestFile(moduleOf(at, this.values).file)) return undefined;
    // Encoding for an address clears it for the address only; a mask clears it for the log too.
    const cleared = role === 'url' ? 'log' : role;
    return this.flows.labelsAt(at, cleared).find((state) => state.label === 'secret' && this.#isWhole(state) && (state.source.what === WHOLE_ENVIRONMENT ? role === 'log' || role === 'response' || role === 'prompt' : this.#isSecret(state.source.node)));
  }

  /** Looked up by a name that says secret; names of keys for pages, and addresses of one's own hooks, are none. */
  #isSecret(source: Expr): boolean {
    if (isTestFile(moduleOf(source, this.values).file)) return false;
    const name = this.#lookUps.of(source)?.name;
    if (name === undefined) return source.kind !== 'member' || tokenField(source) !== undefined;
    const kind = credentialName(name)?.kind;
    return kind !== undefined && !isPublicKeyName(name) && (kind !== 'webhook-url' || providerOfName(name) !== undefined || /incoming|channel|alert|notif/i.test(name));
  }

  /** Nothing on the way cut it, hid it, took a harmless part of it, or took it in as the key of a client. */
  #isWhole(state: State): boolean {
    let next: State | undefined;
    let at: State | undefined = state;
    for (let steps = 0; at && steps < 400; steps++, next = at, at = at.from) {
      const { node } = at;
      if (node.kind === 'member' && (node.index?.kind === 'slice' || CUTTING.has(node.property ?? ''))) return false;
      if (node.kind === 'call' && (ENCRYPTING.test(calleeName(node) ?? '') || this.values.paths(node.callee).some((path) => MEASURING.test(path)))) return false;
      if (!next) continue;
      if (next.node.kind === 'call' && next.node.args.some((arg) => arg.value === node) && !this.#handsThrough(next.node)) return false;
      if (isLeftOut(at, next.node)) return false;
      if (at.fields.length > 0) continue;
      const taken = partTaken(node, next.node);
      if (taken !== undefined && !PARTS.test(taken) && credentialName(taken) === undefined) return false;
    }
    return true;
  }

  /** Calls that make another text of a text; every other call takes the secret in, and what comes out is something else. */
  #handsThrough(call: Call): boolean {
    const name = calleeName(call) ?? '';
    return /^(?:format|join|concat|trim|strip|toString|replace)$/.test(name) || this.values.paths(call.callee).some((path) => CONVERTING.test(path));
  }

  /** What stands before the secret where it is put into a text, from the innermost text outwards. */
  #part(state: State): UrlPart {
    if (state.fields.length > 0) return 'query';
    const way: State[] = [];
    for (let at: State | undefined = state; at && way.length < 400; at = at.from) way.push(at);
    let before = '';
    let after = '';
    for (let index = way.length - 1; index > 0; index--) {
      const inner = way[index]!.node;
      const outer = way[index - 1]!.node;
      if (outer.kind === 'call' || (outer.kind === 'binary' && outer.op === '%')) {
        const filled = textParts(outer, this.values);
        const hole = filled.findIndex((part) => typeof part !== 'string' && way.some((step) => step.node === part));
        if (hole > 0) before = filled.slice(0, hole).map((part) => (typeof part === 'string' ? part : '{}')).join('');
        continue;
      }
      const parts = outer.kind === 'template' ? outer.parts : outer.kind === 'binary' && outer.op === '+' ? [outer.left, outer.right] : [];
      const place = parts.indexOf(inner);
      if (place === -1) continue;
      before = parts.slice(0, place).map((part) => textShape(part, this.values)).join('') + before;
      after += parts.slice(place + 1).map((part) => textShape(part, this.values)).join('');
    }
    if (before === '') return 'whole';
    if (/^[^?#]*:\/\/[^/?#]*$/.test(before)) return /^[^/?#]*@/.test(after) ? 'user-info' : 'whole';
    return before.includes('?') || /^&?[\w.-]{1,60}=$/.test(before) ? 'query' : 'path';
  }
}

function moduleOf(node: Node, values: Values): Module {
  let at = node;
  while (at.parent) at = at.parent;
  return values.moduleOfTop(at as Module['top']);
}

/** Holds if the part that carries the secret is overwritten, or taken apart, on the way: `{ ...config, key: '***' }`, `{ key, ...rest }`. */
function isLeftOut(from: State, to: Expr): boolean {
  const field = from.fields[0];
  if (field === undefined) return false;
  if (to.kind === 'object') {
    const spread = to.entries.findIndex((entry) => entry.spread && entry.value === from.node);
    return spread !== -1 && to.entries.slice(spread + 1).some((entry) => entry.key === field);
  }
  if (to.kind !== 'name') return false;
  return to.binding.writes.some((write) => {
    const last = write.path.at(-1);
    if (write.value !== from.node || typeof last !== 'object' || !('rest' in last)) return false;
    const target = write.at.kind === 'declare' || write.at.kind === 'assign' ? write.at.target : undefined;
    return target?.kind === 'object-pattern' && target.entries.some((entry) => entry.key === field);
  });
}

/** Property that is taken off a value on the way from one expression to the next. */
function partTaken(from: Expr, to: Expr): string | undefined {
  if (to.kind === 'member' && to.object === from) return to.parent?.kind === 'call' && to.parent.callee === to ? undefined : (to.property ?? '');
  if (to.kind !== 'name' || from.kind === 'name') return undefined;
  const step = to.binding.writes.find((write) => write.value === from)?.path.at(-1);
  return typeof step === 'string' ? step : undefined;
}

function calleeName(call: Call): string | undefined {
  return call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? call.callee.property : undefined;
}

/** Holds if a label sits in a field that is there for a credential: the receiver needs it. */
function inCredentialField(fields: readonly string[]): boolean {
  return fields.some((field) => credentialName(field) !== undefined || /^(?:headers|auth|key)$/i.test(field));
}
