import type { DecodeText } from '../jwt.js';
import type { Inspection } from './inspector.js';
import { learnTemplate, type Slot } from './learn-template.js';
import { type LearnedAnswer, type LearnedAnswers, VALUE } from './learned-answer.js';
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

/** Numbers the times that follow from the moment of issue, which is the first of them. */
class IssueTimes {
  moment: number | undefined;
  readonly offsets: number[] = [];

  slot(value: unknown): Slot {
    if (this.moment === undefined) {
      this.moment = Number(value);
      return { ref: VALUE.moment, read: true };
    }
    const offset = Number(value) - this.moment;
    if (offset === 0) return { ref: VALUE.moment, read: false };
    if (!this.offsets.includes(offset)) this.offsets.push(offset);
    return { ref: VALUE.issued + this.offsets.indexOf(offset), read: false };
  }
}

/** Numbers the texts about a person: one that a claim of the same name had before must be the same again. */
class PersonalTexts {
  readonly #seen: { pointer: string; value: string }[] = [];

  slot(pointer: string, value: string): Slot {
    const before = this.#seen.findIndex((text) => text.pointer === pointer && text.value === value);
    if (before >= 0) return { ref: VALUE.claims + before, read: false };
    this.#seen.push({ pointer, value });
    return { ref: VALUE.claims + this.#seen.length - 1, read: true };
  }

  numberOf(wanted: string): number | undefined {
    const found = this.#seen.findIndex(({ pointer }) => pointer === wanted);
    return found < 0 ? undefined : VALUE.claims + found;
  }
}

function memberSlot(times: IssueTimes): SlotOf {
  return (pointer, value) => {
    const ref = MEMBERS[pointer];
    if (ref !== undefined) return { ref, read: true };
    return pointer === '/not_before' || pointer === '/expires_on' ? times.slot(value) : undefined;
  };
}

function claimSlot(times: IssueTimes, texts: PersonalTexts): SlotOf {
  return (pointer, value) => {
    if (pointer === '/auth_time') return { ref: VALUE.authTime, read: true };
    if (pointer === '/at_hash') return { ref: VALUE.atHash, read: false };
    if (ISSUE_TIMES.includes(pointer)) return times.slot(value);
    return typeof value === 'string' && !FIXED_CLAIMS.includes(pointer) ? texts.slot(pointer, value) : undefined;
  };
}

const MOST_LEARNED = 4;

/**
 * Learns a token response that broke no rule.
 *
 * @param tokens both are JWTs of three parts, or it would not have come so far
 * @param members the body, parsed
 * @param clockSkew seconds
 */
function learnAnswer(
  { headers, body }: Answer,
  tokens: { access: string; id: string },
  members: JsonObject,
  decode: DecodeText,
  clockSkew: number,
): LearnedAnswer | undefined {
  const [times, texts] = [new IssueTimes(), new PersonalTexts()];
  const template = learnTemplate(body as string, memberSlot(times));
  const limits = { from: [] as number[], to: [] as number[] };
  const learnToken = (token: string) => {
    const [header, text] = token.split('.').slice(0, 2).map(decode) as [string, string];
    const { sub, oid, aud, exp = 0, nbf = 0, iat = 0 } = JSON.parse(text) as Record<string, number>;
    limits.from.push(nbf - clockSkew, iat - clockSkew);
    limits.to.push(exp + clockSkew - 1, iat + clockSkew);
    const claims = learnTemplate(text, claimSlot(times, texts));
    return { learned: claims && { header, claims, aud }, sub, oid };
  };
  const [access, id] = [learnToken(tokens.access), learnToken(tokens.id)];
  if (access.sub !== id.sub || access.oid !== id.oid) return undefined;
  const named: SlotOf = (pointer, value) => (pointer === '/name' && typeof value === 'string' ? texts.slot(pointer, value) : undefined);
  const { 'Content-Type': contentType, 'Cache-Control': cacheControl, Pragma: pragma } = headers;
  const { profile_info: profileInfo } = members;
  const profile = typeof profileInfo === 'string' ? learnTemplate(decode(profileInfo), named) : undefined;
  const [sub, oid] = [texts.numberOf('/sub'), texts.numberOf('/oid')];
  const tooMany = times.offsets.length > VALUE.claims - VALUE.issued;
  if (!access.learned || !id.learned || !template || (profileInfo !== undefined && !profile) || sub === undefined || tooMany)
    return undefined;
  const moment = times.moment as number;
  return {
    ...(contentType !== undefined && { contentType }),
    ...(cacheControl !== undefined && { cacheControl }),
    ...(pragma !== undefined && { pragma }),
    body: template,
    access: access.learned,
    id: id.learned,
    ...(profile && { profile }),
    issued: times.offsets,
    age: { from: Math.max(...limits.from) - moment, to: Math.min(...limits.to) - moment },
    sub,
    ...(oid !== undefined && { oid }),
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
  const fit = answer.status === 200 && asked.expects === 'granted' && asked.shapeKey === undefined && known.length < MOST_LEARNED;
  if (!fit || !tokens?.access || !tokens.id || !body || breaksContract(findings)) return;
  const one = learnAnswer(answer, { access: tokens.access, id: tokens.id }, body, decode, clockSkew);
  if (one) learned[asked.operation] = [...known, JSON.stringify(one)];
}
