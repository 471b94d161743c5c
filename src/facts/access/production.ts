/** The company's own production systems, named in the code: hosts, tenants, databases, buckets, live-mode keys. */
import type { Expr } from '#model';
import type { Credential } from '../credentials/credential.js';
import type { Effect } from '../effects/effects.js';
import { definitions } from '../names/definitions.js';
import { environmentWord } from '../texts/environment.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';
import { isLoopback } from '../texts/urls.js';
import { writtenAt } from '../texts/written-at.js';

export interface ProductionTarget {
  readonly effect: Effect;
  /** Where it is written. */
  readonly at: Expr;
  readonly kind: 'host' | 'tenant' | 'environment' | 'database' | 'bucket';
  readonly name: string;
}

const DATABASE_OPTIONS = ['database', 'db', 'dbname', 'dbName', 'database_name', 'databaseName', 'project', 'projectId', 'project_id', 'dataset', 'catalog', 'schema'];
const BUCKET_OPTIONS = ['bucket', 'Bucket', 'bucket_name', 'bucketName', 'container', 'container_name', 'containerName'];
const HOST_IN_TEXT = /^(?:[a-z][a-z0-9+.-]{1,30}:\/\/)?(?:[^/@\s]{0,200}@)?([a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9-]{1,63}){1,8})(?::\d{1,5})?(?:[/?;,]|$)/i;
/** `Server=tcp:db.example.com,1433;Database=…`. */
const HOST_IN_SETTINGS = /(?:^|[;\s])(?:server|data source|host|hostname|address|addr|network address)\s{0,4}=\s{0,4}(?:tcp:)?([a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8})(?:[,:;\s]|$)/i;
const DATABASE_IN_TEXT = /^[a-z][a-z0-9+.-]{1,30}:\/\/[^/\s]{1,300}\/([\w-]{1,64})(?:$|[?;])|(?:^|;)\s*(?:initial catalog|database)\s*=\s*([\w-]{1,64})/i;
/** A tenant's environment, which the author's own administrators name, in a vendor's address: `/v2.0/<tenant>/Production/api`. */
const ENVIRONMENT_IN_PATH = /\/(?:v\d{1,2}(?:\.\d{1,2})?|[0-9a-f]{8}-[0-9a-f-]{27})\/(prod|production|live)\/(?:api|odata\w{0,4}|ws)(?:\/|$)/i;
/** Hosts of a cloud's shared machinery, whose own label says "prod". */
const SHARED = /(?:^|\.)prod-?\d+\.|\.logic\.azure\.com$|\.execute-api\./i;
/** Where a product's customers name their own resource, so that a name tells what it is for. */
const NAMED_BY_CUSTOMERS: ReadonlySet<string> = new Set(['database', 'warehouse', 'file-store', 'queue']);
/** Words by which vendors name their own hosts: services, regions, pods. */
const VENDORS_OWN = /^(?:www\d*|apis?\d*|app|apps|login|auth|oauth\d?|accounts?|id|identity|sso|help|docs?|developers?|support|status|services?|rest|gateway|platform|cdn|static|assets|secure|connect|checkout|pal|public|global|web|portal|partners?|mail|smtp|hooks?|[a-z]{1,5}\d{1,4}|[a-z]{2})$/i;
const STAND_IN = /your|example|sample|placeholder|dummy|changeme|x{3}|^my-?|^(?:company|domain|subdomain|tenant|instance|org|organi[sz]ation|site|store|shop|account|foo|bar)(?:-?name)?$/i;

/** Targets whose own name says production, one for each name. */
export function productionTargets(facts: Facts): ProductionTarget[] {
  const found = new Map<string, ProductionTarget>();
  for (const effect of facts.effects.all) {
    if (!effect.remote && effect.does !== 'connect') continue;
    for (const target of targetsOf(effect, facts)) {
      if (!found.has(target.name)) found.set(target.name, { ...target, at: writtenAt(target.at, target.name, facts.values, facts.calls) });
    }
  }
  return [...found.values()];
}

/** Keys of an account where real money or real mail moves, by the provider's own mark. */
export function liveKeys(facts: Facts): Credential[] {
  return facts.credentials.filter((credential) =>
    (credential.kind === 'hardcoded' || credential.kind === 'fallback') && !credential.testMode && !credential.inComment && /^[a-z]{2,12}_(?:live|prod)_/i.test(credential.value));
}

function targetsOf(effect: Effect, facts: Facts): ProductionTarget[] {
  const found: ProductionTarget[] = [];
  const database = effect.api.category === 'database' || effect.api.category === 'warehouse';
  const places = [...effect.args('host'), ...effect.args('url'), ...(effect.does === 'connect' ? effect.call.args.slice(0, 1).map((arg) => arg.value) : [])];
  for (const at of new Set(places)) {
    const text = effect.url?.expr === at && effect.url.host !== undefined ? effect.url.shape : textOf(at, facts);
    if (text === '' || text.length > 500) continue;
    const host = (HOST_IN_TEXT.exec(text)?.[1] ?? (database ? HOST_IN_SETTINGS.exec(text)?.[1] : undefined) ?? '').toLowerCase();
    const kind = host === '' ? undefined : ownProduction(host, facts);
    const environment = kind || host === '' || facts.catalogue.host(host)?.kind !== 'system-of-record' ? undefined : ENVIRONMENT_IN_PATH.exec(text)?.[1];
    if (kind) found.push({ effect, at, kind, name: host });
    else if (environment !== undefined) found.push({ effect, at, kind: 'environment', name: environment });
    else if (database && effect.does === 'connect' && !isLoopback(host)) {
      const match = DATABASE_IN_TEXT.exec(text);
      const name = match?.[1] ?? match?.[2];
      if (name !== undefined && environmentWord(name) === 'production') found.push({ effect, at, kind: 'database', name });
    }
  }
  if (database && effect.does === 'connect' && effect.environment !== 'test') found.push(...named(effect, DATABASE_OPTIONS, 'database', facts));
  if (effect.api.category === 'file-store' && effect.remote) found.push(...named(effect, BUCKET_OPTIONS, 'bucket', facts));
  return found;
}

/** The text, or the default that the author gives where a setting is not set: `os.environ.get("BUCKET", "reports-prod")`. */
function textOf(expr: Expr, facts: Facts): string {
  const text = textShape(expr, facts.values);
  if (!text.startsWith('{}')) return text;
  const [behind] = definitions(expr, facts.values, facts.calls);
  const given = behind?.kind === 'call' && facts.values.paths(behind.callee).some((path) => /^py:(?:os\.getenv|os\.environ\.get|decouple\.config)$/.test(path))
    ? behind.args.find((arg, index) => (arg.name === undefined ? index === 1 : arg.name === 'default')) : undefined;
  return given ? textShape(given.value, facts.values) : text;
}

/** Options whose text says production. */
function named(effect: Effect, options: readonly string[], kind: 'database' | 'bucket', facts: Facts): ProductionTarget[] {
  return options.flatMap((option) => {
    const at = effect.option(option);
    const name = at && textOf(at, facts);
    return at && name && /^[\w.-]{1,64}$/.test(name) && environmentWord(name) === 'production' ? [{ effect, at, kind, name }] : [];
  });
}

/** A vendor's public API is nobody's own production; a customer's own address in a system of record is. */
function ownProduction(host: string, facts: Facts): 'host' | 'tenant' | undefined {
  if (isLoopback(host) || SHARED.test(host)) return undefined;
  const known = facts.catalogue.host(host);
  if (!known) return facts.effects.isProductionHost(host) || environmentWord(host) === 'production' ? 'host' : undefined;
  if (known.own === undefined || known.environment === 'test') return undefined;
  if (facts.effects.isProductionHost(host)) return 'host';
  if (NAMED_BY_CUSTOMERS.has(known.category)) return environmentWord(known.own) === 'production' ? 'host' : undefined;
  return known.kind === 'system-of-record' && isTenant(known.own) ? 'tenant' : undefined;
}

/** `acme` of `acme.zendesk.com`: no service, region, trial or stand-in. Salesforce's `acme--uat` is a copy to try things in. */
function isTenant(own: string): boolean {
  return environmentWord(own) !== 'test' && !own.includes('--') && !STAND_IN.test(own) && !own.split(/[.-]/).some((word) => VENDORS_OWN.test(word));
}
