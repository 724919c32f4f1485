import { type DecodedJwt, type DecodeText, decodeJwt, leftHalf } from '../jwt.js';
import type { RuleId } from './catalogue.js';
import { describe } from './describe.js';
import { checkSchema } from './schema-check.js';
import type { Answer, Asked, CompiledContract, Finding, JsonObject } from './types.js';

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

/** SHA-256 of a text as unpadded base64url. */
export type Sha256 = (text: string) => string;

export interface Primitives {
  decode: DecodeText;
  sha256: Sha256;
}

type Report = (rule: RuleId, pointer: string, found: unknown) => void;

function checkClock(claims: JsonObject, root: string, now: number, skew: number, report: Report): void {
  const { exp, nbf, iat, auth_time: authTime } = claims as Record<string, number>;
  if ((exp as number) <= now - skew || (exp as number) <= (nbf as number)) report('claim.exp', `${root}/exp`, exp);
  if ((nbf as number) > now + skew) report('claim.nbf', `${root}/nbf`, nbf);
  if (Math.abs((iat as number) - now) > skew) report('claim.iat', `${root}/iat`, iat);
  if (authTime !== undefined && authTime > now + skew) report('claim.auth-time', `${root}/auth_time`, authTime);
}

function checkIdentity(claims: JsonObject, root: string, expected: TokenExpectations, report: Report): void {
  if (expected.issuer !== undefined && claims.iss !== expected.issuer) report('claim.iss', `${root}/iss`, claims.iss);
  if (claims.aud !== expected.clientId) report('claim.aud', `${root}/aud`, claims.aud);
  if (claims.azp !== undefined && claims.azp !== expected.clientId) report('claim.azp', `${root}/azp`, claims.azp);
  if (claims.sub === '') report('claim.sub', `${root}/sub`, claims.sub);
  // A custom policy names itself in the ID token only (the seed's password response).
  const policy = claims.tfp ?? claims.acr ?? (root.startsWith('/access_token') ? expected.policy : undefined);
  if (expected.policy !== undefined && String(policy).toLowerCase() !== expected.policy.toLowerCase()) {
    report('claim.policy', `${root}/${claims.acr === undefined ? 'tfp' : 'acr'}`, policy);
  }
  for (const name of expected.claims) {
    if (claims[name] === undefined) report('claim.asked-for', `${root}/${name}`, undefined);
  }
}

function checkProfileInfo(contract: CompiledContract, primitives: Primitives, asked: Asked, body: JsonObject, report: Report): Finding[] {
  const schema = contract.parts.profile_info;
  if (schema === undefined || typeof body.profile_info !== 'string') return [];
  try {
    return checkSchema(contract, schema, '/profile_info', JSON.parse(primitives.decode(body.profile_info)), asked.secrets);
  } catch {
    report('token.profile-info', '/profile_info', body.profile_info);
    return [];
  }
}

function checkBefore(claims: JsonObject, root: string, before: Asked['before'], report: Report): void {
  if (!before) return;
  if (claims.sub !== before.sub) report('refresh.same-subject', `${root}/sub`, claims.sub);
  if (claims.oid !== before.oid) report('refresh.same-subject', `${root}/oid`, claims.oid);
  if (claims.aud !== before.aud) report('refresh.same-audience', `${root}/aud`, claims.aud);
}

/**
 * Holds both JWTs of a token response to the contract: header, claims, and what ties the two together. The signature
 * is not verified here, for k6 can do that only asynchronously.
 */
export function checkTokens(
  contract: CompiledContract,
  expected: TokenExpectations,
  primitives: Primitives,
  asked: Asked,
  answer: Answer,
  body: JsonObject,
): { findings: Finding[]; access?: DecodedJwt; id?: DecodedJwt } {
  const findings: Finding[] = [];
  const report: Report = (rule, pointer, found) =>
    findings.push({ rule, schema: 'check', pointer, keyword: 'check', found: describe(found, pointer, asked.secrets) });

  const inspect = (member: 'access_token' | 'id_token'): DecodedJwt | undefined => {
    const token = body[member];
    const schema = contract.parts[member];
    if (typeof token !== 'string' || schema === undefined) return undefined;
    const jwt = decodeJwt(token, primitives.decode);
    if (!jwt) {
      report('jwt.form', `/${member}`, token);
      return undefined;
    }
    if (contract.parts.header)
      findings.push(...checkSchema(contract, contract.parts.header, `/${member}/header`, jwt.header, asked.secrets));
    if (expected.kids && !expected.kids.includes(String(jwt.header.kid))) report('jwt.known-key', `/${member}/header/kid`, jwt.header.kid);
    const root = `/${member}/claims`;
    const broken = checkSchema(contract, schema, root, jwt.claims, asked.secrets);
    findings.push(...broken);
    if (broken.length === 0) {
      checkClock(jwt.claims, root, Math.floor(answer.at / 1000), expected.clockSkew, report);
      checkIdentity(jwt.claims, root, expected, report);
      checkBefore(jwt.claims, root, asked.before, report);
    }
    return jwt;
  };

  findings.push(...checkProfileInfo(contract, primitives, asked, body, report));
  const access = inspect('access_token');
  const id = inspect('id_token');
  if (access && id && id.claims.at_hash !== leftHalf(primitives.sha256(body.access_token as string))) {
    report('claim.at-hash', '/id_token/claims/at_hash', id.claims.at_hash);
  }
  return { findings, ...(access && { access }), ...(id && { id }) };
}
