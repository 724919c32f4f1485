import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RawSettings } from '../../lib/core/settings/resolve.js';
import { chooseRun, emulatorArguments, planOf, type RunRequest, standsIn } from '../../lib/node/run/run-request.js';

const request = (flags: RawSettings, emulator = true): RunRequest => ({ profile: 'smoke', contractOnly: false, emulator, flags });

test('the emulator gets as many users as the run, for cohorts are shares of the pool', () => {
  expect(emulatorArguments(request({ users: '2000' }))).toEqual(['--users', '2000']);
  expect(emulatorArguments(request({}))).toEqual([]);
});

test('the emulator goes wrong as it is told', () => {
  expect(emulatorArguments({ ...request({}), faults: ['slow:300', 'jwt-alg=0.1'] })).toEqual([
    '--fault',
    'slow:300',
    '--fault',
    'jwt-alg=0.1',
  ]);
  expect(() => emulatorArguments({ ...request({ baseUrl: 'http://127.0.0.1:1' }, false), faults: ['slow'] })).toThrow('give --emulator');
  const accepting = { ...request({}), contractOnly: true, updateShapes: true, faults: ['slow'] };
  expect(() => emulatorArguments(accepting)).toThrow('shapes of an emulator that goes wrong are nothing to accept');
});

test('a run with a target of its own starts no emulator', () => {
  expect(emulatorArguments(request({ baseUrl: 'http://127.0.0.1:1' }, false))).toBeUndefined();
});

test.each<[RawSettings, boolean, string]>([
  [{}, false, 'no target'],
  [{ baseUrl: 'http://127.0.0.1:1' }, true, 'are two targets'],
  [{ provider: 'rfc6749' }, true, 'provider rfc6749 needs a target of its own'],
  [{ pool: 'ours' }, true, 'pool ours needs a target of its own'],
])('%j with emulator %s is refused before anything is started', (flags, emulator, message) => {
  expect(() => emulatorArguments(request(flags, emulator))).toThrow(message);
});

test('two users are enough for the contract run, which has no load', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'k6-ropc-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const poolFile = join(folder, 'users.csv');
  await writeFile(poolFile, 'username,password\na@example.com,Secret-1\nb@example.com,Secret-2\n');
  const { chosen } = chooseRun(request({ poolFile, baseUrl: 'http://127.0.0.1:1' }, false));
  expect(planOf(chosen, undefined).operations).toEqual([]);
  expect(() => planOf(chosen, 'mixed')).toThrow('the plan is refused');
});

test('the emulator stands in for a target where nothing of one is set', () => {
  expect(standsIn({})).toBe(true);
  expect(standsIn({ baseUrl: 'http://127.0.0.1:1', tenant: 'a' })).toBe(false);
  expect(() => standsIn({ tenant: 'yourtenant.onmicrosoft.com' })).toThrow('ROPC_TENANT is set, and ROPC_BASE_URL is not');
});
