import { isObject, type JsonObject } from './contract/types.js';

/** A JWS in compact form (RFC 7515, section 7.1), taken apart but not verified. */
export interface DecodedJwt {
  header: JsonObject;
  claims: JsonObject;
  /** Both as they were written. */
  texts: { header: string; claims: string };
  /** What was signed: header and payload, as they stand. */
  signed: string;
  signature: string;
}

/** Decodes unpadded base64url to text. Handed in, for k6 and Node each have a fast one. Throws on other text. */
export type DecodeText = (text: string) => string;

// What is no UTF-8 is decoded to this.
const REPLACEMENT = '\uFFFD';

function parseObject(part: string, decode: DecodeText): { text: string; value: JsonObject } | undefined {
  try {
    const text = decode(part);
    const value: unknown = JSON.parse(text);
    return isObject(value) && !text.includes(REPLACEMENT) ? { text, value } : undefined;
  } catch {
    return undefined;
  }
}

/** @returns undefined for a text that is no JWS of three parts with two JSON objects */
export function decodeJwt(token: string, decode: DecodeText): DecodedJwt | undefined {
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  if (first < 1 || second < 0 || token.indexOf('.', second + 1) !== -1) return undefined;
  const header = parseObject(token.slice(0, first), decode);
  const claims = parseObject(token.slice(first + 1, second), decode);
  if (!header || !claims) return undefined;
  return {
    header: header.value,
    claims: claims.value,
    texts: { header: header.text, claims: claims.text },
    signed: token.slice(0, second),
    signature: token.slice(second + 1),
  };
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * `at_hash`: the left half of a SHA-256, as base64url (OpenID Connect Core, section 3.1.3.6).
 *
 * @param digest the whole SHA-256 as unpadded base64url, 43 characters
 * @returns 22 characters; the last one keeps only the two bits that belong to the left half
 */
export function leftHalf(digest: string): string {
  return digest.slice(0, 21) + BASE64URL[BASE64URL.indexOf(digest[21] as string) & 0b110000];
}
