/**
 * Takes the finished report and the name of a format; gives the text to write.
 * May not read files, know the time, or decide anything: the same report gives the same text everywhere.
 */
import type { Report } from '#core';
import type { RenderOptions } from './options.js';

export { PLAIN } from './options.js';
export type { Paint, RenderOptions } from './options.js';

export const FORMATS = ['terminal', 'sarif', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Each format is loaded when asked for, to keep start-up short. The text ends with a line break. */
export function render(report: Report, format: Format, options: RenderOptions): string {
  switch (format) {
    case 'terminal':
      return (require('./terminal.js') as typeof import('./terminal.js')).terminal(report, options);
    case 'sarif':
      return (require('./sarif.js') as typeof import('./sarif.js')).sarif(report);
    case 'json':
      return (require('./json.js') as typeof import('./json.js')).json(report);
  }
}
