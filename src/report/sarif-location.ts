import type * as sarif from 'sarif';
import type { Location, Step } from '#core';
import { printable } from './printable.js';
import { lineOf } from './words.js';

/** Names the scanned folder without saying where it lies. */
export const ROOT = '%SRCROOT%';

const UNPAIRED = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A relative path as a URI reference: every segment percent-encoded, halves of a character replaced. */
export function uriOf(file: string): string {
  return file.replace(UNPAIRED, '\ufffd').split('/').map(encodeURIComponent).join('/');
}

/** Where something is; notebook cells are told too, since the lines of the file mean little to a reader. */
export function locationOf(at: Location, excerpt?: string): sarif.Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(at.file), uriBaseId: ROOT },
      region: regionOf(at),
      ...(excerpt ? { contextRegion: contextOf(at, excerpt) } : {}),
    },
    ...(at.cell ? { logicalLocations: [cellOf(at)] } : {}),
  };
}

/** A step with what it says. */
export function stepLocation({ at, note, excerpt }: Step): sarif.Location {
  return { ...locationOf(at, excerpt), message: { text: printable(note) } };
}

/** Lines and columns count from 1 and the end never lies before the start, whatever was handed in. */
function regionOf({ start, end }: Location): sarif.Region {
  const startLine = Math.max(1, start.line);
  const startColumn = Math.max(1, start.column);
  const endLine = Math.max(startLine, end.line);
  const endColumn = endLine === startLine ? Math.max(startColumn, end.column) : Math.max(1, end.column);
  return { startLine, startColumn, endLine, endColumn };
}

/** The whole lines of the region, with the source line as it was masked. */
function contextOf(at: Location, excerpt: string): sarif.Region {
  const { startLine, endLine } = regionOf(at);
  return { startLine: startLine!, endLine: endLine!, snippet: { text: printable(excerpt) } };
}

function cellOf(at: Location): sarif.LogicalLocation {
  return { name: `cell ${at.cell!.number}`, fullyQualifiedName: lineOf(at), kind: 'module' };
}
