import type { Identity, RawFinding } from '../types.js';
import { tells } from './ties.js';

/** A sign-in: which user of the pool, and whom the tokens were about. */
export interface SignedIn {
  index: number;
  identity: Identity;
  /** The access token, where it is looked at. */
  token?: unknown;
}

const finding = (pointer: string, found: string): RawFinding => ({
  rule: 'token.own-user',
  schema: 'check',
  pointer: `/access_token${pointer}`,
  keyword: 'check',
  found,
});

/**
 * A user has the same subject at every sign-in, and two users never have the same one, for the second of them would be let in
 * as the first.
 *
 * @returns undefined where that is so, as far as two sign-ins tell
 */
export function ownUserFinding(before: SignedIn | undefined, now: SignedIn): RawFinding | undefined {
  if (!before) return undefined;
  const isSameUser = before.index === now.index;
  for (const name of ['sub', 'oid'] as const) {
    const [then, id] = [before.identity[name], now.identity[name]];
    if (tells(then) && tells(id) && (then === id) !== isSameUser)
      return finding(`/claims/${name}`, isSameUser ? 'not the same as at the last sign-in' : "another user's");
  }
  return !isSameUser && now.token !== undefined && now.token === before.token ? finding('', "another user's") : undefined;
}
