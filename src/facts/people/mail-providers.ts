/** Providers of mailboxes for everybody: an address there belongs to a person, not to a company. */
const PROVIDER = /^(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|aol|gmx|web|proton|protonmail|mail|t-online|freenet|orange|free|laposte|libero|comcast|verizon|yandex|qq|163)\.[a-z]{2,3}(?:\.[a-z]{2})?$/i;

export function isMailProvider(domain: string): boolean {
  return PROVIDER.test(domain);
}
