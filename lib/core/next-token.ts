import type { Inspection } from './contract/inspection.js';
import type { Outcome } from './outcome.js';

/** What a redemption does to its token. */
export interface Spent {
  /** It may be redeemed only once, or for a moment, or nobody said how often. */
  mayBeSpent: boolean;
  /** It is redeemed only once, or for a moment, as declared. */
  isSpent: boolean;
}

/**
 * The refresh token to redeem next (RFC 6749, section 6: a new one may come, and then replaces the old one).
 *
 * @param held the one that was just redeemed
 * @returns undefined where a new sign-in must give one: it was refused, or perhaps spent by a request whose answer never came
 */
export function nextToken(
  held: string,
  outcome: Outcome,
  { refreshToken, findings }: Inspection,
  { mayBeSpent, isSpent }: Spent,
): string | undefined {
  // None came, and the old one may be good no more: a new one need not come (RFC 6749, 6).
  if (outcome === 'ok') return refreshToken ?? (isSpent ? undefined : held);
  if (outcome === 'throttled') return held;
  const isUnheard = outcome === 'server-error' || outcome === 'timeout' || outcome === 'network-error';
  // It may have been carried out all the same.
  if (isUnheard) return mayBeSpent ? undefined : held;
  if (outcome !== 'contract-violation' || refreshToken === undefined) return undefined;
  const isOfSomebodyElse = findings.some(({ rule }) => rule === 'refresh.same-subject' || rule === 'token.same-person');
  return isOfSomebodyElse ? held : refreshToken;
}
