/** Routes that another company's system calls when something happens there: its messages are proved by a signature, not by a sign-in. */
import { walk } from '#model';
import type { EntryPoint } from './entries.js';
import type { Values } from '../names/values.js';
import { words } from '../names/words.js';

const CALLED_BACK = new Set(['webhook', 'webhooks', 'hook', 'hooks', 'ipn', 'postback', 'notify']);
const SENDER_HEADER = /^(?:x-(?:shopify|hub|github|gitlab|goog|okta|twilio|zendesk|hubspot|slack|zm|intercom|line|square|wc|xero|calendly)-|stripe-signature|svix-|paypal-|intuit-signature|typeform-signature|x-[a-z0-9-]{0,30}signature)/i;

/** Holds if the address, the file or the handler is named so, or if it reads a header that only such a sender sets. */
export function isProviderCallback(entry: EntryPoint, values: Values): boolean {
  if (entry.kind === 'webhook') return true;
  if (entry.kind !== 'route' || entry.route?.method === 'GET') return false;
  const file = entry.module.file.split('/').at(-1)!.replace(/\.\w+$/, '');
  const named = [entry.route?.path ?? '', entry.func.name ?? '', file].some((text) => words(text).some((word) => CALLED_BACK.has(word)));
  return named || readsSenderHeader(entry, values);
}

function readsSenderHeader(entry: EntryPoint, values: Values): boolean {
  let found = false;
  for (const statement of entry.func.body) {
    walk(statement, (node) => {
      const key = node.kind === 'member' && node.index ? values.string(node.index) : node.kind === 'call' && node.args[0] && !node.args[0].spread && node.args[0].value.kind === 'literal' ? String(node.args[0].value.value) : undefined;
      if (key !== undefined && key.length < 80 && SENDER_HEADER.test(key)) found = true;
      return !found;
    });
  }
  return found;
}
