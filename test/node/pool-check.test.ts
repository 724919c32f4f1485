import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { profiles, providers } from '../../dist/generated/data.js';
import { chooseSettings } from '../../lib/core/settings/choose.js';
import { type Checked, checkUsers } from '../../lib/node/pool/check.js';

const servers: { close: () => void }[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Seen {
  authorization: string | undefined;
  form: URLSearchParams;
}

/** Checks one user at a server that refuses with this body. */
async function checkAt(refusal: unknown, environment: Record<string, string> = {}): Promise<{ checked: Checked[]; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ authorization: request.headers.authorization, form: new URLSearchParams(body) });
    response.writeHead(400).end(JSON.stringify(refusal));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const chosen = chooseSettings({ environment: { ROPC_BASE_URL: base, ...environment } }, providers, profiles);
  const userAt = (index: number) => ({ index, username: 'a@example.com', password: 'Passxword1' });
  return { checked: await checkUsers({ ...chosen, indexes: [0], userAt, perSecond: 10 }), seen };
}

test.each([
  [{ error: 'access_denied', error_description: 'AADB2C90225: Wrong.' }, 'AADB2C90225'],
  [{ error: 'invalid_grant', error_description: 'Wrong password Passxword1' }, '"invalid_grant"'],
  [{ error: 'Passxword1' }, 'string of 10'],
  [{ error: '\u001b[2Jcleared' }, 'string of 11'],
  [{ error: 7 }, '7'],
])('of the refusal %j a check says %s', async (refusal, detail) => {
  expect((await checkAt(refusal)).checked).toEqual([{ index: 0, result: 'is refused', detail }]);
});

test('a check authenticates the client as a run does', async () => {
  const secret = { ROPC_CLIENT_ID: 'a b', ROPC_CLIENT_SECRET: 'c+d' };
  const { seen: basic } = await checkAt({}, { ...secret, ROPC_CLIENT_AUTH: 'basic' });
  expect(basic[0]?.authorization).toBe(`Basic ${Buffer.from('a%20b:c%2Bd').toString('base64')}`);
  const { seen: body } = await checkAt({}, { ...secret, ROPC_CLIENT_AUTH: 'body' });
  expect(body[0]?.form.get('client_secret')).toBe('c+d');
});
