import { expect, test } from 'vitest';
import { providers } from '../../dist/generated/data.js';
import { chooseSettings } from '../../lib/core/settings/choose.js';
import { resolveTarget } from '../../lib/core/target.js';
import type { UsageError } from '../../lib/core/usage-error.js';

const REAL = {
  ROPC_BASE_URL: 'https://contoso.b2clogin.com',
  ROPC_ALLOW_HOST: 'contoso.b2clogin.com',
  ROPC_TENANT: 'contoso.onmicrosoft.com',
  ROPC_POLICY: 'B2C_1_ROPC',
  ROPC_CLIENT_ID: 'app',
  ROPC_POOL_SECRET: 'canary-secret',
};

function targetOf(environment: Record<string, string | undefined>) {
  const profile = { name: 'smoke', title: '', scenario: 'mixed', cohorts: {}, phases: [], slo: {} } as const;
  const { settings, provider } = chooseSettings({ environment }, providers, [{ ...profile, phases: [] }]);
  return resolveTarget(settings, provider);
}

function refusalOf(environment: Record<string, string | undefined>): string {
  try {
    targetOf(environment);
    return 'not refused';
  } catch (error) {
    return (error as UsageError).message;
  }
}

test.each([
  ['tenant name, policy in the path', {}, 'https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_ROPC/oauth2/v2.0/token'],
  [
    'tenant name, policy as ?p=',
    { ROPC_URL_FORM: 'query' },
    'https://contoso.b2clogin.com/contoso.onmicrosoft.com/oauth2/v2.0/token?p=B2C_1_ROPC',
  ],
  [
    'tenant GUID, policy in the path',
    { ROPC_TENANT: '516fc065-ff36-4b93-aa5a-d6eeda7cbac8' },
    'https://contoso.b2clogin.com/516fc065-ff36-4b93-aa5a-d6eeda7cbac8/B2C_1_ROPC/oauth2/v2.0/token',
  ],
  [
    'tenant GUID, policy as ?p=',
    { ROPC_TENANT: '516fc065-ff36-4b93-aa5a-d6eeda7cbac8', ROPC_URL_FORM: 'query' },
    'https://contoso.b2clogin.com/516fc065-ff36-4b93-aa5a-d6eeda7cbac8/oauth2/v2.0/token?p=B2C_1_ROPC',
  ],
  [
    'a custom domain',
    { ROPC_BASE_URL: 'https://login.contoso.com/', ROPC_ALLOW_HOST: 'login.contoso.com' },
    'https://login.contoso.com/contoso.onmicrosoft.com/B2C_1_ROPC/oauth2/v2.0/token',
  ],
])('the token URL: %s', (_, more, url) => {
  expect(targetOf({ ...REAL, ...more }).tokenUrl).toBe(url);
});

test('with provider rfc6749 a slash at the end of the base URL stays, for it is another address then', () => {
  const url = 'https://contoso.b2clogin.com/o/token/';
  expect(targetOf({ ...REAL, ROPC_PROVIDER: 'rfc6749', ROPC_BASE_URL: url }).tokenUrl).toBe(url);
});

test('with provider rfc6749 the base URL is the token URL as it is', () => {
  expect(targetOf({ ...REAL, ROPC_PROVIDER: 'rfc6749', ROPC_BASE_URL: 'https://contoso.b2clogin.com/oauth/token' }).tokenUrl).toBe(
    'https://contoso.b2clogin.com/oauth/token',
  );
});

test("the demo's pool secret is refused off loopback", () => {
  expect(refusalOf({ ...REAL, ROPC_POOL_SECRET: 'k6-ropc-demo-pool-secret' })).toContain(
    "ROPC_POOL_SECRET is the demo's, which everybody knows",
  );
});

test('a host that nobody named is refused, with the way to name it', () => {
  expect(refusalOf({ ...REAL, ROPC_ALLOW_HOST: undefined })).toContain('ROPC_ALLOW_HOST=contoso.b2clogin.com');
});

test.each(['127.0.0.1.example.com', 'localhost.example.com', '127.example.com', '128.0.0.1', '10.0.0.1', '0.0.0.0'])(
  '%s is not loopback',
  (host) => {
    expect(refusalOf({ ...REAL, ROPC_BASE_URL: `http://${host}`, ROPC_ALLOW_HOST: undefined })).toContain('allow-list');
  },
);

test.each(['127.0.0.1', '127.8.8.8', 'localhost', '[::1]'])('%s is loopback and needs no permission', (host) => {
  expect(targetOf({ ROPC_BASE_URL: `http://${host}:9000` }).loopback).toBe(true);
});

test('off loopback each missing setting is named', () => {
  expect(refusalOf({ ROPC_BASE_URL: REAL.ROPC_BASE_URL, ROPC_ALLOW_HOST: REAL.ROPC_ALLOW_HOST }).match(/ROPC_\w+ is not set/g)).toEqual([
    'ROPC_TENANT is not set',
    'ROPC_POLICY is not set',
    'ROPC_CLIENT_ID is not set',
    'ROPC_POOL_SECRET is not set',
  ]);
});

test('client authentication without a secret is refused', () => {
  expect(refusalOf({ ...REAL, ROPC_CLIENT_AUTH: 'basic' })).toContain('no client secret is set');
});

test('a provider that there is not is refused with those there are, and what each is for', () => {
  const lines = refusalOf({ ...REAL, ROPC_PROVIDER: 'okta' }).split('\n');
  expect(lines.map((line) => line.slice(0, 44))).toEqual([
    'there is no provider "okta": there are:',
    '  b2c             Azure AD B2C, resource own',
    '  rfc6749         An RFC 6749 token endpoint',
  ]);
});
