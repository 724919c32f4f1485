import type { Slice } from './pool.js';

/** How the user of an iteration is chosen: in order, at random, or a few much more often than the rest. */
export type UserChoice = 'order' | 'random' | 'zipf';

/** A number in [0, 1) from a whole number, the same each time (splitmix32). */
export function hashed(turn: number): number {
  let mixed = (turn + 0x9e3779b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
}

/**
 * The user of an iteration: a pure function, so that runners need not talk to each other.
 *
 * @param turn the iteration's number in the whole test; in order, turns less than the slice apart never share a user
 * @returns an index of the pool
 */
export function chooseUser(choice: UserChoice, { first, count }: Slice, turn: number): number {
  if (choice === 'order') return first + (turn % count);
  const u = hashed(turn);
  // Rank r with a share of about 1 / r: the inverse of the harmonic sum's continuous likeness.
  return first + (choice === 'random' ? Math.floor(u * count) : Math.min(count - 1, Math.floor((count + 1) ** u) - 1));
}
