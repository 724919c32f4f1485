import { describeType } from '../describe.js';
import type { RuleId } from '../rules.js';
import type { Answer, Asked, CompiledContract, JsonObject, Presence, RawFinding, TokensExpected } from '../types.js';
import { type Report, reportInto } from './report.js';

// .NET and JavaScript, Python, Java, Go, PHP.
const STACK_TRACE =
  /(?:\n|\\n)\s*at \S+ ?\(|\bat (?:async )?(?:\S+ \()?\S+\.[cm]?[jt]s:\d+:\d+|Traceback \(most recent call last\)|System\.\w+Exception:|\.java:\d+\)|goroutine \d+ \[|#0 \S+\(\d+\)/;
// No stack trace is without one of these, and looking for them takes a hundredth of the time.
const HINTS = ['\n', '\\n', ' at ', 'Traceback', 'Exception:', '.java:', 'goroutine ', '#0 '];
// A JWT, or an encrypted refresh token, of which the second part may be empty (RFC 7516, 3.1).
const BEGINNING = 'eyJ';
const TOKEN = /eyJ[\w-]{20,}\.[\w-]*\.[\w-]+/;
// RFC 8259, 8.1 and 11: JSON is UTF-8, and has no parameter.
const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?;?$/i;

// Shorter ones stand anywhere by chance.
const SHORTEST_SECRET = 6;

const isIn = (text: string, secrets: readonly string[]): boolean =>
  secrets.some(
    (secret) => secret.length >= SHORTEST_SECRET && (text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1))),
  );

// A name is the target's to choose, and could be a token: words of letters are shown.
const inHeader = (name: string): string => `/headers/${/^[a-z]{1,15}(-[a-z]{1,15}){0,5}$/i.test(name) ? name.toLowerCase() : 'a-field'}`;

/** Rules for the answer as HTTP: its headers, and what no body may hold. */
export function checkTransport(asked: Asked, answer: Answer): RawFinding[] {
  const findings: RawFinding[] = [];
  const report = reportInto(findings, asked.secrets);
  const { headers, body, status } = answer;
  if (body !== null && HINTS.some((hint) => body.includes(hint)) && STACK_TRACE.test(body)) report('http.stack-trace', '', body);
  if (body !== null && isIn(body, asked.secrets)) report('http.secret-echo', '', body);
  if (body !== null && status !== 200 && body.includes(BEGINNING) && TOKEN.test(body)) report('error.token', '', body);
  for (const name in headers) {
    const value = headers[name] as string;
    if (value.includes(BEGINNING) && TOKEN.test(value)) report('http.token-in-header', inHeader(name), value);
    if (asked.secrets.length > 0 && isIn(value, asked.secrets)) report('http.secret-echo', inHeader(name), value);
  }
  return findings;
}

/** Of an answer whose body is JSON: it says so. One whose body is not has a rule of its own. */
export function checkContentType({ secrets }: Asked, { headers }: Answer): RawFinding[] {
  const type = headers['Content-Type'];
  if (JSON_TYPE.test(type ?? '')) return [];
  const found = describeType(type, secrets);
  return [{ rule: 'http.content-type', schema: 'check', pointer: '/headers/content-type', keyword: 'check', found }];
}

/** Rules for what a token says that must not be said anywhere. */
export function checkSecrets(claims: string, root: string, asked: Asked, report: Report): void {
  if (isIn(claims, asked.secrets)) report('http.secret-echo', root, claims);
}

function checkPresence(expected: TokensExpected, body: JsonObject, report: Report): void {
  const members: [string, Presence, RuleId][] = [
    ['access_token', expected.accessToken, 'token.access-token'],
    ['id_token', expected.idToken, 'token.id-token'],
    ['refresh_token', expected.refreshToken, 'token.refresh-token'],
  ];
  for (const [name, presence, rule] of members) {
    if (presence === 'required' && body[name] === undefined) report(rule, `/${name}`, undefined);
  }
  if (expected.refreshToken === 'absent' && body.refresh_token !== undefined)
    report('token.no-refresh-token', '/refresh_token', body.refresh_token);
}

// Five parts and expires_in are what B2C promises, as it promises JWTs; RFC 6749 leaves both open.
function checkB2cMembers(body: JsonObject, report: Report): void {
  const { refresh_token: refreshToken, expires_on: expiresOn, not_before: notBefore, expires_in: expiresIn } = body;
  if (typeof refreshToken === 'string' && refreshToken.split('.').length !== 5)
    report('token.refresh-token-form', '/refresh_token', refreshToken);
  if (body.access_token !== undefined && expiresIn === undefined) report('token.expires-in', '/expires_in', undefined);
  const numeric = [expiresOn, notBefore, expiresIn].every((value) => typeof value === 'number' || typeof value === 'string');
  if (numeric && Number(expiresOn) !== Number(notBefore) + Number(expiresIn)) report('token.expires-on', '/expires_on', expiresOn);
}

export const TOKEN_MEMBERS = ['access_token', 'id_token', 'refresh_token'] as const;
/** A text that is shorter can stand in a header by chance. */
const SHORTEST_TOKEN = 8;

/** What an opaque token looks like is known from the body alone. */
function checkTokensInHeaders(body: JsonObject, { headers }: Answer, report: Report): void {
  const tokens = TOKEN_MEMBERS.map((name) => body[name]).filter((token) => typeof token === 'string' && token.length >= SHORTEST_TOKEN);
  for (const [name, value] of Object.entries(headers))
    if (tokens.some((token) => value.includes(token as string))) report('http.token-in-header', inHeader(name), value);
}

const MAY_BE_KEPT = /\bpublic\b|\bmax-age=[1-9]/i;

function checkCaching({ headers }: Answer, report: Report): void {
  const { 'Cache-Control': control = '', Pragma: pragma = '' } = headers;
  const rule = MAY_BE_KEPT.test(control) ? 'http.public-cache' : 'http.cache-control';
  if (!/\bno-store\b/i.test(control)) report(rule, '/headers/cache-control', headers['Cache-Control']);
  if (!/\bno-cache\b/i.test(pragma)) report('http.pragma', '/headers/pragma', headers.Pragma);
}

/** Rules that tie the members of a token response to each other and to what was asked for. */
export function checkMembers(
  contract: CompiledContract,
  expected: TokensExpected,
  asked: Asked,
  answer: Answer,
  body: JsonObject,
): RawFinding[] {
  const findings: RawFinding[] = [];
  const report = reportInto(findings, asked.secrets);
  if (body.error !== undefined) report('token.no-error', '/error', body.error);
  checkPresence(expected, body, report);
  if (contract.parts.access_token) checkB2cMembers(body, report);
  checkCaching(answer, report);
  checkTokensInHeaders(body, answer, report);
  return findings;
}
