import { createHash, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

/** A signing key with the JWK that is published for it. */
export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  jwk: { kid: string; nbf: number; use: 'sig'; kty: 'RSA'; e: string; n: string };
}

/** Makes an RSA key; its kid is the thumbprint of the public JWK (RFC 7638, as the seed's kid is). */
export async function createSigningKey(nowSeconds: number): Promise<SigningKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const { n, e } = publicKey.export({ format: 'jwk' }) as { n: string; e: string };
  const kid = createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
  return { kid, privateKey, jwk: { kid, nbf: nowSeconds, use: 'sig', kty: 'RSA', e, n } };
}

/** Signs with RS256 (RFC 7518, section 3.3) on the thread pool, so that the event loop goes on answering. */
export function signRs256(key: SigningKey, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(text), key.privateKey, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString('base64url'));
    });
  });
}
