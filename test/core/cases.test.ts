import { expect, test } from 'vitest';
import { pools, profiles, providers } from '../../dist/generated/data.js';
import { casesFor, casesLeftOut } from '../../lib/core/contract/cases/index.js';
import type { PoolDefinition } from '../../lib/core/pool.js';
import type { Provider } from '../../lib/core/provider.js';
import type { Settings } from '../../lib/core/settings/catalogue.js';
import { chooseSettings } from '../../lib/core/settings/choose.js';

const PLAIN = { ROPC_BASE_URL: 'http://127.0.0.1:9000/token', ROPC_PROVIDER: 'rfc6749', ROPC_CLIENT_ID: 'app' };
const pool = pools[0] as PoolDefinition;

function inputOf(environment: Record<string, string>): [Provider, Settings] {
  const { provider, settings } = chooseSettings({ environment }, providers, profiles);
  return [provider, settings];
}

function casesOf(environment: Record<string, string>) {
  const [provider, settings] = inputOf(environment);
  const cases = casesFor(provider, settings, pool);
  return { expects: (id: string) => cases.find((one) => one.id === id)?.expects, cases, leftOut: casesLeftOut(provider, settings, pool) };
}

test('an RFC 6749 endpoint may do without a scope, or pass one over, and B2C may not', () => {
  const ids = ['sign-in-scope-missing', 'sign-in-scope-empty', 'sign-in-scope-control'];
  expect(ids.map(casesOf(PLAIN).expects)).toEqual(['either', 'either', 'either']);
  expect(ids.map(casesOf({ ROPC_BASE_URL: 'http://127.0.0.1:9000' }).expects)).toEqual(['refused', 'refused', 'refused']);
});

test('a client that HTTP Basic names is not in the form, and no case is about its id there', () => {
  const ids = ['sign-in-client-id-missing', 'refresh-client-id-twice', 'sign-in-client-id-long'];
  expect(ids.map(casesOf(PLAIN).expects)).toEqual(['refused', 'either', 'refused']);
  const basic = casesOf({ ...PLAIN, ROPC_CLIENT_AUTH: 'basic', ROPC_CLIENT_SECRET: 'x' });
  expect(ids.map(basic.expects)).toEqual([undefined, undefined, undefined]);
  expect(basic.expects('sign-in-password-missing')).toBe('refused');
});

test('a parameter that is missing may be refused for the same reasons as an empty one (RFC 6749, section 3.2)', () => {
  const { cases } = casesOf(PLAIN);
  const errorsOf = (id: string) => cases.find((one) => one.id === id)?.errors;
  expect(errorsOf('sign-in-password-missing')).toEqual(errorsOf('sign-in-password-empty'));
});

test('no user gets two wrong passwords, and none who must get in gets one', () => {
  const { cases } = casesOf(PLAIN);
  const guessed = cases.filter(({ id }) => /^(wrong-password|password-.*|sign-in-password-.*)$/.test(id)).map(({ user }) => user);
  expect(guessed).toEqual([2, 3, 4, 5, 6, 7, undefined, 8, 9, 10]);
});

test.each([1, 2, 3, 8])('in a pool of %i the first user gets the wrong passwords, and the right one in between', (size) => {
  const few = casesFor(...inputOf(PLAIN), { ...pool, size, cohorts: { honest: 1 } });
  expect(few.filter(({ user }) => user !== undefined).map(({ id }) => id)).toEqual(size > 1 ? ['sign-in-other-user'] : []);
});

test('a client that has a secret must be refused without it, and with another', () => {
  const withSecret = casesOf({ ...PLAIN, ROPC_CLIENT_AUTH: 'basic', ROPC_CLIENT_SECRET: 'x' });
  const ids = ['sign-in-wrong-secret', 'sign-in-no-secret', 'refresh-wrong-secret', 'refresh-no-secret'];
  expect(ids.map(withSecret.expects)).toEqual(ids.map(() => 'refused'));
  expect([...ids, 'sign-in-unknown-client'].map(casesOf(PLAIN).expects)).toEqual([...ids.map(() => undefined), 'refused']);
});

test('of a server that gives no refresh tokens nothing is asked about them, and that is said', () => {
  const { cases, leftOut } = casesOf({ ...PLAIN, ROPC_REFRESH_REUSE: 'none' });
  expect(cases.filter(({ grant }) => grant === 'refresh')).toEqual([]);
  expect(leftOut).toContain('not asked: anything of refresh tokens (ROPC_REFRESH_REUSE is none).');
});

test('another client is asked for where one is set, without parameters that the endpoint does not know', () => {
  const { cases } = casesOf({ ...PLAIN, ROPC_OTHER_CLIENT_ID: 'other' });
  expect(cases.find(({ id }) => id === 'foreign-refresh-token')?.with).toEqual({ client_id: '{otherClientId}' });
  expect(casesOf(PLAIN).leftOut).toContain('not asked: "A refresh token is refused for another client" (set ROPC_OTHER_CLIENT_ID).');
});

test('a client with a secret is not asked to be another, whose secret nobody knows', () => {
  const { leftOut, expects } = casesOf({ ...PLAIN, ROPC_OTHER_CLIENT_ID: 'other', ROPC_CLIENT_AUTH: 'body', ROPC_CLIENT_SECRET: 'x' });
  expect(expects('foreign-refresh-token')).toBeUndefined();
  expect(leftOut.join()).toContain('(set ROPC_OTHER_CLIENT_ID and ROPC_OTHER_CLIENT_SECRET)');
});

test.each([
  ['basic', {}],
  ['body', { client_id: '{otherClientId}' }],
])('with the secret of the other client (%s) it is asked for', (auth, changed) => {
  const other = { ROPC_OTHER_CLIENT_ID: 'other', ROPC_OTHER_CLIENT_SECRET: 'y' };
  const { cases } = casesOf({ ...PLAIN, ...other, ROPC_CLIENT_AUTH: auth, ROPC_CLIENT_SECRET: 'x' });
  const item = cases.find(({ id }) => id === 'foreign-refresh-token');
  expect([item?.with, item?.clientSecret]).toEqual([changed, 'of another client']);
});

test("the emulator's client and policy stand in for none of another kind on loopback", () => {
  const { settings } = chooseSettings({ environment: PLAIN }, providers, profiles);
  expect([settings.tenant, settings.policy, settings.otherClientId, settings.claims]).toEqual([undefined, undefined, undefined, undefined]);
});
