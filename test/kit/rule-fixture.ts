import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_POLICY, type Judged, type Policy, type Report, type SourceFile } from '#core';
import { kindByName } from '#discover';
import { analyseFiles } from '#scan';
import { parseLiterate, type Block, type Section } from './literate.js';
import { expandSecrets } from './secrets.js';

export const ROOT = join(__dirname, '..', '..', '..');

export interface Expectation {
  readonly kind: 'expect' | 'expect-missing' | 'expect-spurious';
  readonly file: string;
  readonly line: number;
  /** Line in the fixture, for messages. */
  readonly fixtureLine: number;
  readonly severity?: string;
  readonly text?: string;
}

export interface FixtureCase {
  readonly heading: string;
  readonly section: string;
  readonly files: readonly SourceFile[];
  readonly expectations: readonly Expectation[];
  readonly languages: ReadonlySet<string>;
  readonly policy: Policy;
}

/** The rules that have a fixture in a folder: `family/rule` to its path. */
export function ruleFixtures(folder = join(ROOT, 'fixtures')): Map<string, string> {
  const found = new Map<string, string>();
  for (const family of readdirSync(folder, { withFileTypes: true })) {
    if (!family.isDirectory() || ['scripts', 'lower', 'plugins', 'catalogue'].includes(family.name)) continue;
    for (const file of readdirSync(join(folder, family.name)).sort()) {
      if (file.endsWith('.md')) found.set(`${family.name}/${file.slice(0, -3)}`, join(folder, family.name, file));
    }
  }
  return found;
}

const EXTENSIONS: Record<string, string> = { js: 'js', jsx: 'jsx', ts: 'ts', tsx: 'tsx', gs: 'gs', py: 'py', json: 'json', toml: 'toml', txt: 'txt', env: 'env', yaml: 'yaml', html: 'html' };
const MARK = /(?:\/\/|#|<!--|\/\*)\s*(expect(?:-missing|-spurious)?)\s+([\w-]+)(?:\s+(note|warning|error))?(?:\s+"([^"]*)")?\s*(?:-->|\*\/)?\s*$/;

export function fixtureCases(rule: string, path: string): FixtureCase[] {
  const name = rule.split('/')[1]!;
  return parseLiterate(readFileSync(path, 'utf8')).map((section) => toCase(section, name));
}

function toCase(section: Section, rule: string): FixtureCase {
  const files: SourceFile[] = [];
  const expectations: Expectation[] = [];
  let policy = DEFAULT_POLICY;
  for (const block of section.blocks) {
    if (block.info === 'policy') {
      policy = { ...policy, ...(JSON.parse(block.text) as Partial<Policy>) };
      continue;
    }
    if (block.info === 'snapshot') continue;
    const file = block.path ?? freeName(block, files);
    const { text, found } = withoutExpectations(block, file, rule);
    expectations.push(...found);
    const kind = kindByName(file);
    if (kind === undefined || kind === 'open') throw new Error(`line ${block.line}: no kind for ${file}`);
    files.push({ file, kind, text: expandSecrets(text) });
  }
  const languages = new Set(section.blocks.map((block) => (block.lang === 'py' ? 'python' : ['js', 'ts', 'gs', 'jsx', 'tsx'].includes(block.lang) ? 'javascript' : 'other')));
  return { heading: section.headings.at(-1) ?? '', section: section.headings[0] ?? '', files, expectations, languages, policy };
}

function freeName(block: Block, files: readonly SourceFile[]): string {
  const extension = EXTENSIONS[block.lang];
  if (!extension) throw new Error(`line ${block.line}: a block of language "${block.lang}" needs a path above it`);
  for (let number = 1; ; number++) {
    const name = `script${number === 1 ? '' : number}.${extension}`;
    if (!files.some((file) => file.file === name)) return name;
  }
}

/** Expectation comments are blanked, so that the scan does not see them. */
function withoutExpectations(block: Block, file: string, rule: string): { text: string; found: Expectation[] } {
  const found: Expectation[] = [];
  const lines = block.text.split('\n');
  const blanked = lines.map((line, index) => {
    const match = MARK.exec(line);
    if (!match || match.index === undefined) return line;
    const before = line.slice(0, match.index);
    let target = index;
    if (before.trim() === '') while (target + 1 < lines.length && (target === index || lines[target]!.trim() === '' || MARK.test(lines[target]!) && lines[target]!.replace(MARK, '').trim() === '')) target++;
    if (match[2] !== rule) throw new Error(`line ${block.line + index}: a fixture speaks of its own rule only, not of ${match[2]}`);
    found.push({
      kind: match[1] as Expectation['kind'], file, line: target + 1, fixtureLine: block.line + index,
      ...(match[3] ? { severity: match[3] } : {}), ...(match[4] !== undefined ? { text: match[4] } : {}),
    });
    return before.trimEnd();
  });
  return { text: blanked.join('\n'), found };
}

export async function analyse(files: readonly SourceFile[], policy: Policy = DEFAULT_POLICY): Promise<Report> {
  return analyseFiles({ files, omitted: [], gaps: [] }, policy);
}

/** What differs between expected and found, as sentences; empty when all is as expected. */
export function compare(expectations: readonly Expectation[], findings: readonly Judged[]): string[] {
  const faults: string[] = [];
  const left = [...findings];
  const take = (expected: Expectation): Judged | undefined => {
    const index = left.findIndex((finding) =>
      finding.at.file === expected.file && finding.at.start.line === expected.line
      && (expected.severity === undefined || finding.severity === expected.severity)
      && (expected.text === undefined || finding.message.toLowerCase().includes(expected.text.toLowerCase())));
    return index === -1 ? undefined : left.splice(index, 1)[0];
  };
  for (const expected of expectations) {
    const finding = take(expected);
    const where = `fixture line ${expected.fixtureLine} (${expected.file}:${expected.line})`;
    if (expected.kind === 'expect-missing' && finding) faults.push(`${where}: a known gap is closed: make it \`expect\``);
    if (expected.kind !== 'expect-missing' && !finding) {
      const near = findings.filter((other) => other.at.file === expected.file && other.at.start.line === expected.line).map((other) => `${other.severity}: ${other.message}`);
      faults.push(`${where}: ${expected.kind === 'expect' ? 'expected and not found' : 'a known false alarm is gone: take the mark out'}${expected.text ? ` ("${expected.text}")` : ''}${near.length ? ` – found there: ${near.join(' | ')}` : ''}`);
    }
  }
  for (const finding of left) faults.push(`${finding.at.file}:${finding.at.start.line}: not expected: ${finding.severity}: ${finding.message}`);
  return faults;
}
