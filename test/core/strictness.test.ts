// Second ways to break a rule; the first of each stands in rules.test.ts.
import { expect, test } from 'vitest';
import { ownUserFinding, type SignedIn } from '../../lib/core/contract/checks/own-user.js';
import type { Answer, Asked } from '../../lib/core/contract/types.js';
import { leftHalf } from '../../lib/core/jwt.js';
import {
  answerOf,
  b2cContract,
  inspectAs,
  nodePrimitives,
  REGISTER,
  rulesBroken,
  SEED_TOKENS,
  seed,
  withClaims,
} from '../contract-harness.js';
import { learnedFrom, recognise } from '../recogniser-harness.js';

const CLEAN = withClaims({}, {});
const EMAIL = 'davidwm1030@hotmail.com';
const TAIL = '\r\nCorrelation ID: 0d8e2c5a-1111-2222-3333-444444444444\r\nTimestamp: 2019-01-31 19:30:40Z\r\n';
const { at } = SEED_TOKENS.refresh;
const HEADERS = answerOf('').headers;

const broken = (body: unknown, more: Partial<Answer> = {}, asked: Partial<Asked> = {}) =>
  rulesBroken(inspectAs('refresh', body, more, asked));
const withHeader = (name: string, value: string) => broken(CLEAN, { headers: { ...HEADERS, [name]: value } }, { secrets: ['Pass"word1'] });

function refused(description: string, asked: Partial<Asked> = {}, status = 400): string[] {
  const body = { error: 'access_denied', error_description: `${description}${TAIL}` };
  return rulesBroken(
    inspectAs(
      'password',
      body,
      { status },
      { operation: 'failed-sign-in', expects: 'refused', ...asked },
      { contract: b2cContract(REGISTER) },
    ),
  );
}

const claimsOf = (token: unknown): Record<string, unknown> => JSON.parse(nodePrimitives.decode(String(token).split('.')[1] as string));

/** The clean response with the text of its access token's claims changed, and at_hash right again. */
function withClaimsText(change: (claims: string) => string | Buffer): Record<string, unknown> {
  const [header, payload, signature] = String(CLEAN.access_token).split('.') as [string, string, string];
  const accessToken = `${header}.${Buffer.from(change(nodePrimitives.decode(payload))).toString('base64url')}.${signature}`;
  const { id_token } = withClaims({}, { at_hash: leftHalf(nodePrimitives.sha256(accessToken)) });
  return { ...CLEAN, access_token: accessToken, id_token };
}

test.each([
  ['application/json', []],
  ['application/json; charset=UTF-8', []],
  ['application/json;charset="utf-8"', []],
  ['application/json; charset=utf-16', ['http.content-type']],
  ['application/json-seq', ['http.content-type']],
])('content type %s', (type, rules) => {
  expect(withHeader('Content-Type', type)).toEqual(rules);
});

test('a claim that stands twice is a repeated member', () => {
  expect(broken(withClaimsText((claims) => claims.replace('{', '{"sub":"somebody else",')))).toEqual(['json.repeated-member']);
});

test('a member that stands twice is found beside blanks that hide it', () => {
  expect(broken(JSON.stringify(CLEAN).replace('{', '{"token_type" :"Bearer",'))).toEqual(['json.repeated-member']);
  expect(broken(JSON.stringify(CLEAN).replace('{', '{"token\\u005ftype":"Bearer",'))).toEqual(['json.repeated-member']);
});

test('a body that is written with blanks, escapes and other numbers repeats nothing', () => {
  const pretty = JSON.stringify(CLEAN, null, 2).replace('"Bearer"', '"\\u0042earer"').replace('3600', '3.6e3');
  expect(broken(pretty)).toEqual([]);
});

test('claims that are no UTF-8 are no JSON', () => {
  const latin = (claims: string) => Buffer.from(claims.replace('DavidMu', 'DavidM\u00fc'), 'latin1');
  expect(broken(withClaimsText(latin))).toEqual(['jwt.form']);
});

test.each([
  ['name', ''],
  ['emails', []],
  ['emails', ['']],
])('a claim that was asked for and is empty is missing: %s is %j', (name, value) => {
  expect(broken(withClaims({ [name]: value }, {}))).toEqual(['claim.asked-for']);
});

test('a token that ends before it begins has a wrong exp', () => {
  const moment = at / 1000;
  expect(broken(withClaims({ iat: moment + 200, exp: moment + 100 }, {}))).toContain('claim.exp');
});

test('not_before that is not nbf of the access token', () => {
  expect(broken({ ...CLEAN, not_before: 1, expires_on: 3601 })).toEqual(['token.not-before']);
});

test('an ID token that lives shorter than id_token_expires_in says', () => {
  expect(broken({ ...CLEAN, id_token_expires_in: 86_400 })).toEqual(['token.lifetime']);
});

test('the password in a header, in a claim, or with JSON escapes is an echo', () => {
  expect(withHeader('Set-Cookie', 'debug=Pass"word1')).toEqual(['http.secret-echo']);
  expect(broken(withClaims({ idp: 'Passxword1' }, {}), {}, { secrets: ['Passxword1'] })).toEqual(['http.secret-echo']);
  expect(refused('AADB2C90225: Pass"word1', { secrets: ['Pass"word1'] })).toContain('http.secret-echo');
});

test('a refresh token with an empty second part is told in a header', () => {
  expect(withHeader('X-Debug', seed.refresh.refresh_token)).toEqual(['http.token-in-header']);
});

test.each([
  ['Node', 'Error\\n    at async token (/srv/app.js:10:5)'],
  ['Node without a name', 'Error at /srv/app/token.js:10:5'],
  ['Go', 'goroutine 18 [running]: main.token()'],
  ['PHP', 'Stack trace: #0 /var/www/token.php(12): grant()'],
])('a stack trace of %s', (_, trace) => {
  expect(refused(`AADB2C90225: ${trace}`)).toContain('http.stack-trace');
});

test('a time of day is no stack trace', () => {
  expect(refused('AADB2C90225: Refused at 2019-01-31T19:30:40, or at 19:30:40.')).toEqual([]);
});

test('a status for requests that are too long is none for a wrong password', () => {
  expect(refused('AADB2C90225: A sentence.', {}, 431)).toEqual(['http.status']);
  expect(refused('AADB2C90225: A sentence.', { unread: true }, 431)).toEqual([]);
});

test('a locked account is a reason to refuse credentials, and none for a request that is malformed', () => {
  expect(refused('AADB2C90114: Locked.')).toEqual([]);
  expect(refused('AADB2C90114: Locked.', { malformed: true, errors: ['unsupported_grant_type'] })).toEqual(['error.expected']);
});

test('an answer about somebody else is not recognised either', () => {
  const asked: Asked = { operation: 'sign-in', expects: 'granted', secrets: [], email: EMAIL };
  const first = answerOf(CLEAN, { at });
  const recogniser = learnedFrom(first, asked);
  for (let i = 0; i < 3; i++) expect(recognise(recogniser, asked, first)).toBeDefined();
  expect(recognise(recogniser, { ...asked, email: 'somebody-else@example.com' }, first)).toBeUndefined();
});

test('an answer with the password in a claim is not recognised', () => {
  const asked: Asked = { operation: 'refresh', expects: 'granted', secrets: [] };
  const first = answerOf(CLEAN, { at });
  const recogniser = learnedFrom(first, asked);
  expect(recognise(recogniser, { ...asked, secrets: ['DavidMu'] }, first)).toBeUndefined();
  expect(recognise(recogniser, asked, first)).toBeDefined();
});

test.each([
  ['expires_in', '3600000', 'token.expires-in'],
  ['id_token_expires_in', '3600000', 'token.id-token-expires-in'],
  ['refresh_token_expires_in', '1209600000', 'token.refresh-token-expires-in'],
])('%s in milliseconds is found as a text, too', (member, value, rule) => {
  expect(broken({ ...CLEAN, [member]: value })).toContain(rule);
});

const IDENTITY = { sub: 'a', oid: 'b' };

test.each([
  ['with the same subject', 2, IDENTITY, '/access_token/claims/sub'],
  ['with the same oid only', 2, { sub: 'c', oid: 'b' }, '/access_token/claims/oid'],
  ['with subjects of their own', 2, { sub: 'c', oid: 'd' }, undefined],
])('of two users %s it is told', (_, index, identity, pointer) => {
  expect(ownUserFinding({ index: 1, identity: IDENTITY }, { index, identity })?.pointer).toBe(pointer);
});

test('one user with a new subject at each sign-in is found, and with the same one is not', () => {
  const again = (identity: object) => ownUserFinding({ index: 1, identity: IDENTITY }, { index: 1, identity })?.pointer;
  expect([again({ sub: 'c', oid: 'b' }), again({ sub: 'a', oid: 'c' }), again(IDENTITY)]).toEqual([
    '/access_token/claims/sub',
    '/access_token/claims/oid',
    undefined,
  ]);
  expect(ownUserFinding(undefined, { index: 1, identity: IDENTITY })).toBeUndefined();
});

test('two users with one opaque token are found, and one user whose token is kept is not', () => {
  const first: SignedIn = { index: 1, identity: {}, tokens: ['access', 'refresh'] };
  const second = (access: string, refresh: string): SignedIn => ({ index: 2, identity: {}, tokens: [access, refresh] });
  expect(ownUserFinding(first, second('access', 'other'))?.pointer).toBe('/access_token');
  expect(ownUserFinding(first, second('other', 'refresh'))?.pointer).toBe('/refresh_token');
  expect(ownUserFinding(first, first)).toBeUndefined();
  expect(ownUserFinding(first, second('another', 'other'))).toBeUndefined();
});

test('tokens that name two people are found, and a profile_info that names a third', () => {
  const profile = JSON.parse(nodePrimitives.decode(String(CLEAN.profile_info)));
  const named = Buffer.from(JSON.stringify({ ...profile, name: 'Somebody Else' })).toString('base64url');
  expect(broken({ ...CLEAN, profile_info: named })).toEqual(['token.profile-person']);
  expect(broken(withClaims({}, { name: 'Somebody Else' }))).toContain('token.same-person');
});

test('tokens that name somebody else after a refresh are found, though the subject is the same', () => {
  const { sub, aud, name, emails } = claimsOf(CLEAN.access_token);
  const after = (before: object) => broken(CLEAN, {}, { before: { sub, aud, ...before } });
  expect([after({ name, emails }), after({ name: 'Somebody Else' }), after({ emails: [] })]).toEqual([
    [],
    ['token.own-user'],
    ['token.own-user'],
  ]);
});

test('a subject that a policy gives everybody says nothing, but oid does', () => {
  const sub = 'Not supported currently. Use oid claim.';
  expect(ownUserFinding({ index: 1, identity: { sub } }, { index: 2, identity: { sub } })).toBeUndefined();
  expect(ownUserFinding({ index: 1, identity: { sub, oid: 'a' } }, { index: 2, identity: { sub, oid: 'a' } })).toBeDefined();
});

test.each([
  ['Pass1', []],
  ['Pass12', ['http.secret-echo']],
])('a secret of %s that comes back breaks %j: shorter than six characters it stands anywhere by chance', (secret, rules) => {
  expect(rulesBroken(inspectAs('refresh', { ...CLEAN, scope: secret }, {}, { secrets: [secret] }))).toEqual(rules);
});
