import { createHash } from 'node:crypto';
import type { DirectoryUser } from './directory.js';
import { type SigningKey, signRs256 } from './keys.js';
import type { EmulatorSettings, PolicySettings } from './settings.js';

export type Claims = Record<string, unknown>;

/** Who gets tokens, from whom, for what. `now` in seconds. */
export interface TokenRequest {
  user: DirectoryUser;
  policy: PolicySettings;
  client: string;
  now: number;
}

const SUBJECT_LITERAL = 'Not supported currently. Use oid claim.';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function issuerOf(settings: EmulatorSettings, policy: PolicySettings): string {
  return policy.issuer.replace('{tenantId}', settings.tenant.id);
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
export function accessClaims(settings: EmulatorSettings, request: TokenRequest): Claims {
  const { policy, client, now } = request;
  return {
    iss: issuerOf(settings, policy),
    exp: now + policy.tokenLifetime,
    nbf: now,
    aud: client,
    sub: subject(request),
    ...userClaims(request),
    ...(policy.policyClaim === 'tfp' && policyClaim(request)),
    azp: client,
    ver: '1.0',
    iat: now,
  };
}

/** Claims of an ID token, in the order of the seed; `at_hash` binds it to the access token. */
export function idClaims(settings: EmulatorSettings, request: TokenRequest, accessToken: string | undefined): Claims {
  const { policy, client, now } = request;
  const digest =
    accessToken === undefined ? undefined : createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
  return {
    exp: now + policy.tokenLifetime,
    nbf: now,
    ver: '1.0',
    iss: issuerOf(settings, policy),
    sub: subject(request),
    aud: client,
    ...policyClaim(request),
    iat: now,
    auth_time: now,
    ...userClaims(request),
    ...(digest && { at_hash: digest }),
  };
}

export async function signToken(key: SigningKey, claims: Claims): Promise<string> {
  const signed = `${encode({ typ: 'JWT', alg: 'RS256', kid: key.kid })}.${encode(claims)}`;
  return `${signed}.${await signRs256(key, signed)}`;
}

/** `profile_info` of the seed's refresh response. */
export function profileInfo(settings: EmulatorSettings, { user }: TokenRequest): string {
  return encode({ ver: '1.0', tid: settings.tenant.id, sub: null, name: user.displayName, preferred_username: null, idp: 'LocalAccount' });
}
