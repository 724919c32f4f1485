import { afterAll, beforeAll, expect, test } from 'vitest';
import { withMixUps } from '../../lib/node/analysis/run-samples.js';
import { k6 } from './harness.js';
import { type PlainServer, startPlainServer } from './plain-server.js';

let plain: PlainServer;
beforeAll(async () => {
  plain = await startPlainServer();
});
afterAll(() => plain.server.close());

const CLIENT = 'the-app';
const settings = () => ({
  ROPC_BASE_URL: plain.tokenUrl,
  ROPC_PROVIDER: 'rfc6749',
  ROPC_CLIENT_ID: CLIENT,
  ROPC_CLIENT_SECRET: 'canary secret',
  ROPC_DURATION: '1s',
});

test.each(['sign-in', 'refresh'])('%s runs against a plain RFC 6749 server with HTTP Basic', async (bundle) => {
  const { code, broken } = await k6(bundle, { ...settings(), ROPC_CLIENT_AUTH: 'basic' });
  expect([code, broken]).toEqual([0, []]);
  const pair = Buffer.from(`${CLIENT}:canary%20secret`).toString('base64');
  expect(plain.seen.authorization).toContain(`Basic ${pair}`);
});

test('sign-in runs against it with the secret in the body', async () => {
  const { code, broken } = await k6('sign-in', { ...settings(), ROPC_CLIENT_AUTH: 'body' });
  expect([code, broken]).toEqual([0, []]);
  expect(plain.seen.clientSecret).toContain('canary secret');
});

test('sign-in turns red where answers repeat the client secret, which stands nowhere else', async () => {
  const { tokenUrl, server } = await startPlainServer({ echo: true });
  const { code, broken, samples, output } = await k6('sign-in', { ...settings(), ROPC_BASE_URL: tokenUrl, ROPC_CLIENT_AUTH: 'body' });
  server.close();
  expect([code, broken]).toEqual([99, ['no contract violation']]);
  expect(new Set(samples.findings.map(({ rule }) => rule))).toContain('http.secret-echo');
  expect(output).not.toContain('canary');
});

test.each([
  [true, ['token.own-user']],
  [false, []],
])('where opaque tokens are mixed up (%s) their users tell: %j', async (mixUp, rules) => {
  const { tokenUrl, server } = await startPlainServer({ mixUp });
  const { samples } = await k6('mixed', { ...settings(), ROPC_BASE_URL: tokenUrl, ROPC_CLIENT_AUTH: 'basic' });
  server.close();
  // One for each operation in which it happened.
  const found = withMixUps({ ...samples, findings: [] }).findings.map(({ rule }) => rule);
  expect([...new Set(found)]).toEqual(rules);
});

test('sign-in without the secret is refused for a reason that it names', async () => {
  const { code, samples } = await k6('sign-in', { ...settings(), ROPC_CLIENT_AUTH: 'none' });
  expect(code).toBe(99);
  expect(samples.findings).toContainEqual(
    expect.objectContaining({ rule: 'error.expected', found: '"invalid_client", not invalid_grant' }),
  );
});

test('a server that does not look at the client secret fails the cases of it', async () => {
  const { tokenUrl, server } = await startPlainServer({ anySecret: true });
  const { samples } = await k6('contract', { ...settings(), ROPC_BASE_URL: tokenUrl, ROPC_CLIENT_AUTH: 'basic' });
  server.close();
  const failed = ['sign-in-wrong-secret', 'refresh-wrong-secret', 'sign-in-no-secret'].map((id) => samples.cases.get(id));
  expect(failed).toEqual(['failed', 'failed', 'passed']);
});

test.each([
  ['', 'failed', 'left out, which grants all that was asked for'],
  ['openid offline_access admin', 'failed', 'with the scope that was added'],
  ['openid offline_access', 'passed', undefined],
])('a refresh that asks for a wider scope and is granted %j has %s', async (scope, result, found) => {
  const { tokenUrl, server } = await startPlainServer({ scope });
  const wider = { ROPC_BASE_URL: tokenUrl, ROPC_CLIENT_AUTH: 'body', ROPC_WIDER_SCOPE: 'admin' };
  const { samples } = await k6('contract', { ...settings(), ...wider });
  server.close();
  expect(samples.cases.get('refresh-wider-scope')).toBe(result);
  expect(samples.findings.find(({ rule, caseId }) => rule === 'semantics.wider-scope' && caseId === 'refresh-wider-scope')?.found).toBe(
    found,
  );
});

test('the contract of a plain RFC 6749 server has clear findings and no crash', async () => {
  const { code, samples, output } = await k6('contract', { ...settings(), ROPC_CLIENT_AUTH: 'body' });
  expect(samples.exceptions, output).toBe(0);
  const failed = Array.from(samples.cases)
    .filter(([, result]) => result === 'failed')
    .map(([id]) => id);
  // The server grants every password and minds no parameter.
  expect(failed).toContain('wrong-password');
  expect(failed).not.toContain('sign-in');
  expect(failed.filter((id) => id.endsWith('-secret'))).toEqual([]);
  expect([code, samples.findings.map(({ rule }) => rule)]).toEqual([99, expect.arrayContaining(['semantics.wrong-password'])]);
});

test('cases that redeem a token are not run, and say why, where the server gives none', async () => {
  const { tokenUrl, server } = await startPlainServer({ refresh: false });
  const { samples } = await k6('contract', {
    ...settings(),
    ROPC_BASE_URL: tokenUrl,
    ROPC_CLIENT_AUTH: 'basic',
    ROPC_REFRESH_REUSE: 'once',
  });
  server.close();
  const redeeming = ['refresh', 'changed-refresh-token', 'refresh-wrong-secret', 'reuse', 'reuse-together'];
  expect(redeeming.map((id) => samples.cases.get(id))).toEqual(redeeming.map(() => 'not run'));
  expect(samples.casesSeen.get('reuse')).toMatch(/^no sign-in gave a refresh token/);
  expect(samples.cases.get('malformed-refresh-token')).toBe('passed');
});

test('held to the contract of B2C a plain server is told where it differs, and nothing crashes', async () => {
  const { tokenUrl, server } = await startPlainServer({ anySecret: true });
  const { code, samples, output } = await k6('contract', { ROPC_BASE_URL: tokenUrl.replace('/oauth/token', '') });
  server.close();
  expect(samples.exceptions, output).toBe(0);
  expect(code).toBe(99);
  expect(samples.findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['http.status']));
});
