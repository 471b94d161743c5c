import { compareText, type Omission } from '#core';
import { nameParts } from './kind.js';

const GROUPS: readonly (readonly [string, string])[] = [
  ['images', 'png jpg jpeg gif webp svg ico bmp tif tiff avif heic psd ai fig sketch'],
  ['audio and video', 'mp3 mp4 m4a wav ogg flac mov avi mkv webm'],
  ['fonts', 'woff woff2 ttf otf eot'],
  ['documents', 'pdf doc docx xls xlsx xlsm ppt pptx odt ods rtf tex rst adoc'],
  ['archives', 'zip gz tgz tar bz2 xz 7z rar whl jar'],
  ['stylesheets', 'css scss sass less styl'],
  ['data', 'parquet feather arrow avro npy npz pkl pickle h5 db sqlite sqlite3 tsv jsonl ndjson log sarif'],
  ['code in other languages', 'rb go rs java kt php cs vb vbs vba bas cls frm c h cc cpp hpp swift scala pl lua r jl dart ex exs clj fs groovy m vue svelte astro coffee'],
];
const GROUP_OF: ReadonlyMap<string, string> = new Map(
  GROUPS.flatMap(([group, extensions]) => extensions.split(' ').map((extension): [string, string] => [extension, group])),
);

const OTHER = 'other files';
const OTHER_LANGUAGES = 'code in other languages';

/** Whether a name says that the file is certainly no script: an image, a font, an archive. */
export function isNoCode(file: string): boolean {
  const group = GROUP_OF.get(nameParts(file).extension);
  return group !== undefined && group !== OTHER_LANGUAGES;
}

/** Files that are nothing the scanner reads, told as one omission a group instead of one a file. */
export function summariseOthers(files: readonly string[]): Omission[] {
  const byGroup = new Map<string, Map<string, number>>();
  for (const file of files) {
    const { name, extension } = nameParts(file);
    const group = GROUP_OF.get(extension) ?? OTHER;
    const counts = byGroup.get(group) ?? new Map<string, number>();
    const ending = extension ? `.${extension}` : name;
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
    byGroup.set(group, counts);
  }
  return [...byGroup]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([group, counts]) => ({ file: '.', reason: describe(group, counts) }));
}

const ENDINGS_SHOWN = 5;

function describe(group: string, counts: ReadonlyMap<string, number>): string {
  const ordered = [...counts].toSorted(([a, m], [b, n]) => n - m || compareText(a, b));
  const total = ordered.reduce((sum, [, count]) => sum + count, 0);
  const shown = ordered.slice(0, ENDINGS_SHOWN).map(([ending]) => ending);
  if (ordered.length > ENDINGS_SHOWN) shown.push('…');
  return `not read: ${group} (${total}: ${shown.join(', ')})`;
}
