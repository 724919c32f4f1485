import { expect, test } from 'vitest';
import { k6, outcomes, startEmulator } from './harness.js';

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
