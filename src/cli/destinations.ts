import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { kindByName, UsageError } from '#discover';
import { FORMATS, type Format } from '#report';
import { emit, type Io } from './io.js';
import { writeWhole, writeProblem } from './write-file.js';

/** One report and where it goes; no file means standard output. */
export interface Destination {
  readonly format: Format;
  readonly file?: string;
}

interface Request {
  readonly format?: Format;
  readonly output?: string;
  readonly report: readonly string[];
  readonly quiet?: boolean;
}

/** What the options ask for. Throws UsageError where two reports would share one place. */
export function destinations(request: Request): Destination[] {
  const further = request.report.map(parseReport);
  const asked = request.format !== undefined || request.output !== undefined;
  const silent = !asked && (request.quiet === true || further.some((destination) => destination.file === undefined));
  const all = silent ? further : [mainReport(request), ...further];
  const places = all.map((destination) => (destination.file === undefined ? '-' : path.resolve('/', destination.file)));
  const shared = places.find((one, index) => places.indexOf(one) !== index);
  if (shared !== undefined) {
    throw new UsageError(`two reports would go to ${shared === '-' ? 'standard output' : 'one file'}`, 'give each a place of its own');
  }
  return all;
}

function mainReport(request: Request): Destination {
  const file = request.output;
  if (file === '') throw new UsageError('the name of the output file is empty', 'name a file after --output');
  return at(request.format ?? formatByName(file ?? ''), file ?? '-');
}

function at(format: Format, file: string): Destination {
  return file === '-' ? { format } : { format, file };
}

function formatByName(file: string): Format {
  if (/\.sarif(?:\.json)?$/i.test(file)) return 'sarif';
  return /\.json$/i.test(file) ? 'json' : 'terminal';
}

function parseReport(value: string): Destination {
  const [format = '', ...rest] = value.split('=');
  const file = rest.join('=');
  if (!isFormat(format)) throw new UsageError(`unknown report format "${format}"`, `formats are ${FORMATS.join(', ')}, as in --report sarif=out.sarif`);
  if (file === '') throw new UsageError(`--report ${format} names no file`, `write --report ${format}=out.${format === 'terminal' ? 'txt' : format}`);
  return at(format, file);
}

function isFormat(text: string): text is Format {
  return (FORMATS as readonly string[]).includes(text);
}

/** Refuses, before anything is scanned, what cannot be written or would overwrite what is scanned. */
export async function checkDestinations(wanted: readonly Destination[], paths: readonly string[], cwd: string): Promise<void> {
  const scanned = new Set(await Promise.all(paths.map((named) => realpath(path.resolve(cwd, named)).catch(() => ''))));
  for (const { file } of wanted) {
    if (file === undefined) continue;
    if (file.includes('\0')) throw new UsageError('the name of an output file holds a NUL character', 'name another file');
    const absolute = path.resolve(cwd, file);
    const folder = await lstat(await realpath(path.dirname(absolute)).catch(() => '')).catch(() => undefined);
    if (!folder?.isDirectory()) throw new UsageError(`the folder of the output file ${file} does not exist`, 'create it first');
    const there = await lstat(absolute).catch(() => undefined);
    if (!there) continue;
    if (there.isDirectory()) throw new UsageError(`the output file ${file} is a folder`, 'name a file in it');
    const kind = kindByName(absolute);
    const isSource = there.isFile() && kind !== undefined && kind !== 'open' && kind !== 'text';
    if (isSource || scanned.has(await realpath(absolute).catch(() => absolute))) {
      throw new UsageError(`the report would overwrite ${file}, which is a scanned file`, 'name another output file');
    }
  }
}

/** Files first: a reader that hangs up on standard output does not cost them. */
export async function writeReports(reports: readonly (Destination & { readonly text: string })[], io: Io): Promise<void> {
  for (const { file, text } of reports) if (file !== undefined) await writeWhole(path.resolve(io.cwd, file), file, text);
  for (const { file, text } of reports) if (file === undefined) await print(io, text);
}

/** Prints on standard output. Throws UsageError where nobody takes it: a result that was not delivered is no success. */
export async function print(io: Io, text: string): Promise<void> {
  try {
    await emit(io.stdout, text);
  } catch (error) {
    throw writeProblem('standard output', error);
  }
}
