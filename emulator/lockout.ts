interface Account {
  failures: number;
  lockedUntil: number;
}

// More accounts than this are never held: the one that failed longest ago is forgotten.
const MAX_ACCOUNTS = 100_000;

/** Locks a user for a while after too many wrong passwords. A success before that resets the count. */
export class Lockout {
  readonly #accounts = new Map<number, Account>();

  constructor(readonly settings: { threshold: number; seconds: number }) {}

  isLocked(user: number, now: number): boolean {
    return (this.#accounts.get(user)?.lockedUntil ?? 0) > now;
  }

  failed(user: number, now: number): void {
    const account = this.#accounts.get(user) ?? { failures: 0, lockedUntil: 0 };
    account.failures += 1;
    if (account.failures >= this.settings.threshold) account.lockedUntil = now + this.settings.seconds * 1000;
    this.#accounts.delete(user);
    this.#accounts.set(user, account);
    if (this.#accounts.size > MAX_ACCOUNTS) this.#accounts.delete(this.#accounts.keys().next().value as number);
  }

  succeeded(user: number): void {
    this.#accounts.delete(user);
  }
}
