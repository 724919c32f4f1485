import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { seed } from '../contract-harness.js';
import { CLIENT, emulator, refresh, signIn } from './harness.js';

const CUSTOM = '/yourtenant.onmicrosoft.com/B2C_1A_ResourceOwnerv2/oauth2/v2.0/token';

test('a password grant has the five members of the seed, expires_in as a string', async () => {
  const { body } = await (await emulator()).token(signIn());
  expect(Object.keys(body).sort()).toEqual(Object.keys(seed.password).sort());
  expect([body.token_type, body.expires_in]).toEqual(['Bearer', '3600']);
});

test('a refresh grant has the eleven members of the seed, with its types and sums', async () => {
  const { token } = await emulator();
  const { body: first } = await token(signIn());
  const { body } = await token(refresh(first.refresh_token));
  const types = (value: object) => Object.fromEntries(Object.entries(value).map(([name, member]) => [name, typeof member]));
  expect(types(body)).toEqual(types(seed.refresh));
  expect(body.expires_on).toBe(Number(body.not_before) + Number(body.expires_in));
  expect([body.resource, body.refresh_token_expires_in]).toEqual([CLIENT, 1_209_600]);
});

test.each(['access_token', 'id_token'] as const)('the %s of a user flow has the claims of the seed, by name and type', async (member) => {
  const { body } = await (await emulator()).token(signIn());
  const shape = (token: string) =>
    Object.fromEntries(Object.entries(decodeJwt(token)).map(([name, value]) => [name, Array.isArray(value) ? 'array' : typeof value]));
  expect(shape(body[member] as string)).toEqual(shape(seed.refresh[member]));
});

test.each(['access_token', 'id_token'] as const)(
  'the %s of a custom policy has the claims of the seed, by name and type',
  async (member) => {
    const { body } = await (await emulator()).token(signIn(), CUSTOM);
    const shape = (token: string) => Object.fromEntries(Object.entries(decodeJwt(token)).map(([name, value]) => [name, typeof value]));
    expect(shape(body[member] as string)).toEqual(shape(seed.password[member]));
    expect(decodeJwt(body[member] as string).sub).toBe('Not supported currently. Use oid claim.');
  },
);

test('tokens verify under the published keys, found through discovery, for the client they were made for', async () => {
  const { baseUrl, token } = await emulator();
  const discovery = (await (
    await fetch(`${baseUrl}/yourtenant.onmicrosoft.com/v2.0/.well-known/openid-configuration?p=B2C_1_ROPC_Auth`)
  ).json()) as { issuer: string; jwks_uri: string };
  const { body } = await token(signIn());
  const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
  for (const member of ['access_token', 'id_token']) {
    const checks = { issuer: discovery.issuer, audience: CLIENT, currentDate: new Date(1_700_000_001_000) };
    expect((await jwtVerify(String(body[member]), keys, checks)).protectedHeader.alg).toBe('RS256');
  }
});

test('a refresh token has five parts, the second one empty, and the header of the seed', async () => {
  const { body } = await (await emulator()).token(signIn());
  const parts = String(body.refresh_token).split('.');
  const seedParts = seed.refresh.refresh_token.split('.');
  expect([parts.length, parts[0], parts[1]]).toEqual([5, seedParts[0], '']);
  expect(parts[3]?.length).toBeGreaterThan(400);
});

test('the header of a token is that of the seed, but for its kid', async () => {
  const { body } = await (await emulator()).token(signIn());
  expect(Object.keys(decodeProtectedHeader(String(body.access_token)))).toEqual(['typ', 'alg', 'kid']);
});

test.each([
  ['openid', undefined, ['id_token']],
  [`${CLIENT} offline_access`, undefined, ['access_token', 'refresh_token']],
  [`openid ${CLIENT}`, undefined, ['access_token', 'id_token']],
  [`openid ${CLIENT}`, 'token', ['access_token']],
  [`openid ${CLIENT}`, 'id_token', ['id_token']],
  [`openid ${CLIENT} offline_access`, 'id_token token', ['access_token', 'id_token', 'refresh_token']],
])('with scope "%s" and response_type %s the tokens are those asked for', async (scope, type, members) => {
  const { body } = await (await emulator()).token(signIn(7, { scope, response_type: type }));
  expect(
    Object.keys(body)
      .filter((name) => name.endsWith('_token'))
      .sort(),
  ).toEqual(members);
});

test('users differ in subject, name and e-mail', async () => {
  const { token } = await emulator();
  const claims = await Promise.all([1, 2].map(async (index) => decodeJwt(String((await token(signIn(index))).body.id_token))));
  for (const name of ['sub', 'name', 'emails']) expect(claims[0]?.[name]).not.toEqual(claims[1]?.[name]);
});

test.each([
  ['/yourtenant.onmicrosoft.com/b2c_1_ropc_auth/oauth2/v2.0/token'],
  ['/YOURTENANT.onmicrosoft.com/oauth2/v2.0/token?p=B2C_1_ROPC_AUTH'],
  ['/516fc065-ff36-4b93-aa5a-d6eeda7cbac8/B2C_1_ROPC_Auth/oauth2/v2.0/token'],
  ['/516fc065-ff36-4b93-aa5a-d6eeda7cbac8/oauth2/v2.0/token?p=B2C_1_ROPC_Auth&client-request-id=1'],
])('%s is answered', async (path) => {
  expect((await (await emulator()).token(signIn(), path)).status).toBe(200);
});
