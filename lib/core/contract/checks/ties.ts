import type { JsonObject } from '../types.js';
import type { Report } from './report.js';

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/**
 * Two parts of an answer are about one person, as far as both have the members.
 *
 * @param root where the second part stands
 */
export function checkSamePerson([one, other]: [JsonObject, JsonObject], members: readonly string[], root: string, report: Report): void {
  for (const name of members) {
    if (isText(one[name]) && isText(other[name]) && one[name] !== other[name]) report('token.same-person', `${root}/${name}`, other[name]);
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
export function checkTies(body: JsonObject, access: JsonObject | undefined, id: JsonObject | undefined, report: Report): void {
  if (id) checkLifetime(body, 'id_token_expires_in', id, report);
  if (!access) return;
  checkLifetime(body, 'expires_in', access, report);
  const { not_before: notBefore, resource } = body;
  if (Number(notBefore) > 0 && typeof access.nbf === 'number' && Number(notBefore) !== access.nbf)
    report('token.not-before', '/not_before', notBefore);
  if (typeof resource === 'string' && resource !== access.aud) report('token.resource-audience', '/resource', resource);
}
