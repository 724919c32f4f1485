import type { Asked } from '../core/contract/types.js';
import type { Judged } from './slow-path.js';

/** A refresh token that a virtual user holds, with what its redemption must bring. */
export interface KeptToken extends Asked {
  sent: string;
}

/**
 * The token of an answer.
 *
 * @param user number of the user who signed in
 * @returns undefined where there is none, or the answer was wrong
 */
export function keptToken({ inspection, outcome }: Judged, user: number): KeptToken | undefined {
  const { refreshToken: sent, identity = {} } = inspection;
  if (outcome !== 'ok' || sent === undefined) return undefined;
  const { sub, oid, aud, name, emails } = identity;
  // The fast path tells neither name nor e-mail addresses, and looks at neither.
  const before = name === undefined && emails === undefined ? { sub, oid, aud } : { sub, oid, aud, name, emails };
  return { operation: 'refresh', expects: 'granted', before, secrets: [], user, sent };
}
