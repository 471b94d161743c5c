/** A credential, or a slot for one, found in code or text. */
import type { Expr, Module } from '#model';
import type { SourceText } from '#core';

export interface Credential {
  /**
   * `hardcoded`: a secret in the code; `fallback`: a secret as the default of a look-up; `placeholder`: a slot that invites pasting one;
   * `look-up-name`: a secret where the name of one belongs.
   */
  readonly kind: 'hardcoded' | 'fallback' | 'placeholder' | 'look-up-name';
  readonly source: SourceText;
  readonly module?: Module;
  readonly start: number;
  readonly end: number;
  /** The expression that holds it, where it stands in code. */
  readonly node?: Expr;
  /** The text itself: for masking and for telling copies, never for output. */
  readonly value: string;
  /** The name it goes by: variable, property, parameter, header. */
  readonly name?: string;
  /** Whose it is, where its format or place says so. */
  readonly provider?: string;
  /** In plain words: what gave it away. */
  readonly because: string;
  readonly testMode: boolean;
  /** It stands in a comment. */
  readonly inComment: boolean;
}
