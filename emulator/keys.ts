import { createHash, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from './clock.js';

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

/** The keys of a tenant: one signs; those before it stay published for a while after a rollover. */
export class KeyRing {
  #old: { key: SigningKey; until: number }[] = [];

  constructor(
    private current: SigningKey,
    private readonly clock: Clock,
    private readonly overlapSeconds: number,
  ) {}

  get signing(): SigningKey {
    return this.current;
  }

  /** The newest key that signs no more; undefined before the first rollover. */
  get retired(): SigningKey | undefined {
    return this.#old.at(-1)?.key;
  }

  published(): SigningKey['jwk'][] {
    const now = this.clock.now();
    return [this.current.jwk, ...this.#old.filter(({ until }) => until > now).map(({ key }) => key.jwk)];
  }

  async rollOver(): Promise<SigningKey> {
    this.#old.push({ key: this.current, until: this.clock.now() + this.overlapSeconds * 1000 });
    this.#old = this.#old.slice(-5);
    this.current = await createSigningKey(this.clock.seconds());
    return this.current;
  }
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
