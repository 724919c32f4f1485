import { UsageError } from './usage-error.js';

/** The definition of a user pool (data/pools/*.json). Passwords are not in it: they come from the pool secret. */
export interface PoolDefinition {
  name: string;
  size: number;
  prefix: string;
  domain: string;
  signInType: 'email' | 'username';
  /** Shares of the pool, in order; slices never overlap. */
  cohorts: Record<string, number>;
}

export interface Credentials {
  index: number;
  username: string;
  password: string;
}

/** HMAC-SHA256 of a message as unpadded base64url; handed in, for k6 and Node each have their own. */
export type Hmac = (key: string, message: string) => string;

/** A cohort's slice of the pool: `count` users from index `first`. */
export interface Slice {
  first: number;
  count: number;
}

/** The demo's pool secret. It opens nothing but the emulator, and the suite refuses to use it anywhere but on loopback. */
export const DEMO_POOL_SECRET = 'k6-ropc-demo-pool-secret';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const WIDTH = 8;

// Three classes come first, so that every prefix of three or more meets B2C's "3 of 4" rule.
function passwordFrom(digest: string): string {
  const pick = (alphabet: string, at: number) => alphabet[digest.charCodeAt(at) % alphabet.length];
  return `${pick(UPPER, 0)}${pick(LOWER, 1)}${pick(DIGITS, 2)}${digest.slice(3, 19)}`;
}

export function usernameAt(pool: PoolDefinition, index: number): string {
  const name = `${pool.prefix}${`${index}`.padStart(WIDTH, '0')}`;
  return pool.signInType === 'email' ? `${name}@${pool.domain}` : name;
}

/** User `index` of the pool: a pure function of the pool secret and the index, the same in k6, Node and the emulator. */
export function userAt(pool: PoolDefinition, secret: string, hmac: Hmac, index: number): Credentials {
  const digest = hmac(secret, `password:${pool.name}:${index}`);
  return { index, username: usernameAt(pool, index), password: passwordFrom(digest) };
}

/** A password that user `index` does not have. Different attempts are dissimilar, as a lockout test needs them. */
export function wrongPassword(pool: PoolDefinition, secret: string, hmac: Hmac, index: number, attempt: number): string {
  return passwordFrom(hmac(secret, `wrong:${pool.name}:${index}:${attempt}`));
}

/** The way back from a sign-in name to an index, in no memory; undefined for a name that is not of this pool. */
export function indexOfUsername(pool: PoolDefinition, username: string): number | undefined {
  const name = username.toLowerCase();
  const index = Number(name.slice(pool.prefix.length, pool.prefix.length + WIDTH));
  if (!Number.isInteger(index) || index < 0 || index >= pool.size) return undefined;
  return usernameAt(pool, index).toLowerCase() === name ? index : undefined;
}

/** So many users that every cohort has one. */
function leastUsers({ cohorts }: PoolDefinition): number {
  return Math.ceil(1 / Math.min(...Object.values(cohorts)));
}

/**
 * The slice of the pool that belongs to a cohort.
 *
 * @throws UsageError for a cohort that the pool does not have, or that is empty at this size
 */
export function cohortSlice(pool: PoolDefinition, cohort: string): Slice {
  let before = 0;
  for (const [name, share] of Object.entries(pool.cohorts)) {
    const first = Math.round(before * pool.size);
    const end = Math.round((before + share) * pool.size);
    if (name === cohort && end > first) return { first, count: end - first };
    before += share;
  }
  throw new UsageError([
    cohort in pool.cohorts
      ? `pool ${pool.name} is too small: of ${pool.size} users none is in cohort "${cohort}". It takes ${leastUsers(pool)} (--users, ROPC_USERS).`
      : `pool ${pool.name} has no cohort "${cohort}": it has ${Object.keys(pool.cohorts).join(', ')}.`,
  ]);
}

/** The cohort that user `index` belongs to; empty where it is none's. */
export function cohortAt(pool: PoolDefinition, index: number): string {
  let before = 0;
  for (const [name, share] of Object.entries(pool.cohorts)) {
    before += share;
    if (index < Math.round(before * pool.size)) return name;
  }
  return '';
}

/** The name that an imported pool has everywhere. */
export const IMPORTED = 'imported';

/** A pool whose users come from a file: all honest, for nobody made them to be locked. */
export function importedDefinition(size: number): PoolDefinition {
  return { name: IMPORTED, size, prefix: 'imported-', domain: 'example.com', signInType: 'username', cohorts: { honest: 1 } };
}
