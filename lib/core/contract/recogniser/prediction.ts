import { leftHalf } from '../../jwt.js';
import type { Codec } from './codec.js';
import type { Frame } from './learned-answer.js';
import { completeValues } from './tokens.js';
import { type SlotValues, Value } from './values.js';
import { type Template, writeText } from './written-text.js';

/** Whom the tokens of an answer are about, and its values. */
export interface Seen {
  identity: { sub: string; oid: string | undefined; aud: string };
  /** Of the ID token. */
  idAud: string;
  email: string | undefined;
  values: SlotValues;
}

/**
 * The next answer of somebody whose values are known, but for those that are new in every answer. Plain data, and no more of it than
 * is looked at, for every virtual user has one. What stays the same stands in pieces: those of the body are values, too, those of
 * the claims are written.
 */
export interface Prediction extends Seen, Template {
  frame: Frame;
  /** Seconds; zero where the tokens do not say. */
  authTime: number;
  /** Between the claims of both tokens, see `decodeClaims`. */
  filler: string;
  /**
   * Three numbers each: number of a value, where it begins and where it ends, from the end of the text if negative. First those to read in
   * the body, from `claimsFrom` on those to read in the claims, from `fixedFrom` on those, and the pieces, that must stand in the body.
   */
  places: number[];
  claimsFrom: number;
  fixedFrom: number;
}

/**
 * Whether an answer is as predicted; its values are those of the prediction then. In one piece, for each function is 0.8 kB in every
 * virtual user. The hash comes last: k6's interpreter keeps the text whose method was called last, and that must not be a part of the body.
 */
export function isAsPredicted(
  next: Prediction,
  codec: Codec,
  clockSkew: number,
  headers: Record<string, string>,
  body: string,
  at: number,
): boolean {
  const { values, frame, filler, places, claimsFrom, fixedFrom } = next;
  if (headers['Content-Type'] !== frame.contentType) return false;
  if (headers['Cache-Control'] !== frame.cacheControl || headers.Pragma !== frame.pragma) return false;
  try {
    for (let i = 0; i < claimsFrom; i += 3) values[places[i] as number] = body.slice(places[i + 1], places[i + 2]);
    const claims = codec.b64decode(`${values[Value.accessClaims]}${filler}${values[Value.idClaims]}`, 'rawurl', 's');
    for (let i = claimsFrom; i < fixedFrom; i += 3) values[places[i] as number] = claims.slice(places[i + 1], places[i + 2]);
    // Whole seconds, as the rules have them.
    const now = (at - (at % 1000)) / 1000;
    if (!completeValues(values, frame, now) || next.authTime > now + clockSkew) return false;
    for (let i = fixedFrom; i < places.length; i += 3)
      if (body.slice(places[i + 1], places[i + 2]) !== values[places[i] as number]) return false;
    values[Value.atHash] = leftHalf(codec.sha256(values[Value.accessToken] as string, 'base64rawurl'));
    return writeText(next, values) === claims;
  } catch {
    // What was no base64url stands where somebody else's answer has something else.
    return false;
  }
}
