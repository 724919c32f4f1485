import type { RuleId } from '../rules.js';
import type { Expectation, TokensExpected } from '../types.js';

/** How the request of a case is sent, where not as a form by POST. */
export type Place = 'query' | 'json' | 'multipart' | 'get';

/** One request of the contract run: a good one with one thing changed, and what must come of it. */
export interface ContractCase {
  id: string;
  sentence: string;
  grant: 'sign-in' | 'refresh';
  expects: Expectation;
  /** Form members left out. */
  without?: string[];
  /** Form members that differ; `{wrongPassword}` and the like are filled in by the runner. */
  with?: Record<string, string>;
  /** A form member that stands twice. */
  repeat?: string;
  place?: Place;
  /** How the client authenticates, where not as it should. */
  clientSecret?: 'wrong' | 'none' | 'of another client';
  /** Whose request it is; the first honest user where left out. */
  cohort?: 'disabled' | 'federated';
  /** Its place in the cohort; the first where left out. */
  user?: number;
  /** Sent to the target's other policy. */
  atOtherPolicy?: true;
  /** The same refresh token is redeemed again: so many times at the same moment, or once more after a pause, in ms. */
  redeem?: { together: number } | { pause: number };
  /** Values of `error` that a refusal may give; the provider's own for credentials where left out. */
  errors?: readonly string[];
  /** The rule that is broken where a request that must be refused is granted. */
  rule?: RuleId;
  /** The rule that is broken where it is refused for another reason than `errors`; error.expected where left out. */
  errorRule?: RuleId;
  /** The tokens that are asked for, where they differ from the usual ones. */
  tokens?: TokensExpected;
  /** A scope that is asked for, and must not be granted: a hole of `with`. */
  withholds?: 'widerScope';
  /** The operation whose shape the answer must have; a shape of its own where left out. */
  shape?: 'sign-in' | 'refresh' | 'failed-sign-in';
}

/** Refusals of a request that is malformed in some way: RFC 6749, section 5.2, and what B2C has for them. */
export const MALFORMED = ['invalid_request', 'invalid_client', 'unauthorized_client', 'invalid_scope', 'unsupported_grant_type'];

/** Refusals of a grant that is no good. */
export const BAD_GRANT = ['invalid_grant', 'invalid_request'];

/** A client that no tenant has. */
export const NO_CLIENT = '00000000-0000-4000-8000-0000000f00d0';
