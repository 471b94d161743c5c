import type { FileKind } from '#core';

const SCRIPT_EXTENSIONS: ReadonlyMap<string, FileKind> = new Map([
  ['js', 'javascript'],
  ['mjs', 'javascript'],
  ['cjs', 'javascript'],
  ['jsx', 'javascript'],
  ['ts', 'typescript'],
  ['mts', 'typescript'],
  ['cts', 'typescript'],
  ['tsx', 'typescript'],
  ['gs', 'apps-script'],
  ['osts', 'office-script'],
  ['py', 'python'],
  ['ipynb', 'notebook'],
]);

/** Endings that are looked for, as the user reads them in an error. */
export const SCRIPT_ENDINGS = [...SCRIPT_EXTENSIONS.keys()].map((extension) => `.${extension}`).join(' ');

const MANIFEST_NAMES: ReadonlyMap<string, FileKind> = new Map([
  ['package.json', 'package.json'],
  ['pyproject.toml', 'pyproject'],
  ['appsscript.json', 'appsscript'],
]);

const TEXT_EXTENSIONS = new Set(
  'json jsonc json5 yaml yml toml ini cfg conf properties xml html htm md txt sh bash zsh ps1 bat cmd csv sql tf tfvars pem key env cron crontab timer'.split(' '),
);
const TEXT_NAMES = new Set(['Dockerfile', 'Containerfile', '.npmrc', '.yarnrc', '.pypirc', '.netrc', '_netrc', '.clasprc.json', '.pgpass', '.my.cnf', '.git-credentials', 'crontab']);

/** Names without an extension that are prose or build files: not worth opening. */
const PLAIN_NAMES = /^(?:licen[cs]e|copying|notice|authors|contributors|changelog|changes|readme|makefile|gnumakefile|procfile|gemfile|rakefile|jenkinsfile|vagrantfile|codeowners|version|todo|pipfile)$/i;

const INTERPRETERS: readonly (readonly [RegExp, FileKind])[] = [
  [/^(?:python|pypy)[\d.]*w?$/, 'python'],
  [/^(?:deno|bun|tsx|ts-node|ts-node-esm)$/, 'typescript'],
  [/^(?:node|nodejs)$/, 'javascript'],
];

/** The last part of a path, and its extension in lower case without the dot ('' where there is none). */
export function nameParts(file: string): { name: string; extension: string } {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return { name, extension: dot > 0 ? name.slice(dot + 1).toLowerCase() : '' };
}

/**
 * What a file is by its name alone. `'open'` means that the content has to tell (no extension);
 * undefined means that it is nothing that is read.
 */
export function kindByName(file: string): FileKind | 'open' | undefined {
  const { name, extension } = nameParts(file);
  const manifest = MANIFEST_NAMES.get(name) ?? (isRequirements(file) ? 'requirements' : undefined);
  if (manifest) return manifest;
  const script = SCRIPT_EXTENSIONS.get(extension);
  if (script) return script;
  if (TEXT_NAMES.has(name) || /^\.env(?:$|[.\-_])/.test(name) || name.startsWith('Dockerfile.')) return 'text';
  if (extension !== '') return TEXT_EXTENSIONS.has(extension) ? 'text' : undefined;
  return name.startsWith('.') || PLAIN_NAMES.test(name) ? undefined : 'open';
}

function isRequirements(file: string): boolean {
  return /(?:^|\/)(?:requirements[^/]*|requirements\/[^/]+)\.(?:txt|in)$/i.test(file);
}

/**
 * Refines the kind by what the text says, for instance a TypeScript file that is an Office Script. Text that the user
 * named may be a script saved from a chat; text that merely lies in a folder is not taken for one.
 */
export function kindByContent(named: FileKind | 'open', text: string, explicit: boolean): FileKind | undefined {
  const undecided = named === 'open' || (explicit && named === 'text');
  const kind = undecided ? (kindByShebang(text) ?? guessLanguage(text) ?? (named === 'text' ? named : undefined)) : named;
  if (kind === 'typescript' && /\bmain\s*\([^()]{0,200}\bExcelScript\.Workbook\b/.test(text)) return 'office-script';
  if (kind === 'javascript' && isAppsScript(text)) return 'apps-script';
  return kind;
}

function kindByShebang(text: string): FileKind | undefined {
  if (!text.startsWith('#!')) return undefined;
  const words = text.slice(2, 300).split('\n', 1)[0]!.trim().split(/\s+/);
  let program = words.shift()?.split('/').pop() ?? '';
  if (program === 'env') program = words.find((word) => !word.startsWith('-') && !word.includes('='))?.split('/').pop() ?? '';
  if (program === 'uv' || program === 'uvx') return 'python';
  return INTERPRETERS.find(([pattern]) => pattern.test(program))?.[1];
}

const SAMPLE_CHARACTERS = 20_000;

const PYTHON_SIGNS = [
  /^(?:async )?def \w+\([^\n]{0,300}:[ \t]*$/m,
  /^import \w[\w.]*(?: as \w+)?(?:, *\w[\w.]*)*[ \t]*$/m,
  /^from \.*\w[\w.]* import [\w(*]/m,
  /^if __name__ *== *['"]__main__['"] *:/m,
  /^[ \t]*(?:for \w[^\n]{0,200} in [^\n]{1,200}|while [^\n]{1,200}|try|except\b[^\n]{0,100}|with [^\n]{1,200}|elif [^\n]{1,200}):[ \t]*$/m,
  /^[ \t]*print\(f?['"]/m,
];
const JAVASCRIPT_SIGNS = [
  /^[ \t]*(?:export )?(?:const|let|var) [\w${[][^\n]{0,200}=/m,
  /^(?:export )?(?:default )?(?:async )?function\b[^\n]{0,200}\{[ \t]*$/m,
  /^import\b[^\n]{0,200}['"];?[ \t]*$/m,
  /\brequire\(['"][^'"\n]{1,100}['"]\)/,
  /=>[ \t]*\{[ \t]*$/m,
  /\bconsole\.(?:log|error)\(/,
];
const TYPE_SIGNS = /^(?:export )?(?:interface \w+|type \w+ *=)|[\w)] *: *(?:string|number|boolean|unknown|any|void)\b(?:\[\])?[ \t]*[,)=;{]/m;

/** For text without any name to go by. Two different signs of one language are needed and none of the other. */
export function guessLanguage(text: string): FileKind | undefined {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  const python = PYTHON_SIGNS.filter((sign) => sign.test(sample)).length;
  const javascript = JAVASCRIPT_SIGNS.filter((sign) => sign.test(sample)).length;
  if (python >= 2 && python > javascript) return 'python';
  if (javascript >= 2 && javascript > python) return TYPE_SIGNS.test(sample) ? 'typescript' : 'javascript';
  return undefined;
}

const APPS_SCRIPT_SERVICE =
  /(?:^|[^\w$.])(?:SpreadsheetApp|DocumentApp|SlidesApp|FormApp|DriveApp|GmailApp|MailApp|CalendarApp|ContactsApp|UrlFetchApp|ScriptApp|PropertiesService|HtmlService|ContentService|LockService|CacheService)\.\w+\(/;
const MODULE_SYNTAX = /^[ \t]*(?:import\b[^\n(]{0,200}['"]|export\b)|\brequire\(['"]/m;

/** Apps Script kept as `.js`: it calls Google's services by their global names and has no modules. */
function isAppsScript(text: string): boolean {
  return APPS_SCRIPT_SERVICE.test(text) && !MODULE_SYNTAX.test(text);
}

/** Whether a kind is code, as against a manifest or plain text. */
export function isScript(kind: FileKind | 'open'): boolean {
  return ['javascript', 'typescript', 'apps-script', 'office-script', 'python', 'notebook', 'open'].includes(kind);
}
