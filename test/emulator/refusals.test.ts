import { describe, expect, test } from 'vitest';
import { codeOf, emulator, OTHER_CLIENT, refresh, signIn } from './harness.js';

describe('a request is refused with the code that B2C has for it', () => {
  test.each([
    ['a wrong password', signIn(7, { password: 'Wrong1234' }), 'access_denied AADB2C90225'],
    ['an unknown user', signIn(7, { username: 'nobody@example.com' }), 'access_denied AADB2C90225'],
    ['no grant_type', signIn(7, { grant_type: undefined }), 'invalid_request AADB2C90083'],
    ['an unknown grant', signIn(7, { grant_type: 'magic' }), 'unsupported_grant_type AADB2C90086'],
    ['no username', signIn(7, { username: undefined }), 'invalid_request AADB2C90083'],
    ['an empty password', signIn(7, { password: '' }), 'invalid_request AADB2C90083'],
    ['no client_id', signIn(7, { client_id: undefined }), 'invalid_request AADB2C90008'],
    ['an unknown client', signIn(7, { client_id: 'nobody' }), 'unauthorized_client AADB2C90018'],
    ['no scope', signIn(7, { scope: undefined }), 'invalid_request AADB2C90010'],
    ['no refresh token', refresh(''), 'invalid_request AADB2C90083'],
    ['a refresh token that is none', refresh('made-up'), 'invalid_grant AADB2C90090'],
    [
      'a refresh token under an unknown kid',
      refresh(`${Buffer.from('{"kid":"other"}').toString('base64url')}..a.b.c`),
      'invalid_grant AADB2C90090',
    ],
  ])('%s', async (_, form, code) => {
    const { status, body } = await (await emulator()).token(form);
    expect([status, codeOf(body)]).toEqual([400, code]);
  });
});

test('a refusal has two members, and a correlation id and a timestamp on lines of their own', async () => {
  const { body } = await (await emulator()).token(signIn(7, { password: 'Wrong1234' }));
  expect(Object.keys(body)).toEqual(['error', 'error_description']);
  expect(body.error_description).toMatch(/^AADB2C90225: [^\r]+\r\nCorrelation ID: [0-9a-f-]{36}\r\nTimestamp: 2023-11-14 22:13:20Z\r\n$/);
});

describe('a refresh token is redeemed only for what it was made for', () => {
  test('not by another client', async () => {
    const { token } = await emulator();
    const { body } = await token(signIn());
    expect(codeOf((await token(refresh(body.refresh_token, { client_id: OTHER_CLIENT }))).body)).toBe('invalid_grant AADB2C90279');
  });

  test('not at another policy', async () => {
    const { token } = await emulator();
    const { body } = await token(signIn());
    const elsewhere = await token(refresh(body.refresh_token), '/yourtenant.onmicrosoft.com/B2C_1A_ResourceOwnerv2/oauth2/v2.0/token');
    expect(codeOf(elsewhere.body)).toBe('invalid_grant AADB2C90088');
  });

  test('not after its time', async () => {
    const { token, wait } = await emulator();
    const { body } = await token(signIn());
    wait(1_209_600);
    expect(codeOf((await token(refresh(body.refresh_token))).body)).toBe('invalid_grant AADB2C90080');
  });

  test('not with any one character changed', async () => {
    const { token } = await emulator();
    const original = String((await token(signIn())).body.refresh_token);
    for (let i = 0; i < original.length - 1; i += 37) {
      if (original[i] === '.') continue;
      const changed = `${original.slice(0, i)}${original[i] === 'A' ? 'B' : 'A'}${original.slice(i + 1)}`;
      expect((await token(refresh(changed))).status, `character ${i}`).toBe(400);
    }
  });
});

test.each([
  '/yourtenant.onmicrosoft.com/B2C_1_Nowhere/oauth2/v2.0/token',
  '/othertenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token',
  '/yourtenant.onmicrosoft.com/oauth2/v2.0/authorize',
])('%s is an HTML 404', async (path) => {
  const { status, headers, text } = await (await emulator()).token(signIn(), path);
  expect([status, headers.get('content-type')]).toEqual([404, 'text/html']);
  expect(text).toContain('404 - File or directory not found.');
});

test('GET is refused', async () => {
  const { baseUrl } = await emulator();
  const response = await fetch(`${baseUrl}/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token`);
  expect([response.status, codeOf((await response.json()) as Record<string, unknown>)]).toEqual([400, 'invalid_request AADB2C90226']);
});

test('no answer repeats the password that was sent', async () => {
  const { token } = await emulator();
  for (const form of [signIn(7, { password: 'Canary-1234' }), signIn(7, { grant_type: 'magic', password: 'Canary-1234' })]) {
    const { text, headers } = await token(form);
    expect(text + JSON.stringify([...headers])).not.toContain('Canary');
  }
});
