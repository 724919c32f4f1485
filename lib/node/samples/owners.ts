import type { Samples } from './columns.js';

/**
 * Remembers whose tokens these are, and when one of them was another user's before.
 *
 * @param hashes of the tokens (`ownerOf`)
 * @param at seconds since the epoch
 */
export function noteOwner({ owners, shared }: Samples, user: string, hashes: readonly string[], at: number): void {
  for (const hash of hashes) {
    const before = owners.get(hash);
    if (before === undefined) owners.set(hash, { user, at });
    else if (before.user !== user) shared.push(at);
  }
}
