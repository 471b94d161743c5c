/** A fenced block of a literate Markdown file. */
export interface Block {
  /** First word after the fence: `js`, `py`, `model`. */
  readonly lang: string;
  /** What follows that word on the fence's line. */
  readonly info: string;
  /** From a path in backquotes alone on the line above. */
  readonly path?: string;
  readonly text: string;
  /** Line of the block's first line of text, from 1. */
  readonly line: number;
}

/** The blocks under one heading, with the headings above it: `['Fires', 'A plain call']`. */
export interface Section {
  readonly headings: string[];
  readonly blocks: Block[];
}

const FENCE = /^(`{3,})(\S*)\s*(.*)$/;

/** Splits Markdown into its sections that hold blocks, in order. The title (`# …`) is not part of `headings`. */
export function parseLiterate(markdown: string): Section[] {
  const sections: Section[] = [];
  const lines = markdown.split(/\r?\n/);
  let headings: string[] = [];
  let blocks: Block[] = [];
  const close = (): void => {
    if (blocks.length > 0) sections.push({ headings, blocks });
    blocks = [];
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const heading = /^(#{1,6}) +(.+)$/.exec(line);
    if (heading) {
      close();
      headings = [...headings.slice(0, Math.max(0, heading[1]!.length - 2)), ...(heading[1]!.length > 1 ? [heading[2]!.trim()] : [])];
      continue;
    }
    const fence = FENCE.exec(line);
    if (!fence) continue;
    const path = pathAbove(lines, i);
    const first = i + 1;
    while (++i < lines.length && !(lines[i]!.startsWith(fence[1]!) && lines[i]!.trim() === fence[1]));
    blocks.push({
      lang: fence[2]!, info: fence[3]!.trim(), text: lines.slice(first, i).join('\n'), line: first + 1, ...(path === undefined ? {} : { path }),
    });
  }
  close();
  return sections;
}

function pathAbove(lines: readonly string[], fence: number): string | undefined {
  return /^`([^`\s]+)`$/.exec(lines[fence - 1]?.trim() ?? '')?.[1];
}
