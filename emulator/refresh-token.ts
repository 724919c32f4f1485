import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { OAuthError } from './errors.js';
import type { EmulatorSettings, PolicySettings } from './settings.js';

/** What a refresh token was made for. */
export interface Grant {
  /** Serial number: tokens of one redemption only are told apart by it. */
  id: string;
  signInName: string;
  client: string;
  policy: string;
  scope: string;
  /** Seconds since the epoch. */
  issued: number;
  expires: number;
}

const HEADERS = {
  'user-flow': headerOf('cpimcore_09252015'),
  custom: headerOf('ZqoiBZvMniaW61F4Ny_GtDVMDTPKmBKoATqd5eackXA'),
};
// More spent tokens than this are not remembered.
const MAX_SPENT = 200_000;

function headerOf(kid: string): string {
  return Buffer.from(JSON.stringify({ kid, ver: '1.0', zip: 'Deflate', ser: '1.0' })).toString('base64url');
}

/** Seals grants into tokens of five parts (the form of Microsoft's sample responses, test/seed); nothing is kept but what was spent. */
export class RefreshTokens {
  readonly #key: Buffer;
  readonly #spent = new Map<string, number>();

  constructor(secret: string) {
    this.#key = createHmac('sha256', secret).update('refresh-token-key').digest();
  }

  seal(grant: Omit<Grant, 'id'>, kind: PolicySettings['kind']): string {
    const header = HEADERS[kind];
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(header));
    // A random pad brings the token to the size of the seed's.
    const text = JSON.stringify({ ...grant, id: randomBytes(12).toString('base64url'), pad: randomBytes(190).toString('base64url') });
    const sealed = Buffer.concat([cipher.update(deflateRawSync(text)), cipher.final()]);
    const wrappedKey = kind === 'custom' ? randomBytes(256).toString('base64url') : '';
    return [header, wrappedKey, iv.toString('base64url'), sealed.toString('base64url'), cipher.getAuthTag().toString('base64url')].join(
      '.',
    );
  }

  /**
   * @param unchecked read it without a look at its authentication tag
   * @throws OAuthError as B2C answers a token that is none, that it did not make, or that was changed
   */
  open(token: string, unchecked = false): Grant {
    const parts = token.split('.');
    if (parts.length !== 5) throw new OAuthError('AADB2C90090', 'The provided JWE is not a valid 5 segment token.');
    const [header, , iv, sealed, tag] = parts as [string, string, string, string, string];
    if (!Object.values(HEADERS).includes(header))
      throw new OAuthError('AADB2C90090', `The specified kid '${kidOf(header)}' is not found for JWE.`);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, strict(iv)).setAAD(Buffer.from(header));
      if (!unchecked) decipher.setAuthTag(strict(tag));
      const text = Buffer.concat([decipher.update(strict(sealed)), ...(unchecked ? [] : [decipher.final()])]);
      return JSON.parse(inflateRawSync(text).toString('utf8')) as Grant;
    } catch {
      throw new OAuthError('AADB2C90085');
    }
  }

  /**
   * Counts a redemption.
   *
   * @throws OAuthError where the grant was spent before, and the policy of reuse minds
   */
  spend({ id }: Grant, { refreshReuse, refreshGraceSeconds }: EmulatorSettings, now: number): void {
    if (refreshReuse === 'many') return;
    const first = this.#spent.get(id);
    if (first !== undefined && (refreshReuse === 'once' || now > first + refreshGraceSeconds)) throw new OAuthError('AADB2C90129');
    if (first === undefined) this.#spent.set(id, now);
    if (this.#spent.size > MAX_SPENT) this.#spent.delete(this.#spent.keys().next().value as string);
  }
}

// Buffer reads over characters that are no base64url; a changed token must not open.
function strict(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new Error('no base64url');
  return bytes;
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
