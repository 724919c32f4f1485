import type { Codec } from './codec.js';
import type { Frame } from './learned-answer.js';
import { type SlotValues, Value } from './values.js';

/**
 * Decodes the claims of both tokens at once. What stands between the two payloads makes up what the last characters of the first
 * lack, and three more characters: all of them zeros when they are decoded. `=` is none that can be decoded.
 *
 * @param values of an answer whose tokens were taken apart; get the zeros
 * @throws where the claims are no base64url
 */
export function decodeClaims(values: SlotValues, codec: Codec): string {
  const accessClaims = values[Value.accessClaims] as string;
  const missing = -accessClaims.length & 3;
  values[Value.accessEnd] = '\0\0\0\0\0'.slice(0, 3 + missing);
  // None has a length of 1 modulo 4 (RFC 4648, section 4).
  const both = `${accessClaims}${missing === 3 ? '=' : 'AAAAAA'.slice(0, 4 + missing)}${values[Value.idClaims]}`;
  return codec.b64decode(both, 'rawurl', 's');
}

/**
 * Works out the times that follow from the moment of issue, and looks at what must be new in every answer: it must have the form that
 * it must have. In one piece, see `isAsPredicted`.
 *
 * @param values get the times
 * @param now whole seconds
 * @returns false where the clock forbids a time, or something has another form
 */
export function completeValues(values: SlotValues, { issued, youngest, oldest }: Frame, now: number): boolean {
  const moment = Number(values[Value.moment]);
  // Whole seconds, and no milliseconds.
  if (`${moment}` !== values[Value.moment] || moment % 1 !== 0 || moment < 1 || moment > 1e11) return false;
  for (let i = 0; i < issued.length; i++) values[Value.issued + i] = `${moment + (issued[i] as number)}`;
  const age = now - moment;
  if (!(age >= youngest && age <= oldest)) return false;
  const signatures = `${values[Value.accessSignature]}${values[Value.idSignature]}`;
  const refreshToken = (values[Value.refreshToken] ?? '') as string;
  // It leaves a token's characters as they are, but no quote, backslash or control character.
  if (encodeURIComponent(signatures) !== signatures || encodeURIComponent(refreshToken) !== refreshToken) return false;
  if (signatures.indexOf('.') >= 0) return false;
  return values[Value.refreshToken] === undefined || refreshToken.split('.').length === 5;
}
