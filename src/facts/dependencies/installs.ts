/** Packages that a script names for its own installation: in a notebook's cells, or in the comment block at its head. */
import type { Module } from '#model';

export interface Install {
  readonly module: Module;
  readonly start: number;
  readonly end: number;
  readonly packages: readonly { readonly name: string; readonly range: string }[];
}

const PIP = /(?:^|[\n;&|]\s{0,20})(?:python3?\s+-m\s+|uv\s+)?pip3?\s+install\s+([^\n;&|]{1,1000})/g;
const NAME = /^([A-Za-z0-9][\w.-]{0,100})(?:\[[^\]]{0,100}\])?(.{0,200})$/;
/** Options that take a value of their own. */
const WITH_VALUE = /^(?:-r|-c|-i|-f|-t|-e|--requirement|--constraint|--index-url|--extra-index-url|--find-links|--target|--editable)$/;

export function installs(module: Module): Install[] {
  return [...ofNotebook(module), ...ofHead(module)];
}

/** `!pip install pandas openpyxl`. */
function ofNotebook(module: Module): Install[] {
  if (!module.dialects.has('notebook')) return [];
  return module.calls.filter((call) => call.shell).flatMap((call) => {
    const text = call.args.map(({ value }) => (value.kind === 'literal' && typeof value.value === 'string' ? value.value : '')).join(' ').slice(0, 10_000);
    const packages = [...text.matchAll(PIP)].flatMap((match) => requested(match[1]!.split(/\s+/)));
    return packages.length > 0 ? [{ module, start: call.start, end: call.end, packages }] : [];
  });
}

function requested(words: readonly string[]): Install['packages'] {
  const found: { name: string; range: string }[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!.replace(/^["']|["']$/g, '');
    if (WITH_VALUE.test(word)) i++;
    else if (!word.startsWith('-') && !/[/{}$#]/.test(word)) found.push(...parsed(word));
  }
  return found;
}

function parsed(text: string): Install['packages'] {
  const match = NAME.exec(text.trim());
  return match ? [{ name: match[1]!, range: match[2]!.trim() }] : [];
}

/** `# dependencies = ["requests", "rich>=13"]` between `# /// script` and `# ///`. */
function ofHead(module: Module): Install[] {
  const { text } = module.source;
  const start = module.language === 'python' ? text.slice(0, 20_000).search(/^# \/\/\/ script[ \t]*$/m) : -1;
  if (start === -1) return [];
  const block = text.slice(start, start + 10_000).split(/^# \/\/\/[ \t]*$/m, 1)[0]!;
  const list = /^#[ \t]*dependencies[ \t]*=[ \t]*\[([^\]]{0,5000}(?:\[[^\]]{0,100}\][^\]]{0,1000}){0,50})\]/m.exec(block);
  if (!list) return [];
  const packages = [...list[1]!.matchAll(/["']([^"'\n]{1,200})["']/g)].flatMap((match) => parsed(match[1]!));
  const at = start + list.index;
  return packages.length > 0 ? [{ module, start: at, end: at + list[0].length, packages }] : [];
}
