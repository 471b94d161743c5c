/** Permissions that the code or its manifest asks for, and which of them grant a whole product or tenant. */
import type { Catalogue } from '#catalogue';
import type { SourceText } from '#core';
import type { Expr, Manifest, Node } from '#model';
import { eachNode } from '#model';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';

export interface RequestedScope {
  readonly scope: string;
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** Scopes that are asked for together: one manifest, one list, one address. */
export interface ScopeList {
  /** The list in the code; absent for a manifest. */
  readonly node?: Node;
  readonly manifest?: Manifest;
  readonly scopes: readonly RequestedScope[];
}

const SCOPE_NAME = /(?:^|[_\s])(?:(?:o_?auth2?|bot|user|app|api|required|default|google|gmail|drive|sheets|graph|ms|slack|github|requested)_?)*(?:scopes?|permissions)(?:_list)?$/i;
const MOST_SCOPES = 100;

export function scopeLists(facts: Facts): ScopeList[] {
  const lists: ScopeList[] = facts.unit.manifests
    .filter((manifest) => manifest.scopes.length > 0)
    .map((manifest) => ({ manifest, scopes: manifest.scopes.map(({ scope, start, end }) => ({ scope, source: manifest.source, start, end })) }));
  const seen = new Set<Node>();
  const add = (at: Expr): void => {
    const holder = facts.values.of(at).flatMap((value): Node[] => (value.kind === 'list' ? [value.node] : value.kind === 'const' ? [value.at] : []))[0] ?? at;
    if (seen.has(holder)) return;
    seen.add(holder);
    const scopes = scopesIn(holder, facts);
    if (scopes.length > 0) lists.push({ node: holder, scopes });
  };
  for (const effect of facts.effects.all) for (const at of effect.args('scope')) add(at);
  for (const module of facts.unit.modules) {
    eachNode(module, (node) => {
      if (node.kind === 'declare' && node.target.kind === 'name' && node.init && isScopeName(node.target.name)) add(node.init);
      else if (node.kind === 'assign' && node.target.kind === 'name' && isScopeName(node.target.name)) add(node.value);
      else if (node.kind === 'object') for (const entry of node.entries) if (entry.key !== undefined && isScopeName(entry.key)) add(entry.value);
      if (node.kind === 'template' || (node.kind === 'literal' && typeof node.value === 'string' && node.value.includes('scope='))) {
        const scopes = scopesInAddress(node, facts);
        if (scopes.length > 0 && !seen.has(node)) {
          seen.add(node);
          lists.push({ node, scopes });
        }
      }
    });
  }
  return lists;
}

function isScopeName(name: string): boolean {
  return SCOPE_NAME.test(name.replace(/([a-z\d])([A-Z])/g, '$1_$2'));
}

function scopesIn(holder: Node, facts: Facts): RequestedScope[] {
  const source = facts.moduleOf(holder).source;
  const found: RequestedScope[] = [];
  const items: Node[] = holder.kind === 'list' ? holder.items : [holder];
  for (const item of items.slice(0, MOST_SCOPES)) {
    const at = item.kind === 'spread' ? item.value : item;
    const text = at.kind === 'literal' || at.kind === 'template' || at.kind === 'name' || at.kind === 'member' || at.kind === 'binary' || at.kind === 'call' ? joined(at, facts) : '';
    for (const scope of text.split(/[\s,+]+|%20/)) {
      if (/^[\w:/.*-]{3,120}$/.test(scope) && /[a-z]/i.test(scope)) found.push({ scope, source, start: item.start, end: item.end });
    }
  }
  return found;
}

/** A text, or a list joined with blanks. */
function joined(expr: Expr, facts: Facts): string {
  if (expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.property === 'join') {
    const list = [expr.callee.object, ...expr.args.map((arg) => arg.value)].flatMap((at) => facts.values.of(at)).find((value) => value.kind === 'list');
    if (list?.kind === 'list') return list.node.items.map((item) => textShape(item, facts.values)).join(' ');
  }
  return textShape(expr, facts.values);
}

function scopesInAddress(node: Expr, facts: Facts): RequestedScope[] {
  const text = textShape(node, facts.values).slice(0, 4000);
  const match = /[?&]scope=([^&"'\s{}]{3,1500})/.exec(text);
  if (!match || !text.startsWith('http')) return [];
  const source = facts.moduleOf(node).source;
  const asked = match[1]!.replace(/%3A/gi, ':').replace(/%2F/gi, '/');
  return asked.split(/[,+]|%20|%2C/i).slice(0, MOST_SCOPES).filter((scope) => scope.length > 2).map((scope) => ({ scope, source, start: node.start, end: node.end }));
}

/** What a broad permission grants; undefined for one that is not known to be broad. */
export function broadScope(scope: string, catalogue: Catalogue): { readonly product: string } | undefined {
  const short = /^https:\/\/graph\.microsoft\.com\/([\w.]+)$/.exec(scope)?.[1] ?? scope;
  for (const file of Object.values(catalogue.index)) {
    if (file.broadScopes.some((pattern) => fits(short, pattern))) return { product: file.product };
  }
  return undefined;
}

function fits(scope: string, pattern: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return scope === pattern;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return scope.length >= head.length + tail.length && scope.startsWith(head) && scope.endsWith(tail);
}

/** How the calls of the unit stand to a scope: those that it allows, and whether each has a narrower one. */
export function narrowerThan(scope: string, facts: Facts): 'all' | 'none' | 'unknown' {
  const allowed = facts.effects.all.filter((effect) => effect.api.scopes?.includes(scope));
  if (allowed.length === 0) return 'unknown';
  return allowed.every((effect) => effect.api.scopes![0] !== scope) ? 'all' : 'none';
}
