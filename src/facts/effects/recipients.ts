/** Who gets a message: the expressions that say so, and whether they change from round to round. */
import type { Expr, Node } from '#model';
import { eachNode, walk } from '#model';
import type { Effect } from './effects.js';
import type { Facts } from '../index.js';
import { definitions } from '../names/definitions.js';

const RECIPIENT = /^(to|cc|bcc|recipients?|torecipients|ccrecipients|bccrecipients|toaddresses|to_addresses|to_emails|to_addrs|destinations?|personalizations)$/i;
/** Nodes of an argument that are looked through for recipients. */
const MOST_NODES = 3000;

/** The expressions that say who gets it: by the catalogue, by property names, and by what is set on the message. */
export function recipientsOf(effect: Effect, facts: Facts): Expr[] {
  const found = effect.args('recipient');
  if (found.length > 0) return found;
  for (const arg of effect.call.args) {
    if (arg.name !== undefined && RECIPIENT.test(arg.name)) found.push(arg.value);
    for (const made of definitions(arg.value, facts.values, facts.calls)) found.push(...namedRecipients(made));
    if (arg.value.kind === 'name') found.push(...setRecipients(arg.value));
  }
  return found.length > 0 ? found : elsewhereSet(effect);
}

function namedRecipients(expr: Expr): Expr[] {
  const found: Expr[] = [];
  let seen = 0;
  walk(expr, (node) => {
    if (++seen > MOST_NODES || node.kind === 'func') return false;
    if (node.kind === 'object') for (const entry of node.entries) if (entry.key !== undefined && RECIPIENT.test(entry.key)) found.push(entry.value);
    if (node.kind === 'call') for (const arg of node.args) if (arg.name !== undefined && RECIPIENT.test(arg.name)) found.push(arg.value);
    return true;
  });
  return found;
}

/** `message["To"] = …` on the message that is handed over. */
function setRecipients(message: Expr & { kind: 'name' }): Expr[] {
  return message.binding.reads.concat(message).flatMap((read) => {
    const member = read.parent;
    const assign = member?.kind === 'member' && member.object === read && RECIPIENT.test(member.property ?? '') ? member.parent : undefined;
    return assign?.kind === 'assign' && assign.target === member ? [assign.value] : [];
  });
}

/** A message that another function of the file has made: `message["To"] = …` there. */
function elsewhereSet(effect: Effect): Expr[] {
  const found: Expr[] = [];
  eachNode(effect.module, (node) => {
    if (node.kind === 'assign' && node.target.kind === 'member' && node.target.object.kind === 'name' && node.target.index !== undefined && RECIPIENT.test(node.target.property ?? '')) found.push(node.value);
  });
  return found;
}

/** The recipient is taken from what the loop walks: a name inside it is set there. */
export function dependsOnRound(expr: Expr, loop: Node): boolean {
  let found = false;
  walk(expr, (node) => {
    if (node.kind === 'name') {
      found ||= node.binding.kind === 'param' || node.binding.writes.some((write) => write.via === 'loop' || (write.at.start >= loop.start && write.at.end <= loop.end));
    }
    return !found;
  });
  return found;
}
