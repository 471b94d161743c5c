/** Whether a list that comes in pages is read to its end. */
import type { Node } from '#model';
import { walk } from '#model';
import type { Effect } from '../effects/effects.js';
import type { Guards } from './guards.js';

/** Every page is read: by the client itself, or in a loop that asks on. */
export function isPagedThrough(effect: Effect, guards: Guards): boolean {
  if (effect.api.pages === undefined) return false;
  if (effect.api.pages === 'auto' || isWalked(effect)) return true;
  return guards.loops(effect.call).some(({ node, rounds }) => rounds === undefined && node.kind === 'loop' && (node.form === 'while' || node.form === 'do-while'));
}

/** The client's own list asks for page after page while it is walked: `list().auto_paging_iter()`, `for await (… of list())`. */
function isWalked({ api, call }: Effect): boolean {
  const { parent } = call;
  if (parent?.kind === 'member') return parent.object === call && typeof api.pages === 'object' && /^auto_?paging/i.test(parent.property ?? '') && !isBoundedWalk(parent.parent);
  return parent?.kind === 'loop' && parent.async === true && parent.iterable === call && api.does !== 'request' && !isLeft(parent);
}

/** `autoPagingToArray({ limit: 500 })`. */
function isBoundedWalk(walk: Node | undefined): boolean {
  return walk?.kind === 'call' && walk.args.length > 0;
}

/** The loop has an end of its own before the list's. */
function isLeft({ body }: { readonly body: readonly Node[] }): boolean {
  let left = false;
  for (const statement of body) walk(statement, (node) => { left ||= (node.kind === 'jump' && node.form === 'break') || node.kind === 'return'; return !left && node.kind !== 'func'; });
  return left;
}
