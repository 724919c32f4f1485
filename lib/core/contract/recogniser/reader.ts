import { leftHalf } from '../../jwt.js';
import type { Primitives } from '../checks/token.js';
import type { Answer, Asked } from '../types.js';
import type { LearnedAnswer, LearnedAnswers } from './learned-answer.js';
import { predict } from './predict.js';
import type { Prediction, Seen } from './prediction.js';
import { readCells, writeText } from './template.js';
import { decodeClaims, isWellFormed, takeTimes } from './tokens.js';
import { type SlotValues, Value } from './values.js';

/** Reads the answers of anybody. */
export interface Reader {
  /** @returns undefined where the answer is like none that is known; with what the next one must be, of a refresh */
  read(asked: Asked, answer: Answer, body: string): { seen: Seen; next?: Prediction } | undefined;
}

// JSON has an escape for every character that must not stand in a string as it is, so escapes would make it longer.
const isUnescaped = (text: string): boolean => JSON.stringify(text).length === text.length + 2;

// A part of a text keeps all of it in memory; this copy does not.
const copyOf = (text: string): string => ` ${text}`.slice(1);

const textOf = (values: SlotValues, ref: number | undefined): string | undefined =>
  ref === undefined ? undefined : copyOf(values[ref] as string);

function takeApart(values: SlotValues, token: number): boolean {
  const parts = (values[token] as string).split('.');
  values[token + 1] = parts[1] as string;
  values[token + 2] = parts[2] as string;
  return parts.length === 3;
}

/** Whether the texts about the person are such as may stand in a slot. */
function hasFitTexts(values: SlotValues): boolean {
  let texts = '';
  for (let i = Value.person; i < values.length; i++) {
    if (values[i] === '') return false;
    texts += values[i];
  }
  // What is no UTF-8 is decoded to the last of these.
  return isUnescaped(texts) && !texts.includes('\uFFFD');
}

/** Makes the time of authentication a number, where there is one. False where it can be none, or is later than `latest`, in seconds. */
function takeAuthTime(values: SlotValues, latest: number): boolean {
  if (values[Value.authTime] === undefined) return true;
  const authTime = Number(values[Value.authTime]);
  values[Value.authTime] = authTime;
  return authTime % 1 === 0 && authTime > 0 && authTime <= latest;
}

/**
 * Makes what reads answers by those that were learned.
 *
 * @param clockSkew seconds
 */
export function createReader(learned: LearnedAnswers, clockSkew: number, primitives: Primitives): Reader {
  const readAs = (known: LearnedAnswer, { operation, secrets }: Asked, answer: Answer, body: string): ReturnType<Reader['read']> => {
    const values: SlotValues = [''];
    // k6's decoder passes over line breaks. Where claims are predicted each would leave them a byte too short.
    if (body.includes('\n') || body.includes('\r')) return undefined;
    const now = Math.floor(answer.at / 1000);
    const { contentType, cacheControl, pragma } = known.frame;
    const { 'Content-Type': type, 'Cache-Control': control, Pragma: other } = answer.headers;
    if (type !== contentType || control !== cacheControl || other !== pragma) return undefined;
    readCells(body, known.body, values);
    if (!takeApart(values, Value.accessToken) || !takeApart(values, Value.idToken)) return undefined;
    values[Value.atHash] = leftHalf(primitives.sha256(values[Value.accessToken] as string));
    const claims = decodeClaims(values, primitives);
    readCells(claims, known.claims, values);
    if (known.profile) {
      const profile = primitives.decode(values[Value.profileInfo] as string);
      readCells(profile, known.profile, values);
      if (writeText(known.profile, values) !== profile) return undefined;
    }
    if (!takeTimes(values, known.frame, now) || !takeAuthTime(values, now + clockSkew)) return undefined;
    if (!hasFitTexts(values) || !isWellFormed(values)) return undefined;
    for (let i = 0; i < secrets.length; i++) if (claims.includes(secrets[i] as string)) return undefined;
    if (writeText(known.body, values) !== body || writeText(known.claims, values) !== claims) return undefined;
    const { accessAud: aud, idAud } = known.frame;
    const identity = { sub: textOf(values, known.sub) as string, oid: textOf(values, known.oid), aud };
    const seen: Seen = { identity, idAud, email: textOf(values, known.email), values };
    // Whoever signs in is somebody else each time.
    if (operation !== 'refresh') return { seen };
    return { seen, next: predict(known, seen, { body: body.length, claims: claims.length }) };
  };

  return {
    read: (asked, answer, body) => {
      const known = learned[asked.operation];
      for (let i = 0; known && i < known.length; i++) {
        try {
          const read = readAs(known[i] as LearnedAnswer, asked, answer, body);
          if (read) return read;
        } catch {
          // Text that is no base64url makes decode throw.
        }
      }
      return undefined;
    },
  };
}
