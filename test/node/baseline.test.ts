import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pools, profiles, providers } from '../../dist/generated/data.js';
import { makePlan } from '../../lib/core/plan/plan.js';
import type { PoolDefinition } from '../../lib/core/pool.js';
import { chooseSettings } from '../../lib/core/settings/choose.js';
import { type Baseline, type Compared, findBaseline, wasSurelySlower } from '../../lib/node/run/baseline.js';
import { checkHistory, keepRun } from '../../lib/node/run/history.js';
import { FILES, type RunRecord } from '../../lib/node/run/run-record.js';

const here = process.cwd();
beforeEach(() => process.chdir(mkdtempSync(join(tmpdir(), 'k6-ropc-baseline-'))));
afterEach(() => process.chdir(here));

const TENANT = {
  ROPC_BASE_URL: 'https://one.example',
  ROPC_ALLOW_HOST: 'one.example,two.example',
  ROPC_TENANT: 'one.example',
  ROPC_POLICY: 'B2C_1_A',
  ROPC_CLIENT_ID: 'client',
  ROPC_POOL_SECRET: 'a pool secret',
};

function recordOf(id: string, more: Record<string, string> = {}, baseline?: string): RunRecord {
  const environment = { ROPC_PROFILE: 'nightly', ...TENANT, ...more };
  const { settings, provider, profile } = chooseSettings({ environment }, providers, profiles);
  const plan = makePlan({ settings, provider, profile, pool: pools[0] as PoolDefinition, scenario: 'mixed' });
  return {
    id,
    startedAt: '',
    profile: 'nightly',
    target: plan.target,
    provider,
    k6: 'v2.2.0',
    again: '',
    rules: [],
    load: { plan },
    ...(baseline && { baseline: { folder: `../${baseline}` } }),
  };
}

/** A run that passed. @param slower how much slower it surely was than the one it was compared with, as a share */
function passed(record: RunRecord, slower = 0): string {
  const folder = join('results', record.id);
  mkdirSync(folder, { recursive: true });
  const one = { op: 'sign-in', phase: 'steady', than: 'the run before', before: 100, now: 100 * (1 + slower), ratio: 1 + slower };
  const summary = { slowdowns: [{ ...one, low: 1 + slower - 0.02, high: 1 + slower + 0.02 }] };
  writeFileSync(join(folder, FILES.plan), JSON.stringify(record));
  writeFileSync(join(folder, FILES.verdict), JSON.stringify({ status: 'PASS' }));
  writeFileSync(join(folder, FILES.summary), JSON.stringify(summary));
  writeFileSync(join(folder, FILES.samples), '');
  return folder;
}

const nameOf = (found: Baseline): string => ('none' in found ? found.none : basename(found.folder));
const last = async (record = recordOf('now')) => nameOf(await findBaseline('last', record));

test('the newest run that passed is compared with', async () => {
  passed(recordOf('1'));
  passed(recordOf('2'));
  expect(await last()).toBe('2');
});

test('a run that was surely slower than the one before it is no new measure', async () => {
  passed(recordOf('1'));
  passed(recordOf('2', {}, '1'), 0.08);
  passed(recordOf('3', {}, '1'), 0.12);
  expect(await last()).toBe('1');
});

test('a run that was not surely slower is one', async () => {
  passed(recordOf('1'));
  passed(recordOf('2', {}, '1'), 0.01);
  expect(await last()).toBe('2');
});

test('a run against an emulator that went wrong on purpose is no measure', async () => {
  passed(recordOf('1'));
  passed({ ...recordOf('2'), faults: ['slow=0.01'] });
  expect(await last()).toBe('1');
});

test('a run whose samples are gone is passed over', async () => {
  passed(recordOf('1'));
  rmSync(join(passed(recordOf('2')), FILES.samples));
  expect(await last()).toBe('1');
});

test.each([
  ['another host', { ROPC_BASE_URL: 'https://two.example' }],
  ['another provider, tenant, policy, client or scope', { ROPC_CLIENT_ID: 'other' }],
  ['another lengths or rates', { ROPC_SCALE_RATE: '0.9' }],
  ['another pool or number of users', { ROPC_USERS: '20000' }],
])('a run with %s is not compared with', async (difference, more) => {
  passed(recordOf('1', more));
  expect(await last()).toBe(`no run that passed had this load and target: the newest, 1, has ${difference}`);
});

const kept = async () => nameOf(await findBaseline('last', recordOf('now'), 'history'));
const NOTHING = { slowdowns: [], tails: [] };
const OF_BEFORE = { op: 'sign-in', phase: 'steady', than: 'the run before' };
const slower = (low: number): Compared => ({
  slowdowns: [{ ...OF_BEFORE, before: 100, now: 110, ratio: 1.1, low, high: 1.2 }],
  tails: [],
});
const tail = { ...OF_BEFORE, msBefore: 20, ms: 23, p95Before: 20, p95: 30, before: 0.05, now: 0.09, ratio: 1.8, high: 2 };

test.each<[string, Compared, boolean]>([
  [
    'a few milliseconds that are much of a fast target',
    { slowdowns: [{ ...OF_BEFORE, before: 3, now: 4.5, ratio: 1.5, low: 1.4, high: 1.6 }], tails: [] },
    true,
  ],
  ['a hundredth', { slowdowns: [{ ...OF_BEFORE, before: 100, now: 101, ratio: 1.01, low: 1.005, high: 1.02 }], tails: [] }, false],
  ['more slow answers', { slowdowns: [], tails: [{ ...tail, low: 1.5 }] }, true],
  ['perhaps more slow answers', { slowdowns: [], tails: [{ ...tail, low: 0.9 }] }, false],
])('by %s a run is surely slower: %j', (_, compared, expected) => {
  expect(wasSurelySlower(compared)).toBe(expected);
});

test('a history has the last run of a load that passed, and those of other loads', async () => {
  expect(await kept()).toBe('no run of profile nightly has passed yet');
  const other = recordOf('other', { ROPC_SCALE_RATE: '0.5' });
  for (const record of [recordOf('1'), other, recordOf('2')]) await keepRun('history', passed(record), record, NOTHING);
  expect([await kept(), readdirSync('history').sort()]).toEqual(['2', ['2', 'other']]);
});

test('a run that was surely slower is not kept in a history, and one that may have been is', async () => {
  await keepRun('history', passed(recordOf('1')), recordOf('1'), NOTHING);
  expect(await keepRun('history', passed(recordOf('2')), recordOf('2'), slower(1.05))).toContain('that one stays the measure');
  expect(await kept()).toBe('1');
  await keepRun('history', passed(recordOf('3')), recordOf('3'), slower(0.98));
  expect(await kept()).toBe('3');
});

test('what a run was compared with stays beside it, and what is older goes', async () => {
  await keepRun('history', passed(recordOf('1')), recordOf('1'), NOTHING);
  for (const [id, before] of [
    ['2', '1'],
    ['3', '2'],
  ] as const)
    await keepRun('history', passed(recordOf(id, {}, before)), recordOf(id, {}, before), NOTHING);
  expect(readdirSync('history').sort()).toEqual(['2', '3']);
});

test('a copy that broke off is no run', async () => {
  await keepRun('history', passed(recordOf('1')), recordOf('1'), NOTHING);
  cpSync('history/1', 'history/.2', { recursive: true });
  expect(await kept()).toBe('1');
});

test.each(['', 'results', './results/', 'a-file/history'])(
  'the history cannot be %j, which is said before anything is sent',
  async (history) => {
    writeFileSync('a-file', '');
    await expect(checkHistory(history)).rejects.toThrow('--history');
  },
);
