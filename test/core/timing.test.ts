import { expect, test } from 'vitest';
import { normaliseBody, normaliseHeaders } from '../../lib/core/experiments/normalise.js';
import { compareTails, compareTimes, mannWhitney, tailTellsApart, tellsApart } from '../../lib/core/experiments/timing.js';
import { random } from '../mutate.js';

/** Times around `ms`, with a long tail, as a network gives them. */
function times(ms: number, seed: number, count = 160): number[] {
  const next = random(seed);
  return Array.from({ length: count }, () => ms + 3 * (next() + next()) + (next() < 0.05 ? 40 * next() : 0));
}

test('U and p are those of a published example (Mann and Whitney on two groups of eight and seven)', () => {
  // Hollander and Wolfe, Nonparametric Statistical Methods, example 4.1: permeability of membranes, W = 30, U = 15, p 0.127 exact.
  const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const early = [1.15, 0.88, 0.9, 0.74, 1.21];
  const { u, p } = mannWhitney(term, early);
  expect(u).toBe(15);
  expect(p).toBeGreaterThan(0.24);
  expect(p).toBeLessThan(0.26);
});

test('equal groups are as alike as can be', () => {
  expect(mannWhitney([1, 1, 1], [1, 1, 1]).p).toBe(1);
});

test('a bare five milliseconds are found in twenty runs of twenty, and nothing is found where there is nothing', () => {
  let [found, alarms] = [0, 0];
  for (let seed = 1; seed <= 20; seed++) {
    if (tellsApart(compareTimes(times(20, seed), times(25, seed + 100)))) found += 1;
    if (tellsApart(compareTimes(times(20, seed), times(20, seed + 200)))) alarms += 1;
  }
  expect([found, alarms]).toEqual([20, 0]);
});

test('a fifth of answers that are slow is found in twenty runs of twenty, and nothing is found where there is nothing', () => {
  const slow = (seed: number) => times(20, seed).map((ms, i) => (i % 5 === 0 ? ms + 250 : ms));
  let [found, alarms] = [0, 0];
  for (let seed = 1; seed <= 20; seed++) {
    if (tailTellsApart(compareTails(times(20, seed), slow(seed + 100)))) found += 1;
    if (tailTellsApart(compareTails(times(20, seed), times(20, seed + 200)))) alarms += 1;
  }
  expect([found, alarms]).toEqual([20, 0]);
});

test('the interval holds the true shift', () => {
  const { low, high, shift } = compareTimes(times(20, 1), times(23, 2));
  expect([low < 3, high > 3, Math.abs(shift - 3) < 0.6]).toEqual([true, true, true]);
});

test('bodies differ by more than correlation id and time, or they are the same', () => {
  const body = (code: string, id: string, time: string) =>
    `{"error_description":"${code}: x\\r\\nCorrelation ID: ${id}\\r\\nTimestamp: ${time}"}`;
  const first = normaliseBody(body('AADB2C90225', '0d8e2c5a-1111-2222-3333-444444444444', '2019-01-31 19:30:40Z'));
  expect(normaliseBody(body('AADB2C90225', 'ffffffff-1111-2222-3333-444444444444', '2020-02-01 00:00:00Z'))).toBe(first);
  expect(normaliseBody(body('AADB2C90053', '0d8e2c5a-1111-2222-3333-444444444444', '2019-01-31 19:30:40Z'))).not.toBe(first);
});

test('of cookies only the names count', () => {
  const both = 'x-ms-cpim-trans=; expires=Wed, 25 Nov 2026 00:00:00 GMT; path=/, known=1; path=/';
  expect(normaliseHeaders({ 'Set-Cookie': both })).toBe('set-cookie: x-ms-cpim-trans, known');
});

test('of headers that are another for each answer only the names count', () => {
  expect(normaliseHeaders({ Date: 'now', Server: 'x', 'X-Ms-Gateway-Requestid': '1' })).toBe(
    'date: <changing>\nserver: x\nx-ms-gateway-requestid: <changing>',
  );
});
