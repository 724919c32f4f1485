import type { Codec } from './codec.js';
import { type SlotValues, Value } from './values.js';

/** Stands between the payloads of two tokens, so much of it as is needed. */
export const FILLER = 'AAAAAA';

/**
 * Decodes the claims of both tokens at once. What stands between the two payloads makes up what the last characters of the first
 * lack, and three more characters: all of them zeros when they are decoded, one fewer than the filler has. `=` is none that can be decoded.
 *
 * @param values have both payloads; get the zeros
 * @throws where the claims are no base64url
 */
export function decodeClaims(values: SlotValues, codec: Codec): string {
  const accessClaims = values[Value.accessClaims] as string;
  const missing = -accessClaims.length & 3;
  values[Value.accessEnd] = '\0\0\0\0\0'.slice(0, 3 + missing);
  // None has a length of 1 modulo 4 (RFC 4648, section 4).
  const both = `${accessClaims}${missing === 3 ? '=' : FILLER.slice(0, 4 + missing)}${values[Value.idClaims]}`;
  return codec.b64decode(both, 'rawurl', 's');
}
