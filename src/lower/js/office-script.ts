import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import { SourceText } from '#core';
import type { OriginMap, SourceFile } from '#core';

/**
 * The text of an Office Script. A file as it lies in OneDrive is JSON whose `body` string is the TypeScript; then
 * offsets of the body lead back to line and column of the JSON file. Other files are taken as they are.
 */
export function officeScriptText(file: SourceFile): SourceText {
  const start = file.text.search(/\S/);
  if (start === -1 || file.text[start] !== '{') return new SourceText(file.file, file.text);
  const body = bodyOf(file.text);
  if (body?.type !== 'string') return new SourceText(file.file, file.text);
  const { text, offsets } = decodeString(file.text, body.offset + 1, body.offset + body.length - 1);
  return new SourceText(file.file, text, originAt(new SourceText(file.file, file.text), offsets));
}

function bodyOf(json: string): Node | undefined {
  try {
    const tree = parseTree(json);
    return tree && findNodeAtLocation(tree, ['body']);
  } catch (error) {
    // Nested beyond the stack: no file that Excel wrote.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function originAt(json: SourceText, offsets: Uint32Array): OriginMap {
  const last = offsets.length - 1;
  return { position: (offset) => json.position(offsets[Math.min(Math.max(offset, 0), last)]!) };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'], ['r', '\r'], ['t', '\t'], ['b', '\b'], ['f', '\f'],
]);

/** Decodes the inside of a JSON string; `offsets[i]` is where character i of the result is written, the end included. */
function decodeString(json: string, start: number, end: number): { text: string; offsets: Uint32Array } {
  const offsets = new Uint32Array(end - start + 1);
  const parts: string[] = [];
  let length = 0;
  let at = start;
  let plain = start;
  while (at < end) {
    offsets[length++] = at;
    if (json[at] !== '\\') {
      at++;
      continue;
    }
    parts.push(json.slice(plain, at));
    const code = json[at + 1] === 'u' ? /^[\da-fA-F]{4}$/.exec(json.slice(at + 2, at + 6)) : null;
    parts.push(code ? String.fromCharCode(parseInt(code[0], 16)) : (ESCAPES.get(json.charAt(at + 1)) ?? json.charAt(at + 1)));
    at += code ? 6 : 2;
    plain = at;
  }
  parts.push(json.slice(plain, end));
  offsets[length] = end;
  return { text: parts.join(''), offsets: offsets.subarray(0, length + 1) };
}
