import { describe, expect, test } from 'vitest';
import { addFields, type FieldValues, tellingFields } from '../../lib/core/experiments/fields.js';
import { normaliseBody } from '../../lib/core/experiments/normalise.js';
import { compareTails, compareTimes, mannWhitney, tailTellsApart, tellsApart } from '../../lib/core/experiments/timing.js';
import { random } from '../mutate.js';

/** Times around `ms`, with a long tail, as a network gives them. */
function times(ms: number, seed: number, count = 160): number[] {
  const next = random(seed);
  return Array.from({ length: count }, () => ms + 3 * (next() + next()) + (next() < 0.05 ? 40 * next() : 0));
}

test('U and p are those of a published example (Hollander and Wolfe, two groups of ten and five)', () => {
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
  const traced = (id: string) => normaliseBody(`{"error_description":"AADB2C90225 Trace: ${id}"}`);
  expect(traced('4bf92f3577b34da6a3ce929d0e0e4736')).toBe(traced('00f067aa0ba902b7'));
  expect(traced('0000000000000000')).not.toBe(traced('00f067aa0ba902b7'));
  expect(normaliseBody(body('AADB2C90053', '0d8e2c5a-1111-2222-3333-444444444444', '2019-01-31 19:30:40Z'))).not.toBe(first);
});

describe('header fields that tell kinds of users apart', () => {
  const ROUNDS = 40;
  type Headers = Record<string, string>;
  const fieldsOf = (headersAt: (round: number) => Headers): FieldValues => {
    const fields: FieldValues = new Map();
    for (let round = 0; round < ROUNDS; round++) addFields(fields, headersAt(round));
    return fields;
  };
  const telling = (one: (round: number) => Headers, other: (round: number) => Headers) =>
    tellingFields([fieldsOf(one), fieldsOf(other)], ROUNDS);

  // Small numbers, some of them rare.
  const waits = (i: number): string => `${Math.floor(9 * random(i + 1)() ** 3)}`;

  test.each<[string, (round: number) => Headers, (round: number) => Headers, string[]]>([
    ['the same', () => ({ Server: 'x' }), () => ({ Server: 'x' }), []],
    ['another id for each answer', (i) => ({ 'X-Azure-Ref': `a${i}` }), (i) => ({ 'X-Azure-Ref': `b${i}` }), []],
    ['one of three servers', (i) => ({ Server: `s${i % 3}` }), (i) => ({ Server: `s${(i + 1) % 3}` }), []],
    ['another date', (i) => ({ Date: `${i}` }), () => ({ Date: 'never' }), []],
    ['a gateway that says how long it waited', (i) => ({ 'X-Wait': waits(i) }), (i) => ({ 'X-Wait': waits(i + 7) }), []],
    ['a value in every second answer', (i) => ({ 'X-Hint': i % 2 ? 'a' : 'b' }), () => ({ 'X-Hint': 'a' }), ['x-hint']],
    ['another value', () => ({ Server: 'x' }), () => ({ Server: 'y' }), ['server']],
    ['a field more', () => ({}), () => ({ 'X-Known': '1' }), ['x-known']],
    ['a field now and then', (i) => (i % 2 ? { 'X-Known': '1' } : {}), () => ({ 'X-Known': '1' }), ['x-known']],
    ['an id that stays the same', (i) => ({ 'X-Id': `${i}` }), () => ({ 'X-Id': 'one' }), ['x-id']],
    ['a cookie more', () => ({ 'Set-Cookie': 'a=1; path=/' }), () => ({ 'Set-Cookie': 'a=1; path=/, known=1' }), ['cookie known']],
    ['another cookie value', () => ({ 'Set-Cookie': 'acct=none' }), () => ({ 'Set-Cookie': 'acct=exists' }), ['cookie acct']],
    [
      'cookies that are all different',
      (i) => ({ 'Set-Cookie': `a=${i}` }),
      (i) => ({ 'Set-Cookie': `a=x${i}; expires=Wed, 25 Nov 2026` }),
      [],
    ],
  ])('%s', (_, one, other, names) => {
    expect(telling(one, other)).toEqual(names);
  });
});
