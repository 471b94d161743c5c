import { SourceText } from '#core';
import type { Gap, SourceFile } from '#core';
import type { Dependency, Manifest } from '#model';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A manifest while it is read. */
export interface Draft extends Omit<Mutable<Manifest>, 'dependencies' | 'scopes' | 'gaps'> {
  dependencies: Dependency[];
  scopes: { scope: string; start: number; end: number }[];
  gaps: Gap[];
}

export function draftFor(file: SourceFile, kind: Manifest['kind']): Draft {
  const slash = file.file.lastIndexOf('/');
  return {
    file: file.file, kind, source: new SourceText(file.file, file.text), folder: slash === -1 ? '' : file.file.slice(0, slash),
    dependencies: [], scopes: [], scripts: {}, data: undefined, gaps: [],
  };
}

/** More than these say nothing new about one file. */
const MAX_GAPS = 20;

/** Notes what does not parse; `reason` says what the line is: `not valid TOML`. */
export function noteGap(draft: Draft, reason: string, start: number, end: number): void {
  if (draft.gaps.length >= MAX_GAPS) return;
  const at = draft.source.locate(start, end);
  draft.gaps.push({ at, stage: 'parse', reason: `Line ${at.start.line} of the manifest is ${reason}.` });
}

export interface Owner {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
