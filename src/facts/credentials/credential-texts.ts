/** Credentials in files beside the code, in manifests, and in the outputs that a notebook keeps. */
import { SourceText } from '#core';
import type { Manifest, Module } from '#model';
import type { FoundCredential } from './credential.js';
import { credentialName, findProviderSecrets, isGenericFormat, judgeLiteral, mayNameKey, parseConnectionString } from '../secrets/index.js';
import { isSampleFile, isTestFile } from '../entries/test-doubles.js';

const LOCK_FILE = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|[\w-]+\.lock|go\.sum)$/;
/** Files of names and values, as against prose, pages and tables. */
const SETTINGS_FILE = /\.(?:env|json|jsonc|json5|ya?ml|toml|ini|cfg|conf|properties|xml|tfvars|tf|sh|bash|zsh|ps1|bat|cmd)$|(?:^|\/)\.env(?:[._-][\w.-]*)?$|(?:^|\/)(?:Dockerfile|Containerfile|\.npmrc|\.pypirc|\.netrc|_netrc|\.pgpass|\.my\.cnf)/i;
const SHELL_FILE = /\.(?:sh|bash|zsh|ps1|bat|cmd|tf)$|(?:^|\/)(?:Dockerfile|Containerfile)/i;
const LONGEST_LINE = 4000;
const MOST_LINES = 50_000;

export function textCredentials(source: SourceText): FoundCredential[] {
  if (LOCK_FILE.test(source.file)) return [];
  const test = isTestFile(source.file);
  const sample = isSampleFile(source.file);
  const found = byFormat(source, test || sample);
  if (!(SETTINGS_FILE.test(source.file) || sample) || test) return found;
  for (const credential of byName(source)) {
    // Nobody makes up a random text for a sample: it was pasted.
    if (sample && !credential.because.startsWith('a random text')) continue;
    if (!found.some((other) => other.start < credential.end && credential.start < other.end)) found.push(credential);
  }
  return found.sort((a, b) => a.start - b.start);
}

export function manifestCredentials(manifest: Manifest): FoundCredential[] {
  return byFormat(manifest.source, false);
}

/** What a notebook printed and keeps: the place is the line of the output in the file. */
export function outputCredentials(module: Module): FoundCredential[] {
  return module.outputs.flatMap((output) => {
    const shown = new SourceText(module.file, output.text, {
      position: (offset) => ({ line: output.line + newlines(output.text, offset), column: 1 }),
    });
    return byFormat(shown, false).map((credential) => ({ ...credential, module, because: `${credential.because}, in a saved output` }));
  });
}

function newlines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function byFormat(source: SourceText, strict: boolean): FoundCredential[] {
  return findProviderSecrets(source.text)
    .filter((match) => !match.publishable && (!strict || (!match.testMode && !isGenericFormat(match.format))))
    .map((match): FoundCredential => {
      const name = keyBefore(source, match.start);
      return {
        kind: 'hardcoded', source, start: match.start, end: match.end, value: match.value, written: [], provider: match.provider, ...(name === undefined ? {} : { name }),
        because: `has the format of a ${match.provider} secret`, testMode: match.testMode, inComment: false, inUrl: match.capabilityUrl,
      };
    })
    .filter((credential) => credential.name === undefined || judgeLiteral(credential.value, { name: credential.name }).verdict !== 'publishable');
}

function keyBefore(source: SourceText, offset: number): string | undefined {
  const line = source.text.slice(Math.max(source.text.lastIndexOf('\n', offset - 1) + 1, offset - 200), offset);
  return /(?:^|[\s{,"'])([A-Za-z_][\w.-]{1,80})["']?\s{0,4}[:=]\s{0,4}["']?$/.exec(line)?.[1];
}

/** `KEY=value`, `"key": "value"`, `key: value`, `<key>value</key>` with a credential's name and a value that reads as one. */
function byName(source: SourceText): FoundCredential[] {
  const found: FoundCredential[] = [];
  const shell = SHELL_FILE.test(source.file);
  // Services started for development have weak passwords on purpose.
  const weakCounts = !shell && !/(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i.test(source.file);
  let start = 0;
  for (let count = 0; start <= source.text.length && count < MOST_LINES; count++) {
    const end = source.text.indexOf('\n', start);
    const line = source.text.slice(start, end === -1 ? undefined : end);
    if (line.length <= LONGEST_LINE) {
      for (const { name, value, at } of pairsOf(line, shell)) {
        const judged = credentialName(name) || mayNameKey(name) ? judgeLiteral(value, { name }) : undefined;
        const secret = judged?.verdict === 'secret' || (judged?.verdict === 'weak-password' && judged.local !== true && weakCounts);
        if (judged && secret) {
          const password = parseConnectionString(value)?.password ?? value;
          found.push({
            kind: 'hardcoded', source, start: start + at, end: start + at + value.length, value: password, written: [], name, ...(judged.provider === undefined ? {} : { provider: judged.provider }),
            because: judged.reason, testMode: judged.testMode === true, inComment: false, inUrl: false,
          });
        }
      }
    }
    if (end === -1) break;
    start = end + 1;
  }
  return found;
}

interface Pair {
  readonly name: string;
  readonly value: string;
  /** Offset of the value in the line. */
  readonly at: number;
}

const QUOTED = /["']?([A-Za-z_][\w.-]{0,80})["']?\s{0,8}[:=]\s{0,8}(["'])([^"'\n]{1,2000})\2/dg;
const BARE = /^\s{0,80}(?:-\s{1,4})?(?:export\s{1,4}|set\s{1,4}|ENV\s{1,4}|ARG\s{1,4})?([A-Za-z_][\w.-]{0,80})\s{0,8}[:=]\s{0,8}([^\s"'#{[<$&|>*!][^\s#]{0,2000})\s{0,40}(?:#.*)?$/d;
const ELEMENT = /<([A-Za-z][\w.-]{0,80})>([^<>\s]{1,500})<\/\1>/dg;

function pairsOf(line: string, shell: boolean): Pair[] {
  if (/^\s*(?:#|\/\/|;|REM\b)/.test(line)) return [];
  const pairs: Pair[] = [];
  for (const match of line.matchAll(QUOTED)) pairs.push({ name: match[1]!, value: match[3]!, at: match.indices![3]![0] });
  for (const match of line.matchAll(ELEMENT)) pairs.push({ name: match[1]!, value: match[2]!, at: match.indices![2]![0] });
  const bare = BARE.exec(line);
  if (bare && pairs.length === 0) pairs.push({ name: bare[1]!, value: bare[2]!, at: bare.indices![2]![0] });
  // A script fills its texts in.
  return shell ? pairs.filter((pair) => !/[$`%]/.test(pair.value)) : pairs;
}
