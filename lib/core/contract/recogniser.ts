import { leftHalf } from '../jwt.js';
import type { Inspection } from './inspector.js';
import { type LearnedAnswer, type LearnedAnswers, type LearnedToken, VALUE } from './learned-answer.js';
import { createMatcher, type Matcher, type SlotValues } from './template.js';
import type { Primitives } from './token-check.js';
import type { Answer, Asked, Identity } from './types.js';

/**
 * The short way for a granted request under load. An answer that was held to the whole contract and broke nothing is
 * learned as templates; a later answer that differs from it only in the slots, and whose slots keep the rules that tie
 * them together, keeps the contract too. Anything else goes the full way. That both ways say the same of body and claims
 * is tested on 100,000 mutated answers (test/core/recogniser.test.ts). Headers other than those that are learned are not
 * looked at: the answers whose signatures are verified go the full way, headers and all.
 */
export interface Recogniser {
  /** @returns undefined where only the full way can tell */
  recognise(asked: Asked, answer: Answer): Inspection | undefined;
}

export interface RecogniserOptions {
  /** Seconds. */
  clockSkew: number;
  primitives: Primitives & { encode: (text: string) => string };
  /** What `learn` learns, before or while answers are recognised. */
  learned: LearnedAnswers;
}

// encodeURIComponent runs in Go and leaves a token's characters as they are, but no quote, backslash or control character.
const isPlain = (text: string): boolean => encodeURIComponent(text) === text;

// JSON has an escape for every character that must not stand in a string as it is, so escapes would make it longer.
const isUnescaped = (text: string): boolean => JSON.stringify(text).length === text.length + 2;

function isSameIdentity(identity: Identity, before: Identity): boolean {
  return identity.sub === before.sub && identity.oid === before.oid && identity.aud === before.aud;
}

/** A learned answer with the functions that hold others to it. */
interface Ready {
  known: LearnedAnswer;
  matchBody: Matcher;
  access: ReadyToken;
  id: ReadyToken;
  matchProfile?: Matcher;
}

interface ReadyToken {
  head: string;
  matchClaims: Matcher;
}

/** Makes a recogniser, which may know what others learned. */
export function createRecogniser({ clockSkew, primitives, learned }: RecogniserOptions): Recogniser {
  const { decode, encode, sha256 } = primitives;
  const ready = new Map<LearnedAnswer, Ready>();

  const readyToken = ({ header, claims }: LearnedToken): ReadyToken => ({ head: encode(header), matchClaims: createMatcher(claims) });

  const makeReady = (known: LearnedAnswer): Ready => {
    const { body, access, id, profile } = known;
    const made = { known, matchBody: createMatcher(body), access: readyToken(access), id: readyToken(id) };
    const one = profile ? { ...made, matchProfile: createMatcher(profile) } : made;
    ready.set(known, one);
    return one;
  };

  const matchToken = ({ head, matchClaims }: ReadyToken, token: string, values: SlotValues): boolean => {
    const parts = token.split('.');
    return parts.length === 3 && parts[0] === head && matchClaims(decode(parts[1] as string), values);
  };

  const clockHolds = ({ age }: LearnedAnswer, values: SlotValues, now: number): boolean => {
    const old = now - (values[0] as number);
    const authTime = values[VALUE.authTime] as number | undefined;
    return old >= age.from && old <= age.to && (authTime === undefined || authTime <= now + clockSkew);
  };

  const match = (
    { known, matchBody, matchProfile, ...tokens }: Ready,
    asked: Asked,
    answer: Answer,
    body: string,
  ): Inspection | undefined => {
    const { headers, at } = answer;
    if (headers['Content-Type'] !== known.contentType || headers['Cache-Control'] !== known.cacheControl) return undefined;
    if (headers.Pragma !== known.pragma) return undefined;
    const values: SlotValues = [0];
    if (!matchBody(body, values)) return undefined;
    const access = values[VALUE.accessToken] as string;
    const id = values[VALUE.idToken] as string;
    const refreshToken = values[VALUE.refreshToken] as string | undefined;
    values[VALUE.atHash] = leftHalf(sha256(access));
    if (!matchToken(tokens.access, access, values) || !matchToken(tokens.id, id, values)) return undefined;
    if (refreshToken !== undefined && refreshToken.split('.').length !== 5) return undefined;
    const profile = matchProfile ? (values[VALUE.profileInfo] as string) : '';
    // Decoding does not do this by the way: k6 passes over a line break in base64url.
    if (!isPlain(access + id + profile + (refreshToken ?? ''))) return undefined;
    if (matchProfile && !matchProfile(decode(profile), values)) return undefined;
    let personal = '';
    for (let i = VALUE.firstClaim; i < values.length; i++) personal += values[i];
    if (!isUnescaped(personal) || !clockHolds(known, values, Math.floor(at / 1000))) return undefined;
    const { sub, oid } = known;
    if (values[sub] === '') return undefined;
    const identity = { sub: values[sub], oid: oid === undefined ? undefined : values[oid], aud: known.access.aud };
    if (asked.before && (known.id.aud !== identity.aud || !isSameIdentity(identity, asked.before))) return undefined;
    const inspection: Inspection = { findings: [], identity, tokens: { access, id } };
    if (refreshToken !== undefined) inspection.refreshToken = refreshToken;
    return inspection;
  };

  // Text that is no base64url makes decode throw: not for the short way.
  const matchSafely: typeof match = (one, asked, answer, body) => {
    try {
      return match(one, asked, answer, body);
    } catch {
      return undefined;
    }
  };

  return {
    recognise: (asked, answer) => {
      const { body } = answer;
      const known = learned[asked.operation];
      if (!known || !body || answer.status !== 200 || asked.expects !== 'granted' || asked.shapeKey !== undefined) return undefined;
      if (asked.secrets.some((secret) => body.includes(secret))) return undefined;
      for (let i = 0; i < known.length; i++) {
        const one = known[i] as LearnedAnswer;
        const inspection = matchSafely(ready.get(one) ?? makeReady(one), asked, answer, body);
        if (inspection) return inspection;
      }
      return undefined;
    },
  };
}
