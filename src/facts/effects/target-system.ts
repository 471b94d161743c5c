/** Which system a call goes to: by its host, its client, the connection it uses, or the setting that its address comes from. */
import type { SystemKind } from '#core';
import type { Api, Catalogue, Category, HostMatch } from '#catalogue';
import type { Call, Expr } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { argumentAt, option } from '../names/arguments.js';
import { definitions } from '../names/definitions.js';
import { SettingNames } from './setting-names.js';
import { isLoopback, urlFact, type UrlFact } from '../texts/urls.js';
import type { Values } from '../names/values.js';

export interface TargetSystem {
  readonly name: string;
  readonly kind: SystemKind;
  readonly category: Category;
  /** Catalogue file; absent for hosts that it does not know. */
  readonly file?: string;
}

const DEEPEST = 4;
const SCHEME = /^[a-z][a-z\d]{1,20}(?:\+[a-z\d]{1,20})?$/;

export class TargetSystems {
  #names: SettingNames | undefined;

  constructor(
    readonly values: Values,
    readonly calls: CallGraph,
    readonly catalogue: Catalogue,
    readonly apiOf: (call: Call) => Api | undefined,
  ) {}

  /** Made when first asked for: most code names its systems. */
  get #settings(): SettingNames {
    return (this.#names ??= new SettingNames(this.catalogue));
  }

  /** `made`: the calls that made the client or connection; `host`: what the catalogue knows of the address. */
  of({ api, url, host, made, call }: { api: Api; url: UrlFact | undefined; host: HostMatch | undefined; made: readonly Call[]; call: Call }): TargetSystem | undefined {
    // A host that several products share by path: a client of one of them says which.
    const own = host && api.kind !== 'none' && api.does !== 'request' && host.file !== api.file && this.catalogue.serves(api.file, url?.host);
    const named = url && api.does === 'request' && url.host === undefined ? this.#named(url) : undefined;
    if (host && !own && !(host.byPath && named)) return { name: host.product, kind: host.kind === 'none' ? 'service' : host.kind, category: host.category, file: host.file };
    if (api.kind !== 'none') {
      const provider = api.category === 'mail' ? this.#mailProvider(made) : undefined;
      if (provider) return provider;
      const behind = api.category === 'database' ? this.#byScheme(url?.protocol) ?? this.#connected(call, made, api) : undefined;
      return behind ?? { name: api.product, kind: api.kind, category: api.category, file: api.file };
    }
    if (api.does === 'query') return this.#byScheme(url?.protocol) ?? this.#connected(call, made, api) ?? { name: 'Database', kind: 'system-of-record', category: 'database' };
    if (api.does !== 'request' || !url) return undefined;
    if (url.host !== undefined) return isLoopback(url.host) ? undefined : { name: url.host, kind: 'service', category: 'other' };
    return named;
  }

  /** The product that the setting is named after which an address is read from. */
  #named(url: UrlFact): TargetSystem | undefined {
    const named = (url.base && this.#settings.behind(url.base, this.values, this.calls)) ?? this.#settings.behind(url.expr, this.values, this.calls);
    return named && named.entry.kind !== 'none' ? { name: named.entry.product, kind: named.entry.kind, category: named.entry.category, file: named.file } : undefined;
  }

  /** `createTransport({ service: 'gmail' })`. */
  #mailProvider(made: readonly Call[]): TargetSystem | undefined {
    for (const call of made) {
      const service = option(call, 'service', this.values);
      const named = service && this.#settings.named(this.values.string(service) ?? '');
      if (named && named.entry.kind !== 'none') return { name: named.entry.product, kind: named.entry.kind, category: named.entry.category, file: named.file };
    }
    return undefined;
  }

  #byScheme(scheme: string | undefined): TargetSystem | undefined {
    const file = scheme === undefined ? undefined : this.catalogue.scheme(scheme);
    return file && file.kind !== 'none' ? { name: file.product, kind: file.kind, category: file.category } : undefined;
  }

  /** The product of the connection used or handed over, where the library itself serves many. */
  #connected(call: Call, made: readonly Call[], api: Api): TargetSystem | undefined {
    if ((this.catalogue.index[api.file]?.schemes.length ?? 0) > 0) return undefined;
    const candidates = [...made, ...call.args.flatMap((arg) => this.#callsBehind(arg.value))];
    for (const candidate of candidates) {
      const found = this.#product(candidate, 0);
      if (found) return found;
    }
    return undefined;
  }

  #product(made: Call, depth: number): TargetSystem | undefined {
    if (depth > DEEPEST) return undefined;
    const api = this.apiOf(made);
    const specific = api && api.kind !== 'none' && (api.category === 'database' || api.category === 'warehouse') && (this.catalogue.index[api.file]?.schemes.length ?? 0) > 0;
    if (specific) return { name: api.product, kind: api.kind as SystemKind, category: api.category, file: api.file };
    const addresses = [...argumentAt(made, '0', this.values), ...['url', 'drivername', 'connectionString', 'dialect', 'client'].flatMap((name) => option(made, name, this.values) ?? [])];
    for (const address of addresses) {
      const text = this.values.string(address);
      const found = this.#byScheme(urlFact(address, this.values).protocol ?? (text !== undefined && SCHEME.test(text) ? text : undefined));
      if (found) return found;
      for (const inner of this.#callsBehind(address)) {
        const behind = inner === made ? undefined : this.#product(inner, depth + 1);
        if (behind) return behind;
      }
    }
    // `connection = engine.connect()`, `db('orders')`: what it was called on.
    const receiver = this.#callsBehind(made.callee.kind === 'member' ? made.callee.object : made.callee);
    return receiver.map((inner) => (inner === made ? undefined : this.#product(inner, depth + 1))).find((found) => found !== undefined);
  }

  #callsBehind(expr: Expr): Call[] {
    return definitions(expr, this.values, this.calls).filter((made): made is Call => made.kind === 'call');
  }
}
