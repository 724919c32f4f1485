import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { providers } from '../../dist/generated/data.js';
import type { ExpectationSeen } from '../../lib/core/experiments/catalogue.js';
import { EXPERIMENT_NAMES, expectationsInK6 } from '../../lib/core/experiments/catalogue.js';
import { effortOf } from '../../lib/core/experiments/effort.js';
import { declaredOf, type Provider } from '../../lib/core/provider.js';
import { startCountingProxy } from './counting-proxy.js';
import { command, k6, runFolder, startEmulator, startEmulatorWith } from './harness.js';

const ALONE = EXPERIMENT_NAMES.filter((name) => name !== 'collateral');

/** Runs experiments with plain k6. @returns the expectations that are not held, and k6's exit code */
async function run(
  experiments: readonly string[],
  baseUrl: string,
  more: Record<string, string> = {},
): Promise<{ code: number | null; broken: string[]; seen: ExpectationSeen[]; output: string }> {
  const { code, samples, output } = await k6('failed-logins', {
    ROPC_BASE_URL: baseUrl,
    ROPC_PROFILE: 'failed-logins',
    ROPC_EXPERIMENTS: experiments.join(','),
    ...more,
  });
  const seen = samples.expectations;
  return { code, seen, output, broken: seen.filter(({ result }) => result === 'broken').map(({ id }) => id) };
}

test('every expectation of the experiments holds at the emulator, and each is told once', async () => {
  const { baseUrl } = await startEmulator();
  const { code, seen, output, broken } = await run(ALONE, baseUrl);
  expect([code, broken], output).toEqual([0, []]);
  expect(seen.map(({ id }) => id).sort()).toEqual(expectationsInK6(ALONE).sort());
});

test('the wrong passwords of experiment parallel are at the target all at the same moment', async () => {
  const { baseUrl } = await startEmulator();
  const proxy = await startCountingProxy(baseUrl, 200);
  const { seen } = await run(['parallel'], proxy.baseUrl);
  proxy.stop();
  const [, count] = /locked by (\d+) wrong passwords at the same moment/.exec(seen[0]?.found ?? '') ?? [];
  expect([seen[0]?.result, String(proxy.counts().most)]).toEqual(['held', count]);
});

test('experiments send no more than the plan says, and not much less', async () => {
  const { baseUrl } = await startEmulator();
  const proxy = await startCountingProxy(baseUrl, 0);
  const names = ['lockout', 'parallel', 'spray', 'stuffing'] as const;
  await run(names, proxy.baseUrl);
  proxy.stop();
  const { lockout } = providers.find(({ name }) => name === 'b2c') as Provider;
  const { requests } = effortOf(names, declaredOf(lockout));
  expect(proxy.counts().all).toBeLessThanOrEqual(requests);
  expect(proxy.counts().all).toBeGreaterThan(0.9 * requests);
});

test.each<[string, unknown, string[], string[]]>([
  ['lockout', {}, ['no-lock'], ['lockout.in-range']],
  ['lockout', {}, ['lock-passed'], ['lockout.in-range']],
  ['lockout', {}, ['lock-leak'], ['lockout.nobody-else']],
  ['lockout', {}, ['lock-as-typed'], ['lockout.spelling']],
  ['lockout', { answers: { locked: 'AADB2C90114' } }, ['lock-tells'], ['lockout.silent']],
  ['lockout', { lockout: { threshold: 5 } }, [], ['lockout.not-before', 'lockout.resets']],
  ['lockout', { lockout: { similar: false } }, [], ['lockout.similar']],
  ['lockout', { lockout: { seconds: 300 } }, [], ['lockout.ends']],
  ['lockout', { lockout: { seconds: 20 } }, [], ['lockout.lasts']],
  ['parallel', { capacity: { milliseconds: 20 } }, ['lost-counts'], ['parallel.counted']],
  ['spray', { lockout: { threshold: 1 } }, [], ['spray.nobody-locked']],
  ['stuffing', {}, ['false-rejection=0.17'], ['stuffing.right-ones']],
  ['stuffing', {}, ['any-password'], ['stuffing.wrong-ones']],
  ['enumeration', {}, ['slow-known-users:5'], ['enumeration.time']],
  ['enumeration', {}, ['slow-unknown-users:5'], ['enumeration.time']],
  ['enumeration', { answers: { unknownUser: 'AADB2C90053' } }, [], ['enumeration.body']],
  ['throttling', { limits: { retryAfter: false } }, [], ['throttling.retry-after']],
])('%s with %j and %j breaks %j, and nothing else', async (experiment, settings, faults, ids) => {
  const { baseUrl } = await startEmulatorWith(settings, ...faults);
  const { code, broken, output } = await run([experiment], baseUrl);
  expect([code, broken], output).toEqual([99, ids]);
});

test('a service that tries one password of a user at a time loses no count', async () => {
  const { baseUrl } = await startEmulatorWith({ capacity: { milliseconds: 20 } }, 'one-at-a-time');
  const { code, seen, output } = await run(['parallel'], baseUrl);
  expect([code, seen.map(({ result }) => result)], output).toEqual([0, ['held']]);
  expect(seen[0]?.found).toMatch(/^0 of 5 accounts locked by .* granted for [01] of 5 others$/);
});

test('a tenant with another lockout than its provider declares is held to that', async () => {
  const { baseUrl } = await startEmulatorWith({ lockout: { threshold: 5, seconds: 30, similar: false } });
  const { code, broken, output } = await run(['lockout'], baseUrl, { ROPC_LOCKOUT_THRESHOLD: '5', ROPC_LOCKOUT_DURATION: '30s' });
  expect([code, broken], output).toEqual([99, ['lockout.similar']]);
});

test('experiments against a server that is down are unclear, not held', async () => {
  const { code, seen, output } = await run(['enumeration', 'parallel', 'throttling'], 'http://127.0.0.1:9');
  expect([code, new Set(seen.map(({ result }) => result))], output).toEqual([99, new Set(['unclear'])]);
});

test.each(['throttled', 'throttled-json'])('experiments that are answered with %s now and then are unclear, not broken', async (fault) => {
  const { baseUrl } = await startEmulator(`${fault}=0.1`);
  const { code, seen, output } = await run(['spray', 'stuffing'], baseUrl);
  expect([code, new Set(seen.map(({ result }) => result))], output).toEqual([99, new Set(['unclear'])]);
});

test('experiments refuse a pool that has not the accounts that were made for them', async () => {
  const { code, output } = await command(['plan', 'failed-logins', '--users', '500', '--experiments', 'lockout']);
  expect([code, output]).toEqual([2, expect.stringContaining('experiments need 250 accounts in cohort lockout, the pool has 50')]);
});

/** Attack and honest users, scaled: ten seconds a phase. */
async function collateral(baseUrl: string): Promise<{ code: number | null; output: string; expectations: ExpectationSeen[] }> {
  const scale = ['--scale-time', '0.16', '--scale-rate', '2'];
  const { code, output, folder } = await command(['run', 'failed-logins', '--base-url', baseUrl, '--experiments', 'collateral', ...scale]);
  const summary = JSON.parse(await readFile(join(await runFolder(folder), 'summary.json'), 'utf8'));
  return { code, output, expectations: summary.expectations };
}

test('honest users notice nothing of an attack at the emulator', async () => {
  const { baseUrl } = await startEmulator();
  const { code, output, expectations } = await collateral(baseUrl);
  expect([code, expectations.map(({ id, result }) => `${id} ${result}`)], output).toEqual([
    0,
    ['collateral.latency held', 'collateral.tail held', 'collateral.recovery held', 'collateral.nobody-locked held'],
  ]);
});

test('honest users who are slowed by an attack are found, with how much, and nothing else fails', async () => {
  const { baseUrl } = await startEmulator('slow-honest-users:40');
  const { code, output } = await collateral(baseUrl);
  expect(code, output).toBe(1);
  expect(output.match(/^ {2}FAIL .*/gm)).toEqual([
    expect.stringMatching(/FAIL {2}collateral.latency: .* Seen: sign-in \d+\.\d to \d+\.\d ms, \+\d+ % to \+\d+ %/),
  ]);
});
