/** Wrong use or set-up: what is wrong, where, and what to do. The command ends with exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
