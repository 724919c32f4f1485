import type { Template } from './template.js';

/** A token that was held to the contract, as a template. */
export interface LearnedToken {
  /** The header as JSON text; it begins the token, base64url-encoded. */
  header: string;
  claims: Template;
  aud: unknown;
}

/** A token response that was held to the contract, as templates, without a token or a text about a person. */
export interface LearnedAnswer {
  contentType?: string;
  cacheControl?: string;
  pragma?: string;
  body: Template;
  access: LearnedToken;
  id: LearnedToken;
  profile?: Template;
  /** Seconds from the moment of issue to each of the other times that follow from it; values number `issued` and on. */
  issued: number[];
  /** What `checkClock` demands of exp, nbf and iat, as the smallest and the largest age of the moment of issue, in seconds. */
  age: { from: number; to: number };
  /** Numbers of the values that these claims have. */
  sub: number;
  oid?: number;
}

/**
 * Numbers of the values of a token response. The moment of issue is the time that is read first; at most five others hang on
 * it. From `claims` on come texts about the person.
 */
export const VALUE = {
  moment: 1,
  accessToken: 2,
  idToken: 3,
  refreshToken: 4,
  profileInfo: 5,
  atHash: 6,
  authTime: 7,
  issued: 8,
  claims: 13,
} as const;

/** By operation; each answer as JSON text, for most of what is learned is needed once only, or never. */
export type LearnedAnswers = Partial<Record<string, string[]>>;
