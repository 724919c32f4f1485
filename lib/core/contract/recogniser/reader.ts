import { leftHalf } from '../../jwt.js';
import type { Asked } from '../types.js';
import { decodeClaims } from './claims.js';
import type { Codec } from './codec.js';
import { answersOf, type LearnedAnswer } from './learned-answer.js';
import { predict } from './predict.js';
import type { Prediction, Seen } from './prediction.js';
import { readText } from './template.js';
import { completeValues } from './tokens.js';
import { type SlotValues, Value } from './values.js';
import { writeText } from './written-text.js';

/**
 * Reads the answers of anybody.
 *
 * @returns undefined where the answer is like none that is known; with what the next one must be, of a refresh
 */
export type Reader = (
  asked: Asked,
  headers: Record<string, string>,
  body: string,
  at: number,
) => { seen: Seen; next?: Prediction } | undefined;

// A part of a text keeps all of it in memory; a copy does not.
const copyOf = (values: SlotValues, ref: number | undefined): string | undefined =>
  ref === undefined ? undefined : ` ${values[ref]}`.slice(1);

/** Whether the texts about the person are such as may stand in a slot. Not by JSON nor by a RegExp, whose functions would stay (2 kB). */
function hasFitTexts(values: SlotValues): boolean {
  let texts = '';
  for (let i = Value.person; i < values.length; i++) {
    if (values[i] === '') return false;
    texts += values[i];
  }
  // Control characters, quotation marks and backslashes are escaped in JSON (RFC 8259, section 7). A percent sign itself is encoded, too.
  const encoded = encodeURIComponent(texts);
  if (encoded.indexOf('%0') >= 0 || encoded.indexOf('%1') >= 0 || encoded.indexOf('%22') >= 0 || encoded.indexOf('%5C') >= 0) return false;
  // What is no UTF-8 is decoded to this.
  return texts.indexOf('\uFFFD') < 0;
}

/**
 * Makes what reads answers by those that were learned.
 *
 * @param learned what `learn` returned
 * @param clockSkew seconds
 */
export function createReader(learned: string, clockSkew: number, codec: Codec): Reader {
  const known: Partial<Record<string, LearnedAnswer[]>> = {};

  const readAs = (
    like: LearnedAnswer,
    { operation, secrets }: Asked,
    headers: Record<string, string>,
    body: string,
    at: number,
  ): ReturnType<Reader> => {
    const values: SlotValues = [''];
    // k6's decoder passes over line breaks. Where claims are predicted each would leave them a byte too short.
    if (body.indexOf('\n') >= 0 || body.indexOf('\r') >= 0) return undefined;
    const now = (at - (at % 1000)) / 1000;
    const { contentType, cacheControl, pragma } = like.frame;
    const { 'Content-Type': type, 'Cache-Control': control, Pragma: other } = headers;
    if (type !== contentType || control !== cacheControl || other !== pragma) return undefined;
    readText(body, like.body, values);
    values[Value.accessToken] = `${like.accessHeader}.${values[Value.accessClaims]}.${values[Value.accessSignature]}`;
    values[Value.atHash] = leftHalf(codec.sha256(values[Value.accessToken] as string, 'base64rawurl'));
    const claims = decodeClaims(values, codec);
    readText(claims, like.claims, values);
    if (like.profile) {
      const profile = codec.b64decode(values[Value.profileInfo] as string, 'rawurl', 's');
      readText(profile, like.profile, values);
      if (writeText(like.profile, values) !== profile) return undefined;
    }
    if (!completeValues(values, like.frame, now) || !hasFitTexts(values)) return undefined;
    if (values[Value.authTime] !== undefined) {
      const authTime = Number(values[Value.authTime]);
      values[Value.authTime] = authTime;
      // The write below is of the number, and shows a text that is none.
      if (!(authTime % 1 === 0 && authTime > 0 && authTime <= now + clockSkew)) return undefined;
    }
    for (let i = 0; i < secrets.length; i++) if (claims.indexOf(secrets[i] as string) >= 0) return undefined;
    if (writeText(like.body, values) !== body || writeText(like.claims, values) !== claims) return undefined;
    const { accessAud: aud, idAud } = like.frame;
    const identity = { sub: copyOf(values, like.sub) as string, oid: copyOf(values, like.oid), aud };
    const seen: Seen = { identity, idAud, email: copyOf(values, like.email), values };
    // Whoever signs in is somebody else each time.
    if (operation !== 'refresh') return { seen };
    return { seen, next: predict(like, seen, { body: body.length, claims: claims.length }) };
  };

  return (asked, headers, body, at) => {
    known[asked.operation] ??= answersOf(learned, asked.operation);
    const answers = known[asked.operation] as LearnedAnswer[];
    for (let i = 0; i < answers.length; i++) {
      try {
        const read = readAs(answers[i] as LearnedAnswer, asked, headers, body, at);
        if (read) return read;
      } catch {
        // Text that is no base64url makes decode throw.
      }
    }
    return undefined;
  };
}
