import { expect, test } from 'vitest';
import type { Plan } from '../../lib/core/plan/plan.js';
import { type Collateral, judgeCollateral } from '../../lib/node/analysis/collateral.js';
import { Column, noSamples, type Samples } from '../../lib/node/samples/columns.js';
import { providerNamed } from '../contract-harness.js';

/** Latencies in ms of a phase, one for each second; undefined for a second without an answer. */
type Seconds = (number | undefined)[];

const seconds = (length: number, ms: (second: number) => number | undefined): Seconds => Array.from({ length }, (_, i) => ms(i));

/** Ten sign-ins a second, phase after phase. */
function samplesOf(phases: Record<string, Seconds>): Samples {
  let now = 1_800_000_000;
  const series = Object.entries(phases).map(([phase, latencies]) => {
    const at = new Column((size) => new Uint32Array(size));
    const ms = new Column((size) => new Float64Array(size));
    for (const latency of latencies) {
      for (let i = 0; latency !== undefined && i < 10; i++) {
        at.push(now);
        ms.push(latency + (i % 3));
      }
      now += 1;
    }
    return { op: 'sign-in', phase, outcome: 'ok', at, ms };
  });
  return { ...noSamples(), cut: false, series };
}

const DECLARED = 30;
const b2c = providerNamed('b2c');
const provider = { ...b2c, lockout: { ...b2c.lockout, recovery: `${DECLARED}s` } };

function judge(phases: Record<string, Seconds>): Collateral {
  return judgeCollateral({ experiments: ['collateral'] } as unknown as Plan, samplesOf(phases), provider);
}

const resultOf = (phases: Record<string, Seconds>, id: string) => {
  const { result, found } = judge(phases).expectations.find((one) => one.id === id) ?? {};
  return `${result}: ${found}`;
};

const calm = (length: number): Seconds => seconds(length, () => 20);

test.each<[string, Seconds, string]>([
  ['is back at once', calm(60), 'held: back after 0 s; declared: 30 s'],
  ['is slow for ten seconds', seconds(60, (i) => (i < 10 ? 90 : 20)), 'held: back after 10 s; declared: 30 s'],
  ['is slow for forty seconds', seconds(60, (i) => (i < 40 ? 90 : 20)), 'broken: back after 40 s; declared: 30 s'],
  ['is slow to the end', seconds(60, () => 90), 'broken: not back in the 60 s that were measured; declared: 30 s'],
  [
    'is slow to the end of what was measured, which is short',
    seconds(20, () => 90),
    'unclear: not back in the 20 s that were measured; declared: 30 s',
  ],
  [
    'is slow again much later, which is not of the attack',
    seconds(60, (i) => (i >= 35 && i < 45 ? 90 : 20)),
    'held: back after 0 s; declared: 30 s',
  ],
  ['gives no answer for forty seconds', seconds(60, (i) => (i < 40 ? undefined : 20)), 'broken: back after 40 s; declared: 30 s'],
  ['was measured for too short a time', calm(3), 'unclear: too few answers before or after the attack'],
])('an endpoint that after the attack %s: collateral.recovery is as it should be', (_, after, expected) => {
  expect(resultOf({ before: calm(30), attack: calm(30), after }, 'collateral.recovery')).toBe(expected);
});

test.each<[string, Seconds, string]>([
  ['as fast as before', calm(30), 'held'],
  ['two milliseconds slower, which nobody notices', seconds(30, () => 22), 'held'],
  ['a fifth slower, as is allowed', seconds(30, () => 24), 'held'],
  ['twice as slow', seconds(30, () => 40), 'broken'],
  ['measured for too short a time', calm(5), 'unclear'],
])('honest users who are %s under attack: collateral.latency is as it should be', (_, attack, expected) => {
  expect(resultOf({ before: calm(30), attack, after: calm(30) }, 'collateral.latency')).toMatch(new RegExp(`^${expected}: `));
});

test.each<[string, number[], string]>([
  ['all as fast as before', [], 'held'],
  ['two in ten 380 ms slower', [3, 7], 'broken'],
])('of honest answers under attack %s: collateral.tail is as it should be', (_, slow, expected) => {
  const samples = samplesOf({ before: calm(30), attack: calm(30), after: calm(30) });
  const [, attack] = samples.series as [Samples['series'][0], Samples['series'][0]];
  const ms = attack.ms.values();
  for (let i = 0; i < ms.length; i++) if (slow.includes(i % 10)) ms[i] = (ms[i] as number) + 380;
  const { expectations } = judgeCollateral({ experiments: ['collateral'] } as unknown as Plan, samples, provider);
  expect(expectations.map(({ id, result }) => `${id} ${result}`)).toEqual([
    'collateral.latency held',
    `collateral.tail ${expected}`,
    'collateral.recovery held',
    'collateral.nobody-locked held',
  ]);
});

test('a single honest user who is locked out under attack breaks collateral.nobody-locked', () => {
  const samples = samplesOf({ before: calm(30), attack: calm(30), after: calm(30) });
  const [series] = samples.series as [Samples['series'][0]];
  const at = new Column((size) => new Uint32Array(size));
  const ms = new Column((size) => new Float64Array(size));
  at.push(1_800_000_040);
  ms.push(20);
  samples.series.push({ ...series, phase: 'attack', outcome: 'locked', at, ms });
  const { expectations } = judgeCollateral({ experiments: ['collateral'] } as unknown as Plan, samples, provider);
  expect(expectations.filter(({ result }) => result !== 'held').map(({ id }) => id)).toEqual(['collateral.nobody-locked']);
});

test('where no honest user was answered under attack, it is unclear whether one was locked out', () => {
  const id = 'collateral.nobody-locked';
  expect(resultOf({ before: calm(30), after: calm(30) }, id)).toMatch(/^unclear: 0 correct passwords/);
  expect(resultOf({ before: calm(30), attack: calm(30), after: calm(30) }, id)).toMatch(/^held: 0 correct passwords/);
});

test('nothing is judged of an attack that was not planned', () => {
  const samples = samplesOf({ before: calm(30), attack: seconds(30, () => 90), after: calm(30) });
  expect(judgeCollateral({ experiments: ['lockout'] } as unknown as Plan, samples, provider)).toEqual({ slowdowns: [], expectations: [] });
});
