/**
 * JSON that is safe to print: what could steer a terminal, reorder text or be taken for a command by a CI log
 * is written as an escape. All of it can only occur inside strings, so the data stay the same.
 */
export function encodeJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)
    .replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(LOG_COMMAND, '\\u0023#')}\n`;
}

/** Delete and C1 controls, soft hyphen, marks of direction, zero-width characters, line and paragraph separators. */
const UNSEEN =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** How a line starts that a CI service obeys: `##[…]`, `##vso[…]`. */
const LOG_COMMAND = /##(?=\[|vso\[)/g;
