import { leftHalf } from '../jwt.js';
import { type Foreseen, foresee, hasPieces, hasValues, readPlaces } from './foresee.js';
import type { Inspection } from './inspector.js';
import { type LearnedAnswer, VALUE } from './learned-answer.js';
import type { RecogniserOptions } from './recogniser.js';
import { createWriter, readCells, type SlotValues, type Writer } from './template.js';
import type { Answer, Asked, Finding } from './types.js';

/** @returns undefined where the answer does not keep to the one that is known. @throws where it holds what is no base64url */
export type Recognise = (asked: Asked, answer: Answer, body: string) => Inspection | undefined;

const NO_FINDINGS: Finding[] = [];

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

const isSeconds = (value: number): boolean => value > 0 && value < 1e11 && value % 1 === 0;

/**
 * Holds answers to one that is known. Few steps, for k6's interpreter pays for each: the claims of both tokens are decoded at
 * once, and whoever was read once is foreseen in the next answer, and read again only where it is not as foreseen.
 *
 * @param text a learned answer, as JSON text
 */
export function recogniseAs(text: string, { clockSkew, primitives }: RecogniserOptions): Recognise {
  const { decode, sha256 } = primitives;
  // Let go while answers are as foreseen: parsed, it is large.
  let known: LearnedAnswer | undefined = JSON.parse(text) as LearnedAnswer;
  const { contentType, cacheControl, pragma, accessAud, idAud, sub, oid, issued } = known;
  const { from: youngest, to: oldest } = known.age;
  // Every answer that is read writes the same numbers again.
  const values: SlotValues = [''];
  let next: { body: Foreseen; claims: Foreseen; writeClaims: Writer } | undefined;

  /** Takes a token apart. False where it has not three parts. @param token its number */
  const cut = (token: number): boolean => {
    const parts = (values[token] as string).split('.');
    values[token + 1] = parts[1] as string;
    values[token + 2] = parts[2] as string;
    return parts.length === 3;
  };

  /** @returns the claims of both tokens */
  const open = (): string => {
    const accessClaims = values[VALUE.accessClaims] as string;
    const end = accessClaims.length & 3;
    values[VALUE.atHash] = leftHalf(sha256(values[VALUE.accessToken] as string));
    values[VALUE.accessEnd] = DECODED_BETWEEN[end] as string;
    return decode(`${accessClaims}${BETWEEN[end]}${values[VALUE.idClaims]}`);
  };

  /** Works out the times that follow from the moment of issue. False where the clock forbids one, foreseen or not. @param now seconds */
  const takeTimes = (now: number): boolean => {
    const moment = Number(values[VALUE.moment]);
    if (`${moment}` !== values[VALUE.moment]) return false;
    for (let i = 0; i < issued.length; i++) values[VALUE.issued + i] = `${moment + (issued[i] as number)}`;
    const age = now - moment;
    if (!isSeconds(moment) || age < youngest || age > oldest) return false;
    return values[VALUE.authTime] === undefined || (values[VALUE.authTime] as number) <= now + clockSkew;
  };

  /** Whether what must be new in every answer has the form that it must have. */
  const isWellFormed = (): boolean => {
    const refreshToken = values[VALUE.refreshToken] as string | undefined;
    const opaque = `${refreshToken ?? ''}${values[VALUE.accessSignature]}${values[VALUE.idSignature]}`;
    const dotsEnd = refreshToken === undefined ? 0 : refreshToken.length;
    if (opaque.lastIndexOf('.') >= dotsEnd || !isPlain(opaque)) return false;
    return refreshToken === undefined || refreshToken.split('.').length === 5;
  };

  const isAsForeseen = (body: string, now: number): boolean => {
    if (!next || !hasPieces(body, next.body)) return false;
    readPlaces(body, next.body.read, values);
    const claims = open();
    readPlaces(claims, next.claims.read, values);
    return takeTimes(now) && hasValues(body, next.body.follows, values) && next.writeClaims(values) === claims && isWellFormed();
  };

  /** Reads what the profile says. False where it says more than what is known. */
  const readProfile = ({ profile }: LearnedAnswer): boolean => {
    if (!profile) return true;
    const profileNow = decode(values[VALUE.profileInfo] as string);
    readCells(profileNow, profile, values);
    return createWriter(profile)(values) === profileNow;
  };

  /** Whether claims and profile say of the person only what they may. */
  const isPerson = (): boolean => {
    let texts = '';
    for (let i = VALUE.person; i < values.length; i++) texts += values[i];
    if (!isUnescaped(texts) || values[sub] === '') return false;
    if (values[VALUE.authTime] === undefined) return true;
    const authTime = Number(values[VALUE.authTime]);
    values[VALUE.authTime] = authTime;
    return isSeconds(authTime);
  };

  const isOfSomebody = (body: string, now: number): boolean => {
    next = undefined;
    known ??= JSON.parse(text) as LearnedAnswer;
    readCells(body, known.body, values);
    if (!cut(VALUE.accessToken) || !cut(VALUE.idToken)) return false;
    const claims = open();
    readCells(claims, known.claims, values);
    if (!readProfile(known) || !isPerson() || !takeTimes(now)) return false;
    if (createWriter(known.body)(values) !== body || createWriter(known.claims)(values) !== claims || !isWellFormed()) return false;
    const claimsNext = foresee(known.claims, values, claims.length);
    next = { body: foresee(known.body, values, body.length), claims: claimsNext, writeClaims: createWriter(claimsNext) };
    return true;
  };

  return ({ before }, { headers, at }, body) => {
    if (headers['Content-Type'] !== contentType || headers['Cache-Control'] !== cacheControl || headers.Pragma !== pragma) return undefined;
    // k6's decoder passes over line breaks.
    if (body.includes('\n') || body.includes('\r')) return undefined;
    const now = Math.floor(at / 1000);
    if (isAsForeseen(body, now)) known = undefined;
    else if (!isOfSomebody(body, now)) return undefined;
    const refreshToken = values[VALUE.refreshToken] as string | undefined;
    const identity = before ?? { sub: values[sub], oid: oid === undefined ? undefined : values[oid], aud: accessAud };
    const isSame = identity.sub === values[sub] && identity.oid === (oid === undefined ? undefined : values[oid]);
    if (!isSame || identity.aud !== accessAud || (before !== undefined && idAud !== before.aud)) return undefined;
    return { findings: NO_FINDINGS, identity, refreshToken };
  };
}
