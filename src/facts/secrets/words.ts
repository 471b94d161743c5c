/** Names taken apart into words. */

/**
 * The words of a camel, snake, kebab, dotted or plain name, in small letters without accents; digits stay with the
 * word before them only when they end the name's last word, where they are dropped (`token2` is `token`).
 */
export function wordsOf(name: string): string[] {
  if (/^[a-z]+$/.test(name)) return [name];
  // Only names with other letters have accents to lose.
  const plain = /^[\x20-\x7e]*$/.test(name) ? name : name.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  return plain
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9\u0080-\uffff]+/)
    .map((word) => word.replace(/^(\D{2,})\d{1,2}$/, '$1'))
    .filter((word) => word !== '');
}
