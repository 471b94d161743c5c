/** What stands before labelled data in the text that it becomes part of. */
import type { Call, Expr } from '#model';
import { textParts } from '../texts/text.js';
import type { Values } from '../names/values.js';
import type { State } from './propagate.js';

const HOLE = '{}';
const LONGEST = 400;

/** The text before the data at the end of its way, `{}` for what is not constant; empty where the data comes first. */
export function textBefore(state: State, values: Values): string {
  const way: State[] = [];
  for (let at: State | undefined = state; at && way.length < 200; at = at.from) way.push(at);
  let before = '';
  for (const { node, from } of way.reverse()) {
    const part = from?.node;
    // A part of an address that was taken apart stands by itself.
    if (node.kind === 'member' && node.object === part && (node.property === 'searchParams' || node.property === 'hash')) before = '';
    else if (part) before = (putBefore(node, part, values) + before).slice(0, LONGEST);
  }
  return before;
}

/** What one step puts before the part that it takes. */
function putBefore(node: Expr, part: Expr, values: Values): string {
  if (node.kind === 'template') return shapeUpTo(node.parts, part, values);
  if (node.kind === 'binary') {
    if (node.left === part) return '';
    return node.op === '/' ? `${shape(node.left, values)}/` : node.op === '+' ? shape(node.left, values) : node.op === '%' ? beforeHole(node, part, values) : '';
  }
  if (node.kind === 'call') return beforeArgument(node, part, values);
  // `url += part`.
  if (node.kind === 'name' && part.parent?.kind === 'assign' && part.parent.value === part && part.parent.op === '+') return HOLE;
  return '';
}

const PATH_JOINING = /^(node:path\.(join|resolve)|py:os\.path\.join|py:pathlib\.(Pure)?Path|py:urllib\.parse\.urljoin)$/;

function beforeArgument(call: Call, part: Expr, values: Values): string {
  const index = call.args.findIndex((arg) => arg.value === part);
  if (index === -1) return '';
  const paths = values.paths(call.callee);
  if (paths.some((path) => PATH_JOINING.test(path))) return call.args.slice(0, index).map((arg) => `${shape(arg.value, values)}/`).join('');
  if (call.callee.kind !== 'member') return paths.some((path) => path === 'global:URL') && call.args[1] && index === 0 ? `${shape(call.args[1].value, values)}/` : '';
  switch (call.callee.property) {
    case 'format': case 'join': return call.callee.object === part ? '' : beforeHole(call, part, values);
    case 'concat': return shape(call.callee.object, values) + call.args.slice(0, index).map((arg) => shape(arg.value, values)).join('');
    case 'joinpath': return `${shape(call.callee.object, values)}/`;
    case 'replace': case 'replaceAll': return HOLE;
    default: return '';
  }
}

/** Before the hole of a formatted text that a part fills. */
function beforeHole(text: Expr, part: Expr, values: Values): string {
  const filling = new Set((part.kind === 'list' ? part.items : [part]).flatMap((each) => textParts(each, values)));
  let before = '';
  for (const piece of textParts(text, values)) {
    if (typeof piece !== 'string' && filling.has(piece)) return before;
    before += typeof piece === 'string' ? piece : HOLE;
  }
  return HOLE;
}

function shapeUpTo(parts: readonly Expr[], part: Expr, values: Values): string {
  const index = parts.indexOf(part);
  return parts.slice(0, Math.max(index, 0)).map((each) => shape(each, values)).join('');
}

function shape(expr: Expr, values: Values): string {
  return textParts(expr, values).map((part) => (typeof part === 'string' ? part : HOLE)).join('');
}
