import type { Inspection } from './contract/inspection.js';
import type { Outcome } from './outcome.js';

/**
 * The refresh token to redeem next (RFC 6749, section 6: a new one may come, and then replaces the old one).
 *
 * @param held the one that was just redeemed
 * @returns undefined where a new sign-in must give one: it was refused, or perhaps spent by a request whose answer never came
 */
export function nextToken(held: string, outcome: Outcome, { refreshToken, findings }: Inspection): string | undefined {
  if (outcome === 'ok') return refreshToken ?? held;
  // Such a request was not carried out.
  if (outcome === 'throttled' || outcome === 'server-error') return held;
  if (outcome !== 'contract-violation' || refreshToken === undefined) return undefined;
  const isOfSomebodyElse = findings.some(({ rule }) => rule === 'refresh.same-subject' || rule === 'token.same-person');
  return isOfSomebodyElse ? held : refreshToken;
}
