import type { Template } from './template.js';

/** A token that was held to the contract, as a template. */
export interface LearnedToken {
  /** The header as JSON text; it begins the token, base64url-encoded. */
  header: string;
  claims: Template;
  aud: unknown;
}

/** A token response that was held to the contract, as templates. Plain JSON, without a token or a text about a person. */
export interface LearnedAnswer {
  contentType?: string;
  cacheControl?: string;
  pragma?: string;
  body: Template;
  access: LearnedToken;
  id: LearnedToken;
  profile?: Template;
  /** What `checkClock` demands of exp, nbf and iat, as the youngest and the oldest that the tokens may be, in seconds. */
  age: { from: number; to: number };
  /** Numbers of the values that these claims have. */
  sub: number;
  oid?: number;
}

/** Numbers of the values that every token response has; texts about the person come after them. */
export const VALUE = { accessToken: 1, idToken: 2, refreshToken: 3, profileInfo: 4, atHash: 5, authTime: 6, firstClaim: 7 } as const;

/** By operation. Plain JSON. */
export type LearnedAnswers = Partial<Record<string, LearnedAnswer[]>>;
