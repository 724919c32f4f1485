import { closest } from 'fastest-levenshtein';
import type { Clock } from '../clock.js';
import { createSigningKey, type KeyRing, type SigningKey } from '../keys.js';
import type { Lockout } from '../lockout.js';
import { FAULTS } from './catalogue.js';
import type { Fault } from './fault.js';

/** A fault that is on, for a share of the requests and, where it has one, in a window of time. */
export interface ActiveFault {
  text: string;
  fault: Fault;
  share: number;
  /** Seconds after it was set. */
  from: number;
  to: number;
}

const FORM = /^([a-z0-9-]+)(?::(.*?))?(?:=(\d*\.?\d+))?(?:@(\d+)s?-(\d+)s?)?$/s;

/**
 * Reads `name`, `name=share`, `name:argument=share`, each with `@from-to` in seconds.
 *
 * @throws Error that says what is wrong
 */
export function parseFault(text: string): ActiveFault {
  const [, name = text, given = '', number = '1', from = '0', to = 'Infinity'] = FORM.exec(text) ?? [];
  // A number above 1 is a value: member:expires_in=3600.
  const isValue = given !== '' && Number(number) > 1;
  const [argument, share] = isValue ? [`${given}=${number}`, '1'] : [given, number];
  const entry = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
  const names = Object.keys(FAULTS);
  if (!entry) throw new Error(`there is no fault "${name}": did you mean ${closest(name, names)}? All stand in docs/emulator-faults.md.`);
  if (argument !== '' && entry.argument === undefined) throw new Error(`fault ${name} takes nothing after a colon.`);
  if (Number(to) <= Number(from)) throw new Error(`fault ${name}: "@${from}-${to}" is no time: it must end after it begins, in seconds.`);
  if (Number(share) > 1) throw new Error(`fault ${name}: the share is "${share}": it takes a number from 0 to 1.`);
  try {
    return { text, fault: entry.make(argument), share: Number(share), from: Number(from), to: Number(to) };
  } catch (error) {
    throw new Error(`fault ${name}: ${(error as Error).message}. It takes ${entry.argument}.`);
  }
}

const LATELY_MS = 2_000;

/** The faults that are on; which of them hit a request is spread evenly, not drawn, so that a run can be repeated. */
export class Faults {
  #active: (ActiveFault & { credit: number })[] = [];
  #since = 0;
  #wrongKey: Promise<SigningKey> | undefined;
  #failures: number[] = [];
  #checking = new Set<string>();
  #signedIn: { user: string; address: string }[] = [];

  constructor(private readonly clock: Clock) {}

  set(faults: readonly ActiveFault[]): void {
    this.#active = faults.map((active) => ({ ...active, credit: 0 }));
    this.#since = this.clock.now();
  }

  get texts(): string[] {
    return this.#active.map(({ text }) => text);
  }

  /** False where a password of this user is being checked already. */
  beginCheck(user: string): boolean {
    if (this.#checking.has(user)) return false;
    this.#checking.add(user);
    return true;
  }

  endCheck(user: string): void {
    this.#checking.delete(user);
  }

  /** Called once a request. */
  next(): Fault[] {
    const elapsed = (this.clock.now() - this.#since) / 1000;
    const hit: Fault[] = [];
    for (const active of this.#active) {
      if (elapsed < active.from || elapsed >= active.to) continue;
      active.credit += active.share;
      if (active.credit < 1 - 1e-9) continue;
      active.credit -= 1;
      hit.push(active.fault);
    }
    return hit;
  }

  /** The key that a token is signed with; it goes by the kid of the published one where it is the wrong one. */
  async keyFor(faults: readonly Fault[], keys: KeyRing): Promise<SigningKey> {
    if (faults.some(({ key }) => key === 'retired') && keys.retired) return keys.retired;
    if (!faults.some(({ key }) => key === 'wrong')) return keys.signing;
    this.#wrongKey ??= createSigningKey(0);
    return { ...(await this.#wrongKey), kid: keys.signing.kid };
  }

  noteFailure(now: number): void {
    this.#failures = [...this.#failures.slice(-99), now];
  }

  failuresLately(now: number): number {
    return this.#failures.filter((at) => at > now - LATELY_MS).length;
  }

  noteSuccess(user: string, address: string): void {
    this.#signedIn = [...this.#signedIn.slice(-9), { user, address }];
  }

  lockAnother(user: string, lockout: Lockout, now: number): void {
    const other = this.#signedIn.filter((item) => item.user !== user).at(-1);
    if (other) lockout.lockNow(other.user, other.address, now);
  }
}
