import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import demo from '../../data/pools/demo.json' with { type: 'json' };
import { DEMO_POOL_SECRET, type PoolDefinition, userAt } from '../../lib/core/pool.js';
import type { Samples } from '../../lib/node/samples/columns.js';
import { command, k6, runFolder, startEmulator, startEmulatorWith } from './harness.js';

const hmac = (key: string, message: string) => createHmac('sha256', key).update(message).digest('base64url');

const failed = ({ cases }: Samples): string[] => [...cases].filter(([, result]) => result === 'failed').map(([id]) => id);

test('the contract passes, with every case run once', async () => {
  const { baseUrl } = await startEmulator();
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  expect([code, new Set(samples.cases.values())]).toEqual([0, new Set(['passed'])]);
});

test('the contract turns red, and names the case, when wrong passwords are granted', async () => {
  const { baseUrl } = await startEmulator('any-password');
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  expect([code, samples.cases.get('wrong-password'), samples.cases.get('unknown-user')]).toEqual([99, 'failed', 'passed']);
  expect(samples.casesSeen.get('wrong-password')).toBe('contract-violation');
  expect(samples.casesSeen.get('unknown-user')).toBe('rejected-as-expected, AADB2C90225');
});

test('the contract turns red where passwords that are nearly right are granted, and names the cases', async () => {
  const { baseUrl } = await startEmulator('loose-password');
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  expect([code, failed(samples)]).toEqual([99, ['password-other-case', 'password-cut', 'password-longer']]);
});

test('the contract of a target that is down gives up after five unanswered requests, and no case is failed or passed', async () => {
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: 'http://127.0.0.1:9' });
  expect([code, [...samples.cases]]).toEqual([108, []]);
});

test.each([
  ['any-account', ['disabled-account', 'federated-account'], ['semantics.disabled-account', 'semantics.federated-account']],
  [
    'any-refresh-token',
    ['changed-refresh-token', 'foreign-refresh-token', 'other-policy', 'secret-on-refresh'],
    ['semantics.changed-token', 'semantics.foreign-client', 'semantics.other-policy', 'semantics.secret-on-refresh'],
  ],
])('the contract turns red for %s, in cases %j, and for nothing else', async (fault, cases, rules) => {
  const { baseUrl } = await startEmulator(fault);
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  const broken = new Set(samples.findings.filter(({ severity }) => severity === 'failure').map(({ rule }) => rule));
  expect([code, failed(samples).sort(), Array.from(broken).sort()]).toEqual([99, cases, rules]);
});

test('a target that reads the query is told of, by its rule, and one that serves GET turns the contract red', async () => {
  const { baseUrl } = await startEmulatorWith({ requests: { query: true, get: true } });
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  const found = samples.findings.filter(({ rule }) => rule.startsWith('semantics.')).map(({ rule, caseId }) => `${caseId} ${rule}`);
  expect(found.sort()).toEqual(['get semantics.get', 'refresh-query semantics.query', 'sign-in-query semantics.query']);
  expect([code, failed(samples)]).toEqual([99, ['get']]);
});

test('a target that grants requests with a parameter twice is warned of, once for each grant', async () => {
  const { baseUrl } = await startEmulatorWith({ requests: { repeated: true } });
  const { samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  const found = samples.findings
    .filter(({ rule }) => rule === 'semantics.repeated-parameter')
    .map(({ caseId, severity }) => `${caseId} ${severity}`);
  expect(found).toEqual(['sign-in-grant-type-twice warning', 'refresh-grant-type-twice warning']);
});

test('a contract run in which no good request is granted goes on to its end, and gives up on the target', async () => {
  const { baseUrl } = await startEmulator();
  const { code, samples, output } = await k6('contract', { ROPC_BASE_URL: baseUrl, ROPC_POOL_SECRET: 'that of another pool' });
  expect([code, samples.cases.get('sign-in'), samples.cases.get('wrong-password')]).toEqual([108, 'failed', 'not run']);
  expect(output).toMatch(/the target granted none of \d+ good requests \(false-rejection, 400 AADB2C90225\)/);
});

test('the contract turns red where tokens are about somebody else, and for that alone', async () => {
  const { baseUrl } = await startEmulator('claim:emails=["somebody@else.example"]');
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  const broken = new Set(samples.findings.filter(({ severity }) => severity === 'failure').map(({ rule }) => rule));
  expect([code, samples.cases.get('sign-in'), broken]).toEqual([99, 'failed', new Set(['token.own-user'])]);
});

test('the contract turns red where two users have one subject, and for that alone', async () => {
  const { baseUrl } = await startEmulator('claim:sub="everybody"', 'claim:oid');
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  const broken = samples.findings.filter(({ severity }) => severity === 'failure');
  expect([code, new Set(broken.map(({ rule }) => rule))]).toEqual([99, new Set(['token.own-user'])]);
  expect(failed(samples)).toContain('sign-in-other-user');
  expect(new Set(failed(samples)), 'every case that begins with a sign-in of its own').toEqual(new Set(broken.map(({ caseId }) => caseId)));
});

test('a single request that is not answered fails its case', async () => {
  const { baseUrl } = await startEmulator('reset=0.05');
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  expect(code).toBe(99);
  const unanswered = samples.findings.filter(({ rule }) => rule === 'http.answer');
  expect(failed(samples)).toEqual(expect.arrayContaining(unanswered.map(({ caseId }) => caseId)));
  expect(new Set(unanswered.map(({ found }) => found))).toEqual(new Set(['EOF']));
});

test('cases that were throttled, and what follows from them, are neither passed nor failed', async () => {
  const { baseUrl } = await startEmulatorWith({ limits: { perAddress: { count: 40, seconds: 600 } } });
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  expect([code, failed(samples)]).toEqual([99, []]);
  const passed = Array.from(samples.cases.values()).filter((result) => result === 'passed').length;
  expect(passed).toBeGreaterThan(20);
  expect(passed).toBeLessThan(41);
  expect(samples.casesSeen.get('register')).toBe('what was throttled shows no deviation');
  expect(samples.findings.filter(({ severity }) => severity === 'failure')).toEqual([]);
});

test('throttling that is told in JSON breaks nothing, either', async () => {
  const { baseUrl } = await startEmulator('throttled-json=0.3');
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  expect([code, failed(samples)]).toEqual([99, []]);
  expect(samples.findings.filter(({ severity }) => severity === 'failure')).toEqual([]);
});

test.each([
  ['many', 'many', []],
  ['once', 'once', []],
  ['grace', 'grace', []],
  ['many', 'once', ['reuse', 'reuse-together']],
  ['once', 'many', ['reuse', 'reuse-together']],
  ['many', 'grace', ['reuse-late']],
])(
  'refresh tokens that may be redeemed "%s", declared "%s", break semantics.refresh-reuse in cases %j',
  async (refreshReuse, declared, broken) => {
    const { baseUrl } = await startEmulatorWith({ refreshReuse, refreshGraceSeconds: 1 });
    const settings = { ROPC_BASE_URL: baseUrl, ROPC_REFRESH_REUSE: declared, ROPC_REFRESH_GRACE: '1s' };
    const { code, samples } = await k6('contract', settings);
    const failures = samples.findings.filter(({ severity }) => severity === 'failure').map(({ rule, caseId }) => `${caseId} ${rule}`);
    expect(failures).toEqual(broken.map((id) => `${id} semantics.refresh-reuse`));
    expect([code, failed(samples)]).toEqual([broken.length === 0 ? 0 : 99, broken]);
  },
);

test('what a target sends in place of an answer is repeated nowhere', async () => {
  let password: string | undefined;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      // The first is the right one.
      password ??= /&password=([^&]+)/.exec(String(chunk))?.[1];
      socket.end(`password=${password}\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, output, folder } = await command(['contract', '--base-url', baseUrl]);
  server.close();
  expect(code, output).toBe(3);
  expect(password).toBe(userAt(demo as PoolDefinition, DEMO_POOL_SECRET, hmac, 0).password);
  const run = await runFolder(folder);
  const files = readdirSync(run).filter((name) => !name.endsWith('.gz'));
  expect(files).toContain('k6-contract.log');
  for (const text of [output, ...files.map((name) => readFileSync(join(run, name), 'utf8'))]) expect(text).not.toContain(password);
});
