import { isObject, type JsonObject } from '../core/contract/types.js';
import { rsaSpki } from '../core/spki.js';
import type { codec } from './codec.js';

/** The public members of a published RSA key (RFC 7517). */
export interface PublicKey {
  kid: string;
  n: string;
  e: string;
}

/** The RSA keys of a key set; those that lack a member are left out. */
export function publicKeys(document: JsonObject | undefined): PublicKey[] {
  const keys: unknown[] = Array.isArray(document?.keys) ? document.keys : [];
  return keys
    .filter(isObject)
    .filter((key) => key.kty === 'RSA' && [key.kid, key.n, key.e].every((member) => typeof member === 'string'))
    .map(({ kid, n, e }) => ({ kid: kid as string, n: n as string, e: e as string }));
}

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** Verifies RS256 signatures (RFC 7518, section 3.3) of tokens that kept the contract. A key is imported once in each VU, when it is first needed. */
export function createVerifier(
  keys: readonly PublicKey[],
  { b64decode }: Pick<typeof codec, 'b64decode'>,
): (token: string) => Promise<boolean> {
  const decodeBytes = (text: string): ArrayBuffer => b64decode(text, 'rawurl');
  const imported = new Map<string, Promise<CryptoKey>>();

  const keyFor = (kid: string): Promise<CryptoKey> | undefined => {
    const known = imported.get(kid);
    if (known) return known;
    const key = keys.find((item) => item.kid === kid);
    if (!key) return undefined;
    const spki = rsaSpki(new Uint8Array(decodeBytes(key.n)), new Uint8Array(decodeBytes(key.e)));
    const promise = crypto.subtle.importKey('spki', spki.buffer as ArrayBuffer, ALGORITHM, false, ['verify']);
    imported.set(kid, promise);
    return promise;
  };

  return async (token) => {
    const end = token.lastIndexOf('.');
    const { kid } = JSON.parse(b64decode(token.slice(0, token.indexOf('.')), 'rawurl', 's')) as { kid?: unknown };
    const key = await keyFor(String(kid));
    if (!key) return false;
    const signature = decodeBytes(token.slice(end + 1));
    return crypto.subtle.verify(ALGORITHM.name, key, signature, new TextEncoder().encode(token.slice(0, end)));
  };
}
