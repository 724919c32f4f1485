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

/** By operation. */
export type LearnedAnswers = Partial<Record<string, LearnedAnswer[]>>;
