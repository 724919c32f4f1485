import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { OAuthError } from './errors.js';

/** What a refresh token was made for. */
export interface Grant {
  user: number;
  client: string;
  policy: string;
  scope: string;
  issued: number;
  expires: number;
}

const KID = 'cpimcore_09252015';
const HEADER = Buffer.from(JSON.stringify({ kid: KID, ver: '1.0', zip: 'Deflate', ser: '1.0' })).toString('base64url');

/** Seals grants into tokens of five parts, the second empty, as a user flow's are; nothing is kept. */
export class RefreshTokens {
  readonly #key: Buffer;

  constructor(secret: string) {
    this.#key = createHmac('sha256', secret).update('refresh-token-key').digest();
  }

  seal(grant: Grant): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(HEADER));
    // A random pad brings the token to the size of the seed's.
    const text = JSON.stringify({ ...grant, pad: randomBytes(220).toString('base64url') });
    const sealed = Buffer.concat([cipher.update(deflateRawSync(text)), cipher.final()]);
    return [HEADER, '', iv.toString('base64url'), sealed.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.');
  }

  /** @throws OAuthError as B2C answers a token that is none, that it did not make, or that was changed */
  open(token: string): Grant {
    const parts = token.split('.');
    if (parts.length !== 5) throw new OAuthError('invalid_grant', 'AADB2C90090', 'The provided JWE is not a valid 5 segment token.');
    const [header, , iv, sealed, tag] = parts as [string, string, string, string, string];
    if (header !== HEADER)
      throw new OAuthError('invalid_grant', 'AADB2C90090', `The specified kid '${kidOf(header)}' is not found for JWE.`);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, Buffer.from(iv, 'base64url')).setAAD(Buffer.from(header));
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      const text = Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]);
      return JSON.parse(inflateRawSync(text).toString('utf8')) as Grant;
    } catch {
      throw new OAuthError(
        'invalid_grant',
        'AADB2C90085',
        'The service has encountered an internal error. Please reauthenticate and try again.',
      );
    }
  }
}

function kidOf(header: string): string {
  try {
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid?: unknown };
    return String(kid)
      .replace(/[^\w-]/g, '')
      .slice(0, 64);
  } catch {
    return '';
  }
}
