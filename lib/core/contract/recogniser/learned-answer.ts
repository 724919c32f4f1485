import type { Template } from './template.js';

/** What an answer has around the person whom it is about. */
export interface Frame {
  contentType?: string;
  cacheControl?: string;
  pragma?: string;
  accessAud: unknown;
  idAud: unknown;
  /** Seconds from the moment of issue to each of the other times that follow from it; values number `issued` and on. */
  issued: number[];
  /** What `checkClock` demands of exp, nbf and iat: the smallest and the largest age of the moment of issue, in seconds. */
  youngest: number;
  oldest: number;
}

/** A token response that was held to the contract, as templates, without a token or a text about a person. Plain JSON. */
export interface LearnedAnswer {
  frame: Frame;
  /** The headers of both tokens are parts of its pieces; their claims and signatures are slots. */
  body: Template;
  /** The claims of the access token and of the ID token, with zeros in between. */
  claims: Template;
  profile?: Template;
  /** Numbers of the values that these claims have. */
  sub: number;
  oid?: number;
  email?: number;
}

/**
 * Numbers of the values of a token response; behind the number of a token are those of its claims and of its signature, as they
 * stand in it. The moment of issue is the time that is read first; at most five others hang on it. From `profileInfo` on come
 * those that stay the same when the same person refreshes, from `person` on texts about the person.
 */
// biome-ignore lint/suspicious/noConstEnum: esbuild writes the numbers; a table would be looked up in by every virtual user, and held
export const enum Value {
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

/** By operation. */
export type LearnedAnswers = Partial<Record<string, LearnedAnswer[]>>;
