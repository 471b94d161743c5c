/** The configuration is wrong. `message` begins with the file and, where it is known, the line. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';

  constructor(
    message: string,
    readonly advice?: string,
  ) {
    super(message);
  }
}
