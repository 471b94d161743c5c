/** Splits an identifier or column name into lower-case words: `customerEmail`, `CUSTOMER_EMAIL`, `Customer E-mail__c`. */
export function words(name: string): string[] {
  if (/^[a-z]+$/.test(name)) return [name];
  return unaccented(name.slice(0, 200))
    .replace(/__[cr]$/i, '')
    .replace(/e-mail/gi, 'email')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** `Teléfono`, `Straße`: written with and without their marks. */
function unaccented(name: string): string {
  return /[^\x00-\x7f]/.test(name) ? name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/ß/g, 'ss') : name;
}
