import { distance } from 'fastest-levenshtein';
import type { LockoutSettings } from './settings.js';

interface Counter {
  failures: number;
  lockedUntil: number;
  /** Lock periods so far, without a success in between. */
  periods: number;
  /** The last bad passwords; Entra tracks three. */
  recent: string[];
}

interface Account {
  /** Counters of addresses that the user signed in from before, and of all others. */
  familiar: Counter;
  unfamiliar: Counter;
  addresses: Set<string>;
}

/** What an attempt saw when it began; a counter that loses parallel attempts goes on from there. */
export interface Attempt {
  user: string;
  address: string;
  seen: number;
}

// More accounts than this are never held: the one that was touched longest ago is forgotten.
const MAX_ACCOUNTS = 100_000;
const TRACKED_PASSWORDS = 3;
const MAX_ADDRESSES = 20;

const newCounter = (): Counter => ({ failures: 0, lockedUntil: 0, periods: 0, recent: [] });

// "12456!" and "1234567!" are similar, "newAccount1234" and "newaccount1234" too, "12456!" and "ABCD2!" are not.
function isSimilar(a: string, b: string): boolean {
  return distance(a.toLowerCase(), b.toLowerCase()) <= 2;
}

/** Smart lockout (Azure AD B2C, mitigate credential attacks) as a state machine; what is not documented is a setting. */
export class Lockout {
  readonly #accounts = new Map<string, Account>();
  /** Failures by address, for the identity protection of the seed's "server-to-server" warning. */
  readonly #addresses = new Map<string, { failures: number; blockedUntil: number }>();

  constructor(readonly settings: LockoutSettings) {}

  #counter(user: string, address: string): Counter {
    const account = this.#accounts.get(user);
    if (!account) return newCounter();
    return this.settings.locations && account.addresses.has(address) ? account.familiar : account.unfamiliar;
  }

  #touch(user: string): Account {
    const account = this.#accounts.get(user) ?? { familiar: newCounter(), unfamiliar: newCounter(), addresses: new Set<string>() };
    this.#accounts.delete(user);
    this.#accounts.set(user, account);
    if (this.#accounts.size > MAX_ACCOUNTS) this.#accounts.delete(this.#accounts.keys().next().value as string);
    return account;
  }

  begin(user: string, address: string): Attempt {
    return { user, address, seen: this.#counter(user, address).failures };
  }

  isLocked(user: string, address: string, now: number): boolean {
    return this.#counter(user, address).lockedUntil > now;
  }

  isBlocked(address: string, now: number): boolean {
    return (this.#addresses.get(address)?.blockedUntil ?? 0) > now;
  }

  /** Length of the n-th lock, counted from 1: the same for `periods` of them, then growing, up to a cap. */
  lockSeconds(period: number): number {
    const { seconds, periods, growth, maxSeconds } = this.settings;
    return Math.min(maxSeconds, seconds * growth ** Math.floor((period - 1) / periods));
  }

  /**
   * Counts a wrong password.
   *
   * @param from where the count goes on from; the counter's own number unless attempts are to be lost
   * @returns true where this one locked the user
   */
  failed({ user, address }: Attempt, password: string, now: number, from?: number): boolean {
    this.#touch(user);
    this.#failedAt(address, now);
    const counter = this.#counter(user, address);
    if (counter.lockedUntil > now) return false;
    const known = counter.recent.some((other) => other === password || (this.settings.similar && isSimilar(other, password)));
    if (known) return false;
    counter.recent = [...counter.recent, password].slice(-TRACKED_PASSWORDS);
    counter.failures = (from ?? counter.failures) + 1;
    // After a lock the next failure locks again, until a success resets the count.
    if (counter.failures < this.settings.threshold && counter.periods === 0) return false;
    this.#lock(counter, now);
    return true;
  }

  #lock(counter: Counter, now: number): void {
    counter.periods += 1;
    counter.lockedUntil = now + this.lockSeconds(counter.periods) * 1000;
    counter.recent = [];
  }

  #failedAt(address: string, now: number): void {
    const { addressThreshold, addressSeconds } = this.settings;
    if (addressThreshold === 0) return;
    const entry = this.#addresses.get(address) ?? { failures: 0, blockedUntil: 0 };
    entry.failures += 1;
    if (entry.failures >= addressThreshold) {
      entry.blockedUntil = now + addressSeconds * 1000;
      entry.failures = 0;
    }
    this.#addresses.delete(address);
    this.#addresses.set(address, entry);
    if (this.#addresses.size > MAX_ACCOUNTS) this.#addresses.delete(this.#addresses.keys().next().value as string);
  }

  succeeded(user: string, address: string): void {
    const held = this.#accounts.get(user);
    if (!held && !this.settings.locations) return;
    const account = this.#touch(user);
    Object.assign(this.#counter(user, address), newCounter());
    if (account.addresses.size < MAX_ADDRESSES) account.addresses.add(address);
  }

  /** Locks a user who did nothing; for the fault that does this. */
  lockNow(user: string, address: string, now: number): void {
    this.#touch(user);
    this.#lock(this.#counter(user, address), now);
  }

  forget(): void {
    this.#accounts.clear();
    this.#addresses.clear();
  }
}
