/** Regulated data that leaves for somewhere it has no business: whom it goes to, and why that is no place for it. */
import type { Expr } from '#model';
import type { Role } from '#catalogue';
import { carriedFields } from '../flow/carried-fields.js';
import type { Flow } from '../flow/index.js';
import type { Effect } from '../effects/effects.js';
import { isOfSensitiveRecord } from '../effects/record-class.js';
import type { Facts } from '../index.js';
import { openingOf } from '../access/openings.js';
import { matches } from '../texts/environment.js';
import { isInventedAddress } from './invented.js';
import { isMailProvider } from './mail-providers.js';

export interface Departure {
  readonly effect: Effect;
  readonly flow: Flow;
  /** The fields, as the code names them. */
  readonly fields: readonly string[];
  readonly sensitive: boolean;
  readonly to: 'public' | 'mailbox' | 'unknown-host' | 'advertising' | 'unlisted';
  /** The host, address or product. */
  readonly name: string;
}

const SENDING: ReadonlySet<string> = new Set(['send', 'create', 'update', 'upsert']);
const CONTENT: readonly Role[] = ['body', 'data', 'html', 'fields', 'params', 'subject', 'cell', 'prompt', 'url'];
/** Names that only resolve inside a company, and those that stand for a name to be filled in. */
const OWN_NETWORK = /^[^.]+$|\.(?:internal|local|lan|corp|intra|intranet|home|private|svc|cluster)$|^(?:intranet|internal)\.|^\d{1,3}(?:\.\d{1,3}){3}$|^\[/;
const PLACEHOLDER_HOST = /(?:^|[.-])(?:example|your|yourcompany|company|mycompany|domain|yourdomain|acme|test|localhost|placeholder|contoso|fabrikam)(?:[.-]|$)|^(?:your|my)[-.]?|[<{}]/;

export function departures(facts: Facts): Departure[] {
  const readFrom = new Set(facts.effects.all.flatMap(({ does, url }) => ((does === 'read' || does === 'list') && url?.host !== undefined ? [siteOf(url.host)] : [])));
  const found: Departure[] = [];
  for (const effect of facts.effects.all) {
    if (found.at(-1)?.effect.call === effect.call || facts.inTest(effect.call)) continue;
    // Models have a rule of their own.
    if (!SENDING.has(effect.does) || !(effect.remote || effect.api.opens === 'public') || effect.system?.category === 'ai') continue;
    const destination = destinationOf(effect, facts, readFrom);
    if (!destination) continue;
    const flows = CONTENT.flatMap((role) => [...facts.flows.intoCall(effect, role, ['personal'])]).filter(({ source }) => source.data !== undefined);
    const flow = gravest(flows);
    if (!flow) continue;
    const fields = [...new Set(flows.flatMap((each) => carriedFields(each, facts.flows).map(({ what }) => what.replace(/^the field /, ''))))];
    found.push({ effect, flow, fields, ...destination, sensitive: flows.some((each) => isSensitive(each) || isOfSensitiveRecord(each, facts)) });
  }
  return found;
}

function destinationOf(effect: Effect, facts: Facts, readFrom: ReadonlySet<string>): Pick<Departure, 'to' | 'name'> | undefined {
  const { policy } = facts;
  const { system, url } = effect;
  const host = url?.host;
  if (host !== undefined && (isOwnHost(host) || [...policy.internal.domains, ...policy.internal.domains.map((domain) => `*.${domain}`)].some((pattern) => matches(host, [pattern])))) return undefined;
  if (isApproved(effect, policy.approved.hosts) || (host !== undefined && system?.file === undefined && isMailDomain(siteOf(host), facts))) return undefined;
  if (host !== undefined && facts.catalogue.host(host, url?.path)?.open) return { to: 'public', name: host };
  if (openingOf(effect, facts)) return { to: 'public', name: system?.name ?? 'a public place' };
  if (system?.category === 'mail' || effect.args('recipient').length > 0) {
    const mailbox = effect.args('recipient').flatMap((expr) => privateMailboxes(expr, facts))[0];
    if (mailbox !== undefined) return { to: 'mailbox', name: mailbox };
  }
  if (system?.category === 'ads' || system?.category === 'analytics') return { to: 'advertising', name: system.name };
  const unknown = host !== undefined && effect.api.does === 'request' && (system === undefined || system.file === undefined) && host.includes('.');
  if (unknown && !readFrom.has(siteOf(host)) && !PLACEHOLDER_HOST.test(host) && effect.environment !== 'test') return { to: 'unknown-host', name: host };
  // A list of parties is there, and this one is not on it.
  if (policy.approved.hosts.length > 0 && host !== undefined && system !== undefined && !readFrom.has(siteOf(host))) return { to: 'unlisted', name: system.name };
  return undefined;
}

/** Mailboxes at providers for everybody, written as constants. */
function privateMailboxes(expr: Expr, facts: Facts): string[] {
  const texts = [facts.values.string(expr), ...(expr.kind === 'list' ? expr.items.map((item) => facts.values.string(item)) : [])].flatMap((text) => (text === undefined ? [] : text.split(/[,;]/)));
  const own = facts.policy.internal.domains.map((domain) => domain.toLowerCase());
  return texts.flatMap((text) => {
    const address = /[\w.+-]{1,64}@([\w.-]{1,100})/.exec(text.slice(0, 300));
    const domain = address?.[1]?.toLowerCase();
    return domain !== undefined && isMailProvider(domain) && !own.includes(domain) && !isInventedAddress(address![0]) ? [address![0]] : [];
  });
}

function isApproved({ system, url }: Effect, hosts: readonly string[]): boolean {
  return hosts.some((name) => system?.name.toLowerCase() === name.toLowerCase() || (url?.host !== undefined && matches(url.host, [name])));
}

function isOwnHost(host: string): boolean {
  return OWN_NETWORK.test(host);
}

/** The registered name: `api.vendor.com` and `hooks.vendor.com` are one party. */
function siteOf(host: string): string {
  const labels = host.split('.');
  const registry = /^(?:co|com|org|net|gov|ac|edu|or|ne)\.[a-z]{2}$/.test(labels.slice(-2).join('.'));
  return labels.slice(registry ? -3 : -2).join('.');
}

/** Mail goes to or comes from addresses at this site: it is the company's own, and not that of a vendor with an address for help. */
function isMailDomain(site: string, facts: Facts): boolean {
  return facts.unit.modules.some(({ source: { text } }) => {
    const lower = text.toLowerCase();
    for (let at = lower.indexOf(`@${site}`); at !== -1; at = lower.indexOf(`@${site}`, at + 1)) if (!/[\w.-]/.test(lower.charAt(at + site.length + 1)) || /^\.(?:\W|$)/.test(lower.slice(at + site.length + 1, at + site.length + 3))) return true;
    return false;
  });
}

const GRAVITY = ['health', 'payment', 'employment', 'personal'];

function gravest(flows: readonly Flow[]): Flow | undefined {
  return [...flows].sort((a, b) => GRAVITY.indexOf(a.data ?? 'personal') - GRAVITY.indexOf(b.data ?? 'personal'))[0];
}

function isSensitive({ data }: Flow): boolean {
  return data !== undefined && data !== 'personal' && data !== 'internal';
}
