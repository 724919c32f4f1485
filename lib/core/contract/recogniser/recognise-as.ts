import type { Primitives } from '../checks/token.js';
import type { Inspection } from '../inspection.js';
import type { Answer, Asked, Finding } from '../types.js';
import { type LearnedAnswer, VALUE } from './learned-answer.js';
import { hasPieces, hasValues, type Prediction, predict, readPlaces } from './predict.js';
import { isSeconds, isWellFormed, openClaims, type Person, readAnswer } from './read-answer.js';
import { createWriter, type SlotValues } from './template.js';

/**
 * @returns undefined where the answer does not keep to the one that is known.
 * @throws where it holds what is no base64url
 */
export type Recognise = (asked: Asked, answer: Answer, body: string) => Inspection | undefined;

/** What answers are recognised with. */
export interface RecogniseOptions {
  /** Seconds. */
  clockSkew: number;
  primitives: Primitives;
}

const NO_FINDINGS: Finding[] = [];

/**
 * Holds answers to one that is known. Few steps, for k6's interpreter pays for each: the claims of both tokens are decoded at
 * once, and whoever comes again is predicted in the next answer, and read again only where it is not as predicted.
 *
 * @param text a learned answer, as JSON text
 */
export function recogniseAs(text: string, { clockSkew, primitives }: RecogniseOptions): Recognise {
  // Let go while answers are as predicted: parsed, it is large.
  let known: LearnedAnswer | undefined = JSON.parse(text) as LearnedAnswer;
  const { contentType, cacheControl, pragma, accessAud, idAud, issued } = known;
  const { from: youngest, to: oldest } = known.age;
  // Every answer writes the same numbers again.
  const values: SlotValues = [''];
  let person: Person | undefined;
  let next: Prediction | undefined;

  /**
   * Works out the times that follow from the moment of issue. False where the clock forbids one.
   *
   * @param now seconds
   */
  const takeTimes = (now: number, authTime: number | undefined): boolean => {
    const moment = Number(values[VALUE.moment]);
    if (`${moment}` !== values[VALUE.moment]) return false;
    for (let i = 0; i < issued.length; i++) values[VALUE.issued + i] = `${moment + (issued[i] as number)}`;
    const age = now - moment;
    return isSeconds(moment) && age >= youngest && age <= oldest && (authTime === undefined || authTime <= now + clockSkew);
  };

  const matchesPrediction = (body: string, now: number): boolean => {
    if (!next || !hasPieces(body, next)) return false;
    readPlaces(body, next.read, values);
    const claims = openClaims(values, primitives);
    readPlaces(claims, next.readClaims, values);
    return (
      takeTimes(now, person?.authTime) &&
      hasValues(body, next.follows, values) &&
      next.writeClaims(values) === claims &&
      isWellFormed(values)
    );
  };

  const matchesTemplate = (body: string, now: number, secrets: string[]): boolean => {
    next = undefined;
    known ??= JSON.parse(text) as LearnedAnswer;
    const read = readAnswer(known, body, values, primitives);
    if (!read || !takeTimes(now, read.person.authTime)) return false;
    const { claims, person: seen } = read;
    for (let i = 0; i < secrets.length; i++) if (claims.includes(secrets[i] as string)) return false;
    const isSame = createWriter(known.body)(values) === body && createWriter(known.claims)(values) === claims;
    if (!isSame || !isWellFormed(values)) return false;
    const lengths = { body: body.length, claims: claims.length };
    // Whoever comes once only, as in sign-ins, need not be predicted.
    if (seen.sub === person?.sub) next = predict(known.body, known.claims, values, lengths);
    person = seen;
    values.length = VALUE.profileInfo;
    return true;
  };

  return ({ before, email, secrets }, { headers, at }, body) => {
    if (headers['Content-Type'] !== contentType || headers['Cache-Control'] !== cacheControl || headers.Pragma !== pragma) return undefined;
    // k6's decoder passes over line breaks.
    if (body.includes('\n') || body.includes('\r')) return undefined;
    const now = Math.floor(at / 1000);
    if (matchesPrediction(body, now)) known = undefined;
    else if (!matchesTemplate(body, now, secrets)) return undefined;
    const refreshToken = values[VALUE.refreshToken] as string | undefined;
    // Parts of an answer keep all of it in memory.
    for (let i: number = VALUE.moment; i <= VALUE.refreshToken; i++) values[i] = '';
    const { sub, oid, email: own } = person as Person;
    if (email !== undefined && own !== undefined && own !== email) return undefined;
    const identity = before ?? { sub, oid, aud: accessAud };
    if (identity.sub !== sub || identity.oid !== oid || identity.aud !== accessAud) return undefined;
    if (before !== undefined && idAud !== before.aud) return undefined;
    return { findings: NO_FINDINGS, identity, refreshToken };
  };
}
