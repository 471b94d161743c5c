/** Whether a message goes to somebody whom the author did not write down: a customer, a sender, whoever a record names. */
import type { Label } from '#catalogue';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';

const FROM_RECORDS: readonly Label[] = ['outside', 'external', 'model', 'personal', 'file'];
const ADDRESSED = /^(?:to|cc|bcc|recipients?|phone|number|e?mail)$/i;
const REPLIES = /reply|respond/i;

export function isOutward(effect: Effect, facts: Facts): boolean {
  const { system, call } = effect;
  // In a chat the platform knows who asks, and a bot answers that person.
  if (system?.category === 'chat') return false;
  const recipients = effect.args('recipient');
  if (recipients.some((expr) => facts.flows.labelsAt(expr).some(({ label }) => FROM_RECORDS.includes(label)))) return true;
  if (recipients.length > 0) return false;
  if (call.callee.kind === 'member' && REPLIES.test(call.callee.property ?? '')) return true;
  // A message object that carries its address.
  return call.args.some(({ value }) => facts.flows.labelsAt(value).some(({ label, fields }) => FROM_RECORDS.includes(label) && fields.some((field) => ADDRESSED.test(field))));
}
