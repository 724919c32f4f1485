import { describe, expect, test } from 'vitest';
import { resolveSettings } from '../../lib/core/settings/resolve.js';
import type { UsageError } from '../../lib/core/usage-error.js';

const environment = (values: Record<string, string>) => ({ environment: { ROPC_BASE_URL: 'http://127.0.0.1:9000', ...values } });

function problemsOf(values: Record<string, string>): readonly string[] {
  try {
    resolveSettings(environment(values));
    return [];
  } catch (error) {
    return (error as UsageError).problems;
  }
}

test('a flag is stronger than the environment, the profile and the provider, in this order', () => {
  const sources = { flags: { scope: 'f' }, environment: { ROPC_SCOPE: 'e' }, profile: { scope: 'p' }, provider: { scope: 'v' } };
  const { flags: _, ...withoutFlag } = sources;
  const { environment: __, ...withoutEnvironment } = withoutFlag;
  const { profile: ___, ...providerOnly } = withoutEnvironment;
  expect([sources, withoutFlag, withoutEnvironment, providerOnly].map((from) => resolveSettings(from).scope)).toEqual(['f', 'e', 'p', 'v']);
});

describe('a setting that cannot be used is named, with what it was and what it takes', () => {
  test.each([
    ['ROPC_SIGN_IN_RATE', '0', 'ROPC_SIGN_IN_RATE is "0": it takes a number above 0 (requests a second), in digits.'],
    ['ROPC_SIGN_IN_RATE', '-3', 'ROPC_SIGN_IN_RATE is "-3"'],
    ['ROPC_SIGN_IN_RATE', 'undefined', 'ROPC_SIGN_IN_RATE is "undefined"'],
    ['ROPC_SIGN_IN_RATE', '', 'ROPC_SIGN_IN_RATE is empty'],
    ['ROPC_DURATION', '5 minutes', 'ROPC_DURATION is "5 minutes": it takes a duration such as 500ms, 30s or 1m30s, up to 168h.'],
    ['ROPC_DURATION', '0s', 'ROPC_DURATION is "0s"'],
    ['ROPC_DURATION', '99999h', 'ROPC_DURATION is "99999h"'],
    ['ROPC_CLAIMS', 'name,', 'ROPC_CLAIMS is "name,": it takes names'],
    ['ROPC_ALLOW_HOST', 'a.test:80', 'ROPC_ALLOW_HOST is "a.test:80": it takes host names without scheme and port'],
    ['ROPC_BASE_URL', 'http://127.0.0.1/%zz', 'ROPC_BASE_URL is "http://127.0.0.1/%zz"'],
    ['ROPC_BASE_URL', 'http://127.0.0.1/?sig=canary', 'ROPC_BASE_URL is "http://127.0.0.1/?***"'],
    ['ROPC_USERS', '100000000', 'ROPC_USERS is "100000000"'],
    ['ROPC_BASE_URL', 'tenant.b2clogin.com', 'ROPC_BASE_URL is "tenant.b2clogin.com": it takes an http or https URL'],
    ['ROPC_BASE_URL', 'http://user:canary@127.0.0.1', 'ROPC_BASE_URL is "http://***@127.0.0.1"'],
    ['ROPC_USERS', '1.5', 'ROPC_USERS is "1.5": it takes a whole number above 0, up to 99999999, in digits.'],
    ['ROPC_URL_FORM', 'both', 'ROPC_URL_FORM is "both": it takes one of path, query.'],
    ['ROPC_VERIFY_SHARE', '2', 'ROPC_VERIFY_SHARE is "2": it takes a share between 0 and 1, in digits.'],
  ])('%s=%s', (name, value, message) => {
    expect(problemsOf({ [name]: value }).join()).toContain(message);
  });
});

test('all settings that cannot be used are named at once', () => {
  expect(problemsOf({ ROPC_USERS: 'x', ROPC_TIMEOUT: 'y' })).toHaveLength(2);
});

test('a secret that cannot be used is not repeated', () => {
  expect(problemsOf({ ROPC_POOL_SECRET: ' ' }).join()).toBe(
    'ROPC_POOL_SECRET is empty: it takes text. Give it a value (CI hands out no secrets to pull requests from forks), or leave it out.',
  );
});

test('every {clientId} in a scope is filled in', () => {
  const scope = 'openid {clientId} https://tenant/{clientId}/read';
  expect(resolveSettings(environment({ ROPC_SCOPE: scope, ROPC_CLIENT_ID: '$&' })).scope).toBe('openid $& https://tenant/$&/read');
});

test('the demo values stand in on loopback', () => {
  expect(resolveSettings(environment({})).policy).toBe('B2C_1_ROPC_Auth');
});

test('the demo values stand in nowhere else', () => {
  const settings = resolveSettings(environment({ ROPC_BASE_URL: 'https://login.contoso.com' }));
  expect([settings.policy, settings.poolSecret, settings.tenant, settings.clientId]).toEqual([undefined, undefined, undefined, undefined]);
});

test('a variable that is no setting is refused, with the name that was meant', () => {
  expect(problemsOf({ ROPC_SIGN_INRATE: '1' })).toEqual([
    'there is no setting ROPC_SIGN_INRATE: did you mean ROPC_SIGN_IN_RATE? If not, leave it out.',
  ]);
});
