import { PLAIN, type Paint } from '#report';
import type { Io } from './io.js';

/** Colours for standard output, or none. The colouring package is loaded only where there is something to colour. */
export async function paintFor(asked: boolean | undefined, io: Io): Promise<Paint> {
  if (!wantsColour(asked, io)) return PLAIN;
  // An ES module only; `require` of those needs Node 20.19, and leaves nothing to V8's cache of compiled code.
  const { Chalk } = require('chalk') as typeof import('chalk', { with: { 'resolution-mode': 'import' } });
  const chalk = new Chalk({ level: 1 });
  const { bold, dim, red, yellow, green, blue, cyan } = chalk;
  return { bold, dim, red, yellow, green, blue, cyan };
}

/** The option decides, then FORCE_COLOR, then NO_COLOR, then whether a person reads it. */
function wantsColour(asked: boolean | undefined, io: Io): boolean {
  if (asked !== undefined) return asked;
  const force = io.env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (io.env['NO_COLOR']) return false;
  return io.isTTY.stdout && io.env['TERM'] !== 'dumb';
}
