/** Code as it comes out of a chat: Markdown fences and sentences around it. */

type Language = 'javascript' | 'python';

interface Line {
  readonly start: number;
  /** Without the line break. */
  readonly end: number;
  readonly text: string;
}

interface Fence {
  /** Line numbers of the opening and the closing fence; the closing one may be missing. */
  readonly open: number;
  readonly close: number;
  readonly language: string;
}

const NAMES: Readonly<Record<Language, ReadonlySet<string>>> = {
  python: new Set(['python', 'py', 'python3', 'ipython', 'py3']),
  javascript: new Set([
    'javascript', 'js', 'jsx', 'mjs', 'node', 'nodejs', 'typescript', 'ts', 'tsx', 'gs', 'gas', 'apps-script', 'appsscript', 'google-apps-script',
    'office-script',
  ]),
};
// Longer rows of tildes underline headings.
const FENCE = /^ {0,3}(`{3,}|~{3,4}(?!~))[ \t]*([\w+#.-]*)[^`]*$/;
const SHELL = /^\s*(?:\$ |(?:pip3?|npm|npx|yarn|pnpm|python3?|node|clasp|cd|export|brew|apt(?:-get)?|docker|git|source|mkdir)[ \t]+\S)/;
const LOOKS_LIKE_CODE = /[;{}(,[]\s*$|^\s*(?:import|from|const|let|var|function|def|class|if|for|return|export|try|@\w|\/\*|\*)|=|\w\(|"{3}/;
/** What a chat's own page leaves behind when its text is copied. */
const PAGE_LABEL = /^\s*(?:python|javascript|typescript|js|copy(?: code)?|edit|google apps script)\s*$/i;

/**
 * Covers with spaces what is not code, fence lines too; offsets and line breaks stay. Gives undefined where all of the
 * text may be code. The caller judges by its parser whether the text is the better for it.
 */
export function extractPasted(text: string, language: Language): { code: string; prose: { start: number; end: number }[] } | undefined {
  const lines = splitLines(text);
  const isCode = markFenced(lines, language) ?? markUnfenced(lines, language);
  if (!lines.some((line, index) => isCode[index] && isWritten(line))) return undefined;
  const prose: { start: number; end: number }[] = [];
  const pieces: string[] = [];
  let done = 0;
  for (let i = 0; i < lines.length; i++) {
    if (isCode[i] || lines[i]!.text.trim() === '') continue;
    const first = i;
    let last = i;
    for (; i < lines.length && (!isCode[i] || lines[i]!.text.trim() === ''); i++) if (lines[i]!.text.trim() !== '') last = i;
    const range = { start: lines[first]!.start, end: lines[last]!.end };
    prose.push(range);
    pieces.push(text.slice(done, range.start), text.slice(range.start, range.end).replace(/[^\r\n]/g, ' '));
    done = range.end;
  }
  if (prose.length === 0) return undefined;
  return { code: pieces.join('') + text.slice(done), prose };
}

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length;) {
    const next = text.indexOf('\n', start);
    const stop = next === -1 ? text.length : next;
    const end = text[stop - 1] === '\r' && stop > start ? stop - 1 : stop;
    lines.push({ start, end, text: text.slice(start, end) });
    start = stop + 1;
  }
  return lines;
}

/** Which lines are code by the fences; undefined without a fence that holds code. */
function markFenced(lines: readonly Line[], language: Language): boolean[] | undefined {
  const fences = findFences(lines);
  const labelled = fences.filter((fence) => NAMES[language].has(fence.language));
  const bare = fences.filter((fence) => fence.language === '' && !SHELL.test(firstText(lines, fence)));
  const lone = fences[0];
  // A closing fence whose opening one was not copied: the code is what stands before it.
  if (fences.length === 1 && lone?.language === '' && lone.close === lines.length && lines.slice(0, lone.open).some((line) => isWritten(line) && !isProse(line.text, language))) {
    return markUnfenced(lines.slice(0, lone.open), language).concat(lines.slice(lone.open).map(() => false));
  }
  const holding = labelled.length > 0 ? labelled : bare;
  if (holding.length === 0) return undefined;
  // Code outside the fences: these stand in a comment or a string of an ordinary script.
  if (!mostlyProse(lines, fences, language)) return lines.map(() => true);
  const isCode = lines.map(() => false);
  for (const fence of holding) isCode.fill(true, fence.open + 1, fence.close);
  return isCode;
}

function findFences(lines: readonly Line[]): Fence[] {
  const fences: Fence[] = [];
  let open: { line: number; mark: string; language: string } | undefined;
  lines.forEach(({ text }, line) => {
    const match = FENCE.exec(text);
    if (!match) return;
    const [, mark = '', language = ''] = match;
    if (!open) {
      open = { line, mark, language: language.toLowerCase() };
    } else if (language === '' && mark[0] === open.mark[0] && mark.length >= open.mark.length) {
      fences.push({ open: open.line, close: line, language: open.language });
      open = undefined;
    }
  });
  if (open) fences.push({ open: open.line, close: lines.length, language: open.language });
  return fences;
}

/** Holds if the text outside the fences reads as talk rather than as a script. */
function mostlyProse(lines: readonly Line[], fences: readonly Fence[], language: Language): boolean {
  const fenced = lines.map(() => false);
  for (const fence of fences) fenced.fill(true, fence.open, fence.close + 1);
  let prose = 0;
  let code = 0;
  lines.forEach((line, index) => {
    if (fenced[index] || !isWritten(line)) return;
    if (isProse(line.text, language)) prose++;
    else if (LOOKS_LIKE_CODE.test(line.text)) code++;
  });
  return code <= prose;
}

function firstText(lines: readonly Line[], fence: Fence): string {
  return lines.slice(fence.open + 1, fence.close).find(isWritten)?.text ?? '';
}

/** Fences of other languages are no code; sentences before the first line of code and after the last are none either. */
function markUnfenced(lines: readonly Line[], language: Language): boolean[] {
  const isCode = lines.map(() => true);
  for (const fence of findFences(lines)) {
    if (fence.close < lines.length) isCode.fill(false, fence.open, fence.close + 1);
  }
  const forward = lines.map((_, index) => index);
  coverRun(forward);
  coverRun(forward.reverse());
  return isCode;

  /** Covers the lines up to the first that may be code, if one of them can't be code. */
  function coverRun(order: readonly number[]): void {
    const run: number[] = [];
    let sentences = 0;
    for (const index of order) {
      const line = lines[index]!;
      if (isWritten(line) && isCode[index]) {
        const prose = proseOf(line.text, language);
        if (!prose) break;
        if (prose === 'certain') sentences++;
      }
      run.push(index);
    }
    if (sentences > 0 && run.length < lines.length) for (const index of run) isCode[index] = false;
  }
}

function isWritten(line: Line): boolean {
  return line.text.trim() !== '';
}

/** A sentence, a heading, an item of a list or a label of the page; `certain` if it can't be code by any reading. */
function proseOf(line: string, language: Language): 'certain' | 'likely' | undefined {
  if (PAGE_LABEL.test(line)) return /\s/.test(line.trim()) ? 'certain' : 'likely';
  // In Python a heading reads as a comment: it does no harm and settles nothing.
  if (/^#{1,6}[ \t]+\S/.test(line)) return language === 'javascript' ? 'certain' : 'likely';
  const item = /^\s*(?:[-*+•]|\d{1,2}[.)])[ \t]+(.*)$/.exec(line)?.[1];
  if (isSentence(item ?? line)) return 'certain';
  return item !== undefined && words(item) >= 2 && !hasCode(item) ? 'likely' : undefined;
}

function isProse(line: string, language: Language): boolean {
  return proseOf(line, language) !== undefined;
}

function isSentence(line: string): boolean {
  const text = line.trim().replace(/^[*_>“\s]+/, '');
  if (/"{3}|'{3}|\/\*|\*\//.test(text) || !/^(?:\p{Lu}|\p{Extended_Pictographic})/u.test(text) || hasCode(text)) return false;
  const count = words(text);
  return count >= 3 && (/[.!?:…][*_"”')\]]*$/u.test(text) || /[!?,:] /.test(text) || count >= 6);
}

function words(text: string): number {
  return withoutMarks(text).split(/\s+/).filter((word) => /^[("“']?[\p{L}][\p{L}'’-]*[).,!?:;"”']*$/u.test(word)).length;
}

function hasCode(text: string): boolean {
  const plain = withoutMarks(text);
  return /[={}[\]<>$\\|;]|\w\(|=>|\/\/|^\s*["'`]/.test(plain) || words(text) * 2 < plain.split(/\s+/).filter(Boolean).length;
}

/** Takes out what Markdown sets apart as code, emphasis and links. */
function withoutMarks(text: string): string {
  return text.replace(/`[^`]*`/g, ' ').replace(/\*{1,2}|__/g, '').replace(/\[([^\]]{0,200})\]\([^)]{0,500}\)/g, '$1').replace(/https?:\/\/\S+/g, ' ');
}
