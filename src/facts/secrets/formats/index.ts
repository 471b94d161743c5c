/** The whole table, in the order in which overlapping matches win: a vendor's own row before a shape it shares. */
import type { SecretFormat } from '../format.js';
import { BUSINESS_FORMATS } from './business.js';
import { CLOUD_FORMATS } from './cloud.js';
import { CODE_HOSTING_FORMATS } from './code-hosting.js';
import { GENERIC_FORMATS } from './generic.js';
import { MESSAGING_FORMATS } from './messaging.js';
import { MODEL_FORMATS } from './models.js';
import { OBSERVABILITY_FORMATS } from './observability.js';
import { PAYMENT_FORMATS } from './payments.js';

/** Every format that is recognised by its shape alone. */
export const SECRET_FORMATS: readonly SecretFormat[] = [
  ...CLOUD_FORMATS,
  ...CODE_HOSTING_FORMATS,
  ...MESSAGING_FORMATS,
  ...PAYMENT_FORMATS,
  ...MODEL_FORMATS,
  ...BUSINESS_FORMATS,
  ...OBSERVABILITY_FORMATS,
  ...GENERIC_FORMATS,
];

const GENERIC_IDS: ReadonlySet<string> = new Set(GENERIC_FORMATS.map(({ id }) => id));

/** True for formats of no single vendor (private keys, web tokens, passwords in URLs), which tests make up by the dozen. */
export function isGenericFormat(id: string): boolean {
  return GENERIC_IDS.has(id);
}
