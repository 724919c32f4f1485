import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { random } from '../mutate.js';
import { emulator, refresh, signIn, type TestEmulator } from './harness.js';

const REQUESTS = 50_000;
const PATHS = [
  '/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token',
  '/yourtenant.onmicrosoft.com/oauth2/v2.0/token?p=B2C_1A_ResourceOwnerv2',
  '/tfp/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/v2.0/.well-known/openid-configuration',
  '/516fc065-ff36-4b93-aa5a-d6eeda7cbac8/B2C_1_ROPC_Auth/discovery/v2.0/keys',
  '/yourtenant.onmicrosoft.com/oauth2/v2.0/token',
  '/v1.0/users',
  '/v1.0/$batch',
  '/_emulator/clock',
  '//',
];
const TYPES = ['application/x-www-form-urlencoded', 'application/json', 'multipart/form-data; boundary=b', 'text/plain', ''];
const PIECES = [
  '',
  '%',
  '%zz',
  '\u0000',
  '\ud800',
  '"',
  '<script>',
  "'",
  '&',
  '=',
  '..',
  '\r\n',
  '{}',
  '[]',
  'null',
  'x'.repeat(5_000),
  '--b\r\n',
  '\u00fc',
];

const pick = <T>(from: readonly T[], next: () => number): T => from[Math.floor(next() * from.length)] as T;

function mangle(text: string, next: () => number): string {
  const at = Math.floor(next() * text.length);
  return text.slice(0, at) + pick(PIECES, next) + text.slice(at + Math.floor(next() * 4));
}

function bodyOf(next: () => number, refreshToken: string): string {
  const form = next() < 0.5 ? signIn(Math.floor(next() * 200)) : refresh(refreshToken);
  const names = Object.keys(form);
  const changed = next() < 0.6 ? { ...form, [pick(names, next)]: pick(PIECES, next) } : form;
  const entries = Object.entries(changed).map(([name, value]): [string, string] => [name, String(value)]);
  const text = new URLSearchParams(entries).toString();
  return next() < 0.5 ? mangle(text, next) : text;
}

/** The status of a request; 0 where the client or the connection gave up. */
function send({ baseUrl }: TestEmulator, agent: Agent, next: () => number, refreshToken: string): Promise<number> {
  const method = pick(['POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'], next);
  const path = next() < 0.7 ? pick(PATHS, next) : encodeURI(mangle(pick(PATHS, next), next).replaceAll(/[\ud800-\udfff]/g, ''));
  const body = method === 'GET' || method === 'HEAD' ? '' : bodyOf(next, refreshToken);
  const { port } = new URL(baseUrl);
  return new Promise((resolve) => {
    try {
      const headers = {
        'Content-Type': pick(TYPES, next),
        'Content-Length': Buffer.byteLength(body),
        Authorization: pick(['', 'Bearer x.y', 'Basic %%%'], next),
      };
      const sent = request(
        { port, host: '127.0.0.1', method, path: path.startsWith('/') ? path : `/${path}`, agent, headers },
        (answer) => {
          answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
        },
      );
      sent.once('error', () => resolve(0));
      sent.end(body);
    } catch {
      resolve(0);
    }
  });
}

test('fifty thousand mangled requests crash nothing, and none is answered 500', async () => {
  const stand = await emulator({ settings: { requests: { query: true } } });
  const refreshToken = String((await stand.token(signIn())).body.refresh_token);
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const statuses = new Map<number, number>();
  const next = random(50_000);
  for (let sent = 0; sent < REQUESTS; sent += 50) {
    const batch = await Promise.all(Array.from({ length: 50 }, () => send(stand, agent, next, refreshToken)));
    for (const status of batch) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  agent.destroy();
  const broken = Array.from(statuses).filter(([status]) => status >= 500);
  expect(broken).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(1_000);
  expect(statuses.get(400)).toBeGreaterThan(10_000);
  expect((await stand.token(signIn(150))).status).toBeLessThan(500);
}, 120_000);

test('bytes that are no HTTP crash nothing', async () => {
  const stand = await emulator();
  const { port } = new URL(stand.baseUrl);
  const next = random(1);
  await Promise.all(
    Array.from({ length: 300 }, () => {
      const bytes = Buffer.from(Array.from({ length: 1 + Math.floor(next() * 200) }, () => Math.floor(next() * 256)));
      return new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(bytes));
        socket.once('close', () => resolve()).once('error', () => resolve());
        socket.resume();
      });
    }),
  );
  expect((await stand.token(signIn())).status).toBe(200);
});
