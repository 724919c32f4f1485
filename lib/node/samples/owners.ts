import { SUBJECT } from '../../core/contract/checks/own-user.js';
import type { Samples } from './columns.js';

/**
 * Remembers whose tokens these are, and when one of them was another user's before.
 *
 * @param hashes of the tokens and of whom they are about (`ownerOf`)
 * @param op what brought them
 * @param at seconds since the epoch
 */
export function noteOwner(
  { owners, shared, guessedSubjects }: Samples,
  user: string,
  hashes: readonly string[],
  op: string,
  at: number,
): void {
  let isShared = false;
  for (const hash of hashes) {
    if (hash.startsWith(SUBJECT)) {
      const subject = `${user} ${hash}`;
      guessedSubjects.set(subject, Math.min(at, guessedSubjects.get(subject) ?? at));
      continue;
    }
    const before = owners.get(hash);
    if (before === undefined) owners.set(hash, { user, op, at });
    else if (before.user !== user) isShared = true;
  }
  // One answer, however many of its tokens they are.
  if (isShared) shared.push({ op, at });
}
