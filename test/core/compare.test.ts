import { expect, test } from 'vitest';
import { cannotTell, isSlower, type Slowdown, slowdown } from '../../lib/core/compare.js';
import { random } from '../mutate.js';

/** Medians of seconds around a latency, with noise. */
function seconds(ms: number, noise: number, seed: number, count = 60): number[] {
  const next = random(seed);
  return Array.from({ length: count }, () => ms * (1 + noise * (next() + next() - 1)));
}

const compare = (before: number[], now: number[]) => slowdown('sign-in', 'steady', before, now) as Slowdown;

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
  expect(slowdown('sign-in', 'steady', seconds(50, 0.1, 1, 7), seconds(50, 0.1, 2))).toBeUndefined();
});

test('the same seconds give the same answer', () => {
  expect(compare(seconds(50, 0.2, 1), seconds(55, 0.2, 2))).toEqual(compare(seconds(50, 0.2, 1), seconds(55, 0.2, 2)));
});

test('a difference that may be more than is allowed, and may be less, cannot be told', () => {
  const one = (low: number, high: number): Slowdown => ({ op: 'sign-in', phase: 'steady', before: 100, now: 100, ratio: 1, low, high });
  expect(cannotTell(one(0.57, 1.79), 0.15)).toBe(true);
  expect(cannotTell(one(0.95, 1.05), 0.15)).toBe(false);
  expect(cannotTell({ ...one(1.2, 1.4), now: 130 }, 0.15)).toBe(false);
  expect(cannotTell({ ...one(0.57, 1.79), before: 2, now: 2 }, 0.15)).toBe(false);
});
