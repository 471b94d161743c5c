/** Connections that may do more than the script needs: administrators' accounts, keys above all permissions, acting as somebody else. */
import type { Expr } from '#model';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { LookUps } from '../credentials/look-ups.js';
import { isLocalConnection } from './local-connection.js';
import { textShape } from '../texts/text.js';
import { isLoopback } from '../texts/urls.js';
import { writtenAt } from '../texts/written-at.js';

export interface Privilege {
  readonly kind: 'account' | 'key' | 'impersonation';
  readonly effect: Effect;
  /** Where it is named. */
  readonly at: Expr;
  /** The account, or the name of the key. */
  readonly name: string;
  /** Only the default of a setting. */
  readonly isDefault: boolean;
}

const SUPER_USERS = /^(?:root|sa|sys|sysdba|postgres|superuser|supabase_admin|doadmin|cloudsqladmin|rdsadmin|administrator)$/i;
/** Words that only mean the highest account where a database asks for one. */
const DATABASE_ADMINS = /^(?:admin|system|master|dba|db_?admin|sysadmin|accountadmin|securityadmin|orgadmin)$/i;
const SUPER_KEYS = /service_?role|(?:^|_)master_?key$|(?:^|_)root_?(?:key|token|password)$|(?:^|_)admin_?secret$/i;
const CONNECTION_USER = /^[a-z][a-z0-9+.-]{1,30}:\/\/([^:@/?#\s{}]{1,80})(?::[^@/\s]{0,200})?@([^/:?#\s]{1,200})|(?:^|[;\s])(?:uid|user id|user)\s{0,4}=\s{0,4}([^;{}\s]{1,80})/i;

export function privileges(facts: Facts): Privilege[] {
  const lookUps = new LookUps(facts.values, facts.effects);
  return facts.effects.all.flatMap((effect) => [...accounts(effect, facts, lookUps), ...keys(effect, lookUps), ...impersonations(effect, facts)]);
}

function accounts(effect: Effect, facts: Facts, lookUps: LookUps): Privilege[] {
  if (effect.does !== 'connect') return [];
  const database = effect.api.category === 'database' || effect.api.category === 'warehouse';
  const isSuper = (name: string): boolean => SUPER_USERS.test(name) || (database && DATABASE_ADMINS.test(name));
  for (const at of effect.args('user')) {
    const name = textShape(at, facts.values).trim();
    if (!isSuper(name) || isLocal(effect, at, facts)) continue;
    return [{ kind: 'account', effect, at: writtenAt(at, name, facts.values, facts.calls), name, isDefault: lookUps.of(at) !== undefined }];
  }
  if (!database) return [];
  const role = effect.option('role');
  const roleName = role && facts.values.string(role);
  if (role && roleName !== undefined && DATABASE_ADMINS.test(roleName)) return [{ kind: 'account', effect, at: writtenAt(role, roleName, facts.values, facts.calls), name: roleName, isDefault: false }];
  for (const at of new Set([...effect.args('host'), ...effect.args('url'), ...effect.args('credential'), ...effect.call.args.slice(0, 1).map((arg) => arg.value)])) {
    const match = CONNECTION_USER.exec(textShape(at, facts.values));
    const name = (match?.[1] ?? match?.[3])?.trim();
    if (name === undefined || !isSuper(name) || (match?.[2] !== undefined && isLoopback(match[2].toLowerCase())) || isLocal(effect, at, facts)) continue;
    return [{ kind: 'account', effect, at: writtenAt(at, name, facts.values, facts.calls), name, isDefault: lookUps.of(at) !== undefined }];
  }
  return [];
}

/** On this very machine: so it says, or it names no host where the client then means this machine. */
function isLocal(effect: Effect, user: Expr, facts: Facts): boolean {
  if (isLocalConnection(user, facts.values)) return true;
  const hosts = [...effect.args('host'), ...effect.args('url')].filter((expr) => expr !== user).map((expr) => textShape(expr, facts.values));
  if (hosts.some((host) => /(?:^|[/@=,:;])(?:localhost|127\.0\.0\.1|::1|\(local\)|\.)(?:$|[:/;,\\])/i.test(host))) return true;
  return hosts.length === 0 && !effect.opaque && effect.args('user').includes(user) && !['host', 'hostname', 'server', 'socketPath', 'unix_socket', 'address'].some((name) => effect.option(name));
}

function keys(effect: Effect, lookUps: LookUps): Privilege[] {
  if (effect.does !== 'connect') return [];
  return effect.args('credential').slice(0, 4).flatMap((at) => {
    const name = lookUps.of(at)?.name ?? (at.kind === 'name' ? at.name : at.kind === 'member' ? at.property : undefined);
    const database = effect.api.category === 'database';
    return name !== undefined && (SUPER_KEYS.test(name) || (database && /service_?key$/i.test(name))) ? [{ kind: 'key' as const, effect, at, name, isDefault: false }] : [];
  }).slice(0, 1);
}

function impersonations(effect: Effect, facts: Facts): Privilege[] {
  return effect.args('impersonates').flatMap((at) => {
    if (at.kind === 'literal' && (at.type === 'null' || at.type === 'undefined' || at.value === '')) return [];
    if (facts.values.paths(at).some((path) => /\.DELEGATE$/.test(path))) return [];
    const name = facts.values.string(at);
    return [{ kind: 'impersonation' as const, effect, at, name: name ?? '', isDefault: false }];
  }).slice(0, 1);
}
