/** Each call that the catalogue knows: what it does, to which system, where, with what. */
import type { Access, DataClass, Environment, Policy, SystemKind } from '#core';
import type { Api, Catalogue, Category, Does, Role } from '#catalogue';
import type { Call, Expr, Module, Unit } from '#model';
import type { CallGraph } from './call-graph.js';
import { argumentAt, hasOpaqueOptions, option, roleArguments } from './arguments.js';
import { definitions, receiverCalls } from './definitions.js';
import { environmentOf } from './environment.js';
import { sqlFact, type SqlFact } from './sql.js';
import { textShape } from './text.js';
import { isLoopback, urlFact, type UrlFact } from './urls.js';
import type { Values } from './values.js';

export interface TargetSystem {
  readonly name: string;
  readonly kind: SystemKind;
  readonly category: Category;
  /** Catalogue file; absent for hosts that it does not know. */
  readonly file?: string;
}

/** What one call does. */
export interface Effect {
  readonly call: Call;
  readonly module: Module;
  readonly api: Api;
  /** Never `request` or `query`: those are resolved to what they mean; `none` where that is unknown. */
  readonly does: Exclude<Does, 'request' | 'query'>;
  readonly access?: Access;
  /** Leaves the machine. */
  readonly remote: boolean;
  readonly system?: TargetSystem;
  readonly environment: Environment;
  readonly url?: UrlFact;
  readonly method?: string;
  readonly sql?: SqlFact;
  /** Object or table handled: `Contact`, `customers`. */
  readonly object?: string;
  readonly data?: DataClass;
  /** Calls that made the client or connection used. */
  readonly made: readonly Call[];
  args(role: Role): Expr[];
  option(name: string): Expr | undefined;
  /** Options are handed over that can't be seen. */
  readonly opaque: boolean;
}

const ACCESS: Partial<Record<Does, Access>> = {
  read: 'read', list: 'read', create: 'write', update: 'write', upsert: 'write', delete: 'delete', send: 'send', prompt: 'send',
};

const VERB_DOES: Record<string, Effect['does']> = {
  GET: 'read', HEAD: 'read', OPTIONS: 'read', POST: 'create', PUT: 'upsert', PATCH: 'update', DELETE: 'delete',
};

const SQL_DOES: Record<SqlFact['verb'], Effect['does']> = {
  select: 'list', insert: 'create', update: 'update', delete: 'delete', merge: 'upsert', drop: 'delete', truncate: 'delete',
  create: 'none', alter: 'update', grant: 'update', call: 'none', other: 'none',
};

export class Effects {
  readonly all: readonly Effect[];
  readonly #byCall = new Map<Call, Effect>();

  constructor(
    unit: Unit,
    readonly values: Values,
    readonly calls: CallGraph,
    readonly catalogue: Catalogue,
    readonly environments: Policy['environments'],
  ) {
    const all: Effect[] = [];
    for (const module of unit.modules) {
      for (const call of module.calls) {
        const effect = this.#effect(call, module);
        if (!effect) continue;
        all.push(effect);
        this.#byCall.set(call, effect);
      }
    }
    this.all = all;
  }

  of(call: Call): Effect | undefined {
    return this.#byCall.get(call);
  }

  /** The catalogue's entry for a call, effects or not. */
  api(call: Call): Api | undefined {
    for (const path of this.values.paths(call.callee)) {
      const first = call.args[0];
      const text = first && !first.spread ? this.values.string(first.value) : undefined;
      const api = (text !== undefined && text.length < 60 ? this.catalogue.call(`${path}('${text}')`) : undefined)
        ?? this.catalogue.call(path) ?? this.catalogue.call(`${path}()`);
      if (api) return api;
    }
    return undefined;
  }

  #effect(call: Call, module: Module): Effect | undefined {
    let api = this.api(call);
    if (!api) return undefined;
    // `client.send(new PutObjectCommand(…))`: the command says what is done.
    if (api.by !== undefined) {
      const command = call.args[api.by];
      const made = command && definitions(command.value, this.values, this.calls).find((expr): expr is Call => expr.kind === 'call');
      const inner = made && this.api(made);
      if (inner && made) {
        const { by: _by, ...outer } = api;
        api = { ...outer, ...inner, remote: outer.remote ?? true };
        return this.#finish(call, module, api, made);
      }
    } else if (this.#isCommand(call)) return undefined;
    return this.#finish(call, module, api, call);
  }

  /** A command object that is only made here and sent elsewhere. */
  #isCommand(call: Call): boolean {
    const parent = call.parent;
    if (call.isNew !== true || parent?.kind !== 'call' || parent.callee === call) return false;
    const outer = this.api(parent);
    return outer?.by !== undefined && parent.args[outer.by]?.value === call;
  }

  #finish(call: Call, module: Module, api: Api, argumentsOf: Call): Effect {
    const args = (role: Role): Expr[] => roleArguments(argumentsOf, api, role, this.values);
    const made = call.callee.kind === 'member' ? receiverCalls(call, this.values, this.calls) : [];
    const method = api.does === 'request' ? this.#method(call, api, args) : undefined;
    const url = this.#url(args, made, api);
    const sql = api.does === 'query' ? this.#sql(args) : undefined;
    const host = url?.host === undefined ? undefined : this.catalogue.host(url.host, url.path);
    const system = this.#system(api, url, host, made, call);
    const endpoint = host && method ? this.catalogue.endpoint(host.file, method, url!.path) : undefined;
    const does = this.#does(api, method, sql, endpoint?.does, system);
    const access = ACCESS[does];
    const remote = url?.host !== undefined && isLoopback(url.host) ? false : api.remote === true;
    const object = endpoint?.object ?? api.object ?? sql?.tables[0] ?? this.#object(args);
    const data = endpoint?.data ?? api.data ?? (object !== undefined && system?.file ? this.catalogue.objectData(system.file, object) : undefined);
    return {
      call, module, api: endpoint ? { ...api, ...(endpoint.pages ? { pages: endpoint.pages } : {}), ...(endpoint.bulk ? { bulk: true } : {}) } : api,
      does, remote, environment: environmentOf({ url, host: host?.environment, made, call, values: this.values, patterns: this.environments }), made, args,
      option: (name) => option(argumentsOf, name, this.values),
      opaque: hasOpaqueOptions(argumentsOf, this.values),
      ...(access ? { access } : {}), ...(system ? { system } : {}), ...(url ? { url } : {}), ...(method ? { method } : {}),
      ...(sql ? { sql } : {}), ...(object !== undefined ? { object } : {}), ...(data ? { data } : {}),
    };
  }

  #method(call: Call, api: Api, args: (role: Role) => Expr[]): string | undefined {
    if (api.method) return api.method.toUpperCase();
    const given = args('method')[0] ?? option(call, 'method', this.values);
    if (!given) return hasOpaqueOptions(call, this.values) ? undefined : option(call, 'body', this.values) || option(call, 'data', this.values) ? (api.category === 'http' && call.callee.kind === 'name' ? 'GET' : 'POST') : 'GET';
    return this.values.string(given)?.toUpperCase();
  }

  #url(args: (role: Role) => Expr[], made: readonly Call[], api: Api): UrlFact | undefined {
    const expr = args('url')[0] ?? args('host')[0];
    if (!expr && api.does !== 'request') {
      // The address that a client was made with.
      for (const call of made) {
        const base = this.#baseUrl(call);
        if (base) return urlFact(base, this.values);
      }
      return undefined;
    }
    if (!expr) return undefined;
    for (const target of expr.kind === 'object' ? [] : definitions(expr, this.values, this.calls).slice(0, 1)) {
      const base = made.map((call) => this.#baseUrl(call)).find((found) => found !== undefined);
      const direct = urlFact(expr, this.values, base);
      return direct.host !== undefined || target === expr ? direct : urlFact(target, this.values, base);
    }
    return urlFact(expr, this.values);
  }

  #baseUrl(call: Call): Expr | undefined {
    for (const name of ['baseURL', 'baseUrl', 'base_url', 'prefixUrl', 'instance_url', 'instanceUrl', 'loginUrl', 'host', 'endpoint', 'server']) {
      const found = option(call, name, this.values);
      if (found) return found;
    }
    const api = this.api(call);
    const role = api && (roleArguments(call, api, 'url', this.values)[0] ?? roleArguments(call, api, 'host', this.values)[0]);
    return role || undefined;
  }

  #sql(args: (role: Role) => Expr[]): SqlFact | undefined {
    for (const expr of args('sql')) {
      const fact = sqlFact(textShape(expr, this.values)) ?? definitions(expr, this.values, this.calls).map((at) => sqlFact(textShape(at, this.values))).find((found) => found !== undefined);
      if (fact) return fact;
    }
    return undefined;
  }

  #does(api: Api, method: string | undefined, sql: SqlFact | undefined, endpoint: Does | undefined, system: TargetSystem | undefined): Effect['does'] {
    if (endpoint && endpoint !== 'request' && endpoint !== 'query') return endpoint;
    if (api.does === 'request') {
      const does = method === undefined ? 'none' : (VERB_DOES[method] ?? 'none');
      // Posting to a messenger, a mailer or a model is sending.
      if (does === 'create' && system && ['chat', 'mail', 'sms'].includes(system.category)) return 'send';
      if (does === 'create' && system?.category === 'ai') return 'prompt';
      return does;
    }
    if (api.does === 'query') return sql ? SQL_DOES[sql.verb] : 'none';
    return api.does ?? 'none';
  }

  #system(api: Api, url: UrlFact | undefined, host: ReturnType<Catalogue['host']>, made: readonly Call[], call: Call): TargetSystem | undefined {
    if (host && host.kind !== 'none') return { name: host.product, kind: host.kind, category: host.category, file: host.file };
    if (host) return { name: host.product, kind: 'service', category: host.category, file: host.file };
    if (api.kind !== 'none') {
      const scheme = this.#schemeProduct(url, made);
      if (scheme && api.category === 'database') return scheme;
      return { name: api.product, kind: api.kind, category: api.category, file: api.file };
    }
    if (api.does === 'query') {
      const scheme = this.#schemeProduct(url, made) ?? this.#connectionProduct(call);
      return scheme ?? { name: 'SQL database', kind: 'system-of-record', category: 'database' };
    }
    if (api.does === 'request' && url?.host !== undefined && !isLoopback(url.host)) return { name: url.host, kind: 'service', category: 'other' };
    return undefined;
  }

  #schemeProduct(url: UrlFact | undefined, made: readonly Call[]): TargetSystem | undefined {
    const schemes = [url?.protocol, ...made.flatMap((call) => call.args.slice(0, 1).map((arg) => urlFact(arg.value, this.values).protocol))];
    for (const scheme of schemes) {
      const file = scheme === undefined ? undefined : this.catalogue.scheme(scheme);
      if (file && file.kind !== 'none') return { name: file.product, kind: file.kind, category: file.category };
    }
    return undefined;
  }

  /** `pd.read_sql(text, connection)`: the product of the connection handed over. */
  #connectionProduct(call: Call): TargetSystem | undefined {
    for (const arg of call.args) {
      for (const expr of definitions(arg.value, this.values, this.calls)) {
        if (expr.kind !== 'call') continue;
        const api = this.api(expr);
        if (api && api.kind !== 'none') return { name: api.product, kind: api.kind, category: api.category, file: api.file };
        const scheme = expr.args[0] && urlFact(expr.args[0].value, this.values).protocol;
        const file = scheme ? this.catalogue.scheme(scheme) : undefined;
        if (file && file.kind !== 'none') return { name: file.product, kind: file.kind, category: file.category };
      }
    }
    return undefined;
  }

  #object(args: (role: Role) => Expr[]): string | undefined {
    for (const expr of args('object')) {
      const name = this.values.string(expr);
      if (name !== undefined && name.length < 80) return name;
    }
    return undefined;
  }

  /** An argument by the catalogue's key. */
  argument(call: Call, key: string): Expr | undefined {
    return argumentAt(call, key, this.values)[0];
  }
}
