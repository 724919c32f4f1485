import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { cohortSlice, indexOfUsername, type PoolDefinition, userAt, usernameAt } from '../lib/core/pool.js';
import type { Clock } from './clock.js';

export type UserState = 'active' | 'disabled' | 'federated' | 'expired';

/** A user as tokens and Graph show it. */
export interface DirectoryUser {
  objectId: string;
  signInName: string;
  displayName: string;
  email: string;
  state: UserState;
  /** Milliseconds since the epoch; 0 for a user of the pool that was always there. */
  createdAt: number;
}

/** A user that Graph made; one of the pool, with the pool's password, is remembered by no more than that. */
interface Created extends DirectoryUser {
  passwordHash?: Buffer;
}

export interface NewUser {
  signInName: string;
  displayName: string;
  password: string;
  enabled: boolean;
}

const STATES = ['disabled', 'federated', 'expired'] as const;
// Graph can make no more than this, so that what is held stays bounded.
const MAX_CREATED = 200_000;

export const hmac = (key: string, message: string): string => createHmac('sha256', key).update(message).digest('base64url');

const hashOf = (password: string): Buffer => createHash('sha256').update(password).digest();

/** A GUID that a user's index can be read back from, so that nobody has to be remembered. */
function guidAt(secret: string, pool: PoolDefinition, index: number): string {
  const hex = createHmac('sha256', secret).update(`object-id:${pool.name}:${index}`).digest('hex');
  const tail = `${hex.slice(20, 24)}${index.toString(16).padStart(8, '0')}`;
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, tail].join('-');
}

/** The users of the pool, held in no memory, and those that Graph made. */
export class Directory {
  readonly #created = new Map<string, Created>();
  readonly #removed = new Set<string>();
  readonly #states;

  constructor(
    readonly pool: PoolDefinition,
    private readonly secret: string,
    private readonly clock: Clock,
    private readonly mode: 'pool' | 'graph' = 'pool',
  ) {
    this.#states = STATES.filter((name) => name in pool.cohorts).map((name) => ({ name, ...cohortSlice(pool, name) }));
  }

  /** The user of the pool at an index, whether or not it is there. */
  at(index: number): DirectoryUser {
    const signInName = usernameAt(this.pool, index);
    const email = this.pool.signInType === 'email' ? signInName : `${signInName}@${this.pool.domain}`;
    const state = this.#states.find(({ first, count }) => index >= first && index < first + count)?.name ?? 'active';
    return { objectId: guidAt(this.secret, this.pool, index), signInName, displayName: `User ${index}`, email, state, createdAt: 0 };
  }

  find(signInName: string): DirectoryUser | undefined {
    const key = signInName.toLowerCase();
    const created = this.#created.get(key);
    if (created) return created;
    const index = this.mode === 'pool' && !this.#removed.has(key) ? indexOfUsername(this.pool, key) : undefined;
    return index === undefined ? undefined : this.at(index);
  }

  byId(objectId: string): DirectoryUser | undefined {
    const index = Number.parseInt(objectId.slice(-8), 16);
    const inPool =
      index < this.pool.size && guidAt(this.secret, this.pool, index) === objectId ? this.find(usernameAt(this.pool, index)) : undefined;
    return inPool?.objectId === objectId ? inPool : Array.from(this.#created.values()).find((user) => user.objectId === objectId);
  }

  /** @param loosely only the first eight characters count, in any case; for users of the pool */
  passwordIsRight({ signInName }: DirectoryUser, password: string, loosely = false): boolean {
    const created = this.#created.get(signInName.toLowerCase());
    if (created?.passwordHash) return timingSafeEqual(created.passwordHash, hashOf(password));
    const index = indexOfUsername(this.pool, signInName);
    if (index === undefined) return false;
    const right = userAt(this.pool, this.secret, hmac, index).password;
    const counts = (text: string) => (loosely ? text.slice(0, 8).toLowerCase() : text);
    return counts(right) === counts(password);
  }

  /** @returns undefined where the sign-in name is taken, or the directory is full */
  create({ signInName, displayName, password, enabled }: NewUser): DirectoryUser | undefined {
    const key = signInName.toLowerCase();
    if (this.find(key) || this.#created.size >= MAX_CREATED) return undefined;
    const index = indexOfUsername(this.pool, key);
    const ofPool = index !== undefined && userAt(this.pool, this.secret, hmac, index).password === password;
    const objectId = index === undefined ? guidAt(`${this.secret}:${key}`, this.pool, this.pool.size) : this.at(index).objectId;
    const email = signInName.includes('@') ? signInName : `${signInName}@${this.pool.domain}`;
    const state = enabled ? 'active' : 'disabled';
    const user = { objectId, signInName, displayName, email, state, createdAt: this.clock.now() } as const;
    this.#created.set(key, ofPool ? user : { ...user, passwordHash: hashOf(password) });
    this.#removed.delete(key);
    return user;
  }

  remove({ signInName }: DirectoryUser): void {
    const key = signInName.toLowerCase();
    this.#created.delete(key);
    if (indexOfUsername(this.pool, key) !== undefined) this.#removed.add(key);
  }

  /** Those that Graph made, oldest first. */
  created(): readonly DirectoryUser[] {
    return Array.from(this.#created.values());
  }
}
