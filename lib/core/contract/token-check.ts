import { type DecodedJwt, type DecodeText, decodeJwt, leftHalf } from '../jwt.js';
import { checkSecrets } from './body-check.js';
import { checkBefore, checkClock, checkIdentity, checkOwner, type TokenExpectations } from './claims-check.js';
import { hasRepeatedMember } from './repeated-member.js';
import { type Report, reportInto } from './report.js';
import { checkSchema } from './schema-check.js';
import type { Answer, Asked, CompiledContract, JsonObject, RawFinding } from './types.js';

/** What the checks need of k6 or Node. */
export interface Primitives {
  decode: DecodeText;
  /** SHA-256 of a text as unpadded base64url. */
  sha256: (text: string) => string;
}

/** The parts of an answer's check that stay the same for all of its tokens. */
interface TokenCheck {
  contract: CompiledContract;
  expected: TokenExpectations;
  primitives: Primitives;
  asked: Asked;
  answer: Answer;
  findings: RawFinding[];
  report: Report;
}

function checkProfileInfo({ contract, primitives, asked, findings, report }: TokenCheck, profileInfo: unknown): void {
  const schema = contract.parts.profile_info;
  if (schema === undefined || typeof profileInfo !== 'string') return;
  let decoded: unknown;
  try {
    decoded = JSON.parse(primitives.decode(profileInfo));
  } catch {
    report('token.profile-info', '/profile_info', profileInfo);
    return;
  }
  findings.push(...checkSchema(contract, schema, '/profile_info', decoded, asked.secrets));
}

function checkHeader({ contract, expected, asked, findings, report }: TokenCheck, member: string, jwt: DecodedJwt): void {
  const { header: schema } = contract.parts;
  const { kid } = jwt.header;
  const root = `/${member}/header`;
  if (schema) findings.push(...checkSchema(contract, schema, root, jwt.header, asked.secrets));
  if (expected.kids && typeof kid === 'string' && !expected.kids.includes(kid)) report('jwt.known-key', `${root}/kid`, kid);
}

function checkToken(check: TokenCheck, member: 'access_token' | 'id_token', token: unknown): DecodedJwt | undefined {
  const { contract, expected, primitives, asked, answer, findings, report } = check;
  const schema = contract.parts[member];
  if (typeof token !== 'string' || schema === undefined) return undefined;
  const jwt = decodeJwt(token, primitives.decode);
  if (!jwt) {
    report('jwt.form', `/${member}`, token);
    return undefined;
  }
  if (hasRepeatedMember(jwt.texts.header, jwt.header)) report('json.repeated-member', `/${member}/header`, jwt.header);
  if (hasRepeatedMember(jwt.texts.claims, jwt.claims)) report('json.repeated-member', `/${member}/claims`, jwt.claims);
  checkSecrets(jwt.texts.claims, `/${member}/claims`, asked, report);
  checkHeader(check, member, jwt);
  const root = `/${member}/claims`;
  const broken = checkSchema(contract, schema, root, jwt.claims, asked.secrets);
  findings.push(...broken);
  // Claims of a wrong type would break the rules below as well, and say nothing new.
  if (broken.length > 0) return jwt;
  checkClock(jwt.claims, root, Math.floor(answer.at / 1000), expected.clockSkew, report);
  checkIdentity(jwt.claims, root, expected, report);
  checkBefore(jwt.claims, root, asked.before, report);
  checkOwner(jwt.claims, root, asked, report);
  return jwt;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function checkSamePerson(access: JsonObject, id: JsonObject, report: Report): void {
  for (const name of ['sub', 'oid']) {
    if (isText(access[name]) && isText(id[name]) && access[name] !== id[name])
      report('token.same-person', `/id_token/claims/${name}`, id[name]);
  }
}

const TOLERANCE_SECONDS = 5;

// What is no time or no number of seconds has a rule of its own.
function checkLifetime(body: JsonObject, member: string, claims: JsonObject, report: Report): void {
  const seconds = Number(body[member]);
  const { exp, nbf, iat } = claims as Record<string, number>;
  const [sinceNbf, sinceIat] = [Number(exp) - Number(nbf), Number(exp) - Number(iat)];
  if (!(seconds > 0 && seconds < 1e6 && sinceNbf > 0 && sinceIat > 0)) return;
  const off = Math.min(Math.abs(sinceNbf - seconds), Math.abs(sinceIat - seconds));
  if (off > TOLERANCE_SECONDS) report('token.lifetime', `/${member}`, body[member]);
}

/** Rules that tie the claims of a token to members of the body. */
function checkTies(body: JsonObject, access: JsonObject | undefined, id: JsonObject | undefined, report: Report): void {
  if (id) checkLifetime(body, 'id_token_expires_in', id, report);
  if (!access) return;
  checkLifetime(body, 'expires_in', access, report);
  const { not_before: notBefore, resource } = body;
  if (Number(notBefore) > 0 && typeof access.nbf === 'number' && Number(notBefore) !== access.nbf)
    report('token.not-before', '/not_before', notBefore);
  if (typeof resource === 'string' && resource !== access.aud) report('token.resource-audience', '/resource', resource);
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
): { findings: RawFinding[]; access?: DecodedJwt; id?: DecodedJwt } {
  const findings: RawFinding[] = [];
  const report = reportInto(findings, asked.secrets);
  const check: TokenCheck = { contract, expected, primitives, asked, answer, findings, report };
  checkProfileInfo(check, body.profile_info);
  const access = checkToken(check, 'access_token', body.access_token);
  const id = checkToken(check, 'id_token', body.id_token);
  if (access && id && id.claims.at_hash !== leftHalf(primitives.sha256(body.access_token as string))) {
    report('claim.at-hash', '/id_token/claims/at_hash', id.claims.at_hash);
  }
  if (access && id) checkSamePerson(access.claims, id.claims, report);
  checkTies(body, access?.claims, id?.claims, report);
  return { findings, ...(access && { access }), ...(id && { id }) };
}
