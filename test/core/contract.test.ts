import { describe, expect, test } from 'vitest';
import { contracts } from '../../dist/generated/contracts.js';
import { rules } from '../../lib/core/contract/rules.js';
import { answerOf, b2cContract, inspectAs, REGISTER, rulesBroken, seed, withClaims } from '../contract-harness.js';

const CLEAN = withClaims({}, {});
const CORRELATION = '0d8e2c5a-1111-2222-3333-444444444444';
const refusal = (error: string, code: string) => ({
  error,
  error_description: `${code}: Some sentence.\r\nCorrelation ID: ${CORRELATION}\r\nTimestamp: 2019-01-31 19:30:40Z\r\n`,
});
const WRONG = refusal('access_denied', 'AADB2C90225');

test('every rule that a schema names is in the catalogue', () => {
  const named = Object.values(contracts).flatMap((contract) => Object.values(contract.rules).flatMap((byPath) => Object.values(byPath)));
  expect(named.filter((rule) => !(rule in rules))).toEqual([]);
});

describe('a change in a refresh response is reported under its rule, pointer and keyword, and with what was there', () => {
  test.each([
    [{ expires_in: null }, { rule: 'token.expires-in', pointer: '/expires_in', keyword: 'type', found: 'null' }],
    [{ expires_in: 3_600_000 }, { rule: 'token.expires-in', pointer: '/expires_in', keyword: 'maximum', found: '3600000' }],
    [{ token_type: 'mac' }, { rule: 'token.token-type', pointer: '/token_type', keyword: 'pattern', found: '"mac"' }],
    [{ token_type: undefined }, { rule: 'token.token-type', pointer: '/token_type', keyword: 'required', found: 'missing' }],
    [{ refresh_token: 'a.b.c' }, { rule: 'token.refresh-token-form', pointer: '/refresh_token', found: 'string of 5' }],
    [{ refresh_token: undefined }, { rule: 'token.refresh-token', found: 'missing' }],
    [{ id_token: undefined }, { rule: 'token.id-token', found: 'missing' }],
    [{ expires_on: 1533676591 }, { rule: 'token.expires-on', pointer: '/expires_on', found: '1533676591' }],
    [{ profile_info: '####' }, { rule: 'token.profile-info', pointer: '/profile_info' }],
    [{ access_token: 'not.a-token' }, { rule: 'jwt.form', pointer: '/access_token' }],
    [{ error: 'invalid_grant' }, { rule: 'token.no-error', pointer: '/error', found: '"invalid_grant"' }],
  ])('%j', (change, finding) => {
    expect(inspectAs('refresh', { ...seed.refresh, ...change }).findings).toContainEqual(expect.objectContaining(finding));
  });
});

test('a number that is a string keeps the contract', () => {
  expect(rulesBroken(inspectAs('refresh', { ...CLEAN, expires_in: '3600' }))).toEqual([]);
});

test('a finding never repeats what it found where that could be a token', () => {
  const { findings } = inspectAs('refresh', { ...seed.refresh, refresh_token: 'canary-refresh-token' });
  expect(JSON.stringify(findings)).not.toContain('canary');
});

test('a finding never repeats a password, not even where the value is public by its place', () => {
  const { findings } = inspectAs('password', { ...seed.password, token_type: 'Passxword1' }, {}, { secrets: ['Passxword1'] });
  expect(findings.map(({ rule }) => rule)).toContain('http.secret-echo');
  expect(JSON.stringify(findings)).not.toContain('Passxword1');
});

test.each([
  ['error', 'Passxword1'],
  ['error', '0df07edf8c5f'],
  ['error', 'eyJhbGciOiJSUzI1NiJ9.e30'],
  ['error', '\u001b[2Jcleared'],
  ['token_type', 'Uf6Ou6KxTmjA5a7XBP4'],
])('the public member %s is not repeated where it is "%s", which looks like a secret of somebody', (member, value) => {
  const { findings } = inspectAs('password', { ...WRONG, error: 'bad code', [member]: value }, { status: 400 }, { expects: 'refused' });
  expect(findings.length).toBeGreaterThan(0);
  expect(JSON.stringify(findings)).not.toContain(value.slice(0, 8));
});

test('a member whose name holds a secret is not named', () => {
  const change = { ...CLEAN, k_Passxword1: 1 };
  const shapes = { seed: { 'refresh 200': JSON.stringify([['/:object']]) } };
  const { findings, shape } = inspectAs('refresh', change, {}, { secrets: ['Passxword1'] }, { contract: { ...b2cContract(), shapes } });
  expect(findings.map(({ rule }) => rule)).toContain('shape.locked');
  expect(JSON.stringify([findings, shape])).not.toContain('Passxword1');
});

test('a member whose very name is a secret is not named', () => {
  const { findings } = inspectAs('password', { ...WRONG, Passxword1: 1 }, { status: 400 }, { expects: 'refused', secrets: ['Passxword1'] });
  expect(findings).toContainEqual(expect.objectContaining({ rule: 'error.body', pointer: '/*', keyword: 'additionalProperties' }));
  expect(JSON.stringify(findings)).not.toContain('Passxword1');
});

test('an HTML page with status 200 is no token response', () => {
  const { findings } = inspectAs('password', '<html></html>', { headers: { 'Content-Type': 'text/html' } });
  expect(findings.map(({ rule }) => rule)).toEqual(['token.body']);
});

test.each([
  ['text/html', 'text/html'],
  ['application/json; charset=utf-16', 'application/json; charset=utf-16'],
  ['application/json; odata=verbose', 'application/json...'],
  ['text/Passxword1', 'a content type of 15 characters'],
  ['text/html; was=Passxword1', 'a content type of 25 characters'],
  ['text/eyJhbGciOiJSUzI1NiJ9.e30.c2ln', 'a content type of 34 characters'],
  ['canary', 'a content type of 6 characters'],
  ['text/Uf6Ou6KxTmjA5a7XBP4', 'a content type of 24 characters'],
  ['text/html; charset=Uf6Ou6KxTmjA5a7XBP4', 'text/html...'],
])('a content type that is "%s" is told as "%s"', (type, told) => {
  const found = (body: string, id: string) =>
    inspectAs('password', body, { headers: { 'Content-Type': type } }, { secrets: ['Passxword1'] }).findings.find(({ rule }) => rule === id)
      ?.found;
  expect(found('{}', 'http.content-type')).toBe(told);
  expect(found('<html></html>', 'token.body')).toBe(`13 characters that are not JSON (${told})`);
});

test('a status that the contract does not know is a violation', () => {
  expect(inspectAs('password', {}, { status: 201 }).findings).toMatchObject([
    { rule: 'http.status', found: '201 application/json; charset=utf-8' },
  ]);
});

test('any body will do for 429', () => {
  expect(inspectAs('password', 'Too Many Requests', { status: 429, headers: { 'Content-Type': 'text/plain' } }).findings).toEqual([]);
});

test('a refused password keeps the contract', () => {
  const inspection = inspectAs('password', WRONG, { status: 400 }, { expects: 'refused' }, { contract: b2cContract(REGISTER) });
  expect(rulesBroken(inspection)).toEqual([]);
});

test('a wrong password that is granted breaks it', () => {
  const { findings } = inspectAs('password', seed.password, {}, { operation: 'failed-sign-in', expects: 'refused' });
  expect(findings.map(({ rule }) => rule)).toEqual(['semantics.wrong-password']);
});

test('a refusal for another reason than the one expected breaks it', () => {
  const { findings } = inspectAs('password', refusal('invalid_request', 'AADB2C90083'), { status: 400 });
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: 'error.expected', found: expect.stringMatching(/^"invalid_request", not .*access_denied/) }),
  );
});

test('a token in a header is found', () => {
  const headers = { ...answerOf('').headers, 'X-Debug': seed.password.access_token };
  expect(inspectAs('password', seed.password, { headers }).findings.map(({ rule }) => rule)).toEqual(['http.token-in-header']);
});

test('tokens of yesterday are found', () => {
  const at = 1533672991_000 + 86_400_000;
  expect(new Set(rulesBroken(inspectAs('refresh', CLEAN, { at })))).toEqual(new Set(['claim.exp', 'claim.iat']));
});

test('tokens from tomorrow are found', () => {
  const at = 1533672991_000 - 86_400_000;
  expect(new Set(rulesBroken(inspectAs('refresh', CLEAN, { at })))).toEqual(new Set(['claim.nbf', 'claim.iat', 'claim.auth-time']));
});

test('another user after a refresh is found in both tokens', () => {
  const { findings } = inspectAs(
    'refresh',
    CLEAN,
    {},
    { before: { sub: 'somebody else', oid: undefined, aud: '9c50618c-f951-49a5-bfe5-d78085121c3a' } },
  );
  expect(findings.map(({ rule, pointer }) => `${rule} ${pointer}`)).toEqual([
    'refresh.same-subject /access_token/claims/sub',
    'refresh.same-subject /id_token/claims/sub',
  ]);
});
