import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import demo from '../../data/pools/demo.json' with { type: 'json' };
import type { PoolDefinition } from '../../lib/core/pool.js';
import { openGraph } from '../../lib/node/pool/graph-client.js';
import { Journal } from '../../lib/node/pool/journal.js';
import { provision } from '../../lib/node/pool/provision.js';

type Answer = (path: string, body: string, response: ServerResponse) => void;

const servers: { close: () => void }[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(answer: Answer): Promise<string> {
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(request.url ?? '', body, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const settings = (url: string) => ({
  graphUrl: url,
  tokenUrl: `${url}/token`,
  clientId: 'a',
  clientSecret: 'canary-secret',
  timeout: 5_000,
});
const json = (response: ServerResponse, status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));

test('the client secret follows no redirect to another host', async () => {
  const seen: string[] = [];
  const other = await serve((_, body, response) => {
    seen.push(body);
    json(response, 200, { access_token: 'none' });
  });
  const url = await serve((_, __, response) => response.writeHead(307, { Location: `${other}/token` }).end());
  await expect(openGraph(settings(url))).rejects.toThrow('unexpected redirect');
  expect(seen).toEqual([]);
});

test('a next page at another host is not asked', async () => {
  const seen: string[] = [];
  const other = await serve((path, _, response) => {
    seen.push(path);
    json(response, 200, { value: [] });
  });
  const url = await serve((path, _, response) =>
    json(response, 200, path === '/token' ? { access_token: 'one' } : { value: [], '@odata.nextLink': `${other}/v1.0/users` }),
  );
  const { users } = await openGraph(settings(url));
  await expect(users().next()).rejects.toThrow('at another host');
  expect(seen).toEqual([]);
});

/** A directory in which every user is there already, and whose first batch goes as the test says. */
async function provisionWhere(first: (response: ServerResponse) => void): Promise<Journal> {
  let batches = 0;
  const url = await serve((path, body, response) => {
    if (path === '/token') return json(response, 200, { access_token: 'one' });
    batches += 1;
    if (batches === 1) return first(response);
    const { requests } = JSON.parse(body) as { requests: { id: string }[] };
    json(response, 200, { responses: requests.map(({ id }) => ({ id, status: 409, body: {} })) });
  });
  const journal = new Journal(join(mkdtempSync(join(tmpdir(), 'k6-ropc-graph-')), 'journal.ndjson'));
  const pool = { ...(demo as PoolDefinition), size: 1 };
  const userAt = () => ({ index: 0, username: 'a@example.com', password: 'b' });
  await provision({ pool, userAt, tenant: 'a', rate: 100, graph: await openGraph(settings(url)), journal });
  return new Journal(journal.path);
}

test('a user who is there after the server broke may have been made by the request that broke', async () => {
  const journal = await provisionWhere((response) => json(response, 502, {}));
  expect([[...journal.there], [...journal.unheard.keys()]]).toEqual([[], [0]]);
});

test('so may one whose own request broke within a batch', async () => {
  const journal = await provisionWhere((response) =>
    json(response, 200, { responses: [{ id: '0', status: 503, headers: { 'Retry-After': '0' } }] }),
  );
  expect([[...journal.there], [...journal.unheard.keys()]]).toEqual([[], [0]]);
});

test('a user who is there at once was there before', async () => {
  const journal = await provisionWhere((response) => json(response, 200, { responses: [{ id: '0', status: 409, body: {} }] }));
  expect([[...journal.there], [...journal.unheard.keys()]]).toEqual([[0], []]);
});

test('a file that is no journal is refused, and a last line that was cut is not', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'k6-ropc-journal-')), 'journal.ndjson');
  writeFileSync(path, '{"made":1,"id":"a"}\n{"made":2,"i');
  expect(new Journal(path).made).toEqual(new Map([[1, 'a']]));
  writeFileSync(path, '{"made":1,"id":"a"}\n{"foo":1}\n');
  expect(() => new Journal(path)).toThrow('line 2: this is not a journal of pool provision');
});
