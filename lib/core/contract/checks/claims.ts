import type { Asked, JsonObject } from '../types.js';
import type { Report } from './report.js';

/** What a token is held to; the same for every answer of a run. */
export interface TokenExpectations {
  clientId: string;
  policy?: string;
  issuer?: string;
  /** The kids that the endpoint publishes; undefined where they are not known. */
  kids?: readonly string[];
  claims: readonly string[];
  /** Seconds. */
  clockSkew: number;
}

/**
 * Rules for the times of a token.
 *
 * @param now in seconds
 */
export function checkClock(claims: JsonObject, root: string, now: number, skew: number, report: Report): void {
  const { exp, nbf, iat, auth_time: authTime } = claims as Record<string, number>;
  if ((exp as number) <= now - skew || (exp as number) <= Math.max(nbf as number, iat as number)) report('claim.exp', `${root}/exp`, exp);
  if ((nbf as number) > now + skew) report('claim.nbf', `${root}/nbf`, nbf);
  if (Math.abs((iat as number) - now) > skew) report('claim.iat', `${root}/iat`, iat);
  if (authTime !== undefined && authTime > now + skew) report('claim.auth-time', `${root}/auth_time`, authTime);
}

function checkPolicy(claims: JsonObject, root: string, policy: string | undefined, report: Report): void {
  if (policy === undefined) return;
  const named = claims.tfp ?? claims.acr;
  // A custom policy names itself in the ID token only (the seed's password response).
  if (named === undefined && root.startsWith('/access_token')) return;
  if (String(named).toLowerCase() !== policy.toLowerCase())
    report('claim.policy', `${root}/${claims.acr === undefined ? 'tfp' : 'acr'}`, named);
}

const isEmpty = (claim: unknown): boolean =>
  claim === undefined || claim === '' || (Array.isArray(claim) && (claim.length === 0 || claim.includes('')));

/** Rules for whom a token is from, for and about. */
export function checkIdentity(claims: JsonObject, root: string, expected: TokenExpectations, report: Report): void {
  if (expected.issuer !== undefined && claims.iss !== expected.issuer) report('claim.iss', `${root}/iss`, claims.iss);
  if (claims.aud !== expected.clientId) report('claim.aud', `${root}/aud`, claims.aud);
  if (claims.azp !== undefined && claims.azp !== expected.clientId) report('claim.azp', `${root}/azp`, claims.azp);
  checkPolicy(claims, root, expected.policy, report);
  for (const name of expected.claims) {
    if (isEmpty(claims[name])) report('claim.asked-for', `${root}/${name}`, claims[name]);
  }
}

/** The user who signed in is the one that the token is about, as far as its e-mail addresses tell. */
export function checkOwner({ emails }: JsonObject, root: string, { email }: Asked, report: Report): void {
  if (email === undefined || !Array.isArray(emails)) return;
  if (!emails.some((one) => String(one).toLowerCase() === email.toLowerCase())) report('token.own-user', `${root}/emails`, emails);
}

/** Rules that tie a token to the one before the refresh. */
export function checkBefore(claims: JsonObject, root: string, before: Asked['before'], report: Report): void {
  if (!before) return;
  if (claims.sub !== before.sub) report('refresh.same-subject', `${root}/sub`, claims.sub);
  if (claims.oid !== before.oid) report('refresh.same-subject', `${root}/oid`, claims.oid);
  if (claims.aud !== before.aud) report('refresh.same-audience', `${root}/aud`, claims.aud);
  for (const name of ['name', 'emails'] as const) {
    const [then, now] = [before[name], claims[name]];
    if (then !== undefined && now !== undefined && JSON.stringify(then) !== JSON.stringify(now))
      report('token.own-user', `${root}/${name}`, now);
  }
}
