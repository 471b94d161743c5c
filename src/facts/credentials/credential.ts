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
  /** How it is written in the source, piece by piece, where that differs from the value: for masking. */
  readonly written: readonly string[];
  /** The name it goes by: variable, property, parameter, header. */
  readonly name?: string;
  /** Whose it is, where its format or place says so. */
  readonly provider?: string;
  /** In plain words: what gave it away. */
  readonly because: string;
  readonly testMode: boolean;
  /** It stands in a comment. */
  readonly inComment: boolean;
  /** It is a URL that works for whoever knows it, or a part of one. */
  readonly inUrl: boolean;
  /** Further places of the unit where the same secret stands in the same way; those are `copy` themselves. */
  readonly copies: readonly Credential[];
  readonly copy: boolean;
}

/** A credential as found, before copies are told. */
export type FoundCredential = Omit<Credential, 'copies' | 'copy'>;

/** Tells copies of one secret: the first stands for all. */
export function withCopies(found: readonly FoundCredential[]): Credential[] {
  const groups = new Map<string, FoundCredential[]>();
  for (const each of found) {
    const key = `${each.kind === 'look-up-name' ? 'hardcoded' : each.kind}\0${each.kind === 'placeholder' ? `${each.source.file}\0${each.start}` : each.value}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    const copies = others.map((other): Credential => ({ ...other, copies: [], copy: true }));
    return first ? [{ ...first, copies, copy: false }, ...copies] : [];
  });
}

/** The texts that must not be shown of a credential. A plain word is masked in its quotes only, so that prose stays readable. */
export function maskedTexts({ value, written }: Credential): string[] {
  return [value, ...written].flatMap((text) => (/^[a-z]{1,12}$/i.test(text) ? [`"${text}"`, `'${text}'`] : text.length >= 4 ? [text] : []));
}
