import { type DecodedJwt, type DecodeText, decodeJwt, leftHalf } from '../../jwt.js';
import { type Answer, type Asked, type CompiledContract, isObject, type JsonObject, type RawFinding } from '../types.js';
import { checkSecrets } from './body.js';
import { checkBefore, checkClock, checkIdentity, checkOwner, type TokenExpectations } from './claims.js';
import { hasRepeatedMember } from './repeated-member.js';
import { type Report, reportInto } from './report.js';
import { checkSchema } from './schema.js';
import { checkProfile, checkSamePerson, checkTies } from './ties.js';

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

function checkProfileInfo({ contract, primitives, asked, findings, report }: TokenCheck, profileInfo: unknown, claims: JsonObject): void {
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
  if (isObject(decoded)) checkProfile(claims, decoded, report);
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
  const access = checkToken(check, 'access_token', body.access_token);
  const id = checkToken(check, 'id_token', body.id_token);
  checkProfileInfo(check, body.profile_info, { ...access?.claims, ...id?.claims });
  if (access && id && id.claims.at_hash !== leftHalf(primitives.sha256(body.access_token as string))) {
    report('claim.at-hash', '/id_token/claims/at_hash', id.claims.at_hash);
  }
  if (access && id) checkSamePerson(access.claims, id.claims, report);
  checkTies(body, access?.claims, id?.claims, report);
  return { findings, ...(access && { access }), ...(id && { id }) };
}
