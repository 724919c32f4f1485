import { leftHalf } from '../jwt.js';
import type { Inspection } from './inspector.js';
import { type LearnedAnswer, VALUE } from './learned-answer.js';
import type { RecogniserOptions } from './recogniser.js';
import { createReader, createWriter, type SlotValues } from './template.js';
import type { Answer, Asked, Finding, Identity } from './types.js';

/** @returns undefined where the answer does not keep to the one that is known. @throws where it holds what is no base64url */
export type Recognise = (asked: Asked, answer: Answer, body: string) => Inspection | undefined;

const NO_FINDINGS: Finding[] = [];

// encodeURIComponent leaves a token's characters as they are, but no quote, backslash or control character.
const isPlain = (text: string): boolean => encodeURIComponent(text) === text;

// JSON has an escape for every character that must not stand in a string as it is, so escapes would make it longer.
const isUnescaped = (text: string): boolean => JSON.stringify(text).length === text.length + 2;

// What is decoded is base64url, but for line breaks, which k6's decoder passes over.
const hasLineBreak = (text: string): boolean => text.includes('\n') || text.includes('\r');

const isSeconds = (value: number): boolean => value > 0 && value < 1e11 && value % 1 === 0;

/**
 * Holds answers to one that is known. Few steps, and one function for all of them: k6's interpreter pays for each.
 *
 * @param text a learned answer, as JSON text
 */
export function recogniseAs(text: string, { clockSkew, primitives }: RecogniserOptions): Recognise {
  const known = JSON.parse(text) as LearnedAnswer;
  const { decode, encode, sha256 } = primitives;
  const { contentType, cacheControl, pragma, sub, oid, issued } = known;
  const { from: youngest, to: oldest } = known.age;
  const { aud: accessAud } = known.access;
  const { aud: idAud } = known.id;
  const accessHead = `${encode(known.access.header)}.`;
  const idHead = `${encode(known.id.header)}.`;
  const readBody = createReader(known.body);
  const writeBody = createWriter(known.body);
  const readAccess = createReader(known.access.claims);
  const writeAccess = createWriter(known.access.claims);
  const readId = createReader(known.id.claims);
  const writeId = createWriter(known.id.claims);
  const readProfile = known.profile && createReader(known.profile);
  const writeProfile = known.profile && createWriter(known.profile);
  // Every answer that is read writes the same numbers again.
  const values: SlotValues = [''];
  let unescaped = '';

  /** Takes what was read as times, and works out those that follow. False where the clock forbids it. @param now seconds */
  const takeTimes = (now: number): boolean => {
    const moment = Number(values[VALUE.moment]);
    const age = now - moment;
    if (!isSeconds(moment) || age < youngest || age > oldest) return false;
    values[VALUE.moment] = moment;
    for (let i = 0; i < issued.length; i++) values[VALUE.issued + i] = moment + (issued[i] as number);
    if (values[VALUE.authTime] === undefined) return true;
    const authTime = Number(values[VALUE.authTime]);
    values[VALUE.authTime] = authTime;
    return isSeconds(authTime) && authTime <= now + clockSkew;
  };

  /** @returns undefined where it is somebody else than before */
  const identity = (before: Identity | undefined): Identity | undefined => {
    const oidNow = oid === undefined ? undefined : values[oid];
    if (before === undefined) return { sub: values[sub], oid: oidNow, aud: accessAud };
    return values[sub] === before.sub && oidNow === before.oid && accessAud === before.aud && idAud === before.aud ? before : undefined;
  };

  /** Nothing in the texts about the person that JSON would have to escape; those of the answer before need no second look. */
  const areUnescaped = (): boolean => {
    let texts = '';
    for (let i = VALUE.claims; i < values.length; i++) texts += values[i];
    if (texts === unescaped) return true;
    if (!isUnescaped(texts)) return false;
    unescaped = texts;
    return true;
  };

  return ({ before }, { headers, at }, body) => {
    if (headers['Content-Type'] !== contentType || headers['Cache-Control'] !== cacheControl) return undefined;
    if (headers.Pragma !== pragma || !readBody(body, values) || hasLineBreak(body)) return undefined;
    const accessToken = values[VALUE.accessToken] as string;
    const idToken = values[VALUE.idToken] as string;
    const refreshToken = values[VALUE.refreshToken] as string | undefined;
    if (!accessToken.startsWith(accessHead) || !idToken.startsWith(idHead)) return undefined;
    const accessEnd = accessToken.indexOf('.', accessHead.length);
    const idEnd = idToken.indexOf('.', idHead.length);
    const accessClaims = decode(accessToken.slice(accessHead.length, accessEnd));
    const idClaims = decode(idToken.slice(idHead.length, idEnd));
    if (!readAccess(accessClaims, values) || !readId(idClaims, values)) return undefined;
    values[VALUE.atHash] = leftHalf(sha256(accessToken));
    if (!takeTimes(Math.floor(at / 1000))) return undefined;
    if (readProfile && writeProfile) {
      const decoded = decode(values[VALUE.profileInfo] as string);
      if (!readProfile(decoded, values) || writeProfile(values) !== decoded) return undefined;
    }
    if (writeBody(values) !== body || writeAccess(values) !== accessClaims || writeId(values) !== idClaims) return undefined;
    const signatures = accessToken.slice(accessEnd + 1) + idToken.slice(idEnd + 1);
    if (signatures.includes('.') || !isPlain(signatures)) return undefined;
    if (refreshToken !== undefined && (refreshToken.split('.').length !== 5 || !isPlain(refreshToken))) return undefined;
    if (!areUnescaped() || values[sub] === '') return undefined;
    const who = identity(before);
    return who && { findings: NO_FINDINGS, identity: who, refreshToken };
  };
}
