/** Products told by the name of the setting that an address is read from: `JIRA_BASE_URL`, `config.teamsWebhookUrl`. */
import type { Catalogue, IndexEntry } from '#catalogue';
import type { Expr } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import { textParts } from '../texts/text.js';
import type { Values } from '../names/values.js';
import { words } from '../names/words.js';

const VENDOR = new Set(['microsoft', 'google', 'amazon', 'aws', 'azure', 'atlassian', 'the', 'com', 'io', 'sap', 'oracle', 'api', 'cloud', 'crm']);
/** Words that mean many things: alone they name no product. */
const GENERIC = new Set([
  'chat', 'calendar', 'drive', 'docs', 'forms', 'maps', 'mail', 'email', 'ads', 'analytics', 'sheets', 'slides', 'tasks', 'people', 'contacts', 'files', 'storage',
  'search', 'database', 'sql', 'queue', 'graph', 'secrets', 'secret', 'manager', 'business', 'central', 'one', 'connect', 'close', 'front', 'base', 'box', 'linear',
  'square', 'segment', 'monitoring', 'sms', 'apps', 'script', 'http', 'webhook', 'smtp', 'imap', 'rest', 'web', 'server', 'data', 'directory', 'service', 'services',
  'browser', 'messages', 'notifications', 'identity', 'platform', 'index', 'store', 'site', 'custom', 'hub', 'crisp', 'wise', 'gateway', 'gateways',
]);
const ADDRESS = new Set(['url', 'uri', 'host', 'hostname', 'base', 'endpoint', 'webhook', 'domain', 'subdomain', 'instance', 'site', 'server', 'org', 'tenant', 'shop', 'dsn']);
const MOST_NAMES = 40;

export interface NamedProduct {
  readonly file: string;
  readonly entry: IndexEntry;
}

export class SettingNames {
  /** By the first of a product's own words. */
  readonly #products = new Map<string, { readonly words: readonly string[]; readonly product: NamedProduct }[]>();

  constructor(catalogue: Catalogue) {
    for (const [file, entry] of Object.entries(catalogue.index)) {
      if (entry.kind === 'none') continue;
      const own = words(entry.product).filter((word) => !VENDOR.has(word));
      if (own.every((word) => GENERIC.has(word))) continue;
      const known = this.#products.get(own[0]!);
      const product = { words: own, product: { file, entry } };
      if (known) known.push(product);
      else this.#products.set(own[0]!, [product]);
    }
  }

  /** The product behind an address that is not written in the code. */
  behind(address: Expr, values: Values, calls: CallGraph): NamedProduct | undefined {
    for (const name of namesBehind(address, values, calls)) {
      const parts = words(name);
      if (!parts.some((word) => ADDRESS.has(word))) continue;
      const found = this.named(name);
      if (found) return found;
    }
    return undefined;
  }

  /** The product whose own words stand in a name. */
  named(name: string): NamedProduct | undefined {
    const parts = words(name);
    let best: { readonly words: readonly string[]; readonly product: NamedProduct } | undefined;
    parts.forEach((part, at) => {
      for (const candidate of this.#products.get(part) ?? []) {
        if (candidate.words.every((word, i) => parts[at + i] === word) && candidate.words.length > (best?.words.length ?? 0)) best = candidate;
      }
    });
    return best?.product;
  }
}

/** Names of variables, properties and settings that the holes of an address are filled from. */
function namesBehind(address: Expr, values: Values, calls: CallGraph): string[] {
  const found = new Set<string>();
  const parts = textParts(address, values);
  // `process.env.SLACK_WEBHOOK || ''`: the empty text is only what stands in for the setting.
  for (const part of parts.every((each) => each === '') ? [address] : parts) {
    if (typeof part === 'string') {
      // What follows a written host is no address any more.
      if (/^[a-z][\w+.-]*:\/\/[^/]+\//i.test(part)) break;
      continue;
    }
    for (const expr of [part, ...definitions(part, values, calls)]) for (const name of namesOf(expr, values)) if (found.size < MOST_NAMES) found.add(name);
    break;
  }
  return [...found];
}

function namesOf(expr: Expr, values: Values): string[] {
  const names: string[] = [];
  let at: Expr | undefined = expr;
  for (let depth = 0; at && depth < 20; depth++) {
    if (at.kind === 'name') {
      names.push(at.name);
      break;
    }
    if (at.kind === 'member') {
      const key: string | undefined = at.property ?? (at.index && values.string(at.index));
      if (key !== undefined) names.push(key);
      at = at.object;
    } else if (at.kind === 'call') {
      const first: string | undefined = at.args[0] && !at.args[0].spread ? values.string(at.args[0].value) : undefined;
      if (first !== undefined && /^\w{3,60}$/.test(first)) names.push(first);
      at = at.callee;
    } else if (at.kind === 'await') at = at.value;
    else break;
  }
  return names;
}
