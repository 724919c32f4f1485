import { expect, test } from 'vitest';
import { k6, outcomes, startEmulator, startEmulatorWith } from './harness.js';

test('refresh redeems the newest token, and the sign-ins before it stand in no SLO', async () => {
  const { baseUrl } = await startEmulator();
  const { code, broken, samples } = await k6('refresh', { ROPC_BASE_URL: baseUrl, ROPC_VERIFY_SHARE: '1' });
  expect([code, broken]).toEqual([0, []]);
  expect(samples.series.filter(({ op }) => op === 'sign-in').map(({ phase }) => phase)).toEqual(['setup', 'sign-in-first']);
  expect(outcomes(samples, 'refresh').ok).toBeGreaterThan(120);
});

test('mixed runs sign-ins, refreshes and failed sign-ins, each at its own rate', async () => {
  const { baseUrl } = await startEmulator();
  const { code, broken, samples } = await k6('mixed', { ROPC_BASE_URL: baseUrl, ROPC_REFRESH_RATE: '60' });
  expect([code, broken]).toEqual([0, []]);
  const steady = (op: string) =>
    samples.series.filter((series) => series.op === op && series.phase === 'steady').reduce((sum, { ms }) => sum + ms.length, 0);
  expect(['sign-in', 'refresh', 'failed-sign-in'].map(steady).map((count) => Math.round(count / 10) * 10)).toEqual([120, 180, 120]);
});

test('failed-logins passes while honest users sign in and wrong passwords are refused', async () => {
  const { baseUrl } = await startEmulator();
  const { code, broken, samples } = await k6('failed-logins', { ROPC_BASE_URL: baseUrl });
  expect([code, broken]).toEqual([0, []]);
  expect([Object.keys(outcomes(samples, 'sign-in')), Object.keys(outcomes(samples, 'failed-sign-in'))]).toEqual([
    ['ok'],
    ['rejected-as-expected'],
  ]);
});

test('failed-logins turns red when a wrong password is granted', async () => {
  const { baseUrl } = await startEmulator('any-password=0.03');
  const { code, broken, samples } = await k6('failed-logins', { ROPC_BASE_URL: baseUrl });
  expect([code, broken]).toEqual([99, ['no contract violation']]);
  expect(samples.findings.filter(({ severity }) => severity === 'failure').map(({ rule }) => rule)).toEqual(['semantics.wrong-password']);
});

test('the contract passes, with every case run once', async () => {
  const { baseUrl } = await startEmulator();
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  expect([code, new Set(samples.cases.values())]).toEqual([0, new Set(['passed'])]);
});

test('the contract turns red, and names the case, when wrong passwords are granted', async () => {
  const { baseUrl } = await startEmulator('any-password');
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  expect([code, samples.cases.get('wrong-password'), samples.cases.get('unknown-user')]).toEqual([99, 'failed', 'passed']);
});

test('the contract of a target that is down gives up after five unanswered requests', async () => {
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: 'http://127.0.0.1:9' });
  const failed = [...samples.cases].filter(([, result]) => result === 'failed').length;
  expect([code, samples.cases.size, failed]).toEqual([108, 7, 7]);
});

test('a target that reads the query is told of, by its rule, and one that serves GET turns the contract red', async () => {
  const { baseUrl } = await startEmulatorWith({ requests: { query: true, get: true } });
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  const found = samples.findings.filter(({ rule }) => rule.startsWith('semantics.')).map(({ rule, caseId }) => `${caseId} ${rule}`);
  expect(found.sort()).toEqual(['get semantics.get', 'refresh-query semantics.query', 'sign-in-query semantics.query']);
  expect([code, [...samples.cases].filter(([, result]) => result === 'failed')]).toEqual([99, [['get', 'failed']]]);
});

test('a contract run in which no good request is granted goes on to its end, and gives up on the target', async () => {
  const { baseUrl } = await startEmulator();
  const { code, samples, output } = await k6('contract', { ROPC_BASE_URL: baseUrl, ROPC_POOL_SECRET: 'that of another pool' });
  expect([code, samples.cases.get('sign-in'), samples.cases.get('wrong-password')]).toEqual([108, 'failed', 'passed']);
  expect(output).toContain('the target granted none of 9 good requests (false-rejection, AADB2C90225)');
});

test('keys that roll over during the load are read again, and nothing is wrong', async () => {
  const { baseUrl } = await startEmulator();
  let rolled: Promise<Response> | undefined;
  const rollOver = () => {
    rolled = fetch(`${baseUrl}/_emulator/keys`, { method: 'PUT' });
  };
  const whileRunning = () => setTimeout(rollOver, 2_500);
  const { code, broken, samples } = await k6('sign-in', { ROPC_BASE_URL: baseUrl, ROPC_VERIFY_SHARE: '0.1' }, { whileRunning });
  expect([code, broken, (await rolled)?.ok]).toEqual([0, [], true]);
  expect(Object.keys(outcomes(samples, 'sign-in'))).toEqual(['ok']);
});

test('the contract turns red where tokens are about somebody else, and for that alone', async () => {
  const { baseUrl } = await startEmulator('claim:emails=["somebody@else.example"]');
  const { code, samples } = await k6('contract', { ROPC_BASE_URL: baseUrl });
  const broken = new Set(samples.findings.filter(({ severity }) => severity === 'failure').map(({ rule }) => rule));
  expect([code, samples.cases.get('sign-in'), broken]).toEqual([99, 'failed', new Set(['token.own-user'])]);
});
