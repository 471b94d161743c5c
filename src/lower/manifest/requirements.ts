import type { SourceFile } from '#core';
import type { Dependency, Manifest } from '#model';
import { draftFor, noteGap } from './draft.js';

/** One logical line: continuation lines joined with spaces in the place of the backslash, so that offsets stay. */
interface Line {
  readonly text: string;
  readonly start: number;
}

/** `data` gives the options (`-r other.txt`, `--index-url …`) as written. */
export function lowerRequirements(file: SourceFile): Manifest {
  const draft = draftFor(file, 'requirements');
  const dev = /(^|\/)[^/]*(dev|test|lint|docs)[^/]*$/i.test(file.file);
  const options: string[] = [];
  for (const line of logicalLines(file.text)) {
    const text = withoutComment(line.text).trimEnd();
    const indent = text.length - text.trimStart().length;
    const body = text.slice(indent);
    if (body === '') continue;
    const start = line.start + indent;
    const end = line.start + text.length;
    const editable = /^(?:-e|--editable)(?:\s+|=)/.exec(body);
    if (body.startsWith('-') && !editable) {
      options.push(body);
      continue;
    }
    const requirement = parseRequirement(editable ? body.slice(editable[0].length) : body);
    if (requirement) draft.dependencies.push({ ...requirement, dev, start, end });
    else if (!editable) noteGap(draft, 'not a requirement', start, end);
    else options.push(body);
  }
  draft.data = { options };
  return draft;
}

function* logicalLines(text: string): Iterable<Line> {
  let parts: string[] = [];
  let start = 0;
  let at = 0;
  for (const line of text.split('\n')) {
    if (parts.length === 0) start = at;
    at += line.length + 1;
    const plain = line.endsWith('\r') ? `${line.slice(0, -1)} ` : line;
    const trimmed = plain.trimEnd();
    if (trimmed.endsWith('\\')) {
      parts.push(`${trimmed.slice(0, -1)} ${' '.repeat(plain.length - trimmed.length)} `);
      continue;
    }
    yield { text: parts.join('') + plain, start };
    parts = [];
  }
  if (parts.length > 0) yield { text: parts.join(''), start };
}

/** A `#` starts a comment at the start of a line or after a blank; elsewhere it belongs to a URL. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1)) {
    if (at === 0 || line[at - 1] === ' ' || line[at - 1] === '\t') return line.slice(0, at);
  }
  return line;
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/;

/** `name[extras] >=1,<2 ; marker --hash=…`, `name @ url`, or a URL that names its egg. Markers and hashes are left out of the range. */
export function parseRequirement(text: string): Pick<Dependency, 'name' | 'range'> | undefined {
  if (/^(?:[a-z]+\+)?[a-z]+:\/\//i.test(text) || /^\.{0,2}\//.test(text)) return fromUrl(text);
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return undefined;
  let rest = text.slice(name.length).trimStart();
  if (rest.startsWith('[')) {
    const close = rest.indexOf(']');
    if (close === -1) return undefined;
    rest = rest.slice(close + 1).trimStart();
  }
  if (rest.startsWith('@')) return { name, range: rest.slice(1).trim().split(/\s/, 1)[0]! };
  const option = rest.search(/(?:^|\s)--/);
  if (option !== -1) rest = rest.slice(0, option);
  const range = rest.split(';', 1)[0]!.trim().replace(/^\(|\)$/g, '').replace(/\s+/g, '');
  return range === '' || /^[=<>!~]/.test(range) ? { name, range } : undefined;
}

function fromUrl(text: string): Pick<Dependency, 'name' | 'range'> | undefined {
  const url = text.split(/\s/, 1)[0]!;
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(url);
  if (egg) return { name: egg[1]!, range: url };
  const last = url.split(/[?#]/, 1)[0]!.split('/').pop() ?? '';
  // `foo-1.0.tar.gz` and `foo-1.0-py3-none-any.whl` have the version after the name.
  const name = NAME.exec(last.replace(/\.git(?:@.*)?$/, '').split(/-\d/, 1)[0]!)?.[0];
  return name === undefined ? undefined : { name, range: url };
}
