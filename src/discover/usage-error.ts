/**
 * The request itself is wrong: a path that does not exist, a folder without scripts.
 * `message` says what; `advice` says what to do about it.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    message: string,
    readonly advice?: string,
  ) {
    super(message);
  }
}
