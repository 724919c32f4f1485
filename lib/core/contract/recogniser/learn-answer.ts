import type { DecodeText } from '../../jwt.js';
import type { Primitives } from '../checks/token.js';
import type { Inspection } from '../inspection.js';
import { type Answer, type Asked, breaksContract, type JsonObject } from '../types.js';
import { claimSlot, IssueTimes, mayBeSecret, memberSlot, PersonalTexts, profileSlot } from './answer-slots.js';
import { joinTemplates, learnTemplate, openToken } from './learn-template.js';
import { answersOf, type LearnedAnswer, linesOf } from './learned-answer.js';
import { pad } from './template.js';
import { Value } from './values.js';

const MOST_LEARNED = 4;

type PersonalClaims = Record<'sub' | 'oid' | 'name' | 'emails', unknown>;

/** Slots of two tokens whose texts differ would be tied to nothing. What only one of them has is looked at there. */
function isSamePerson(access: PersonalClaims, id: PersonalClaims): boolean {
  if (access.sub !== id.sub || access.oid !== id.oid) return false;
  return (['name', 'emails'] as const).every(
    (name) => access[name] === undefined || id[name] === undefined || JSON.stringify(access[name]) === JSON.stringify(id[name]),
  );
}

/** A slot of profile_info that differs from the claims would be tied to nothing, too. */
const isOfPerson = (profile: JsonObject, person: PersonalClaims): boolean =>
  (['sub', 'name'] as const).every(
    (name) => typeof profile[name] !== 'string' || person[name] === undefined || profile[name] === person[name],
  );

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
  if (Object.keys(members).some((name) => mayBeSecret(name, members[name]))) return undefined;
  const template = learnTemplate(body as string, memberSlot(times));
  const limits = { from: [] as number[], to: [] as number[] };
  const learnToken = (token: string) => {
    const [header, payload] = token.split('.') as [string, string];
    const text = decode(payload);
    const {
      sub,
      oid,
      name,
      emails,
      aud,
      exp = 0,
      nbf = 0,
      iat = 0,
    } = JSON.parse(text) as JsonObject & Record<'exp' | 'nbf' | 'iat', number>;
    limits.from.push(nbf - clockSkew, iat - clockSkew);
    limits.to.push(exp + clockSkew - 1, iat + clockSkew);
    return { header, claims: learnTemplate(text, claimSlot(times, texts)), aud, person: { sub, oid, name, emails } };
  };
  const [access, id] = [learnToken(tokens.access), learnToken(tokens.id)];
  const [accessAud, idAud] = [access.aud, id.aud];
  if (!isSamePerson(access.person, id.person) || typeof accessAud !== 'string' || typeof idAud !== 'string') return undefined;
  const { 'Content-Type': contentType, 'Cache-Control': cacheControl, Pragma: pragma } = headers;
  // Before the profile is read, which may have what the claims do not.
  const [sub, oid, email] = [texts.numberOf('/sub'), texts.numberOf('/oid'), texts.numberOf('/emails/0')];
  const { profile_info: profileInfo } = members;
  const profileText = typeof profileInfo === 'string' ? decode(profileInfo) : undefined;
  const profile = profileText === undefined ? undefined : learnTemplate(profileText, profileSlot(texts));
  if (profileText !== undefined && ![access, id].every(({ person }) => isOfPerson(JSON.parse(profileText), person))) return undefined;
  const tooMany = times.offsets.length > Value.profileInfo - Value.issued;
  if (!access.claims || !id.claims || !template || (profileInfo !== undefined && !profile) || sub === undefined || tooMany)
    return undefined;
  const moment = times.moment as number;
  const opened = openToken(openToken(template, Value.accessToken, access.header), Value.idToken, id.header);
  const claims = joinTemplates(access.claims, Value.accessEnd, id.claims);
  for (const text of [opened, claims, profile]) if (text) pad(text);
  return {
    frame: {
      contentType,
      cacheControl,
      pragma,
      accessAud,
      idAud,
      issued: times.offsets,
      youngest: Math.max(...limits.from) - moment,
      oldest: Math.min(...limits.to) - moment,
    },
    accessHeader: access.header,
    body: opened,
    claims,
    profile,
    sub,
    oid,
    email,
  };
}

/**
 * Learns an answer for the recogniser, where it is a granted request that broke no rule.
 *
 * @param learned what was learned before, '' at first
 * @returns the same, with one more
 */
export function learn(
  learned: string,
  { decode }: Pick<Primitives, 'decode'>,
  clockSkew: number,
  asked: Asked,
  answer: Answer,
  { findings, tokens, body }: Inspection,
): string {
  const fit = answer.status === 200 && asked.expects === 'granted' && asked.shapeKey === undefined;
  if (!fit || !tokens?.access || !tokens.id || !body || breaksContract(findings)) return learned;
  if (answersOf(learned, asked.operation).length >= MOST_LEARNED) return learned;
  const one = learnAnswer(answer, { access: tokens.access, id: tokens.id }, body, decode, clockSkew);
  const text = one ? linesOf(asked.operation, one) : '';
  // One that its own template does not fit comes again and again.
  return learned.includes(text) ? learned : learned + text;
}
