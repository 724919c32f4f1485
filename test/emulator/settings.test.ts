import { expect, test } from 'vitest';
import { makeSettings } from '../../emulator/settings.js';
import { codeOf, emulator, refresh, signIn, wrong } from './harness.js';

test.each([
  [{ lockut: {} }, '/ has no setting "lockut"; did you mean "lockout"?'],
  [{ lockout: { treshold: 3 } }, '/lockout has no setting "treshold"; did you mean "threshold"?'],
  [{ lockout: { threshold: 0 } }, '/lockout/threshold must be >= 1'],
  [{ refreshReuse: 'twice' }, '/refreshReuse must be one of many, once, grace'],
  [{ answers: { locked: 'LOCKED' } }, '/answers/locked must match pattern'],
])('the settings %j are refused with what is wrong and where', (settings, problem) => {
  expect(() => makeSettings(settings)).toThrow(problem);
});

test('requests of an address past its limit are 429 in plain text, with the seconds left in Retry-After', async () => {
  const stand = await emulator({ settings: { limits: { perAddress: { count: 2, seconds: 10 } } } });
  for (let i = 0; i < 2; i++) expect((await stand.token(signIn(), undefined, '10.0.0.1')).status).toBe(200);
  const { status, text, headers } = await stand.token(signIn(), undefined, '10.0.0.1');
  expect([status, text, headers.get('retry-after')]).toEqual([429, 'Too Many Requests', '10']);
  expect((await stand.token(signIn(), undefined, '10.0.0.2')).status).toBe(200);
  stand.wait(10);
  expect((await stand.token(signIn(), undefined, '10.0.0.1')).status).toBe(200);
});

test('the limit of the tenant holds for all addresses together, and Retry-After can be left out', async () => {
  const stand = await emulator({ settings: { limits: { perTenant: { count: 1, seconds: 1 }, retryAfter: false } } });
  await stand.token(signIn(), undefined, '10.0.0.1');
  const { status, headers } = await stand.token(signIn(), undefined, '10.0.0.2');
  expect([status, headers.get('retry-after')]).toEqual([429, null]);
});

test.each([
  ['once', 0, [200, 400]],
  ['grace', 29, [200, 200]],
  ['grace', 31, [200, 400]],
  ['many', 31, [200, 200]],
])('with refreshReuse %s a second redemption after %i s is answered %j', async (refreshReuse, seconds, statuses) => {
  const stand = await emulator({ settings: { refreshReuse } });
  const { body } = await stand.token(signIn());
  const first = await stand.token(refresh(body.refresh_token));
  stand.wait(seconds);
  expect([first.status, (await stand.token(refresh(body.refresh_token))).status]).toEqual(statuses);
});

test.each([
  ['11111111-1111-4111-8111-111111111111', 'unauthorized_client AADB2C90224'],
  ['22222222-2222-4222-8222-222222222222', 'unauthorized_client AADB2C90058'],
  ['33333333-3333-4333-8333-333333333333', 'unauthorized_client AADB2C90057'],
  ['44444444-4444-4444-8444-444444444444', 'unauthorized_client AADB2C90248'],
  ['55555555-5555-4555-8555-555555555555', 'unauthorized_client AADB2C90092'],
])('the client %s may not use the flow: %s', async (client, code) => {
  const { token } = await emulator();
  const { body } = await token(signIn(7, { client_id: client, scope: `openid ${client}` }));
  expect(codeOf(body)).toBe(code);
});

const API = 'https://yourtenant.onmicrosoft.com/tasks';

test("an API's scope gives an access token for it, with the granted permissions in scp", async () => {
  const { body } = await (await emulator()).token(signIn(7, { scope: `openid ${API}/read ${API}/admin` }));
  const claims = JSON.parse(Buffer.from(String(body.access_token).split('.')[1] ?? '', 'base64url').toString());
  expect([claims.aud, claims.scp, claims.azp]).toEqual(['0f1d5a2c-6f0f-4f0e-8d5e-7f4c1a2b3c4d', 'read', signIn().client_id]);
});

test.each([
  [`openid ${API}/admin`, 'invalid_request AADB2C90205'],
  [`openid ${API}/fly`, 'invalid_request AADB2C90117'],
  [`openid ${API}/read ${signIn().client_id}`, 'invalid_request AADB2C90146'],
])('the scope "%s" is refused', async (scope, code) => {
  expect(codeOf((await (await emulator()).token(signIn(7, { scope }))).body)).toBe(code);
});

test('with workers and a queue, what is too much is answered 503', async () => {
  const stand = await emulator({ settings: { capacity: { workers: 1, milliseconds: 30, queue: 2 } } });
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => stand.token(signIn(i))));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
});

test.each(['scrypt', 'pbkdf2'])('a password check can cost a real %s', async (hash) => {
  const stand = await emulator({ settings: { capacity: { hash, cost: 1024 } } });
  expect([(await stand.token(signIn())).status, (await stand.token(wrong(0))).status]).toEqual([200, 400]);
});

test('a parameter that stands twice is refused, but where the settings let it through', async () => {
  for (const [repeated, status] of [
    [false, 400],
    [true, 200],
  ] as const) {
    const { baseUrl } = await emulator({ settings: { requests: { repeated } } });
    const form = new URLSearchParams(Object.entries(signIn()).map(([name, value]): [string, string] => [name, String(value)]));
    form.append('scope', 'openid');
    const response = await fetch(`${baseUrl}/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token`, { method: 'POST', body: form });
    expect(response.status).toBe(status);
  }
});

test('a body as multipart is read where the settings say so', async () => {
  for (const [multipart, status] of [
    [true, 200],
    [false, 400],
  ] as const) {
    const { baseUrl } = await emulator({ settings: { requests: { multipart } } });
    const form = new FormData();
    for (const [name, value] of Object.entries(signIn())) form.append(name, String(value));
    const response = await fetch(`${baseUrl}/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token`, { method: 'POST', body: form });
    expect(response.status).toBe(status);
  }
});

test('/tfp/ is another way to the same policy, and discovery stays in the form and on the host that were asked', async () => {
  const { baseUrl, token } = await emulator();
  expect((await token(signIn(), '/tfp/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token')).status).toBe(200);
  const path = '/tfp/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/v2.0/.well-known/openid-configuration';
  const response = await fetch(baseUrl + path, { headers: { 'X-Forwarded-Host': 'login.example.com', 'X-Forwarded-Proto': 'https' } });
  const document = (await response.json()) as Record<string, string>;
  expect(document.token_endpoint).toBe('https://login.example.com/tfp/yourtenant.onmicrosoft.com/b2c_1_ropc_auth/oauth2/v2.0/token');
});

test('client_info is there when it is asked for', async () => {
  const { token } = await emulator();
  const { body } = await token(signIn(7, { client_info: '1' }));
  const info = JSON.parse(Buffer.from(String(body.client_info), 'base64url').toString());
  expect(info).toEqual({ uid: expect.stringMatching(/^[0-9a-f-]{36}-b2c_1_ropc_auth$/), utid: '516fc065-ff36-4b93-aa5a-d6eeda7cbac8' });
});

test('a key that was rolled over stays published for a while, and its tokens can be verified until then', async () => {
  const stand = await emulator({ settings: { keyOverlapSeconds: 60 } });
  const kids = async () => {
    const response = await fetch(`${stand.baseUrl}/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/discovery/v2.0/keys`);
    return ((await response.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  };
  const kidOf = async () =>
    JSON.parse(Buffer.from(String((await stand.token(signIn())).body.id_token).split('.')[0] ?? '', 'base64url').toString()).kid;
  const [old] = await kids();
  await fetch(`${stand.baseUrl}/_emulator/keys`, { method: 'PUT' });
  const both = await kids();
  expect([both.length, both[1], await kidOf()]).toEqual([2, old, both[0]]);
  stand.setFaults('retired-key');
  expect(await kidOf()).toBe(old);
  stand.wait(61);
  expect(await kids()).toEqual([both[0]]);
});

test('the clock is moved by an admin call', async () => {
  const stand = await emulator();
  const call = (body: unknown) => fetch(`${stand.baseUrl}/_emulator/clock`, { method: 'PUT', body: JSON.stringify(body) });
  expect(await (await call({ seconds: 60 })).json()).toEqual({ now: '2023-11-14T22:14:20.000Z' });
  expect((await call({ seconds: 'x' })).status).toBe(400);
});

test('after a crash it listens on the same port again, and its locks are forgotten', async () => {
  const stand = await emulator({ settings: { lockout: { threshold: 1 } } });
  await stand.token(wrong(0));
  await fetch(`${stand.baseUrl}/_emulator/crash`, { method: 'PUT', body: '{"seconds":0.1}' });
  await new Promise((resolve) => setTimeout(resolve, 60));
  await expect(stand.token(signIn())).rejects.toThrow();
  await expect.poll(async () => (await stand.token(signIn()).catch(() => ({ status: 0 }))).status, { timeout: 5_000 }).toBe(200);
});
