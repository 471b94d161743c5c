/** The company's own production systems, named in the code: hosts, databases, live-mode keys. */
import type { Expr } from '#model';
import type { Credential } from './credential.js';
import type { Effect } from './effects.js';
import { environmentWord } from './environment.js';
import type { Facts } from './index.js';
import { textShape } from './text.js';
import { isLoopback } from './urls.js';

export interface ProductionTarget {
  readonly effect: Effect;
  readonly at: Expr;
  readonly kind: 'host' | 'database';
  readonly name: string;
}

const DATABASE_OPTIONS = ['database', 'db', 'dbname', 'dbName', 'database_name', 'databaseName', 'project', 'projectId', 'project_id', 'dataset', 'catalog', 'schema'];
const HOST_IN_TEXT = /^(?:[a-z][a-z0-9+.-]{1,30}:\/\/)?(?:[^/@\s]{0,200}@)?([a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9-]{1,63}){1,8})(?::\d{1,5})?(?:[/?;,]|$)/i;
const DATABASE_IN_TEXT = /^[a-z][a-z0-9+.-]{1,30}:\/\/[^/\s]{1,300}\/([\w-]{1,64})(?:$|[?;])|(?:^|;)\s*(?:initial catalog|database)\s*=\s*([\w-]{1,64})/i;
/** Hosts of a cloud's shared machinery, whose own label says "prod". */
const SHARED = /(?:^|\.)prod-?\d+\.|\.logic\.azure\.com$|\.execute-api\./i;

/** Targets whose own name says production, one for each name. */
export function productionTargets(facts: Facts): ProductionTarget[] {
  const found = new Map<string, ProductionTarget>();
  for (const effect of facts.effects.all) {
    if (!effect.remote && effect.does !== 'connect') continue;
    for (const target of targetsOf(effect, facts)) if (!found.has(target.name)) found.set(target.name, target);
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
    const text = effect.url?.expr === at ? effect.url.shape : textShape(at, facts.values);
    if (text === '' || text.length > 500) continue;
    const host = HOST_IN_TEXT.exec(text)?.[1]?.toLowerCase() ?? '';
    if (host !== '' && isOwnProduction(host, facts)) found.push({ effect, at, kind: 'host', name: host });
    else if (database && effect.does === 'connect' && !isLoopback(host)) {
      const match = DATABASE_IN_TEXT.exec(text);
      const name = match?.[1] ?? match?.[2];
      if (name !== undefined && environmentWord(name) === 'production') found.push({ effect, at, kind: 'database', name });
    }
  }
  if (database && effect.does === 'connect' && effect.environment !== 'test') {
    for (const option of DATABASE_OPTIONS) {
      const at = effect.option(option);
      const name = at && textShape(at, facts.values);
      if (at && name && /^[\w.-]{1,64}$/.test(name) && environmentWord(name) === 'production') found.push({ effect, at, kind: 'database', name });
    }
  }
  return found;
}

/** A vendor's public API is nobody's own production. */
function isOwnProduction(host: string, facts: Facts): boolean {
  if (isLoopback(host) || facts.catalogue.host(host) !== undefined || SHARED.test(host)) return false;
  return facts.effects.isProductionHost(host) || environmentWord(host) === 'production';
}
