import type { DecodeText } from '../jwt.js';
import type { Inspection } from './inspector.js';
import { learnTemplate } from './learn-template.js';
import { type LearnedAnswer, type LearnedAnswers, type LearnedToken, VALUE } from './learned-answer.js';
import type { Slot } from './template.js';
import type { Primitives } from './token-check.js';
import { type Answer, type Asked, breaksContract, type JsonObject } from './types.js';

const MEMBERS: Record<string, number> = {
  '/access_token': VALUE.accessToken,
  '/id_token': VALUE.idToken,
  '/refresh_token': VALUE.refreshToken,
  '/profile_info': VALUE.profileInfo,
};
// Claims that say what a token is for; the other texts say about whom it is.
const FIXED_CLAIMS = ['/iss', '/aud', '/azp', '/ver', '/tfp', '/acr', '/idp', '/scp'];
const ISSUE_TIMES = ['/exp', '/nbf', '/iat'];

type SlotOf = (pointer: string, value: unknown) => Slot | undefined;

function memberSlot(issued: number): SlotOf {
  return (pointer, value) => {
    const ref = MEMBERS[pointer];
    if (ref !== undefined) return { kind: 'text', ref };
    return pointer === '/not_before' || pointer === '/expires_on' ? { kind: 'issued', ref: Number(value) - issued } : undefined;
  };
}

/** Texts about a person: one that a claim of the same name had in the token before must be the same again. */
function personalSlot(seen: Map<string, unknown>): (pointer: string, value: unknown) => Slot {
  return (pointer, value) => {
    const before = Array.from(seen.keys()).indexOf(pointer);
    if (before >= 0 && seen.get(pointer) === value) return { kind: 'same', ref: VALUE.firstClaim + before };
    const key = before < 0 ? pointer : `${pointer} again`;
    seen.set(key, value);
    return { kind: 'text', ref: VALUE.firstClaim + seen.size - 1 };
  };
}

function claimSlot(issued: number, personal: ReturnType<typeof personalSlot>): SlotOf {
  return (pointer, value) => {
    if (pointer === '/auth_time') return { kind: 'time', ref: VALUE.authTime };
    if (pointer === '/at_hash') return { kind: 'same', ref: VALUE.atHash };
    if (ISSUE_TIMES.includes(pointer)) return { kind: 'issued', ref: Number(value) - issued };
    return typeof value === 'string' && !FIXED_CLAIMS.includes(pointer) ? personal(pointer, value) : undefined;
  };
}

const MOST_TEMPLATES = 4;

/**
 * Learns a token response that broke no rule.
 *
 * @param accessToken both tokens are JWTs of three parts, or it would not have come so far
 * @param members the body, parsed
 * @param clockSkew seconds
 */
function learnAnswer(
  { headers, body }: Answer,
  accessToken: string,
  idToken: string,
  members: JsonObject,
  decode: DecodeText,
  clockSkew: number,
): LearnedAnswer | undefined {
  const partsOf = (token: string) => token.split('.').slice(0, 2).map(decode) as [string, string];
  const issued = Number((JSON.parse(partsOf(accessToken)[1]) as JsonObject).nbf);
  const seen = new Map<string, unknown>();
  const personal = personalSlot(seen);
  const age = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const learnToken = (token: string): LearnedToken | undefined => {
    const [header, text] = partsOf(token);
    const { aud, exp = 0, nbf = 0, iat = 0 } = JSON.parse(text) as Record<string, number>;
    age.from = Math.max(age.from, nbf - issued - clockSkew, iat - issued - clockSkew);
    age.to = Math.min(age.to, exp - issued + clockSkew - 1, iat - issued + clockSkew);
    const claims = learnTemplate(text, claimSlot(issued, personal));
    return claims && { header, claims, aud };
  };
  const [access, id] = [learnToken(accessToken), learnToken(idToken)];
  const named: SlotOf = (pointer, value) => (pointer === '/name' && typeof value === 'string' ? personal(pointer, value) : undefined);
  const { 'Content-Type': contentType, 'Cache-Control': cacheControl, Pragma: pragma } = headers;
  const { profile_info: profileInfo } = members;
  const profile = typeof profileInfo === 'string' ? learnTemplate(decode(profileInfo), named) : undefined;
  const template = learnTemplate(body as string, memberSlot(issued));
  if (!access || !id || !template || (profileInfo !== undefined && !profile)) return undefined;
  const numberOf = (pointer: string) => VALUE.firstClaim + Array.from(seen.keys()).indexOf(pointer);
  return {
    ...(contentType !== undefined && { contentType }),
    ...(cacheControl !== undefined && { cacheControl }),
    ...(pragma !== undefined && { pragma }),
    body: template,
    access,
    id,
    age,
    ...(profile && { profile }),
    sub: numberOf('/sub'),
    ...(seen.has('/oid') && { oid: numberOf('/oid') }),
  };
}

/**
 * Learns an answer for the recogniser, where it is a granted request that broke no rule.
 *
 * @param learned gets one more
 */
export function learn(
  learned: LearnedAnswers,
  { decode }: Pick<Primitives, 'decode'>,
  clockSkew: number,
  asked: Asked,
  answer: Answer,
  { findings, tokens, body }: Inspection,
): void {
  const known = learned[asked.operation] ?? [];
  const fit = answer.status === 200 && asked.expects === 'granted' && asked.shapeKey === undefined && known.length < MOST_TEMPLATES;
  if (!fit || !tokens?.access || !tokens.id || !body || breaksContract(findings)) return;
  const one = learnAnswer(answer, tokens.access, tokens.id, body, decode, clockSkew);
  if (one) learned[asked.operation] = [...known, one];
}
