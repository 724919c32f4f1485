/** The values of slots, by number. */
export type SlotValues = (string | number)[];

/**
 * Numbers of the values of a token response; behind the number of a token are those of its claims and of its signature, as they
 * stand in it. The moment of issue is the time that is read first; at most five others hang on it. From `profileInfo` on come
 * those that stay the same when the same person refreshes, from `person` on texts about the person.
 */
// biome-ignore lint/suspicious/noConstEnum: esbuild writes the numbers; a table would be looked up in by every virtual user, and held
export const enum Value {
  /** Always empty. */
  empty = 0,
  moment = 1,
  accessToken = 2,
  accessClaims = 3,
  accessSignature = 4,
  idToken = 5,
  idClaims = 6,
  idSignature = 7,
  refreshToken = 8,
  atHash = 9,
  issued = 10,
  profileInfo = 15,
  /** The zeros behind the claims of the access token. */
  accessEnd = 16,
  authTime = 17,
  person = 18,
}
