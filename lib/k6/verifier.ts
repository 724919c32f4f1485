import encoding from 'k6/encoding';
import type { DecodedJwt } from '../core/jwt.js';
import { rsaSpki } from '../core/spki.js';

/** The public members of a published RSA key (RFC 7517). */
export interface PublicKey {
  kid: string;
  n: string;
  e: string;
}

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

function bytes(text: string): Uint8Array {
  return new Uint8Array(encoding.b64decode(text, 'rawurl'));
}

/** Verifies RS256 signatures (RFC 7518, section 3.3). A key is imported once in each VU, when it is first needed. */
export function createVerifier(keys: readonly PublicKey[]): (jwt: DecodedJwt) => Promise<boolean> {
  const imported = new Map<string, Promise<CryptoKey>>();

  const keyFor = (kid: string): Promise<CryptoKey> | undefined => {
    const known = imported.get(kid);
    if (known) return known;
    const key = keys.find((item) => item.kid === kid);
    if (!key) return undefined;
    const spki = rsaSpki(bytes(key.n), bytes(key.e));
    const promise = crypto.subtle.importKey('spki', spki.buffer as ArrayBuffer, ALGORITHM, false, ['verify']);
    imported.set(kid, promise);
    return promise;
  };

  return async (jwt) => {
    const key = await keyFor(String(jwt.header.kid));
    if (!key) return false;
    const signature = encoding.b64decode(jwt.signature, 'rawurl');
    return crypto.subtle.verify(ALGORITHM.name, key, signature, new TextEncoder().encode(jwt.signed));
  };
}
