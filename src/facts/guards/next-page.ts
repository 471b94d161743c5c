/** Whether code asks for the next page of a list, or looks whether there is one. */
import type { Expr, Node } from '#model';
import { walk } from '#model';
import type { Values } from '../names/values.js';

/** Names that speak of more pages, whatever the service. */
const GOES_ON = /^(\$?skip(_?token)?|offset|new_?offset|cursor|next|next_?(page|cursor|link|url|token|offset|href)\w*|has_?(more|next)\w*|more|page_?(token|number|no|num|index|cursor)|start_?(at|ing_after|cursor|index|position)|starting_after|continuation\w*|total_?pages|num_?pages|nextRecordsUrl|@odata\.nextLink|auto_?pag\w*|pag(e|inat)(e|ion|or|es)?(_iter)?|paginate\w*|iterate?_?\w*pages?|(get|fetch|load)_?all_?\w*|all_?pages\w*|list_next|page|current_?page|get_?iter|query_all|fetch_?more)$/i;

/** Holds if the code says or reads something of a next page; the first page's own number does not count. */
export function readsOn(root: Node, asks: ReadonlySet<string>, values: Values): boolean {
  let found = false;
  const says = (name: string): boolean => asks.has(name.toLowerCase()) || GOES_ON.test(name);
  const isStart = (value: Expr): boolean => [0, 1, '0', '1', null, ''].includes(values.constant(value) as never);
  walk(root, (node) => {
    if (found) return false;
    switch (node.kind) {
      case 'member': found = node.property !== undefined && !SIZES.test(node.property) && says(node.property); break;
      case 'object': found = node.entries.some((entry) => entry.key !== undefined && !SIZES.test(entry.key) && says(entry.key) && !isStart(entry.value)); break;
      case 'object-pattern': found = node.entries.some((entry) => entry.key !== undefined && says(entry.key)); break;
      case 'call':
        found = node.args.some((arg) => arg.name !== undefined && !SIZES.test(arg.name) && says(arg.name) && !isStart(arg.value))
          || (node.callee.kind === 'member' && node.callee.property === 'get' && node.args[0]?.value.kind === 'literal' && says(String(node.args[0].value.value)))
          || (node.callee.kind === 'name' && node.callee.name !== 'next' && GOES_ON.test(node.callee.name) && node !== root);
        break;
      case 'template': case 'binary': found = goesOnInText(node, asks); break;
      case 'literal': found = typeof node.value === 'string' && node.value.length < 40 && asks.has(node.value.toLowerCase()) && !SIZES.test(node.value); break;
      case 'loop': found = node.form === 'each' && node.async === true; break;
      default: break;
    }
    return !found;
  });
  return found;
}

/** What is asked for together with a page says nothing of the next one. */
const SIZES = /^(per_?page|page_?size|limit|pagelen|length)$/i;

const TEXT_ASK = /[?&]([\w$.%-]{1,30})=$/;

/** `"…&offset=" + offset`, `` `…?page=${page}` ``. */
function goesOnInText(node: Node & { kind: 'template' | 'binary' }, asks: ReadonlySet<string>): boolean {
  const parts = node.kind === 'template' ? node.parts : [node.left, node.right];
  return parts.some((part, index) => {
    const text = part.kind === 'literal' && typeof part.value === 'string' ? TEXT_ASK.exec(part.value.slice(-80))?.[1] : undefined;
    const rest = part.kind === 'binary' && part.right.kind === 'literal' ? TEXT_ASK.exec(String(part.right.value).slice(-80))?.[1] : undefined;
    const name = text ?? rest;
    return name !== undefined && index < parts.length - 1 && !SIZES.test(name) && (asks.has(name.toLowerCase()) || GOES_ON.test(name));
  });
}
