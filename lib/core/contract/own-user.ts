import type { Identity, RawFinding } from './types.js';

/** A sign-in: which user of the pool, and whom the tokens were about. */
export interface SignedIn {
  index: number;
  identity: Identity;
}

// "Not supported currently. Use oid claim.", which some policies give everybody.
const isNobody = ({ sub, oid }: Identity): boolean => oid === undefined && (sub === undefined || String(sub).includes(' '));

/** Two users never have the same subject: the second of them would be let in as the first. @returns undefined where they have not */
export function ownUserFinding(before: SignedIn | undefined, now: SignedIn): RawFinding | undefined {
  if (!before || before.index === now.index || isNobody(now.identity)) return undefined;
  if (before.identity.sub !== now.identity.sub || before.identity.oid !== now.identity.oid) return undefined;
  return { rule: 'token.own-user', schema: 'check', pointer: '/access_token/claims/sub', keyword: 'check', found: "another user's" };
}
