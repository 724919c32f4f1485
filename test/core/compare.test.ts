import { expect, test } from 'vitest';
import { cannotTell, isSlower, type Slowdown, slowdown } from '../../lib/core/compare.js';
import { hasGrown, type TailGrowth, tailGrowth } from '../../lib/core/compare-tails.js';
import { random } from '../mutate.js';

/** Medians of seconds around a latency, with noise. */
function seconds(ms: number, noise: number, seed: number, count = 60): number[] {
  const next = random(seed);
  return Array.from({ length: count }, () => ms * (1 + noise * (next() + next() - 1)));
}

const COMPARED = { op: 'sign-in', phase: 'steady', than: 'the run before' };
const compare = (before: number[], now: number[]) => slowdown(COMPARED, before, now) as Slowdown;

test('thirty percent more is found in twenty runs of twenty, and nothing is found where nothing changed', () => {
  let found = 0;
  let alarms = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const before = seconds(50, 0.2, seed);
    if (isSlower(compare(before, seconds(65, 0.2, seed + 100)), 0.15)) found += 1;
    if (isSlower(compare(before, seconds(50, 0.2, seed + 200)), 0.15)) alarms += 1;
  }
  expect([found, alarms]).toEqual([20, 0]);
});

test('the interval holds the true ratio', () => {
  const { low, high, ratio } = compare(seconds(50, 0.2, 1), seconds(60, 0.2, 2));
  expect(low).toBeLessThan(1.2);
  expect(high).toBeGreaterThan(1.2);
  expect(ratio).toBeCloseTo(1.2, 1);
});

test('a difference of less than three milliseconds is noise, whatever its ratio', () => {
  expect(isSlower(compare(seconds(2, 0.1, 1), seconds(4, 0.1, 2)), 0.15)).toBe(false);
});

test('too few seconds tell nothing', () => {
  expect(slowdown(COMPARED, seconds(50, 0.1, 1, 7), seconds(50, 0.1, 2))).toBeUndefined();
});

test('the same seconds give the same answer', () => {
  expect(compare(seconds(50, 0.2, 1), seconds(55, 0.2, 2))).toEqual(compare(seconds(50, 0.2, 1), seconds(55, 0.2, 2)));
});

test('a difference that may be more than is allowed, and may be less, cannot be told', () => {
  const one = (low: number, high: number): Slowdown => ({ ...COMPARED, before: 100, now: 100, ratio: 1, low, high });
  expect(cannotTell(one(0.57, 1.79), 0.15)).toBe(true);
  expect(cannotTell(one(0.95, 1.05), 0.15)).toBe(false);
  expect(cannotTell({ ...one(1.2, 1.4), now: 130 }, 0.15)).toBe(false);
  expect(cannotTell({ ...one(0.57, 1.79), before: 2, now: 2 }, 0.15)).toBe(false);
});

/** A random walk around a latency: what is slow stays slow for a while. */
function wandering(ms: number, seed: number, count: number): number[] {
  const next = random(seed);
  let level = 0;
  return Array.from({ length: count }, () => {
    level = 0.9 * level + 0.12 * (next() + next() - 1);
    return ms * (1 + level);
  });
}

test('where slow seconds come together, two equal runs are told apart once in forty at most', () => {
  let alarms = 0;
  for (let seed = 1; seed <= 40; seed++) if (isSlower(compare(wandering(50, seed, 60), wandering(50, seed + 1_000, 60)), 0.15)) alarms += 1;
  expect(alarms).toBeLessThanOrEqual(1);
});

/** Twelve answers a second, of which a share takes ten times as long; `pauses`: all that come in these seconds wait for their end. */
function answers(share: number, seed: number, pause = 0, count = 200): number[][] {
  const next = random(seed);
  return Array.from({ length: count }, (_, second) =>
    Array.from({ length: 12 }, (_, i) => {
      const waits = pause > 0 && second % 7 === 0 ? Math.max(0, pause - i * 80) : 0;
      return 30 * (1 + 0.1 * next()) + waits + (next() < share ? 300 : 0);
    }),
  );
}

const grown = (before: number[][], now: number[][]) => hasGrown(tailGrowth(COMPARED, before, now, 0.15) as TailGrowth);

test('a tail that grew and pauses that came are found in twenty runs of twenty, and nothing is found where nothing changed', () => {
  const found = { tail: 0, pauses: 0, none: 0 };
  for (let seed = 1; seed <= 20; seed++) {
    const before = answers(0.02, seed);
    if (grown(before, answers(0.15, seed + 100))) found.tail += 1;
    if (grown(before, answers(0.02, seed + 200, 900))) found.pauses += 1;
    if (grown(before, answers(0.02, seed + 300))) found.none += 1;
  }
  expect(found).toEqual({ tail: 20, pauses: 20, none: 0 });
});

/** A share of slow answers beside many that are all alike. */
const bimodal = (share: number, seed: number): number[][] => {
  const next = random(seed);
  return Array.from({ length: 300 }, () => Array.from({ length: 12 }, () => 100 * (1 + 0.02 * next()) + (next() < share ? 200 : 0)));
};

test.each([
  ['three times as many', 0.09, 0.3, true],
  ['four times as many, of few', 0.02, 0.09, true],
  ['as many', 0.09, 0.09, false],
])('where one in ten is slow already, %s are seen for what they are', (_, then, now, isGrown) => {
  expect(grown(bimodal(then, 1), bimodal(now, 2))).toBe(isGrown);
});

test('too few answers tell nothing of a tail', () => {
  expect(tailGrowth(COMPARED, answers(0, 1, 0, 8), answers(0, 2), 0.15)).toBeUndefined();
  expect(tailGrowth(COMPARED, [answers(0, 1, 0, 50).flat()], answers(0, 2), 0.15)).toBeUndefined();
});

test('answers that are all as much slower as is allowed are no longer tail', () => {
  const before = answers(0.02, 1);
  const slower = (times: number) => answers(0.02, 2).map((second) => second.map((ms) => ms * times));
  expect([grown(before, slower(1.14)), grown(before, slower(1.4))]).toEqual([false, true]);
});
