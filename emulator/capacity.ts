import { pbkdf2, randomBytes, scrypt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { OAuthError } from './errors.js';
import type { CapacitySettings } from './settings.js';

const SALT = randomBytes(16);

function hash(password: string, { hash: kind, cost }: CapacitySettings): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null) => (error ? reject(error) : resolve());
    if (kind === 'scrypt') scrypt(password, SALT, 32, { N: cost, maxmem: 256 * cost * 8 + 33_554_432 }, done);
    else if (kind === 'pbkdf2') pbkdf2(password, SALT, cost, 32, 'sha256', done);
    else resolve();
  });
}

/**
 * What a password check costs, and how many may go on at once, so that a capacity search has a true answer to find:
 * `workers` checks at a time of `milliseconds` each are workers / milliseconds x 1000 sign-ins a second.
 */
export class Capacity {
  readonly #limit;

  constructor(readonly settings: CapacitySettings) {
    this.#limit = pLimit(settings.workers === 0 ? Number.POSITIVE_INFINITY : settings.workers);
  }

  /** Requests that wait for a worker. */
  get waiting(): number {
    return this.#limit.pendingCount;
  }

  /** @throws OAuthError 90035 where the queue is full */
  async spend(password: string): Promise<void> {
    const { queue, workers, milliseconds, hash: kind } = this.settings;
    if (workers === 0 && kind === 'none' && milliseconds === 0) return;
    if (workers > 0 && this.waiting >= queue) throw new OAuthError('AADB2C90035');
    await this.#limit(async () => {
      if (milliseconds > 0) await sleep(milliseconds);
      await hash(password, this.settings);
    });
  }
}
