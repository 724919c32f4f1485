import { leftHalf } from '../../jwt.js';
import type { Primitives } from '../checks/token.js';
import { type LearnedAnswer, VALUE } from './learned-answer.js';
import { createWriter, readCells, type SlotValues } from './template.js';

/** Whom the tokens of an answer are about. */
export interface Person {
  sub: string;
  oid: string | undefined;
  email: string | undefined;
  authTime: number | undefined;
}

/**
 * What stands between two payloads that are decoded at once, by the length of the first, modulo 4: zeros for what its last four
 * characters lack, and three more. None has a length of 1 modulo 4 (RFC 4648, section 4), and `=` cannot be decoded here.
 */
const BETWEEN = ['AAAA', '=', 'AAAAAA', 'AAAAA'];
const DECODED_BETWEEN = ['\0\0\0', '', '\0\0\0\0\0', '\0\0\0\0'];

// encodeURIComponent leaves a token's characters as they are, but no quote, backslash or control character.
const isPlain = (text: string): boolean => encodeURIComponent(text) === text;

// JSON has an escape for every character that must not stand in a string as it is, so escapes would make it longer.
const isUnescaped = (text: string): boolean => JSON.stringify(text).length === text.length + 2;

// A part of a text keeps all of it in memory; this copy does not.
const copyOf = (text: string): string => ` ${text}`.slice(1);

const textOf = (values: SlotValues, ref: number | undefined): string | undefined =>
  ref === undefined ? undefined : copyOf(values[ref] as string);

export const isSeconds = (value: number): boolean => value > 0 && value < 1e11 && value % 1 === 0;

/**
 * @param values of an answer whose tokens were taken apart
 * @returns the claims of both
 * @throws where they are no base64url
 */
export function openClaims(values: SlotValues, { decode, sha256 }: Primitives): string {
  const accessClaims = values[VALUE.accessClaims] as string;
  const end = accessClaims.length & 3;
  values[VALUE.atHash] = leftHalf(sha256(values[VALUE.accessToken] as string));
  values[VALUE.accessEnd] = DECODED_BETWEEN[end] as string;
  return decode(`${accessClaims}${BETWEEN[end]}${values[VALUE.idClaims]}`);
}

const isSignature = (text: string): boolean => isPlain(text) && !text.includes('.');

/** Whether what must be new in every answer has the form that it must have. */
export function isWellFormed(values: SlotValues): boolean {
  if (!isSignature(values[VALUE.accessSignature] as string) || !isSignature(values[VALUE.idSignature] as string)) return false;
  const refreshToken = values[VALUE.refreshToken] as string | undefined;
  return refreshToken === undefined || (isPlain(refreshToken) && refreshToken.split('.').length === 5);
}

function takeApart(values: SlotValues, token: number): boolean {
  const parts = (values[token] as string).split('.');
  values[token + 1] = parts[1] as string;
  values[token + 2] = parts[2] as string;
  return parts.length === 3;
}

/**
 * Reads an answer of anybody by one that is known.
 *
 * @param values gets what stands in the slots
 * @returns the claims of both tokens, and whom they are about; undefined where the answer says what it must not
 */
export function readAnswer(
  known: LearnedAnswer,
  body: string,
  values: SlotValues,
  primitives: Primitives,
): { claims: string; person: Person } | undefined {
  readCells(body, known.body, values);
  if (!takeApart(values, VALUE.accessToken) || !takeApart(values, VALUE.idToken)) return undefined;
  const claims = openClaims(values, primitives);
  readCells(claims, known.claims, values);
  if (known.profile) {
    const profile = primitives.decode(values[VALUE.profileInfo] as string);
    readCells(profile, known.profile, values);
    if (createWriter(known.profile)(values) !== profile) return undefined;
  }
  let texts = '';
  for (let i = VALUE.person; i < values.length; i++) {
    if (values[i] === '') return undefined;
    texts += values[i];
  }
  // What is no UTF-8 is decoded to the last of these.
  if (!isUnescaped(texts) || texts.includes('\uFFFD')) return undefined;
  const authTime = values[VALUE.authTime] === undefined ? undefined : Number(values[VALUE.authTime]);
  if (authTime !== undefined) values[VALUE.authTime] = authTime;
  if (authTime !== undefined && !isSeconds(authTime)) return undefined;
  const person = { sub: textOf(values, known.sub) as string, oid: textOf(values, known.oid), email: textOf(values, known.email), authTime };
  return { claims, person };
}
