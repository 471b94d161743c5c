/** Look-ups of settings and secrets (environment, vaults, configuration), and literals that stand in as their default. */
import type { Call, Class, Expr, Node } from '#model';
import { roleArguments } from '../names/arguments.js';
import type { Effects } from '../effects/effects.js';
import { credentialName } from '../secrets/index.js';
import type { Values } from '../names/values.js';

export interface LookUp {
  /** What is asked for, where the code says. */
  readonly name?: string;
  /** The expression that holds the name, where it is written as a text. */
  readonly asked?: Expr;
}

const SETTINGS = /^(?:env|environ|config|configuration|settings|cfg|conf|secrets|userdata|props|scriptProperties|properties)$/i;
const GETTERS = new Set(['get', 'getProperty', 'require', 'fetch', 'getenv', 'get_secret', 'getSecret', 'getString', 'optional']);

/** Answers which expressions look a setting up, and which literals are the default of one. */
export class LookUps {
  constructor(
    readonly values: Values,
    readonly effects: Effects,
  ) {}

  /** What an expression looks up; undefined where it is no look-up. Sees through awaits, defaults and names. */
  of(expr: Expr, depth = 0): LookUp | undefined {
    if (depth > 8) return undefined;
    switch (expr.kind) {
      case 'await': return this.of(expr.value, depth + 1);
      case 'member': return this.#member(expr);
      case 'call': return this.#call(expr, depth);
      case 'binary': return expr.op === 'or' || expr.op === '??' ? (this.of(expr.left, depth + 1) ?? this.of(expr.right, depth + 1)) : undefined;
      case 'conditional': return this.of(expr.then, depth + 1) ?? this.of(expr.otherwise, depth + 1);
      case 'name': {
        for (const write of expr.binding.writes) {
          if (!write.value || write.via === 'augment') continue;
          if (write.path.length === 0) {
            const found = this.of(write.value, depth + 1);
            if (found) return found;
          } else if (typeof write.path[0] === 'string' && this.#isEnvironment(write.value)) return { name: write.path[0] };
        }
        return undefined;
      }
      default: return undefined;
    }
  }

  /** The look-up whose default an expression is; undefined where it is none. */
  defaulted(expr: Expr): LookUp | undefined {
    let at: Node = expr;
    for (let steps = 0; steps < 12; steps++) {
      const parent: Node | undefined = at.parent;
      if (!parent) return undefined;
      switch (parent.kind) {
        case 'binary': {
          const isDefault = (parent.op === 'or' || parent.op === '??') && parent.right === at;
          const found = isDefault ? this.#looseLookUp(parent.left) : undefined;
          if (found) return found;
          if (parent.op !== '+' && parent.op !== 'or' && parent.op !== '??') return undefined;
          break;
        }
        case 'conditional': {
          if (parent.test === at) return undefined;
          const found = this.of(parent.then === at ? parent.otherwise : parent.then) ?? this.#within(parent.test);
          if (found) return found;
          break;
        }
        case 'template': case 'await': case 'member': break;
        case 'call': {
          if (parent.callee === at) break;
          const found = this.#defaultArgument(parent, at as Expr);
          if (found) return found;
          if (!this.#wraps(parent)) return undefined;
          break;
        }
        case 'default-pattern': return this.#patternDefault(parent);
        case 'declare': case 'assign':
          return parent.kind === 'assign' ? this.#assigned(parent.target as Node, parent.op, at) : this.#settingsField(parent);
        case 'cls': return isSettings(parent, this.values) ? { name: parent.fields.find((field) => field.value === at)?.name ?? '' } : undefined;
        default: return undefined;
      }
      at = parent;
    }
    return undefined;
  }

  #member(expr: Expr & { kind: 'member' }): LookUp | undefined {
    const name = expr.property ?? (expr.index ? this.values.string(expr.index) : undefined);
    if (name === undefined || !this.#isEnvironment(expr.object)) return undefined;
    return { name, ...(expr.index ? { asked: expr.index } : {}) };
  }

  #call(call: Call, depth: number): LookUp | undefined {
    const api = this.effects.api(call);
    const asked = api && roleArguments(call, api, 'environment', this.values)[0];
    if (asked) return this.#asked(asked);
    if (api?.returns?.label === 'secret') return {};
    const { callee } = call;
    const first = call.args[0];
    const own = first && !first.spread && depth < 4 ? this.#ownLookUp(call, first.value, depth) : undefined;
    if (own || callee.kind !== 'member') return own;
    if (callee.property !== undefined && GETTERS.has(callee.property) && first && !first.spread && this.#isEnvironment(callee.object)) return this.#asked(first.value);
    return ['trim', 'strip', 'toString', 'get_secret_value'].includes(callee.property ?? '') ? this.of(callee.object, depth + 1) : undefined;
  }

  /** A function of the author's that only looks up what it is asked for: `const prop = (key) => store.getProperty(key)`. */
  #ownLookUp(call: Call, first: Expr, depth: number): LookUp | undefined {
    for (const value of this.values.of(call.callee)) {
      const given = value.kind === 'func' && value.func.returns.length === 1 ? value.func.returns[0]!.value : undefined;
      const param = value.kind === 'func' ? value.func.params[0]?.target : undefined;
      const asked = given && param?.kind === 'name' ? this.of(given, depth + 1)?.asked : undefined;
      if (asked?.kind === 'name' && param?.kind === 'name' && asked.binding === param.binding) return this.#asked(first);
    }
    return undefined;
  }

  #asked(asked: Expr): LookUp {
    const name = this.values.string(asked);
    return { asked, ...(name === undefined ? {} : { name }) };
  }

  #isEnvironment(expr: Expr): boolean {
    return this.values.paths(expr).some((path) => this.effects.catalogue.value(path)?.environment === true);
  }

  /** A look-up, or a credential asked of something that goes by the name of settings: `config.apiKey`, `settings.get("token")`. */
  #looseLookUp(expr: Expr): LookUp | undefined {
    const found = this.of(expr);
    if (found) return found;
    if (expr.kind === 'member' && expr.property !== undefined && SETTINGS.test(nameOf(expr.object) ?? '') && credentialName(expr.property)) return { name: expr.property };
    if (expr.kind !== 'call' || expr.callee.kind !== 'member' || !GETTERS.has(expr.callee.property ?? '')) return undefined;
    const asked = expr.args[0] && this.values.string(expr.args[0].value);
    return asked !== undefined && credentialName(asked) ? { name: asked } : undefined;
  }

  /** A look-up somewhere in a test: `process.env.KEY !== undefined`, `"KEY" in os.environ`. */
  #within(test: Expr): LookUp | undefined {
    const parts = test.kind === 'binary' ? [test.left, test.right] : test.kind === 'unary' ? [test.operand] : [test];
    for (const part of parts) {
      const found = this.of(part) ?? (this.#isEnvironment(part) ? {} : undefined);
      if (found) return found;
    }
    return undefined;
  }

  /** `os.getenv("KEY", HERE)`, `config("KEY", default=HERE)`, `settings.get("api_key", HERE)`. */
  #defaultArgument(call: Call, at: Expr): LookUp | undefined {
    const index = call.args.findIndex((arg) => arg.value === at);
    if (index === -1) return undefined;
    const own = this.of(call);
    if (own) return own.asked === at ? undefined : own;
    const first = call.args[0]?.value;
    if (call.callee.kind !== 'member' || !GETTERS.has(call.callee.property ?? '') || index !== 1 || !first) return undefined;
    const asked = this.values.string(first);
    return asked !== undefined && credentialName(asked) ? { name: asked } : undefined;
  }

  /** Calls that hand a default through: `Field("…")`, `SecretStr("…")`, `str(…)`. */
  #wraps(call: Call): boolean {
    return this.values.paths(call.callee).some((path) => /(?:\.|:)(?:Field|SecretStr|str|String|quote_plus|encodeURIComponent|atob|b64decode|from)$/.test(path));
  }

  #patternDefault(pattern: Node & { kind: 'default-pattern' }): LookUp | undefined {
    let at: Node | undefined = pattern.parent;
    let name: string | undefined;
    for (let steps = 0; at && steps < 6; steps++, at = at.parent) {
      if (at.kind === 'object-pattern') name ??= at.entries.find((entry) => entry.value === pattern)?.key;
      if (at.kind === 'declare' || at.kind === 'assign') {
        const value: Expr | undefined = at.kind === 'declare' ? at.init : at.value;
        return value && this.#isEnvironment(value) ? (name === undefined ? {} : { name }) : undefined;
      }
    }
    return undefined;
  }

  /** `process.env.KEY ||= HERE`, and a name that first gets a look-up and then, where that gave nothing, the literal. */
  #assigned(target: Node, op: string | undefined, value: Node): LookUp | undefined {
    if (op !== undefined) return op === 'or' || op === '??' ? this.of(target as Expr) : undefined;
    if (target.kind !== 'name') return undefined;
    for (const write of target.binding.writes) {
      if (write.value && write.value !== value && write.path.length === 0) {
        const found = this.of(write.value);
        if (found) return found;
      }
    }
    return undefined;
  }

  /** A field of a settings class, which the environment overrides. */
  #settingsField(declare: Node & { kind: 'declare' }): LookUp | undefined {
    const cls = declare.parent;
    return cls?.kind === 'cls' && declare.target.kind === 'name' && isSettings(cls, this.values) ? { name: declare.target.name } : undefined;
  }
}

function isSettings(cls: Class, values: Values): boolean {
  return cls.bases.some((base) => values.paths(base).some((path) => path.endsWith('.BaseSettings')) || nameOf(base) === 'BaseSettings');
}

/** The last name of a name or member chain. */
export function nameOf(expr: Expr): string | undefined {
  return expr.kind === 'name' ? expr.name : expr.kind === 'member' ? expr.property : expr.kind === 'this' ? 'this' : undefined;
}
