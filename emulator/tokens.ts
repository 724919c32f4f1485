import { createHash } from 'node:crypto';
import type { DirectoryUser } from './directory.js';
import { type SigningKey, signRs256 } from './keys.js';
import type { EmulatorSettings, PolicySettings } from './settings.js';

export type Claims = Record<string, unknown>;

/** Who gets tokens, from whom, for what. `now` in seconds. */
export interface TokenRequest {
  user: DirectoryUser;
  policy: PolicySettings;
  issuer: string;
  client: string;
  audience: string;
  permissions?: string;
  now: number;
}

const SUBJECT_LITERAL = 'Not supported currently. Use oid claim.';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** @param origin scheme and host that were asked */
export function issuerOf({ tenant }: EmulatorSettings, policy: PolicySettings, origin: string): string {
  return policy.issuer.replace('{tenantId}', tenant.id).replace('{policy}', policy.name.toLowerCase()).replace('{origin}', origin);
}

function userClaims({ user, policy }: TokenRequest): Claims {
  const all: Claims = { oid: user.objectId, idp: 'LocalAccount', name: user.displayName, emails: [user.email] };
  return Object.fromEntries(policy.claims.map((name) => [name, all[name]]));
}

function policyClaim({ policy }: TokenRequest): Claims {
  return policy.policyClaim === 'tfp' ? { tfp: policy.name } : { acr: policy.name.toLowerCase() };
}

function subject({ user, policy }: TokenRequest): string {
  return policy.subject === 'literal' ? SUBJECT_LITERAL : user.objectId;
}

/** Claims of an access token, in the order of the seed. */
export function accessClaims(request: TokenRequest): Claims {
  const { policy, issuer, client, audience, permissions, now } = request;
  return {
    iss: issuer,
    exp: now + policy.tokenLifetime,
    nbf: now,
    aud: audience,
    sub: subject(request),
    ...userClaims(request),
    ...(policy.policyClaim === 'tfp' && policyClaim(request)),
    ...(permissions && { scp: permissions }),
    azp: client,
    ver: '1.0',
    iat: now,
  };
}

/** Claims of an ID token, in the order of the seed; `at_hash` binds it to the access token. */
export function idClaims(request: TokenRequest, accessToken: string | undefined): Claims {
  const { policy, issuer, client, now } = request;
  const digest =
    accessToken === undefined ? undefined : createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
  return {
    exp: now + policy.tokenLifetime,
    nbf: now,
    ver: '1.0',
    iss: issuer,
    sub: subject(request),
    aud: client,
    ...policyClaim(request),
    iat: now,
    auth_time: now,
    ...userClaims(request),
    ...(digest && { at_hash: digest }),
  };
}

/** @param header members over the usual ones; undefined leaves one out */
export async function signToken(key: SigningKey, claims: Claims, header: Claims = {}): Promise<string> {
  const signed = `${encode({ typ: 'JWT', alg: 'RS256', kid: key.kid, ...header })}.${encode(claims)}`;
  return `${signed}.${await signRs256(key, signed)}`;
}

/** `profile_info` of the seed's refresh response. */
export function profileInfo({ tenant }: EmulatorSettings, { user }: TokenRequest): string {
  return encode({ ver: '1.0', tid: tenant.id, sub: null, name: user.displayName, preferred_username: null, idp: 'LocalAccount' });
}

/** `client_info`, as MSAL asks for it. */
export function clientInfo({ tenant }: EmulatorSettings, { user, policy }: TokenRequest): string {
  return encode({ uid: `${user.objectId}-${policy.name.toLowerCase()}`, utid: tenant.id });
}
