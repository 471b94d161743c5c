import type { Location } from './location.js';

/** Something that could not be analysed. Data, never an exception: a scan with gaps never passes. */
export interface Gap {
  readonly at: Location;
  readonly stage: 'read' | 'parse' | 'lower' | 'facts' | 'profile' | 'rule';
  /** A plain sentence: what was not understood. */
  readonly reason: string;
  /** The scanner itself failed there: the scan did not finish, whatever policy says of gaps. */
  readonly defect?: boolean;
}

/** A file that was left out on purpose, with the reason, so that nothing vanishes unseen. */
export interface Omission {
  readonly file: string;
  readonly reason: string;
}
