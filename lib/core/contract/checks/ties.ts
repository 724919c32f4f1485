import type { JsonObject } from '../types.js';
import type { Report } from './report.js';

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** False for what some policies give everybody: "Not supported currently. Use oid claim." */
export const tells = (id: unknown): boolean => id !== undefined && !String(id).includes(' ');

function differs(one: unknown, other: unknown, member: string): boolean {
  return isText(one) && isText(other) && one !== other && (member === 'name' || (tells(one) && tells(other)));
}

/** Both tokens are about one person, as far as both have the claims. */
export function checkSamePerson(access: JsonObject, id: JsonObject, report: Report): void {
  for (const name of ['sub', 'oid', 'name'])
    if (differs(access[name], id[name], name)) report('token.same-person', `/id_token/claims/${name}`, id[name]);
}

/** profile_info is about the person of the tokens, as far as it says. @param claims of both tokens */
export function checkProfile(claims: JsonObject, profile: JsonObject, report: Report): void {
  for (const name of ['sub', 'name'])
    if (differs(claims[name], profile[name], name)) report('token.profile-person', `/profile_info/${name}`, profile[name]);
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
export function checkTies(body: JsonObject, access: JsonObject | undefined, id: JsonObject | undefined, report: Report): void {
  if (id) checkLifetime(body, 'id_token_expires_in', id, report);
  if (!access) return;
  checkLifetime(body, 'expires_in', access, report);
  const { not_before: notBefore, resource } = body;
  if (Number(notBefore) > 0 && typeof access.nbf === 'number' && Number(notBefore) !== access.nbf)
    report('token.not-before', '/not_before', notBefore);
  if (typeof resource === 'string' && resource !== access.aud) report('token.resource-audience', '/resource', resource);
}
