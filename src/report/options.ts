/** Marks up a text for where it is shown; must leave its characters as they are. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const same = (text: string): string => text;

/** For files, pipes and logs without colour. */
export const PLAIN: Paint = {
  bold: same,
  dim: same,
  red: same,
  yellow: same,
  green: same,
  blue: same,
  cyan: same,
};

export interface RenderOptions {
  readonly paint: Paint;
  /** Columns of the terminal; other formats have lines of any length. */
  readonly width: number;
  /** Every finding in full, all evidence, and what was left out. */
  readonly verbose: boolean;
}
