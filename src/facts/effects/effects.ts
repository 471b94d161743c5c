/** Each call that the catalogue knows: what it does, to which system, where, with what. */
import type { Access, DataClass, Environment, Policy } from '#core';
import type { Api, Catalogue, Does, Role } from '#catalogue';
import type { Call, Expr, Module, Unit } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { builtStatement } from '../texts/built-statement.js';
import { callerQueries, callerUses } from './caller-uses.js';
import { argumentAt, hasOpaqueOptions, option, roleArguments } from '../names/arguments.js';
import { definitions, receiverCalls } from '../names/definitions.js';
import { onlyAsks } from '../texts/graphql.js';
import { requestedStatement, statementsIn } from './requested-statement.js';
import { handedOver } from '../names/handed-over.js';
import { environmentOf, matches } from '../texts/environment.js';
import { sqlFact, type SqlFact } from '../texts/sql.js';
import { TargetSystems, type TargetSystem } from './target-system.js';
import { textShape } from '../texts/text.js';
import { isLoopback, urlFact, withBareHost, type UrlFact } from '../texts/urls.js';
import type { Values } from '../names/values.js';

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
  /** Where a wrapper of the author's makes the call that was handed to it: `withRetry(client.get, url)`. */
  readonly inner?: Call;
  /** Of a model: false where what comes back is no text. */
  readonly answers?: boolean;
  /** In a wrapper of the author's: what it does for each caller, where the caller says verb, path or statement. */
  readonly uses: readonly EffectUse[];
  /** Calls that made the client or connection used. */
  readonly made: readonly Call[];
  args(role: Role): Expr[];
  option(name: string): Expr | undefined;
  /** Options are handed over that can't be seen. */
  readonly opaque: boolean;
}

/** What a wrapped request or query does for one of its callers. */
export interface EffectUse {
  readonly call: Call;
  /** The verb of a request. */
  readonly method?: string;
  readonly does: Effect['does'];
  readonly access?: Access;
  readonly object?: string;
  readonly data?: DataClass;
  readonly sql?: SqlFact;
  /** Where the caller's own address leads to another system than the wrapper's. */
  readonly system?: TargetSystem;
  /** What the caller asks for, from the path on. */
  readonly path?: string;
  readonly pages?: Api['pages'];
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

/** What every table of a product holds: the table's own name says more. */
const ANY_OBJECT = new Set(['Record', 'Row', 'Entity']);

export class Effects {
  readonly all: readonly Effect[];
  readonly #byCall = new Map<Call, readonly Effect[]>();
  readonly #apis = new Map<Call, Api | null>();
  readonly #systems: TargetSystems;

  constructor(
    unit: Unit,
    readonly values: Values,
    readonly calls: CallGraph,
    readonly catalogue: Catalogue,
    readonly environments: Policy['environments'],
  ) {
    this.#systems = new TargetSystems(values, calls, catalogue, (call) => this.api(call));
    const all: Effect[] = [];
    for (const module of unit.modules) {
      for (const call of module.calls) {
        const effects = this.#effectsOf(call, module);
        if (effects.length === 0) continue;
        all.push(...effects);
        this.#byCall.set(call, effects);
      }
    }
    this.all = all;
  }

  of(call: Call): Effect | undefined {
    return this.#byCall.get(call)?.[0];
  }

  /** All that a call can do: in a wrapper of the author's, one for each verb that its callers ask for. */
  allOf(call: Call): readonly Effect[] {
    return this.#byCall.get(call) ?? [];
  }

  /** Holds if the policy says that a host is production. */
  isProductionHost(host: string): boolean {
    return matches(host, this.environments.production);
  }

  /** The system that a request would go to at another address. */
  systemAt({ api, made, call }: Effect, url: UrlFact): TargetSystem | undefined {
    return this.#systems.of({ api, url, host: this.catalogue.host(url.host, url.path), made, call });
  }

  /** The catalogue's entry for a call, effects or not. */
  api(call: Call): Api | undefined {
    const known = this.#apis.get(call);
    if (known !== undefined) return known ?? undefined;
    const api = this.#apiOf(call);
    this.#apis.set(call, api ?? null);
    return api;
  }

  #apiOf(call: Call): Api | undefined {
    for (const path of this.values.paths(call.callee)) {
      const first = call.args[0];
      const text = first && !first.spread ? this.values.string(first.value) : undefined;
      const api = (text !== undefined && text.length < 60 ? this.catalogue.call(`${path}('${text}')`) : undefined)
        ?? this.catalogue.call(path) ?? this.catalogue.call(`${path}()`);
      if (api) return api;
    }
    return undefined;
  }

  /** Usually one; several where a wrapper of the author's passes the verb on: one for each verb that its callers ask for. */
  #effectsOf(call: Call, module: Module): Effect[] {
    const handed = handedOver(call, this.values, this.calls);
    if (handed) {
      const api = this.api(handed.as);
      return api ? [{ ...this.#finish(handed.as, module, api, handed.as), call, inner: handed.inner }] : [];
    }
    // The call of what was handed over: it counts where it was handed over.
    if (this.#runsHandedOver(call)) return [];
    const effect = this.#effect(call, module);
    if (!effect) return [];
    if (effect.api.does !== 'request' || effect.method !== undefined) return [effect];
    const given = effect.args('method')[0] ?? effect.option('method');
    const named = given ? this.values.of(given).flatMap((value) => (value.kind === 'const' && typeof value.value === 'string' ? [value.value.toUpperCase()] : [])) : [];
    const verbs = named.length > 0 ? named : effect.uses.flatMap(({ method }) => method ?? []);
    if (verbs.length === 0) return [effect];
    const split = [...new Set(verbs)].map((method) => {
      const each = this.#finish(call, module, { ...effect.api, method }, call);
      return effect.uses.length === 0 ? each : { ...each, uses: effect.uses.filter((use) => use.method === method) };
    });
    // What no caller asks for is not done.
    return effect.uses.length === 0 ? split : split.filter((each) => each.uses.length > 0);
  }

  #runsHandedOver(call: Call): boolean {
    if (call.callee.kind !== 'name') return false;
    return call.callee.binding.writes.some((write) => write.param !== undefined
      && this.calls.callers(write.param.func).some((caller) => handedOver(caller.call, this.values, this.calls)?.inner === call));
  }

  #effect(call: Call, module: Module): Effect | undefined {
    let api = this.api(call);
    if (!api) return undefined;
    if (api.awaited !== undefined && call.parent?.kind === 'await' && this.#onlyBuilds(call)) api = { ...api, does: api.awaited, remote: true };
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

  /** Holds if no call before it in the chain says what is done. */
  #onlyBuilds(call: Call): boolean {
    let at: Expr = call.callee;
    for (let depth = 0; depth < 20; depth++) {
      if (at.kind === 'member') at = at.object;
      else if (at.kind === 'call') {
        const does = this.api(at)?.does ?? 'none';
        if (does !== 'none' && does !== 'connect') return false;
        at = at.callee;
      } else return true;
    }
    return false;
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
    const host = url === undefined ? undefined : this.catalogue.host(url.host, url.path);
    const system = this.#systems.of({ api, url, host, made, call });
    const known = (host?.byPath ? undefined : host?.file) ?? (api.does === 'request' ? system?.file : undefined);
    const endpoint = known !== undefined && method && url ? this.catalogue.endpoint(known, method, url.path) : undefined;
    const statements = endpoint?.statement === undefined ? [] : statementsIn(call, url, endpoint.statement, this.values, this.calls);
    const sql = api.does === 'query' ? this.#sql(args) : requestedStatement(statements, this.values, this.calls);
    const asks = method === 'POST' && onlyAsks(call, url, endpoint?.does === 'request', this.values, this.calls);
    const does = asks ? 'read' : endpoint?.statement !== undefined && sql ? SQL_DOES[sql.verb] : this.#does(api, method, sql, endpoint?.does, system);
    const access = ACCESS[does];
    const remote = url?.host !== undefined && isLoopback(url.host) ? false : api.remote === true;
    const named = this.#object(args) ?? this.#builtOn(made);
    const object = endpoint?.object ?? sql?.tables[0] ?? (api.object === undefined || ANY_OBJECT.has(api.object) ? named ?? api.object : api.object);
    const data = endpoint?.data ?? api.data ?? (object !== undefined && system?.file ? this.catalogue.objectData(system.file, object) : undefined);
    return {
      call, module, api: endpoint ? { ...api, ...(endpoint.pages ? { pages: endpoint.pages } : {}), ...(endpoint.bulk ? { bulk: true } : {}), ...(endpoint.opens ? { opens: endpoint.opens } : {}) } : api,
      uses: this.#usesOf(call, api, args, url, system, statements),
      does, remote, environment: environmentOf({ url, host: host?.environment, made, call, values: this.values, patterns: this.environments }), made, args,
      option: (name) => option(argumentsOf, name, this.values),
      opaque: hasOpaqueOptions(argumentsOf, this.values),
      ...(access ? { access } : {}), ...(system ? { system } : {}), ...(url ? { url } : {}), ...(method ? { method } : {}),
      ...(sql ? { sql } : {}), ...(object !== undefined ? { object } : {}), ...(data ? { data } : {}),
      ...(endpoint?.answers === undefined ? {} : { answers: endpoint.answers }),
    };
  }

  #usesOf(call: Call, api: Api, args: (role: Role) => Expr[], url: UrlFact | undefined, system: TargetSystem | undefined, statements: readonly Expr[]): EffectUse[] {
    if (api.does === 'query') return this.#queries(call, args('sql'), system);
    const queries = this.#queries(call, statements, system);
    return queries.length > 0 || api.does !== 'request' ? queries : this.#uses(call, api, args, url, system);
  }

  #uses(call: Call, api: Api, args: (role: Role) => Expr[], url: UrlFact | undefined, system: TargetSystem | undefined): EffectUse[] {
    const given = api.method ? undefined : args('method')[0] ?? option(call, 'method', this.values);
    const options = api.method ? [] : call.args.slice(1).map((arg) => arg.value);
    // A parameter that is the whole address: each caller has its own.
    const address = args('url').find((expr) => expr.kind === 'name' && expr.binding.writes.some(({ via, param, path }) => via === 'param' && param?.func === call.in && path.length === 0));
    const where = api.operations ? args('object')[0] : address ?? url?.expr;
    const asked = callerUses({ call, given, options, otherwise: api.method?.toUpperCase() ?? 'GET', url: where, named: api.operations !== undefined }, this.values, this.calls);
    return asked.map((use) => {
      const host = use.host === undefined ? undefined : this.catalogue.host(use.host, use.path);
      const own = host && this.#systems.of({ api, url: undefined, host, made: [], call });
      const to = own ?? system;
      const endpoint = to?.file === undefined ? undefined : this.catalogue.endpoint(to.file, use.method, use.path);
      const does = this.#does(api, use.method, undefined, endpoint?.does, to);
      const access = ACCESS[does];
      return {
        call: use.call, method: use.method, does, path: use.path, ...(own ? { system: own } : {}), ...(access ? { access } : {}), ...(endpoint?.pages ? { pages: endpoint.pages } : {}),
        ...(endpoint?.object !== undefined ? { object: endpoint.object } : {}), ...(endpoint?.data ? { data: endpoint.data } : {}),
        ...(api.operations ? this.#handled(use.path.slice(1), to) : {}),
      };
    });
  }

  /** The object that a caller of a wrapper names, with the class of data that it holds. */
  #handled(object: string, system: TargetSystem | undefined): { object?: string; data?: DataClass } {
    if (object === '' || object.includes('{}')) return {};
    const data = system?.file === undefined ? undefined : this.catalogue.objectData(system.file, object);
    return { object, ...(data ? { data } : {}) };
  }

  #queries(call: Call, statements: readonly Expr[], system: TargetSystem | undefined): EffectUse[] {
    return callerQueries(call, statements, this.values, this.calls).map(({ call: at, sql }) => {
      const does = SQL_DOES[sql.verb];
      const access = ACCESS[does];
      const [object] = sql.tables;
      const data = object !== undefined && system?.file ? this.catalogue.objectData(system.file, object) : undefined;
      return { call: at, does, sql, ...(access ? { access } : {}), ...(object !== undefined ? { object } : {}), ...(data ? { data } : {}) };
    });
  }

  #method(call: Call, api: Api, args: (role: Role) => Expr[]): string | undefined {
    if (api.method) return api.method.toUpperCase();
    const given = args('method')[0] ?? option(call, 'method', this.values);
    if (!given) return hasOpaqueOptions(call, this.values) ? undefined : option(call, 'body', this.values) || option(call, 'data', this.values) ? (api.category === 'http' && call.callee.kind === 'name' ? 'GET' : 'POST') : 'GET';
    return this.values.string(given)?.toUpperCase();
  }

  #url(args: (role: Role) => Expr[], made: readonly Call[], api: Api): UrlFact | undefined {
    const given = args('url');
    // Options in the place of an address: the address stands in them.
    const expr = given.find((each) => !definitions(each, this.values, this.calls).some(({ kind }) => kind === 'object')) ?? given[0] ?? args('host')[0];
    if (!expr && (api.does !== 'request' || !Object.values(api.args ?? {}).includes('url'))) {
      // The address that a client was made with.
      for (const call of made) {
        const base = this.#baseUrl(call);
        if (base) return withBareHost(urlFact(base, this.values));
      }
      return undefined;
    }
    if (!expr) return undefined;
    for (const target of expr.kind === 'object' ? [] : definitions(expr, this.values, this.calls).slice(0, 1)) {
      const base = made.map((call) => this.#baseUrl(call)).find((found) => found !== undefined);
      const direct = urlFact(expr, this.values, base);
      if (direct.host !== undefined || target === expr) return direct;
      const behind = urlFact(target, this.values, base);
      return behind.host === undefined && behind.path === '' ? direct : behind;
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
      const fact = this.#sqlOf(expr) ?? sqlFact(builtStatement(expr, this.values, this.calls));
      if (fact) return fact;
    }
    return undefined;
  }

  #sqlOf(expr: Expr): SqlFact | undefined {
    return sqlFact(textShape(expr, this.values)) ?? definitions(expr, this.values, this.calls).map((at) => sqlFact(textShape(at, this.values))).find((found) => found !== undefined);
  }

  #does(api: Api, method: string | undefined, sql: SqlFact | undefined, endpoint: Does | undefined, system: TargetSystem | undefined): Effect['does'] {
    if (endpoint && endpoint !== 'request' && endpoint !== 'query') return endpoint;
    if (api.operations) return method === undefined ? 'none' : operationOf(api.operations, method);
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

  #object(args: (role: Role) => Expr[]): string | undefined {
    for (const expr of args('object')) {
      const name = this.values.string(expr);
      if (name !== undefined && name.length < 80) return name;
    }
    return undefined;
  }

  /** `from('orders').select(…)`: the object that a builder was started with. */
  #builtOn(made: readonly Call[]): string | undefined {
    for (const call of made) {
      const api = this.api(call);
      const name = api && this.#object((role) => roleArguments(call, api, role, this.values));
      if (name !== undefined) return name;
    }
    return undefined;
  }

  /** An argument by the catalogue's key. */
  argument(call: Call, key: string): Expr | undefined {
    return argumentAt(call, key, this.values)[0];
  }
}

/** What an operation does that is called by its name. */
function operationOf(operations: NonNullable<Api['operations']>, name: string): Effect['does'] {
  const asked = name.toLowerCase();
  const does = operations[asked] ?? Object.entries(operations).find(([pattern]) => pattern.endsWith('*') && asked.startsWith(pattern.slice(0, -1)))?.[1];
  return does === undefined || does === 'request' || does === 'query' ? 'none' : does;
}

export type { TargetSystem } from './target-system.js';
