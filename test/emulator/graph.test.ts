import { expect, test } from 'vitest';
import { emulator, signIn, type TestEmulator } from './harness.js';

const SECRET = 'emulator-graph-secret';
const CLIENT = '66666666-6666-4666-8666-666666666666';

async function graphToken({ baseUrl }: TestEmulator, secret = SECRET): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = {
    grant_type: 'client_credentials',
    client_id: CLIENT,
    client_secret: secret,
    scope: 'https://graph.microsoft.com/.default',
  };
  const response = await fetch(`${baseUrl}/yourtenant.onmicrosoft.com/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

interface Called {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at members of many kinds of answers.
  body: any;
}

async function caller(stand: TestEmulator): Promise<(method: string, path: string, body?: unknown) => Promise<Called>> {
  const { access_token: token } = (await graphToken(stand)).body;
  return async (method, path, body) => {
    const init = { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } };
    const response = await fetch(stand.baseUrl + path, body === undefined ? init : { ...init, body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
}

function newUser(name: string, password = 'Passw0rd!', more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    displayName: 'Ann Example',
    identities: [{ signInType: 'emailAddress', issuer: 'yourtenant.onmicrosoft.com', issuerAssignedId: name }],
    passwordProfile: { password, forceChangePasswordNextSignIn: false },
    passwordPolicies: 'DisablePasswordExpiration',
    ...more,
  };
}

test('client credentials get a token for Graph, and a wrong secret does not', async () => {
  const stand = await emulator();
  expect((await graphToken(stand)).body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
  expect(await graphToken(stand, 'wrong')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
});

test('a user that Graph made can sign in, is found again, and cannot sign in once deleted', async () => {
  const stand = await emulator();
  const graph = await caller(stand);
  const { status, body } = await graph('POST', '/v1.0/users', newUser('ann@example.org'));
  expect([status, body.displayName]).toEqual([201, 'Ann Example']);
  const form = signIn(0, { username: 'Ann@example.org', password: 'Passw0rd!' });
  expect((await stand.token(form)).status).toBe(200);
  const found = await graph(
    'GET',
    `/v1.0/users?$filter=${encodeURIComponent("identities/any(c:c/issuerAssignedId eq 'ann@example.org')")}`,
  );
  expect(found.body.value).toMatchObject([{ id: body.id }]);
  expect((await graph('DELETE', `/v1.0/users/${body.id}`)).status).toBe(204);
  expect((await stand.token(form)).status).toBe(400);
  expect((await graph('GET', `/v1.0/users/${body.id}`)).status).toBe(404);
});

test('in mode graph the users of the pool are there only once they were made', async () => {
  const stand = await emulator({ settings: { users: 'graph', graph: { delaySeconds: 5 } } });
  const graph = await caller(stand);
  const { username, password } = signIn();
  expect((await stand.token(signIn())).status).toBe(400);
  await graph('POST', '/v1.0/users', newUser(String(username), String(password)));
  expect((await stand.token(signIn())).status).toBe(400);
  stand.wait(5);
  expect((await stand.token(signIn())).status).toBe(200);
});

test.each([
  ['a weak password', newUser('a@example.org', 'password'), 'password complexity'],
  ['no DisablePasswordExpiration', newUser('a@example.org', 'Passw0rd!', { passwordPolicies: 'None' }), 'DisablePasswordExpiration'],
  [
    'a forced change',
    newUser('a@example.org', 'P', { passwordProfile: { password: 'Passw0rd!', forceChangePasswordNextSignIn: true } }),
    'forceChange',
  ],
  [
    'another issuer',
    newUser('a@example.org', 'Passw0rd!', { identities: [{ signInType: 'emailAddress', issuer: 'x', issuerAssignedId: 'a@example.org' }] }),
    'identities',
  ],
  ['no e-mail address', newUser('a'), 'invalid signInType'],
  ['no display name', newUser('a@example.org', 'Passw0rd!', { displayName: '' }), 'displayName'],
])('a user with %s is refused', async (_, user, text) => {
  const { status, body } = await (await caller(await emulator()))('POST', '/v1.0/users', user);
  expect([status, body.error.message]).toEqual([400, expect.stringContaining(text)]);
});

test('a batch has a status for each of its requests, one that is taken among them, and no more than twenty', async () => {
  const graph = await caller(await emulator());
  const item = (id: number, name: string) => ({ id: String(id), method: 'POST', url: '/users', body: newUser(name) });
  const { body } = await graph('POST', '/v1.0/$batch', {
    requests: [item(1, 'a@example.org'), item(2, 'A@example.org'), item(3, 'b@example.org')],
  });
  expect(body.responses.map(({ id, status }: { id: string; status: number }) => [id, status])).toEqual([
    ['1', 201],
    ['2', 400],
    ['3', 201],
  ]);
  const many = Array.from({ length: 21 }, (_, i) => item(i, `c${i}@example.org`));
  expect((await graph('POST', '/v1.0/$batch', { requests: many })).status).toBe(400);
});

test.each([
  ['a batch of nothing', 'POST', '/v1.0/$batch', { requests: [null] }, 200],
  ['a path that cannot be decoded', 'GET', '/v1.0/users/%zz', undefined, 400],
  ['a body that is too large', 'POST', '/v1.0/users', newUser('a@example.org', 'x'.repeat(1_000_001)), 413],
])('%s is answered, and breaks nothing', async (_, method, path, body, status) => {
  const graph = await caller(await emulator());
  expect((await graph(method, path, body)).status).toBe(status);
});

test('a user of the pool who was deleted, made again and deleted is gone', async () => {
  const stand = await emulator();
  const graph = await caller(stand);
  const { username } = signIn(0) as { username: string };
  for (let round = 0; round < 2; round++) {
    await graph('POST', '/v1.0/users', newUser(username));
    expect((await graph('DELETE', `/v1.0/users/${encodeURIComponent(username)}`)).status).toBe(204);
  }
  expect((await graph('GET', `/v1.0/users/${encodeURIComponent(username)}`)).status).toBe(404);
});

test('writes past the limit are 429 with Retry-After, each for itself in a batch', async () => {
  const stand = await emulator({ settings: { graph: { writes: { count: 2, seconds: 150 } } } });
  const graph = await caller(stand);
  const requests = [0, 1, 2].map((i) => ({ id: String(i), method: 'POST', url: '/users', body: newUser(`d${i}@example.org`) }));
  const { body } = await graph('POST', '/v1.0/$batch', { requests });
  expect(body.responses[2]).toMatchObject({ status: 429, headers: { 'Retry-After': '150' } });
  stand.wait(150);
  expect((await graph('POST', '/v1.0/users', newUser('d2@example.org'))).status).toBe(201);
});

test('users come in pages', async () => {
  const graph = await caller(await emulator({ settings: { graph: { pageSize: 2 } } }));
  for (let i = 0; i < 3; i++) await graph('POST', '/v1.0/users', newUser(`e${i}@example.org`));
  const first = await graph('GET', '/v1.0/users');
  const second = await graph('GET', new URL(first.body['@odata.nextLink']).pathname + new URL(first.body['@odata.nextLink']).search);
  expect([first.body.value.length, second.body.value.length, second.body['@odata.nextLink']]).toEqual([2, 1, undefined]);
});

test('an application without the permission is told so', async () => {
  const clients = [{ id: CLIENT, secret: SECRET, permissions: ['User.Read.All'] }];
  const graph = await caller(await emulator({ settings: { graph: { clients } } }));
  const { status, body } = await graph('POST', '/v1.0/users', newUser('f@example.org'));
  expect([status, body.error.code]).toEqual([403, 'Authorization_RequestDenied']);
  expect((await graph('GET', '/v1.0/users')).status).toBe(200);
});
